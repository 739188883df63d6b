package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"

	"github.com/spf13/cobra"

	"scimshim/rules"
)

// defaultCases is where the cases of the packs are, from the project's root.
const defaultCases = "rules/testdata"

func newTest() *cobra.Command {
	t := &caseRun{fired: map[string]bool{}, known: map[string]rules.Info{}}
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
			"Where whole folders are played, the rules of files of your own that no case fired are told, with\n" +
			"--packs those of packs as well, and so are files that were passed over.",
		Example: "  scimshim test\n" +
			"  scimshim test --rules entra,servicenow,./local.yaml cases/\n" +
			"  scimshim test --config scimshim.yaml --route servicenow --format github cases/\n" +
			"  scimshim test --run member --update rules/testdata/entra-servicenow",
		RunE: func(c *cobra.Command, args []string) error {
			re, err := regexp.Compile(pattern)
			if err != nil {
				return usagef("--run: %w", err)
			}
			if len(args) == 0 {
				args = []string{defaultCases}
			}
			found, err := findCases(args)
			if err != nil {
				return err
			}
			t.w = c.OutOrStdout()
			found.whole = found.whole && pattern == ""
			return t.playAll(found, re)
		},
	}
	t.rules.add(c)
	t.rules.addConfig(c)
	addFormat(c, &t.format)
	c.Flags().BoolVar(&t.packs, "packs", false, "tell of rules of packs, too, that no case fired")
	c.Flags().BoolVar(&t.update, "update", false, "write the cases as they came out")
	c.Flags().StringVar(&pattern, "run", "", "play only the cases whose path matches the regular `EXPRESSION`")
	return c
}

// A caseFiles is what there is at the paths of a command line.
type caseFiles struct {
	cases   []string
	skipped []string // files in folders that are no cases
	whole   bool     // whether all paths are folders
}

// findCases returns the case files that paths name.
func findCases(paths []string) (*caseFiles, error) {
	found := &caseFiles{whole: true}
	for _, path := range paths {
		n := len(found.cases)
		err := filepath.WalkDir(path, func(file string, d fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case d.IsDir():
			case file == path || filepath.Ext(file) == caseExt:
				found.cases = append(found.cases, file)
			default:
				found.skipped = append(found.skipped, file)
			}
			return nil
		})
		switch {
		case errors.Is(err, fs.ErrNotExist) && path == defaultCases:
			return nil, usagef("expected files or folders with cases; there is no folder %s here", defaultCases)
		case err != nil:
			return nil, err
		case len(found.cases) == n:
			return nil, fmt.Errorf("there are no cases in %s; a case is a file that ends in %s", path, caseExt)
		}
		found.whole = found.whole && isFolder(path)
	}
	return found, nil
}

// caseExt is what the name of a case in a folder ends in.
const caseExt = ".txtar"

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}
