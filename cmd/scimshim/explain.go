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
		Short: "Show what each step does to a request",
		Long: "Explain reads a request or a case from a file or standard input, and prints what each step makes of\n" +
			"it. A request is a line with method and URL, optional header lines, which are ignored, an empty line,\n" +
			"and the body. For a case that contains the target's answer, the way back is explained too. The output\n" +
			"is itself a case, which scimshim test can play.\n\n" +
			"The rules are those given by --rules, or those of a route of a configuration.",
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
					return fmt.Errorf("there is no file %q; to explain a request, pipe it to standard input:  "+
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
	c.Flags().BoolVarP(&all, "verbose", "v", false, "also name the steps that did nothing")
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
		x.Notes = append(x.Notes, "not given, so played as --set "+value+"; serve and check require it")
	}
	out, err := x.Explain(c)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, "%s", out.Format())
	return err
}
