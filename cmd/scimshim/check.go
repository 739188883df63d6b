package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"scimshim/cmd/scimshim/remark"
	"scimshim/cmd/scimshim/setup"
	"scimshim/config/tree"
	"scimshim/rules"
	"scimshim/rules/packs"
)

func newCheck() *cobra.Command {
	k := &checking{}
	c := &cobra.Command{
		Use:   "check {FILE | --config FILE | --rules LIST}",
		Short: "Find errors in a configuration or in rule files",
		Long: "Check compiles everything that serve would compile, and prints each error and each warning with its\n" +
			"place. A warning is about something that is allowed but may be a mistake: an attribute that nobody\n" +
			"declares, a step that can never act, two renames that undo each other, a target without a list of the\n" +
			"filters that it accepts. FILE is a configuration or a rule file. A rule file is checked by itself,\n" +
			"after the packs whose steps it overrides.\n\n" +
			"For each step that replaces a filter, check proves that the new filter selects the same resources,\n" +
			"or shows a counterexample: a resource, made up from the step's own literals, that only one of the two\n" +
			"filters selects. If the step assumes that the data contain no such resource, this is printed as a\n" +
			"note. With --secrets, check also opens the secrets, certificates and addresses of a configuration.\n" +
			"It exits with 1 if there is an error, and starts nothing.",
		Example: "  scimshim check scimshim.yaml\n" +
			"  scimshim check --config scimshim.yaml --secrets\n" +
			"  scimshim check --rules entra,servicenow,./local.yaml --format github\n" +
			"  scimshim check --rules entra,atlassian --set atlassian.match_email=username",
		Args: cobra.MaximumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) > 0 {
				if err := k.read(args[0]); err != nil {
					return err
				}
			}
			r, err := k.check()
			if err != nil {
				return err
			}
			return writeReport(c.OutOrStdout(), r, k.format)
		},
	}
	c.Flags().StringVar(&k.file, "config", "", "the configuration `FILE`")
	k.flags.add(c)
	c.Flags().BoolVar(&k.secrets, "secrets", false, "also open secrets, certificates and addresses")
	addFormat(c, &k.format)
	return c
}

// A checking is what check is told to look at.
type checking struct {
	file    string // a configuration
	flags   ruleFlags
	alone   bool // whether the rules are one file of no chain
	secrets bool
	format  remark.Format
}

// read finds out what the file of the command line is.
func (k *checking) read(file string) error {
	data, err := os.ReadFile(file)
	switch {
	case err != nil:
		return err
	case k.file != "":
		return usagef("expected one configuration; %s is another file", file)
	case setup.IsConfig(data):
		k.file = file
		return nil
	}
	if !rules.IsFile(file) {
		file = "." + string(filepath.Separator) + file
	}
	if k.alone = len(k.flags.names) == 0; k.alone {
		k.flags.names = rules.Overridden(rules.Source{File: file, Data: data})
	}
	k.flags.names = append(k.flags.names, file)
	return nil
}

// check looks at what the flags name. Its error is one of the flags, or of a
// configuration file that cannot be read.
func (k *checking) check() (*setup.Report, error) {
	switch {
	case (k.file == "") == (len(k.flags.names) == 0):
		return nil, usagef("expected a file, or --config FILE, or --rules with packs and files")
	case k.file != "" && len(k.flags.sets) > 0:
		return nil, usagef("--set goes with --rules; in a configuration, give parameters under the key with of rules")
	case k.file == "" && k.secrets:
		return nil, usagef("--secrets needs a configuration, which names the secrets")
	}
	c, err := k.flags.config()
	if k.file != "" {
		c, err = setup.Read(k.file)
	}
	r := &setup.Report{Files: 1}
	switch {
	case errors.As(err, &r.Faults) && k.file != "":
		return r, nil
	case err != nil:
		return nil, err
	}
	return setup.Check(c, k.alone, k.secrets), nil
}

// writeReport writes a report. It returns errBad if there is a fault.
func writeReport(w io.Writer, r *setup.Report, format remark.Format) error {
	if format == remark.Text {
		writeText(w, r, isTerminal(w))
	} else if err := remark.Write(w, format, version(), remarks(r)); err != nil {
		return err
	}
	if len(r.Faults) > 0 {
		return errBad
	}
	return nil
}

// remarks returns all that a report says.
func remarks(r *setup.Report) []remark.Remark {
	return slices.Concat(remark.List(remark.Error, r.Faults), remark.List(remark.Warning, r.Warnings),
		remark.List(remark.Note, r.Notes))
}

// writeText writes a report for people, with the lines that it is about if they are to be
// shown.
func writeText(w io.Writer, r *setup.Report, show bool) {
	for _, f := range remarks(r) {
		msg := f.Message
		if f.Level != remark.Error {
			msg = string(f.Level) + ": " + msg
		}
		if show && f.Line > 0 {
			fmt.Fprint(w, tree.Errors{{Pos: f.Pos(), Msg: msg}}.Pretty(content))
		} else {
			fmt.Fprintln(w, setup.Line(f.Pos(), msg))
		}
	}
	counted := count(r.Files, "file")
	if len(r.Faults) == 0 {
		counted += ", " + count(r.Rules, "step")
	}
	fmt.Fprintf(w, "%s: %s, %s\n", counted, count(len(r.Faults), "error"), count(len(r.Warnings), "warning"))
}

// content returns the text of a rule file, or of a pack, for showing a line of it.
func content(file string) []byte {
	for _, name := range packs.Names() {
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
