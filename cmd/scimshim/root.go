package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"scimshim/config/tree"
)

// commands returns the commands in the order of the help.
func commands() []*cobra.Command {
	return []*cobra.Command{
		newServe(),
		newDemo(),
		newCheck(),
		newTest(),
		newExplain(),
		newPacks(),
		newSchema(),
		newFmt(),
		newMock(),
		newProbe(),
		newLinks(),
		newHealthz(),
		newGuard(),
		newVersion(),
	}
}

func newRoot() *cobra.Command {
	root := &cobra.Command{
		Use:   "scimshim",
		Short: "A proxy that rewrites SCIM between identity providers and strict targets",
		Long: "Scimshim stands between an identity provider and a SCIM service that does not accept everything the\n" +
			"identity provider sends. Rule files say what is rewritten, on the way to the service and back.",
		Example: "  scimshim demo\n" +
			"  scimshim packs",
		Args:          knownCommand,
		RunE:          func(c *cobra.Command, _ []string) error { return c.Help() },
		SilenceErrors: true,
		SilenceUsage:  true,
	}
	cobra.EnableCommandSorting = false
	root.AddCommand(commands()...)
	return root
}

// knownCommand refuses the name of a command that there is none of. Cobra's own
// check has a text of several lines.
func knownCommand(root *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	msg := fmt.Sprintf("unknown command %q", args[0])
	var names []string
	for _, c := range root.Commands() {
		names = append(names, c.Name())
	}
	if near := tree.Suggest(args[0], names); near != "" {
		msg += "; did you mean " + near + "?"
	}
	return usagef("%s", msg)
}
