package main

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"scimshim/config"
	"scimshim/config/tree"
	"scimshim/proxy/reason"
	"scimshim/rewrite"
	"scimshim/rewrite/index"
	"scimshim/rules"
)

var updateReference = flag.Bool("update-reference", false, "write config/REFERENCE.md anew")

const referenceFile = "../../config/REFERENCE.md"

// The page of reference is what the code declares.
func TestReference(t *testing.T) {
	want := referencePage(t)
	if *updateReference {
		if err := os.WriteFile(referenceFile, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(referenceFile)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Errorf("config/REFERENCE.md is stale; go test ./cmd/scimshim -run " +
			"TestReference -update-reference writes it anew")
	}
}

func referencePage(t *testing.T) string {
	var b strings.Builder
	b.WriteString("# Reference\n\nMade of the code by `go test ./cmd/scimshim -run TestReference " +
		"-update-reference`.\n")
	b.WriteString("\n## Configuration\n\n`${NAME}` in a value stands for a variable of the " +
		"environment, `$$` for a dollar " +
		"sign.\nRelative paths start at the file's folder. `[]` is each item of a list.\n\n")
	writeKeys(&b, config.Keys())
	b.WriteString("\n## Rule files\n\n")
	writeKeys(&b, rules.Keys())
	b.WriteString("\n### Blocks\n\nA block stands at the top of the file, for users and groups, or below `users` or `groups`. " +
		"`scimshim packs --kinds KIND`\nprints its manual.\n\n| about | kind | in short |\n|---|---|---|\n")
	for _, s := range rules.Subjects() {
		for _, k := range s.Kinds {
			fmt.Fprintf(&b, "| %s | `%s` | %s |\n", s.Name, k.Kind, k.Says)
		}
	}
	writeLabels(t, &b)
	writeReasons(t, &b)
	return b.String()
}

func writeKeys(b *strings.Builder, keys []tree.KeyDoc) {
	b.WriteString("| key | is | without it | what it says |\n|---|---|---|---|\n")
	for _, k := range keys {
		fmt.Fprintf(b, "| `%s` | %s | %s | %s |\n", k.Path, k.Type, k.Default, k.Says)
	}
}

// writeLabels writes the values of labels that are none of the configuration's.
func writeLabels(t *testing.T, b *strings.Builder) {
	b.WriteString("\n## Labels of metrics\n")
	table := func(title string, values []value) {
		fmt.Fprintf(b, "\n%s:\n\n| value | means |\n|---|---|\n", title)
		for _, v := range values {
			fmt.Fprintf(b, "| `%s` | %s |\n", v.text, v.says)
		}
	}
	var names []string
	for _, o := range rewrite.Outcomes() {
		names = append(names, o.String())
	}
	outcomes := named(t, constants(t, "../../rewrite/trace.go", "Skipped"), names)
	table("`outcome` of `scimshim_rule_messages_total`", outcomes[1:]) // who is skipped is not counted
	plans := constants(t, "../../rewrite/filter/plan/plan.go", "AsItIs")
	table("`plan` of `scimshim_filter_plans_total`", append(plans, value{"refused", "no way to answer the filter"}))
	table("`warrant` of `scimshim_empty_answers_total`", constants(t, "../../rewrite/assume.go", "NoWarrant"))
	walks := named(t, constants(t, "../../rewrite/index/walk.go", "complete"), index.Outcomes())
	table("`outcome` of `scimshim_index_walks_total`", walks)
}

// writeReasons writes why the proxy refuses, and what to do.
func writeReasons(t *testing.T, b *strings.Builder) {
	b.WriteString("\n## Errors of the proxy\n\nThe `detail` of an error is one sentence: what was " +
		"refused, where, and what " +
		"would be accepted, with the id of the\nrequest at its end. `reason` stands in the log line " +
		"of the request, and is a " +
		"label of `scimshim_refusals_total`.\n\n| reason | means | what to do |\n|---|---|---|\n")
	declared := slices.Concat(constants(t, "../../rewrite/refusal.go", "FilterSyntax"),
		constants(t, "../../proxy/reason/reason.go", "Method"))
	var names []string
	for _, v := range declared {
		names = append(names, v.text)
		cure := reason.Cure(rewrite.Reason(v.text))
		if cure == "" {
			t.Errorf("nothing repeats what to do about the reason %s", v.text)
		}
		fmt.Fprintf(b, "| `%s` | %s | %s |\n", v.text, v.says, cure)
	}
	for _, reason := range reason.All() {
		if !slices.Contains(names, string(reason)) {
			t.Errorf("the page lacks the reason %s", reason)
		}
	}
}
