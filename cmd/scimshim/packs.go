package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"scimshim/config/tree"
	"scimshim/rules"
	"scimshim/rules/packs"
)

func newPacks() *cobra.Command {
	var params, kinds bool
	c := &cobra.Command{
		Use:   "packs [NAME]",
		Short: "List the packs of rules, or print one",
		Long: "Packs lists the packs of rules that are built in. With the name of one it prints its YAML, which\n" +
			"may be saved, changed and used in its place; with --params only the parameters that --set takes.\n" +
			"With --kinds it prints the manual of the rule kinds, or of the one kind that is named.",
		Example: "  scimshim packs\n" +
			"  scimshim packs servicenow\n" +
			"  scimshim packs servicenow --params\n" +
			"  scimshim packs --kinds\n" +
			"  scimshim packs --kinds rename",
		Args: cobra.MaximumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			name := strings.Join(args, "")
			switch w := c.OutOrStdout(); {
			case kinds && params:
				return usagef("--kinds and --params exclude each other")
			case kinds:
				return printKinds(w, name)
			case name == "" && params:
				return usagef("--params needs the name of a pack")
			case name == "":
				return printPacks(w)
			default:
				return printPack(w, name, params)
			}
		},
	}
	c.Flags().BoolVar(&params, "params", false, "print only the parameters of the pack")
	c.Flags().BoolVar(&kinds, "kinds", false, "print the manual of the rule kinds; NAME is one of them")
	c.ValidArgsFunction = func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		if kinds {
			return rules.Kinds(), cobra.ShellCompDirectiveNoFileComp
		}
		return packs.Names(), cobra.ShellCompDirectiveNoFileComp
	}
	return c
}

// printPacks lists the packs with what they say of themselves.
func printPacks(w io.Writer) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, name := range packs.Names() {
		s, _ := rules.Pack(name)
		fmt.Fprintf(t, "%s\t%s\n", name, rules.HeadOf(s).Title)
	}
	return t.Flush()
}

// printPack prints the YAML of a pack, or its parameters.
func printPack(w io.Writer, name string, params bool) error {
	s, ok := rules.Pack(name)
	if !ok {
		return unknown("pack", name, packs.Names())
	}
	if params {
		return printParams(w, s)
	}
	_, err := w.Write(s.Data)
	return err
}

func printParams(w io.Writer, s rules.Source) error {
	list, err := rules.Params(s)
	if err != nil {
		return err
	}
	for _, p := range list {
		takes := p.Type
		if len(p.OneOf) > 0 {
			takes = strings.Join(p.OneOf, " or ")
		}
		byDefault := "default " + p.Default
		if p.Required {
			byDefault = "no default, must be given"
		}
		fmt.Fprintf(w, "%s: %s; %s\n    %s\n", p.Name, takes, byDefault, p.Says)
	}
	return nil
}

// printKinds prints the manual pages of the rule kinds, of all or of one.
func printKinds(w io.Writer, name string) error {
	kinds := rules.Kinds()
	if name != "" {
		if !slices.Contains(kinds, name) {
			return unknown("rule kind", name, kinds)
		}
		kinds = []string{name}
	}
	for i, kind := range kinds {
		if i > 0 {
			fmt.Fprintln(w)
		}
		page, _ := rules.Manual(kind)
		fmt.Fprintf(w, "%s\n\n    %s\n", kind, strings.ReplaceAll(strings.TrimSpace(page), "\n", "\n    "))
	}
	return nil
}

// unknown returns the error of a name that is none of names.
func unknown(what, name string, names []string) error {
	msg := fmt.Sprintf("there is no %s %q", what, name)
	if near := tree.Suggest(name, names); near != "" {
		return usagef("%s; did you mean %s?", msg, near)
	}
	return usagef("%s; expected one of: %s", msg, strings.Join(names, ", "))
}
