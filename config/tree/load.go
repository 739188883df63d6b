package tree

import (
	"errors"
	"io"
	"strings"

	"go.yaml.in/yaml/v4"
)

// maxDepth is how many lists and mappings may be inside each other.
const maxDepth = 64

const (
	tooDeep        = "more than 64 nested lists and mappings"
	anchorsRefused = "anchors (&) and aliases (*) are not supported; " +
		"write the value out, or quote it if it is text"
)

// load returns the top mapping of what was parsed, or notes why there is none.
func (s *source) load(y *yaml.Node, o Options) *Node {
	if y == nil {
		return nil
	}
	b := &builder{source: s, expand: o.Expand}
	root := b.build(y, 1)
	if root.kind != mapping && root.kind != broken {
		root.Errorf("expected a mapping at the top of the file, found %s", root.Kind())
		return nil
	}
	return root
}

// parse returns the top node of the only document of the text,
// or notes why there is none.
func (s *source) parse() *yaml.Node {
	loader, err := yaml.NewLoader(strings.NewReader(s.text))
	if err != nil {
		panic("BUG: yaml.NewLoader without options: " + err.Error())
	}
	var first, second yaml.Node
	switch err := loader.Load(&first); {
	case errors.Is(err, io.EOF):
		s.note(s.at(1, 1), "the file is empty; expected a mapping")
		return nil
	case err != nil:
		s.syntax(err)
		return nil
	}
	switch err := loader.Load(&second); {
	case err == nil:
		s.note(s.at(second.Line, second.Column), "a second document; write one file for each document")
	case !errors.Is(err, io.EOF):
		s.syntax(err)
		return nil
	}
	if first.Kind != yaml.DocumentNode || len(first.Content) != 1 {
		panic("BUG: a YAML document without its one node")
	}
	return first.Content[0]
}

// A builder makes Nodes of what the YAML library parsed, and notes what is refused.
type builder struct {
	*source
	expand func(name string) (string, bool)
}

// build returns y as a Node, which is broken if it was noted as refused.
func (b *builder) build(y *yaml.Node, depth int) *Node {
	n := &Node{src: b.source, pos: b.at(y.Line, y.Column), kind: broken}
	if !b.plain(y) {
		return n
	}
	if depth > maxDepth {
		n.Errorf(tooDeep)
		return n
	}
	switch y.Kind {
	case yaml.MappingNode:
		n.kind, n.flow = mapping, y.Style&yaml.FlowStyle != 0
		b.entries(n, y, depth)
	case yaml.SequenceNode:
		n.kind = list
		for _, item := range y.Content {
			n.items = append(n.items, b.build(item, depth+1))
		}
	case yaml.ScalarNode:
		b.scalar(n, y)
	default:
		panic("BUG: a YAML node of unknown kind")
	}
	return n
}

// plain reports whether y does without the features of YAML that let one text
// stand for another; if not, it is noted.
func (b *builder) plain(y *yaml.Node) bool {
	p := b.at(y.Line, y.Column)
	switch {
	case y.Kind == yaml.AliasNode, y.Anchor != "":
		b.note(p, anchorsRefused)
		return false
	case y.Style&yaml.TaggedStyle != 0, y.Tag == "!":
		b.note(p, "tags (words that start with !) are not supported; quote the value if it is text")
		return false
	}
	return true
}

// entries builds the keys and values of the mapping y into n.
func (b *builder) entries(n *Node, y *yaml.Node, depth int) {
	for i := 0; i+1 < len(y.Content); i += 2 {
		key, value := y.Content[i], b.build(y.Content[i+1], depth+1)
		pos := b.at(key.Line, key.Column)
		switch first := n.entry(key.Value); {
		case !b.plain(key):
		case key.Kind != yaml.ScalarNode:
			b.note(pos, "expected a name as key, found a list or a mapping")
		case key.Value == "<<" && key.Style == 0:
			b.note(pos, "merge keys (<<) are not supported; write the keys out")
		case first != nil:
			b.note(pos, "duplicate key%s; the first is at line %d, column %d",
				name(key.Value), first.pos.Line, first.pos.Column)
		default:
			n.add(&entry{key: key.Value, pos: pos, style: key.Style &^ yaml.FlowStyle, value: value})
		}
	}
}

// scalar builds the scalar y into n.
func (b *builder) scalar(n *Node, y *yaml.Node) {
	n.style = y.Style &^ yaml.FlowStyle
	n.text, n.literal = y.Value, y.Value
	n.kind = text
	if n.style == 0 {
		n.kind = classify(y.Value)
	}
	if b.expand != nil {
		n.substitute(b.expand)
	}
}
