package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"scimshim/config/tree"
	"scimshim/rules/cases"
)

// maxExplained is the most that explain reads of a request or a case.
const maxExplained = 16 << 20

func newExplain() *cobra.Command {
	r := &caseRules{}
	all := false
	c := &cobra.Command{
		Use:   "explain [FILE]",
		Short: "Say what each rule does to a request",
		Long: "Explain reads a request, or a case, from a file or the standard input, and prints what each rule\n" +
			"makes of it. A request is a line with method and URL, perhaps header lines, which do not matter,\n" +
			"an empty line, and the body. Of a case that says what the target answers, the way back is\n" +
			"explained as well. What is printed is a case itself, which scimshim test can play.\n" +
			"The rules are those of --rules, or of a route of a configuration.",
		Example: `  echo 'GET /Users?filter=emails[type eq "work"].value eq "ada@example.com"' |
    scimshim explain --rules entra,servicenow
  scimshim explain -v --rules entra,servicenow,./local.yaml request.txt
  scimshim explain --config scimshim.yaml --route servicenow request.txt
  scimshim explain rules/testdata/entra-servicenow/patch-active-text.txtar`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			file, in := "", c.InOrStdin()
			if len(args) > 0 && args[0] != "-" {
				f, err := os.Open(args[0])
				if errors.Is(err, os.ErrNotExist) && strings.Contains(args[0], " ") {
					return fmt.Errorf("there is no file %q; a request itself is given on the standard input: "+
						"echo 'GET /Users' | scimshim explain", args[0])
				}
				if err != nil {
					return err
				}
				defer f.Close()
				file, in = args[0], f
			}
			base, err := r.of(file)
			if err != nil {
				return err
			}
			err = explain(c.OutOrStdout(), in, base, all)
			var faults tree.Errors
			if err != nil && file != "" && !errors.As(err, &faults) {
				err = fmt.Errorf("%s: %w", file, err)
			}
			return err
		},
	}
	r.add(c)
	r.addConfig(c)
	c.Flags().BoolVarP(&all, "verbose", "v", false, "name the rules that did nothing as well")
	return c
}

// explain reads a request or a case, and writes the case that it becomes.
func explain(w io.Writer, in io.Reader, base *caseBase, all bool) error {
	text, err := io.ReadAll(io.LimitReader(in, maxExplained))
	if err != nil {
		return err
	}
	c, err := cases.Read(text, base.endpoints)
	if err != nil {
		return err
	}
	set, err := base.For(c)
	if err != nil {
		return err
	}
	x := &cases.Explainer{Chain: set.Chain, All: all}
	for _, value := range set.Unstated {
		x.Notes = append(x.Notes, "not given, and played as --set "+value+"; serve and check want it given")
	}
	out, err := x.Explain(c)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, "%s", out.Format())
	return err
}
