package main

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"scimshim/config/tree"
	"scimshim/rules"
	"scimshim/rules/packs"
	"scimshim/rules/page"
)

// What packs prints of one, instead of its YAML.
const (
	ofParams = "params"
	ofKinds  = "kinds"
	ofPage   = "page"
	ofSteps  = "steps"
)

func newPacks() *cobra.Command {
	c := &cobra.Command{
		Use:   "packs [NAME]",
		Short: "List the packs, or print one",
		Long: "Packs lists the built-in packs. With a name, it prints the YAML of that pack, which you can save,\n" +
			"change and use instead of the pack. --page prints its page in Markdown: what it does and why, its\n" +
			"sources, what it cannot do, and its cases. --params prints only the parameters that --set takes, and\n" +
			"--steps the steps that it expands to, in the order in which a request passes through them. --kinds\n" +
			"lists the kinds of blocks that rule files consist of, or prints the manual of one kind.",
		Example: "  scimshim packs\n" +
			"  scimshim packs servicenow\n" +
			"  scimshim packs servicenow --page\n" +
			"  scimshim packs servicenow --params\n" +
			"  scimshim packs servicenow --steps\n" +
			"  scimshim packs --kinds\n" +
			"  scimshim packs --kinds rename",
		Args: cobra.MaximumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			what, err := packsFlag(c)
			if err != nil {
				return err
			}
			return printOf(c.OutOrStdout(), what, strings.Join(args, ""))
		},
	}
	c.Flags().Bool(ofPage, false, "print the page of the pack, in Markdown")
	c.Flags().Bool(ofParams, false, "print only the parameters of the pack")
	c.Flags().Bool(ofSteps, false, "print the steps that the pack expands to")
	c.Flags().Bool(ofKinds, false, "print the kinds of blocks, or the manual of the kind NAME")
	c.ValidArgsFunction = func(c *cobra.Command, _ []string, _ string) ([]string, cobra.ShellCompDirective) {
		if what, _ := packsFlag(c); what == ofKinds {
			return rules.Kinds(), cobra.ShellCompDirectiveNoFileComp
		}
		return packs.Names(), cobra.ShellCompDirectiveNoFileComp
	}
	return c
}

// packsFlag returns the one flag that was given, if any.
func packsFlag(c *cobra.Command) (string, error) {
	given := ""
	for _, flag := range []string{ofKinds, ofPage, ofParams, ofSteps} {
		if on, _ := c.Flags().GetBool(flag); !on {
			continue
		}
		if given != "" {
			return "", usagef("--%s and --%s cannot be combined", given, flag)
		}
		given = flag
	}
	return given, nil
}

// printOf prints the packs, or what is asked of one.
func printOf(w io.Writer, what, name string) error {
	switch {
	case what == ofKinds:
		return printKinds(w, name)
	case name == "" && what != "":
		return usagef("--%s needs the name of a pack", what)
	case name == "":
		return printPacks(w)
	}
	s, ok := rules.Pack(name)
	if !ok {
		return unknown("pack", name, packs.Names())
	}
	switch what {
	case ofParams:
		return printParams(w, s)
	case ofSteps:
		return printSteps(w, s)
	case ofPage:
		text, _ := page.Of(name)
		_, err := io.WriteString(w, text)
		return err
	}
	_, err := w.Write(s.Data)
	return err
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

// unknown returns the error of a name that is none of names.
func unknown(what, name string, names []string) error {
	msg := fmt.Sprintf("there is no %s %q", what, name)
	if near := tree.Suggest(name, names); near != "" {
		return usagef("%s; did you mean %s?", msg, near)
	}
	return usagef("%s; expected one of: %s", msg, strings.Join(names, ", "))
}
