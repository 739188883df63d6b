package layout

import (
	"slices"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
)

// A reader makes nodes of a text.
type reader struct {
	text  string
	lines []int // where each line begins

	skip     map[int]int // quoted and block texts: where each begins and ends
	entries  []*Entry    // in the order of the text
	flows    map[int]*Node
	comments []comment
}

func newReader(text string) *reader {
	r := &reader{text: text, lines: []int{0}, skip: map[int]int{}, flows: map[int]*Node{}}
	for i := range len(text) {
		if text[i] == '\n' {
			r.lines = append(r.lines, i+1)
		}
	}
	return r
}

// read returns the top of the file, which package tree has read before.
func (r *reader) read() *Node {
	var doc yaml.Node
	if err := yaml.Unmarshal([]byte(r.text), &doc); err != nil || len(doc.Content) != 1 {
		panic("BUG: a file that was read is not YAML")
	}
	root := r.node(doc.Content[0], 0, false)
	slices.SortStableFunc(r.entries, func(a, b *Entry) int { return a.start - b.start })
	r.findComments()
	r.attach()
	return root
}

// at returns the place of a line and column, counted from 1.
func (r *reader) at(line, column int) int {
	if line > len(r.lines) {
		return len(r.text)
	}
	i := r.lines[line-1]
	for ; column > 1 && i < len(r.text); column-- {
		_, size := utf8.DecodeRuneInString(r.text[i:])
		i += size
	}
	return i
}

// lineAt returns the text of a line, counted from 1, without its end.
func (r *reader) lineAt(line int) string {
	end := len(r.text)
	if line < len(r.lines) {
		end = r.lines[line] - 1
	}
	return r.text[r.lines[line-1]:end]
}

// lineOf returns the line of a place, counted from 1.
func (r *reader) lineOf(place int) int {
	i, found := slices.BinarySearch(r.lines, place)
	if found {
		i++
	}
	return i
}

// node returns the node of y. Indent is that of the entry which holds it.
func (r *reader) node(y *yaml.Node, indent int, inFlow bool) *Node {
	n := &Node{Flow: y.Style&yaml.FlowStyle != 0, start: r.at(y.Line, y.Column)}
	switch y.Kind {
	case yaml.MappingNode:
		n.Kind = Map
	case yaml.SequenceNode:
		n.Kind = List
	default:
		r.scalar(n, y, indent)
		return n
	}
	if n.Flow {
		r.flows[n.start] = n
	}
	inFlow = inFlow || n.Flow
	if n.Kind == Map {
		r.pairs(n, y, inFlow)
	} else {
		r.items(n, y, inFlow)
	}
	return n
}

func (r *reader) pairs(n *Node, y *yaml.Node, inFlow bool) {
	for i := 0; i+1 < len(y.Content); i += 2 {
		key := y.Content[i]
		e := &Entry{Line: key.Line, Column: key.Column, start: r.at(key.Line, key.Column), block: !inFlow}
		r.entries = append(r.entries, e)
		e.Key = r.node(key, 0, inFlow)
		e.Value = r.node(y.Content[i+1], key.Column-1, inFlow)
		n.Entries = append(n.Entries, e)
	}
}

func (r *reader) items(n *Node, y *yaml.Node, inFlow bool) {
	last := 0
	for _, item := range y.Content {
		e := &Entry{Line: item.Line, Column: item.Column, block: !inFlow}
		if !inFlow {
			e.Line, e.Column = r.dash(last, item.Line, y.Column), y.Column
			last = e.Line
		}
		e.start = r.at(e.Line, e.Column)
		r.entries = append(r.entries, e)
		e.Value = r.node(item, y.Column-1, inFlow)
		n.Entries = append(n.Entries, e)
	}
}

// dash returns the line of the dash of an item that begins on a line, behind that of the
// item before it.
func (r *reader) dash(after, line, column int) int {
	for l := line; l > after; l-- {
		if at := r.at(l, column); at < len(r.text) && r.text[at] == '-' {
			return l
		}
	}
	return line
}

// scalar reads a scalar, and notes where its text is.
func (r *reader) scalar(n *Node, y *yaml.Node, indent int) {
	n.Value = y.Value
	switch style := y.Style &^ yaml.FlowStyle; {
	case style&yaml.SingleQuotedStyle != 0:
		n.Style = Single
		r.quoted(n, '\'')
	case style&yaml.DoubleQuotedStyle != 0:
		n.Style = Double
		r.quoted(n, '"')
	case style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0:
		n.Style = Block
		r.block(n, indent)
	}
}

// quoted finds the end of a text in quotes.
func (r *reader) quoted(n *Node, quote byte) {
	i := n.start + 1
	for ; i < len(r.text); i++ {
		switch {
		case quote == '"' && r.text[i] == '\\':
			i++
		case r.text[i] != quote:
		case quote == '\'' && i+1 < len(r.text) && r.text[i+1] == quote:
			i++
		default:
			r.skip[n.start] = i + 1
			if raw := r.text[n.start : i+1]; !strings.Contains(raw, "\n") {
				n.raw = raw
			}
			return
		}
	}
}

// block finds the lines of a block text.
func (r *reader) block(n *Node, indent int) {
	line := r.lineOf(n.start)
	header := strings.Fields(r.text[n.start : r.lines[line-1]+len(r.lineAt(line))])[0]
	own := -1 // the indentation of the text
	if i := strings.IndexAny(header, "123456789"); i >= 0 {
		own = indent + int(header[i]-'0')
		header = strings.Replace(header, header[i:i+1], "2", 1)
	}
	lines := []string{header}
	for line++; line <= len(r.lines); line++ {
		text := r.lineAt(line)
		spaces := len(text) - len(strings.TrimLeft(text, " "))
		if strings.TrimSpace(text) != "" {
			if own < 0 && spaces > indent {
				own = spaces
			}
			if own < 0 || own > spaces {
				r.endBlock(n, line, lines)
				return
			}
		}
		lines = append(lines, text[min(max(own, 0), len(text)):])
	}
	r.endBlock(n, len(r.lines)+1, lines)
}

// endBlock notes a block text that ends before a line.
func (r *reader) endBlock(n *Node, line int, lines []string) {
	n.raw = strings.TrimRight(strings.Join(lines, "\n"), "\n")
	if strings.Contains(lines[0], "+") {
		n.raw = strings.TrimSuffix(strings.Join(lines, "\n"), "\n")
	}
	header := r.lineOf(n.start)
	end := len(r.text)
	if line <= len(r.lines) {
		end = r.lines[line-1]
	}
	if header < len(r.lines) {
		r.skip[r.lines[header]] = end // a comment behind the header is one
	}
}
