package main

import (
	"fmt"
	"io"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"
)

func newVersion() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the versions of scimshim, Go and modules",
		Long: "Version prints the versions of scimshim, of Go, and of each module in the build, one per line. " +
			"Please\n" +
			"include them in bug reports.",
		Example: "  scimshim version",
		Args:    cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			printVersions(c.OutOrStdout())
			return nil
		},
	}
}

func printVersions(w io.Writer) {
	fmt.Fprintln(w, "scimshim", version())
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return
	}
	fmt.Fprintln(w, "go", strings.TrimPrefix(info.GoVersion, "go"))
	for _, m := range info.Deps {
		if m.Replace != nil {
			m = m.Replace
		}
		fmt.Fprintln(w, m.Path, m.Version)
	}
}

// version returns the version of this program, as it may stand in a User-Agent.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" {
		return "devel"
	}
	return strings.Trim(info.Main.Version, "()") // a build outside a release is a "(devel)"
}
