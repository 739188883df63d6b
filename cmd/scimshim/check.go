package main

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"slices"

	"github.com/spf13/cobra"

	"scimshim/cmd/scimshim/remark"
	"scimshim/cmd/scimshim/setup"
	"scimshim/config"
	"scimshim/config/tree"
	"scimshim/rules"
)

func newCheck() *cobra.Command {
	k := &checking{}
	c := &cobra.Command{
		Use:   "check {FILE | --config FILE | --rules LIST}",
		Short: "Say what is wrong with a configuration or with rules",
		Long: "Check compiles everything that serve would compile, and prints each fault and each doubt with\n" +
			"its place. A doubt is what is allowed and may not be meant: an attribute that nobody declares, a\n" +
			"rule that can never fire, two renames that undo each other, a target of which no rule says which\n" +
			"filters it takes. FILE is a configuration, or a file of rules, which is checked by itself, after\n" +
			"the packs whose rules it overrides.\n\n" +
			"Of each rule that replaces a filter it is proven that the new one selects the same, or it is\n" +
			"said what does not: a resource, made up of the rule's own literals, that one of the two selects\n" +
			"and the other does not. Where the rule assumes that the data have no such resource, that is a\n" +
			"note. With --secrets it also opens the secrets, certificates and addresses of a configuration.\n" +
			"It exits with 1 if there is a fault, and starts nothing.",
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
			return r.write(c.OutOrStdout(), k.format)
		},
	}
	c.Flags().StringVar(&k.file, "config", "", "the configuration `FILE`")
	k.flags.add(c)
	c.Flags().BoolVar(&k.secrets, "secrets", false, "open secrets, certificates and addresses, too")
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
	case isConfig(data):
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

// configKey begins a line of a configuration, and of no rule file.
var configKey = regexp.MustCompile(`(?m)^(routes|listen|admin|tls|drain)[ \t]*:`)

// isConfig reports whether a file is a configuration. It is one of rules otherwise.
func isConfig(data []byte) bool {
	is := configKey.Match(data)
	_ = tree.Read("", data, func(root *tree.Node) { is = root.Has("routes") || !root.Has("rules") && is })
	return is
}

// A report is what there is to say of a configuration or of rules.
type report struct {
	files, rules   int
	faults, doubts tree.Errors
	notes          tree.Errors // what the rules take for granted of the data
}

// check looks at what the flags name. Its error is one of the flags, or of a
// configuration file that cannot be read.
func (k *checking) check() (*report, error) {
	switch {
	case (k.file == "") == (len(k.flags.names) == 0):
		return nil, usagef("expected a file, or --config FILE, or --rules with packs and files")
	case k.file != "" && len(k.flags.sets) > 0:
		return nil, usagef("--set goes with --rules; in a configuration it is the key with of a rule source")
	case k.file == "" && k.secrets:
		return nil, usagef("--secrets goes with a configuration, which names them")
	}
	c, err := k.flags.config()
	if k.file != "" {
		c, err = setup.Read(k.file)
	}
	r := &report{files: 1}
	switch {
	case errors.As(err, &r.faults) && k.file != "":
		return r, nil
	case err != nil:
		return nil, err
	}
	r.compile(c, k.alone)
	if k.secrets {
		secrets := setup.NewSecrets(slog.New(slog.DiscardHandler))
		r.faults = slices.Concat(r.faults, setup.Lacks(c, secrets, true))
	}
	return r, nil
}

// compile compiles the rules of a configuration, or of a file of no chain.
func (r *report) compile(c *config.Config, alone bool) {
	r.files = countFiles(c)
	if alone {
		for i := range c.Routes[0].Rules {
			c.Routes[0].Rules[i].Alone = true
		}
		r.files = 1
	}
	s, err := setup.Compile(c)
	if err != nil {
		r.faults, r.doubts = setup.Faults(err), c.Doubts
		return
	}
	r.doubts, r.notes = s.Warnings(), s.Notes()
	if c.File != "" { // of the flag --rules, nothing is said of credentials
		r.faults = s.Unkeepable()
	}
	places := make(map[tree.Position]bool) // a file that two routes have counts once
	for _, set := range s.Sets {
		for _, info := range set.Infos {
			places[info.Pos] = places[info.Pos] || !alone || !info.Pack
		}
	}
	for _, counts := range places {
		if counts {
			r.rules++
		}
	}
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
