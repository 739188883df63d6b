package suite

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"scimshim/config/tree"
	"scimshim/rewrite/racetest"
	"scimshim/rules"
	"scimshim/rules/cases"
)

// options are all that the readers of blocks know: keys and words, by the kind and the keys
// that lead there, such as stores.<name>.max_elements, or stores.others=drop.
type options struct {
	schema *place
	all    map[string]bool
}

// A place is a part of the JSON Schema of rule files.
type place struct {
	Ref        string            `json:"$ref"`
	AnyOf      []*place          `json:"anyOf"`
	Properties map[string]*place `json:"properties"`
	More       *place            `json:"additionalProperties"` // what stands below a key that is a name
	Items      *place            `json:"items"`
	Enum       []any             `json:"enum"`
	Defs       map[string]*place `json:"$defs"`

	some bool // whether anything may stand here that is known
}

// UnmarshalJSON reads a schema, of which true takes anything, and false nothing.
func (p *place) UnmarshalJSON(data []byte) error {
	if data[0] != '{' {
		return nil
	}
	type plain place
	p.some = true
	return json.Unmarshal(data, (*plain)(p))
}

// told are keys that say something of a step, and nothing of what it does.
var told = []string{"if", "why", "source", "message", "name", "cure"}

// schemaText is the schema of rule files, which takes a while to find out.
var schemaText = sync.OnceValues(rules.Schema)

// readOptions finds the options in the schema of rule files.
func readOptions(t *testing.T) *options {
	t.Helper()
	text, err := schemaText()
	if err != nil {
		t.Fatal(err)
	}
	o := &options{schema: &place{}, all: map[string]bool{}}
	if err := json.Unmarshal(text, o.schema); err != nil {
		t.Fatal(err)
	}
	for _, kind := range rules.Kinds() {
		o.collect(kind, o.schema.Properties[kind], 0)
	}
	return o
}

// alternatives are what may stand at a place.
func (o *options) alternatives(p *place) []*place {
	switch {
	case p == nil:
		return nil
	case p.Ref != "":
		return o.alternatives(o.schema.Defs[strings.TrimPrefix(p.Ref, "#/$defs/")])
	}
	list := []*place{p}
	for _, a := range p.AnyOf {
		list = append(list, o.alternatives(a)...)
	}
	return list
}

// collect notes all options at a place and below.
func (o *options) collect(way string, p *place, depth int) {
	o.all[way] = true
	if depth > 8 {
		return
	}
	for _, a := range o.alternatives(p) {
		for key, below := range a.Properties {
			if !slices.Contains(told, key) {
				o.collect(way+"."+key, below, depth+1)
			}
		}
		if a.More != nil && a.More.some {
			o.collect(way+".<name>", a.More, depth+1)
		}
		if a.Items != nil {
			o.collect(way, a.Items, depth+1)
		}
		for _, word := range words(way, a) {
			o.all[worded(way, word)] = true
		}
	}
}

// lent are options whose words are those of another list, or the RFC's.
var lent = regexp.MustCompile(`\.(scim_type|except|leaver(\.forms)?)$`)

// long are the ends of an option that a word alone stands for.
var long = regexp.MustCompile(`\.(form|forms|action|as|by|write)$`)

// worded returns the option that is a word of another.
func worded(way, word string) string { return long.ReplaceAllString(way, "") + "=" + word }

// words are those of a place that are the readers' own.
func words(way string, p *place) []string {
	if lent.MatchString(way) {
		return nil
	}
	var list []string
	for _, word := range p.Enum {
		list = append(list, fmt.Sprint(word))
	}
	return list
}

// file calls use for each option that a file states: with the options that lead there, of
// which it is the last, the nodes from that of the block, and the kind of the block.
func (o *options) file(s rules.Source, use func(way []string, nodes []*tree.Node, word string)) {
	_ = tree.ReadWith(s.File, s.Data, tree.Options{Expand: valuesOf(s), Define: "define"}, func(root *tree.Node) {
		for _, at := range []*tree.Node{root, root.Key("users"), root.Key("groups")} {
			for _, word := range rules.Kinds() {
				if at.IsMap() && at.Has(word) {
					o.node([]string{word}, []*tree.Node{at.Key(word)}, []*place{o.schema.Properties[word]},
						func(way []string, nodes []*tree.Node) { use(way, nodes, word) })
				}
			}
		}
	})
}

// node calls use for a node, of which the places in the schema are given, and for all below.
func (o *options) node(way []string, nodes []*tree.Node, at []*place, use func([]string, []*tree.Node)) {
	n, last := nodes[len(nodes)-1], way[len(way)-1]
	use(way, nodes)
	var list []*place
	for _, p := range at {
		list = append(list, o.alternatives(p)...)
	}
	switch {
	case n.IsMap():
		for key, value := range n.Entries() {
			if slices.Contains(told, key) {
				continue
			}
			name, below := belowKey(list, key)
			o.node(append(slices.Clip(way), last+"."+name), append(slices.Clip(nodes), value), below, use)
		}
	case n.IsList():
		var items []*place
		for _, p := range list {
			items = append(items, p.Items)
		}
		for _, item := range n.All() {
			o.node(way, append(slices.Clip(nodes), item), items, use)
		}
	default:
		for _, p := range list {
			if slices.Contains(words(last, p), n.Literal()) {
				use(append(slices.Clip(way), worded(last, n.Literal())), nodes)
			}
		}
	}
}

// belowKey returns what a key is called in options, and its places.
func belowKey(list []*place, key string) (name string, below []*place) {
	for _, p := range list {
		if p.Properties[key] != nil {
			below = append(below, p.Properties[key])
		}
	}
	if below != nil {
		return key, below
	}
	for _, p := range list {
		if p.More != nil && p.More.some {
			below = append(below, p.More)
		}
	}
	return "<name>", below
}

// inTests returns the options that the rule files in tests of kinds state: those of their
// cases, and those that stand as a text in their code.
func (o *options) inTests(t *testing.T) map[string]bool {
	t.Helper()
	used := map[string]bool{}
	note := func(text string) {
		o.file(rules.Source{File: "test.yaml", Data: []byte(text)}, func(way []string, _ []*tree.Node, _ string) {
			used[way[len(way)-1]] = true
		})
	}
	for _, file := range glob(t, "../../*/testdata/*.txtar") {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if c, err := cases.Parse(text); err == nil {
			for _, f := range c.Files() {
				note(f.Text)
			}
		}
	}
	for _, file := range append(glob(t, "../../*/*_test.go"), glob(t, "../../*_test.go")...) {
		code, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(code, func(n ast.Node) bool {
			e, ok := n.(ast.Expr)
			if !ok {
				return true
			}
			text, ok := textOf(e)
			if ok {
				note(text)
			}
			return !ok
		})
	}
	return used
}

func glob(t *testing.T, pattern string) []string {
	t.Helper()
	found, err := filepath.Glob(filepath.FromSlash(pattern))
	if err != nil || len(found) == 0 {
		t.Fatalf("%s: no files: %v", pattern, err)
	}
	return found
}

// textOf returns a text of Go code, which may be made of several. What is not known of it is
// a word.
func textOf(e ast.Expr) (string, bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		text, err := strconv.Unquote(e.Value)
		return text, err == nil && e.Kind == token.STRING
	case *ast.BinaryExpr:
		left, ok := textOf(e.X)
		right, also := textOf(e.Y)
		if e.Op != token.ADD || !ok && !also {
			return "", false
		}
		return left + right, true
	}
	return "", false
}

// The options are found, whatever form they have. With -v it is shown how many a kind has.
func TestOptions(t *testing.T) {
	racetest.SkipReading(t) // of the schema, which takes tens of thousands of attempts
	t.Parallel()
	o := readOptions(t)
	for _, kind := range rules.Kinds() {
		keys, words := 0, 0
		for option := range o.all {
			if of, _, _ := strings.Cut(strings.Replace(option, "=", ".=", 1), "."); of != kind || option == kind {
				continue
			}
			if strings.Contains(option, "=") {
				words++
			} else {
				keys++
			}
		}
		t.Logf("%-10s %3d keys %3d words", kind, keys, words)
	}
	for _, option := range []string{"read=spacing", "normalize=all", "rename.in=filters", "set.<name>.only_if",
		"stores.others=drop", "stores.<name>.max_elements", "queries.index.max_age", "patch.elements.<name>=replace"} {
		if !o.all[option] {
			t.Errorf("%s is missing", option)
		}
	}
	got := map[string]bool{}
	o.file(rules.Source{Data: []byte("define: {list: [{form: spacing, why: x}]}\nread: $list\n" +
		"users: {stores: {emails: {action: drop}}}\n")},
		func(way []string, _ []*tree.Node, _ string) { got[way[len(way)-1]] = true })
	for _, option := range []string{"read.form", "read=spacing", "stores.<name>=drop"} {
		if !got[option] {
			t.Errorf("%s is not found in a file: %v", option, got)
		}
	}
}
