package normalize_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"scimshim/rewrite"
	"scimshim/rules"
	"scimshim/rules/cases"
)

// committed returns the cases of some folders of testdata that bring no rules along.
func committed(t *testing.T, folders ...string) []*cases.Case {
	t.Helper()
	var list []*cases.Case
	for _, folder := range folders {
		files, err := filepath.Glob("../testdata/" + folder + "/*.txtar")
		if err != nil || len(files) == 0 {
			t.Fatalf("no cases in %s: %v", folder, err)
		}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			c, err := cases.Parse(text)
			if err != nil {
				t.Fatalf("%s: %v", file, err)
			}
			if c.IsPlain() {
				list = append(list, c)
			}
		}
	}
	return list
}

// of returns what came of a case but for the names of the rules.
func of(t *testing.T, p *cases.Played, err error) string {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	p.Case.Sections = slices.DeleteFunc(p.Case.Sections, func(s cases.Section) bool { return s.Name == cases.Rules })
	return string(p.Case.Format())
}

// Each item does what the rules do that were written for it before, in all messages.
func TestItemsAreTheFlatRules(t *testing.T) {
	const (
		both   = "when: {resource: [Users, Groups]}"
		writes = "when: {resource: [Users, Groups], method: [POST, PUT, PATCH]}"
		users  = "when: {resource: Users, method: [POST, PUT, PATCH]}"
		patch  = "when: {resource: [Users, Groups], method: [PATCH]}"
		groups = "when: {resource: Groups, method: [PATCH]}"
	)
	list := committed(t, "entra-servicenow", "okta-slack", "onelogin-servicenow", "pingone-servicenow", "syncope-servicenow",
		"okta-snowflake", "entra-github-emu")
	for word, c := range map[string]struct {
		block string
		flat  []string
	}{
		"partial_bodies": {"{partial_bodies: {patch: true, put_without: userName}}",
			[]string{"when: {resource: Users, method: [PUT, PATCH]}, partial: {patch: true, put-without: userName}"}},
		"aliases":          {"{aliases: {email: emails.value, why: x}}", []string{both + ", alias: {email: emails.value}"}},
		"op_case":          {"op_case", []string{"when: {method: [PATCH]}, op-case: lower"}},
		"foreign_members":  {"foreign_members", []string{patch + ", prune: [foreign]"}},
		"json_texts":       {"{json_texts: [roles]}", []string{users + ", parse-text: {attributes: [roles], values: true}"}},
		"urns":             {"urns", []string{both + ", urn: [damaged, core, bare, flat]"}},
		"urns, some":       {"{urns: {forms: [damaged, core]}}", []string{both + ", urn: [damaged, core]"}},
		"paths":            {"paths", []string{patch + ", expand: keys"}},
		"paths, all":       {"{paths: values}", []string{patch + ", expand: values"}},
		"names":            {"names", []string{both + ", canonical: names"}},
		"shapes":           {"shapes", []string{both + ", shape: schema"}},
		"booleans":         {"booleans", []string{both + ", coerce: booleans"}},
		"booleans, drop":   {"{booleans: {drop: primary}}", []string{both + ", coerce: {to: booleans, drop: primary}"}},
		"strings":          {"strings", []string{both + ", coerce: strings"}},
		"member_lists":     {"member_lists", []string{groups + ", member-remove: members"}},
		"members_replaced": {"{members_replaced: add}", []string{groups + ", change-op: {attribute: members, from: replace, to: add, at-most: 1}"}},
		"members_replaced, refused": {"{members_replaced: {action: refuse, message: One by one.}}",
			[]string{groups + ", patch-limits: {refuse: [replace-all], says: One by one.}"}},
		"member_paths": {"member_paths", []string{groups + ", member-add: members"}},
		"empty_values": {"empty_values", []string{writes + ", prune: [nulls, empty, read-only]"}},
		"cleared":      {"cleared", []string{writes + ", clear: {values: [empty-text, null]}"}},
		"one_primary": {"one_primary", []string{
			users + `, single: {attribute: emails, keep: primary, prefer: ['type eq "work"']}`,
			users + `, single: {attribute: phoneNumbers, keep: primary, prefer: ['type eq "work"']}`,
			users + `, single: {attribute: roles, keep: primary}`,
			users + `, single: {attribute: addresses, keep: primary, prefer: ['type eq "work"']}`,
		}},
		"forms": {"forms", []string{patch + ", patch-limits: [remove-value, missing-value, missing-path, not-object, " +
			"empty-object, foreign-member, flat-keys, core-urn, element-type, value-type]"}},
		"list_answers":   {"list_answers", []string{"when: {resource: [Users, Groups], method: [GET]}, list: repair"}},
		"error_answers":  {"error_answers", []string{"errors: repair"}},
		"service_config": {"service_config", []string{"when: {resource: ServiceProviderConfig}, discovery: honest"}},
		"schemas":        {"schemas", []string{writes + ", schemas: exact"}},
	} {
		t.Run(word, func(t *testing.T) {
			t.Parallel()
			block := compile(t, "normalize: ["+c.block+"]\n")
			flat := compile(t, flatRules(c.flat))
			sameOutcomes(t, block, flat, list)
		})
	}
}

// flatRules returns rules, each by a name of its own.
func flatRules(list []string) string {
	var b strings.Builder
	b.WriteString("rules:\n")
	for i, text := range list {
		fmt.Fprintf(&b, "  - {name: r%d, %s}\n", i, text)
	}
	return b.String()
}

// sameOutcomes plays cases through two sets of rules, of which neither may do nothing.
func sameOutcomes(t *testing.T, block, flat *rules.Set, list []*cases.Case) {
	t.Helper()
	did := 0
	for _, c := range list {
		was, err := cases.Play(flat.Chain, c)
		want := of(t, was, err)
		is, err := cases.Play(block.Chain, c)
		if got := of(t, is, err); got != want {
			t.Errorf("%s\n%s", c.Title, cases.Diff(want, got))
		}
		for i, v := range was.Trace.Visits {
			if v.Outcome() != is.Trace.Visits[i].Outcome() {
				t.Errorf("%s: the step is %v, and the rule was %v", c.Title, is.Trace.Visits[i].Outcome(), v.Outcome())
			}
			if v.Outcome() > rewrite.Kept {
				did++
			}
		}
	}
	if did == 0 {
		t.Error("no case has a part for the rule; play some that has")
	}
}
