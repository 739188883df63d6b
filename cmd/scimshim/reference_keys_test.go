package main

import (
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strconv"
	"strings"
	"testing"

	"scimshim/config"
	"scimshim/config/tree"
	"scimshim/rules"
)

// The keys that are described are those that the readers ask for, and the required ones
// are those that they miss.
func TestReferenceKeys(t *testing.T) {
	f := func(file string, docs []tree.KeyDoc, blocks []string, read func([]byte) error) {
		t.Helper()
		r := &keyReader{read: read, blocks: blocks, required: map[string]bool{}}
		r.discover("")
		var paths []string
		for _, d := range docs {
			paths = append(paths, d.Path)
			if !slices.Contains(r.keys, d.Path) {
				t.Errorf("%s: the reader knows no key %s", file, d.Path)
			}
			if got := strings.HasPrefix(d.Default, tree.Required); got != r.required[d.Path] {
				t.Errorf("%s: %s is described as required: %v, want %v", file, d.Path, got, !got)
			}
		}
		for _, key := range r.keys {
			if !slices.Contains(paths, key) {
				t.Errorf("%s: nothing describes the key %s", file, key)
			}
		}
	}
	f("configuration", config.Keys(), nil, func(data []byte) error {
		_, err := config.Load("c.yaml", data, nil)
		return err
	})
	f("rule file", rules.Keys(), rules.Kinds(), func(data []byte) error {
		_, err := rules.Compile(rules.Source{File: "r.yaml", Data: data})
		return err
	})
}

// odd is a key that no file has, and that is like none.
const odd = "qqqqqqqqqqqq"

// A keyReader learns the keys of a kind of file from its reader: it offers an odd key at
// each place, and reads which ones are expected there.
type keyReader struct {
	read     func([]byte) error
	blocks   []string // and keys of the top and of the sections
	keys     []string
	required map[string]bool
}

// discover learns the keys of the mapping at a path, and of those inside it.
func (r *keyReader) discover(path string) {
	for _, key := range r.expected(path) {
		if slices.Contains([]string{"", "users", "groups", "resources.<name>"}, path) && slices.Contains(r.blocks, key) {
			continue
		}
		at := strings.TrimPrefix(path+"."+key, ".")
		r.keys = append(r.keys, at)
		r.discover(at)
		r.discover(at + "[]")
		if named := at + ".<name>"; len(r.expected(named)) > 0 {
			r.keys = append(r.keys, named)
			r.discover(named)
		}
	}
}

// expected returns the keys of the mapping at a path, none if there can be no mapping.
func (r *keyReader) expected(path string) []string {
	before, after := "", ""
	if path != "" {
		for part := range strings.SplitSeq(path, ".") {
			part, list := strings.CutSuffix(strings.ReplaceAll(part, "<name>", "a"), "[]")
			before, after = before+`{"`+part+`": `, "}"+after
			if list {
				before, after = before+"[", "]"+after
			}
		}
	}
	var faults tree.Errors
	if !errors.As(r.read([]byte(before+`{"`+odd+`": 1}`+after)), &faults) {
		return nil
	}
	var keys []string
	for _, f := range faults {
		if list, ok := strings.CutPrefix(f.Msg, `unknown key "`+odd+`"; expected one of: `); ok {
			keys = strings.Split(list, ", ")
		}
	}
	for _, f := range faults {
		if key, ok := strings.CutPrefix(f.Msg, "missing "); ok && f.Pos.Column == len(before)+1 {
			key, _ = strconv.Unquote(key)
			r.required[strings.TrimPrefix(path+"."+key, ".")] = true
		}
	}
	return keys
}

// A value is one of a closed set, and what the comment of its constant says of it.
type value struct{ text, says string }

// constants returns the values of the constants that a file declares together with one.
func constants(t *testing.T, file, with string) []value {
	t.Helper()
	parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range parsed.Decls {
		g, ok := d.(*ast.GenDecl)
		if !ok || g.Tok != token.CONST || g.Specs[0].(*ast.ValueSpec).Names[0].Name != with {
			continue
		}
		var list []value
		for _, s := range g.Specs {
			v := s.(*ast.ValueSpec)
			says := strings.Join(strings.Fields(v.Comment.Text()+v.Doc.Text()), " ")
			says = strings.TrimSuffix(strings.TrimPrefix(says, v.Names[0].Name+": "), ".")
			if text := constantText(v); says != "" && text != "" {
				list = append(list, value{text, says})
			}
		}
		return list
	}
	t.Fatalf("%s declares no constant %s", file, with)
	return nil
}

// constantText is the text of a constant, or its name where it is no text.
func constantText(v *ast.ValueSpec) string {
	if len(v.Values) == 1 {
		if lit, ok := v.Values[0].(*ast.BasicLit); ok && lit.Kind == token.STRING {
			text, _ := strconv.Unquote(lit.Value)
			return text
		}
	}
	return v.Names[0].Name
}

// named gives values the names by which they are known.
func named(t *testing.T, values []value, names []string) []value {
	t.Helper()
	if len(values) != len(names) {
		t.Fatalf("%d constants with a comment, %d names", len(values), len(names))
	}
	for i := range values {
		values[i].text = names[i]
	}
	return values
}
