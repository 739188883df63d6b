package main

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"scimshim/rules"
)

// printKinds prints an index of the kinds of blocks, or the manual of one.
func printKinds(w io.Writer, name string) error {
	if name == "" {
		return printIndex(w)
	}
	page, ok := rules.Manual(name)
	if block, former := rules.Instead(name); !ok && former {
		return usagef("%s is a kind of the old format; write %s", name, block)
	}
	if !ok {
		return unknown("kind", name, rules.Kinds())
	}
	_, err := fmt.Fprintf(w, "%s\n\n    %s\n", name, strings.ReplaceAll(strings.TrimSpace(page), "\n", "\n    "))
	return err
}

// printIndex prints the kinds by their subjects, each on a line.
func printIndex(w io.Writer) error {
	var b strings.Builder
	for _, s := range rules.Subjects() {
		fmt.Fprintln(&b, s.Name)
		for _, k := range s.Kinds {
			fmt.Fprintf(&b, "  %-9s  %s\n", k.Kind, k.Says)
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// printSteps prints what a pack comes to with its parameters as they are.
func printSteps(w io.Writer, s rules.Source) error {
	s.Unstated = true
	set, err := rules.Compile(s)
	if err != nil {
		return err
	}
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, i := range set.Infos {
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\t%s\n", i.Name, i.Kind, orDash(i.Phase), endpoints(i), methods(i), why(i))
	}
	return t.Flush()
}

func endpoints(i rules.Info) string {
	if len(i.When.Resources) == 0 {
		return "all"
	}
	return strings.Join(i.When.Resources, ",")
}

func methods(i rules.Info) string {
	if len(i.When.Methods) == 0 {
		return "all"
	}
	return strings.Join(i.When.Methods, ",")
}

// why is the reason of a step with its sources.
func why(i rules.Info) string {
	text := i.Why
	if len(i.Sources) > 0 {
		text += " (" + strings.Join(i.Sources, ", ") + ")"
	}
	return orDash(strings.Join(strings.Fields(text), " "))
}

func orDash(text string) string {
	if text == "" {
		return "-"
	}
	return text
}
