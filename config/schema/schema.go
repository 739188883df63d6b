// Package schema writes JSON Schema of the files that a reader of package tree takes. It
// finds out what that is by asking the reader: it offers values of all kinds at each place,
// and writes down as what the reader asks of them, which brings the places below. So no
// schema has to be kept beside a reader, and none can differ from it.
package schema

import (
	"encoding/json"

	"scimshim/config/tree"
)

// Options say what is to be described.
type Options struct {
	ID, Title string

	// Read reads a file whose content is data, and tells asked what it asks. Its error, if
	// any, is tree.Errors.
	Read func(data []byte, asked func(tree.Ask)) error

	Docs []tree.KeyDoc

	// Samples are files to begin with. What the reader asks only beside other keys is found
	// if those are in a sample.
	Samples [][]byte

	// Sections are keys of the top whose values have keys of the top, too.
	Sections []any

	// Names are keys to try where any key may stand.
	Names []string

	// Variable and Lists say what stands for a value, and for a list or its items: patterns,
	// empty if nothing does.
	Variable, Lists string
}

// Of returns the schema, as indented JSON.
func Of(o Options) ([]byte, error) {
	e := &explorer{Options: o, root: &place{}}
	for _, s := range o.Samples {
		file, err := valueOf(s)
		if err != nil {
			return nil, err
		}
		e.sample(file)
	}
	e.explore(e.root, context{file: map[string]any{}}, "", 0)
	e.root.join()
	w := &writer{Options: o, docs: map[string]string{}}
	for _, d := range o.Docs {
		w.docs[d.Path] = d.Says
	}
	s := w.object(e.root, "")
	s["$schema"], s["$id"], s["title"] = "https://json-schema.org/draft/2020-12/schema", o.ID, o.Title
	share(s)
	return json.MarshalIndent(s, "", "  ")
}

// valueOf returns a YAML file as a value of JSON.
func valueOf(data []byte) (value any, err error) {
	err = tree.Read("sample.yaml", data, func(root *tree.Node) { err = json.Unmarshal([]byte(root.JSON()), &value) })
	return value, err
}
