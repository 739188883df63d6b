package config

import (
	"scimshim/config/schema"
	"scimshim/config/tree"
)

// Schema returns the JSON Schema of configurations, as indented JSON.
func Schema() ([]byte, error) {
	return schema.Of(schema.Options{
		ID:    "https://scimshim.example.com/schema/config.json",
		Title: "A configuration of scimshim",
		Read: func(data []byte, asked func(tree.Ask)) error {
			_, err := load("config.yaml", data, tree.Options{Asked: asked})
			return err
		},
		Docs:     Keys(),
		Names:    []string{"name"},
		Variable: `\$\{[A-Za-z_][A-Za-z0-9_]*\}`,
	})
}
