// Package schematest tests schemas of files.
package schematest

import (
	"bytes"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"scimshim/config/tree"
)

// Compile returns a schema, which has to be a valid one.
func Compile(t *testing.T, schema []byte) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(schema))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("schema.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// Value returns a YAML file as a value to validate.
func Value(t *testing.T, file string, data []byte) any {
	t.Helper()
	text := ""
	if err := tree.Read(file, data, func(root *tree.Node) { text = root.JSON() }); err != nil {
		t.Fatal(err)
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader([]byte(text)))
	if err != nil {
		t.Fatal(err)
	}
	return value
}

// Misspelled calls try with a value as often as it has keys, each time with one of them
// misspelled.
func Misspelled(value any, try func(key string)) {
	var misspell func(value any)
	misspell = func(value any) {
		switch value := value.(type) {
		case []any:
			for _, item := range value {
				misspell(item)
			}
		case map[string]any:
			for key, old := range value {
				misspell(old)
				delete(value, key)
				value[key+"zz"] = old
				try(key)
				delete(value, key+"zz")
				value[key] = old
			}
		}
	}
	misspell(value)
}
