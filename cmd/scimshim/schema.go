package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"scimshim/config"
	"scimshim/rules"
)

// schemas are the schemas by the files that they are of.
var schemas = map[string]func() ([]byte, error){"config": config.Schema, "rules": rules.Schema}

func newSchema() *cobra.Command {
	names := []string{"rules", "config"}
	return &cobra.Command{
		Use:   "schema rules|config",
		Short: "Print the JSON Schema of rule files, or of the configuration",
		Long: "Schema prints the JSON Schema (draft 2020-12) of rule files or of the configuration, with which an\n" +
			"editor completes keys and marks mistakes while you type. It is derived by running the code that reads\n" +
			"the files, which takes some seconds. A file that satisfies the schema may still be invalid; check\n" +
			"finds more. Many editors with a YAML extension find the schema in the first line of a file:\n" +
			"# yaml-language-server: $schema=rules.json",
		Example: "  scimshim schema rules > rules.json\n" +
			"  scimshim schema config > config.json",
		Args:      cobra.MaximumNArgs(1),
		ValidArgs: names,
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usagef("schema needs a kind of file: rules or config")
			}
			of := schemas[args[0]]
			if of == nil {
				return unknown("schema", args[0], names)
			}
			text, err := of()
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(c.OutOrStdout(), "%s\n", text)
			return err
		},
	}
}
