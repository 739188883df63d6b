package main

import (
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"scimshim/config"
	"scimshim/config/tree"
	"scimshim/rules"
)

func newCheck() *cobra.Command {
	var file string
	var flags ruleFlags
	c := &cobra.Command{
		Use:   "check {--config FILE | --rules LIST}",
		Short: "Say what is wrong with a configuration or with rules",
		Long: "Check compiles everything that serve would compile, and prints each fault and each doubt with\n" +
			"its place. A doubt is what is allowed and may not be meant: a rule that can never fire, two\n" +
			"renames that undo each other, a target of which no rule says which filters it takes.\n\n" +
			"Of each rule that replaces a filter it is proven that the new one selects the same, or it is\n" +
			"said what does not: a resource, made up of the rule's own literals, that one of the two selects\n" +
			"and the other does not. Where the rule assumes that the data have no such resource, that is a\n" +
			"note. It exits with 1 if there is a fault, and starts nothing.",
		Example: "  scimshim check --config scimshim.yaml\n" +
			"  scimshim check --rules entra,servicenow,./local.yaml\n" +
			"  scimshim check --rules entra,atlassian --set atlassian.match_email=username",
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			r, err := checked(file, &flags)
			if err != nil {
				return err
			}
			return r.print(c.OutOrStdout(), isTerminal(c.OutOrStdout()))
		},
	}
	c.Flags().StringVar(&file, "config", "", "the configuration `FILE`")
	flags.add(c)
	return c
}

// A report is what there is to say of a configuration or of rules.
type report struct {
	files, rules   int
	faults, doubts tree.Errors
	notes          tree.Errors // what the rules take for granted of the data
}

// checked looks at what the flags name. Its error is one of the flags, or of a
// configuration file that cannot be read.
func checked(file string, flags *ruleFlags) (*report, error) {
	if (file == "") == (len(flags.names) == 0) {
		return nil, usagef("expected --config FILE, or --rules with packs and files")
	}
	if file != "" && len(flags.sets) > 0 {
		return nil, usagef("--set goes with --rules; in a configuration it is the key with of a rule source")
	}
	c, err := flags.config()
	if file != "" {
		c, err = readConfig(file)
	}
	r := &report{files: 1}
	switch {
	case errors.As(err, &r.faults) && file != "":
		return r, nil
	case err != nil:
		return nil, err
	}
	r.compile(c)
	return r, nil
}

// compile compiles the rules of a configuration.
func (r *report) compile(c *config.Config) {
	r.files = countFiles(c)
	s, err := compileAll(c)
	if err != nil {
		r.faults, r.doubts = faultsOf(err), c.Doubts
		return
	}
	r.doubts, r.notes = s.doubts(), s.notes()
	if c.File != "" { // of the flag --rules, nothing is said of credentials
		r.faults = s.unkeepable()
	}
	places := make(map[tree.Position]bool) // a file that two routes have counts once
	for _, set := range s.sets {
		for _, info := range set.Infos {
			places[info.Pos] = true
		}
	}
	r.rules = len(places)
}

// countFiles counts the configuration file, if there is one, the packs and the
// rule files.
func countFiles(c *config.Config) int {
	names := map[string]bool{}
	if c.File != "" {
		names[c.File] = true
	}
	for _, route := range c.Routes {
		for _, s := range route.Rules {
			names[s.Name] = true
		}
	}
	return len(names)
}

// print prints a report, with the lines that it is about if they are to be shown.
// It returns errBad if there is a fault.
func (r *report) print(w io.Writer, show bool) error {
	lines := r.faults[:len(r.faults):len(r.faults)]
	for _, d := range r.doubts {
		lines = append(lines, tree.Error{Pos: d.Pos, Msg: "doubt: " + d.Msg})
	}
	for _, n := range r.notes {
		lines = append(lines, tree.Error{Pos: n.Pos, Msg: "note: " + n.Msg})
	}
	for _, e := range lines {
		if show && e.Pos.Line > 0 {
			fmt.Fprint(w, tree.Errors{e}.Pretty(content))
		} else {
			fmt.Fprintln(w, faultLine(e.Pos, e.Msg))
		}
	}
	counted := count(r.files, "file")
	if len(r.faults) == 0 {
		counted += ", " + count(r.rules, "rule")
	}
	fmt.Fprintf(w, "%s: %s, %s\n", counted, count(len(r.faults), "fault"), count(len(r.doubts), "doubt"))
	if len(r.faults) > 0 {
		return errBad
	}
	return nil
}

// count returns a number of things in words.
func count(n int, thing string) string {
	switch n {
	case 0:
		return "no " + thing + "s"
	case 1:
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}

// content returns the text of a rule file, or of a pack, for showing a line of it.
func content(file string) []byte {
	for _, name := range rules.Packs() {
		if s, ok := rules.Pack(name); ok && s.File == file {
			return s.Data
		}
	}
	data, err := os.ReadFile(file)
	if err != nil {
		return nil // then no line is shown
	}
	return data
}

// isTerminal reports whether what is written to w is read by a person at once.
func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
