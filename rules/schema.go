package rules

import (
	"strings"

	"scimshim/config/schema"
	"scimshim/config/tree"
	"scimshim/rules/packs"
)

// Schema returns the JSON Schema of rule files, as indented JSON. It has no word of the lists
// of rules.
func Schema() ([]byte, error) {
	docs := Keys()
	for _, s := range Subjects() {
		for _, k := range s.Kinds {
			for _, section := range []string{"", "users.", "groups."} {
				docs = append(docs, tree.KeyDoc{Path: section + k.Kind, Says: k.Says})
			}
		}
	}
	return schema.Of(schema.Options{
		ID:       "https://scimshim.example.com/schema/rules.json",
		Title:    "A rule file of scimshim",
		Read:     ask,
		Docs:     docs,
		Samples:  samples(),
		Sections: []any{"users", "groups"},
		Names:    []string{"userName", "emails"},
		Variable: `\$\{[a-z][a-z0-9_]*\}`,
		Lists:    `^\$[a-z][a-z0-9_]*$`,
	})
}

// ask reads a rule file, and tells asked what it asks of it.
func ask(data []byte, asked func(tree.Ask)) error {
	_, err := Compile(Source{File: "r.yaml", Data: data, Unstated: true, Asked: asked})
	return err
}

// samples returns the examples of the manual, as rule files, and the packs.
func samples() [][]byte {
	var list [][]byte
	for _, kind := range Kinds() {
		page, _ := Manual(kind)
		for part := range strings.SplitSeq(page, "\n\n") {
			if strings.HasPrefix(part, "\t") {
				list = append(list, []byte(strings.ReplaceAll("\n"+part, "\n\t", "\n")+"\n"))
			}
		}
	}
	for _, name := range packs.Names() {
		s, _ := Pack(name)
		list = append(list, s.Data)
	}
	return list
}
