package schema_test

import (
	"encoding/json"
	"testing"

	"scimshim/config/schema"
	"scimshim/config/schema/schematest"
	"scimshim/config/tree"
)

// read reads a file of about all that there can be.
func read(data []byte, asked func(tree.Ask)) error {
	return tree.ReadWith("f.yaml", data, tree.Options{Asked: asked}, func(root *tree.Node) {
		_ = root.Need("name").String()
		root.Key("mode").OneOf("on-line", "7")
		root.Key("most").IntIn(1, 9)
		root.Key("old").Errorf("this word is gone")
		for _, n := range root.Key("list").All() {
			n.Bool()
		}
		if n := root.Key("sides"); n.IsMap() {
			for _, value := range n.Entries() {
				value.Duration()
			}
		}
		if n := root.Key("action"); n.IsMap() {
			if n.Need("is").OneOf("drop", "refuse") == "refuse" {
				n.Key("message").NonEmpty()
			}
			n.Rest()
		} else {
			n.OneOf("drop", "refuse")
		}
		if root.Has("old") {
			root.ErrorKey("old", "this word is gone")
		}
		root.Rest()
	})
}

func TestOf(t *testing.T) {
	text, err := schema.Of(schema.Options{
		Read:     read,
		Docs:     []tree.KeyDoc{tree.Doc("mode", "", "", "how it is")},
		Samples:  [][]byte{[]byte("name: a\naction: {is: refuse, message: m}\n")},
		Names:    []string{"a"},
		Variable: `\$\{`,
	})
	if err != nil {
		t.Fatal(err)
	}
	s := schematest.Compile(t, text)
	for file, want := range map[string]bool{
		"name: a":                                     true,
		"mode: on-line":                               false,
		"{name: a, mode: on-line}":                    true,
		"{name: a, mode: 7}":                          true,
		"{name: a, mode: off-line}":                   false,
		`{name: a, mode: "${x}"}`:                     true,
		"{name: a, most: 9}":                          true,
		"{name: a, most: 10}":                         false,
		"{name: a, mist: 9}":                          false,
		"{name: a, old: x}":                           false,
		"{name: a, list: [true]}":                     true,
		"{name: a, list: [x]}":                        false,
		"{name: a, list: true}":                       false,
		"{name: a, sides: {x: 5s}}":                   true,
		"{name: a, sides: {x: 5}}":                    false,
		"{name: a, sides: x}":                         false,
		"{name: a, action: drop}":                     true,
		"{name: a, action: dorp}":                     false,
		"{name: a, action: {}}":                       false,
		"{name: a, action: {is: refuse, message: m}}": true,
		"{name: a, action: {is: refuse, massage: m}}": false,
	} {
		if err := s.Validate(schematest.Value(t, "f.yaml", []byte(file))); (err == nil) != want {
			t.Errorf("%s: %v", file, err)
		}
	}
	var doc struct {
		Properties map[string]struct{ Description string }
	}
	if err := json.Unmarshal(text, &doc); err != nil || doc.Properties["mode"].Description != "how it is" {
		t.Errorf("%v, %+v", err, doc)
	}
}
