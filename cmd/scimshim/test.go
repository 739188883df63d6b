package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"

	"github.com/spf13/cobra"
)

// defaultCases is where the cases of the packs are, from the project's root.
const defaultCases = "rules/testdata"

func newTest() *cobra.Command {
	t := &caseRun{fired: map[string]bool{}}
	pattern := ""
	c := &cobra.Command{
		Use:   "test [CASES...]",
		Short: "Play cases: what is sent, and what must come of it",
		Long: "Test plays case files, or all in a folder, and prints what came out otherwise than written. A\n" +
			"case is a request, the request that the target must see, the target's answer, the answer that\n" +
			"the client must see, and the rules that did something; explain prints one. Without --rules, the\n" +
			"rules are the two packs that the name of the case's folder is made of: entra-servicenow.\n\n" +
			"Of every case it is also checked that the client's rules leave their own output alone, that what\n" +
			"no rule changed is the same on both sides, and that renamed attributes get their names back.\n" +
			"Where whole folders are played, the rules that no case fired are told.",
		Example: "  scimshim test\n" +
			"  scimshim test --rules entra,servicenow,./local.yaml cases/\n" +
			"  scimshim test --run member --update rules/testdata/entra-servicenow",
		RunE: func(c *cobra.Command, args []string) error {
			re, err := regexp.Compile(pattern)
			if err != nil {
				return usagef("--run: %w", err)
			}
			if len(args) == 0 {
				args = []string{defaultCases}
			}
			files, whole, err := findCases(args)
			if err != nil {
				return err
			}
			t.w = c.OutOrStdout()
			return t.playAll(files, re, whole && pattern == "")
		},
	}
	t.rules.add(c)
	c.Flags().BoolVar(&t.update, "update", false, "write the cases as they came out")
	c.Flags().StringVar(&pattern, "run", "", "play only the cases whose path matches the regular `EXPRESSION`")
	return c
}

// findCases returns the case files that paths name, and whether all of them are
// folders.
func findCases(paths []string) (files []string, whole bool, err error) {
	whole = true
	for _, path := range paths {
		n := len(files)
		err := filepath.WalkDir(path, func(file string, d fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case !d.IsDir() && (file == path || filepath.Ext(file) == ".txtar"):
				files = append(files, file)
			}
			return nil
		})
		switch {
		case errors.Is(err, fs.ErrNotExist) && path == defaultCases:
			return nil, false, usagef("expected files or folders with cases; there is no folder %s here", defaultCases)
		case err != nil:
			return nil, false, err
		case len(files) == n:
			return nil, false, fmt.Errorf("there are no cases in %s; a case is a file that ends in .txtar", path)
		}
		whole = whole && isFolder(path)
	}
	return files, whole, nil
}

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}
