package upgrade_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"scimshim/config/layout"
	"scimshim/rules"
	"scimshim/rules/upgrade"
)

// A rule becomes the part of a block that says the same.
func TestRules(t *testing.T) {
	f := func(flat, blocks string) {
		t.Helper()
		r := upgrade.Rules("own.yaml", []byte("name: own\nrules:\n"+flat))
		want := "name: own\n" + blocks
		if got := string(r.Text); len(r.Faults) > 0 || got != want {
			t.Errorf("%v\n%s\nbecomes\n%s\nwant\n%s", r.Faults, flat, got, want)
		}
		if _, err := rules.Compile(rules.Source{File: "own.yaml", Data: r.Text}); err != nil {
			t.Errorf("%v\n%s", err, r.Text)
		}
	}
	const users, writes = "when: {resource: Users}, ", "when: {resource: Users, method: [POST, PUT, PATCH]}, "
	const patch = "when: {resource: Users, method: [PATCH]}, "

	// Sections, parameters and comments.
	f("  # why\n  - {name: r, "+users+"rename: {from: nickName, to: displayName}} # how\n",
		"users:\n  # why\n  # how\n  rename: {from: nickName, to: displayName}\n")
	f("  - {name: r, when: {resource: [Users, Groups]}, page: {max: 5}}\n", "queries:\n  pages: {max: 5}\n")
	f("  - {name: r, lenient: plus-space}\n  - {name: s, lenient: spacing}\n", "read: [plus_space, spacing]\n")
	f("  - {name: r, says: so it is, "+users+"rename: {from: nickName, to: displayName}}\n",
		"users:\n  rename: {from: nickName, to: displayName, why: so it is}\n")

	// What is stored.
	f("  - {name: r, "+writes+"only: {attribute: emails, where: 'type eq \"work\"', otherwise: count, says: one}}\n"+
		"  - {name: s, "+writes+"single: {attribute: emails, prefer: ['primary eq true']}}\n",
		"users:\n  stores:\n    emails: {elements: 'type eq \"work\"', max_elements: 1, prefer: ['primary eq true'], action: warn, message: one}\n")
	f("  - {name: r, "+patch+"only: {attribute: emails, where: 'type eq \"work\"', otherwise: drop, says: one}}\n"+
		"  - {name: s, "+writes+"single: {attribute: emails}}\n",
		"users:\n  stores:\n    emails:\n      - {elements: 'type eq \"work\"', methods: [PATCH], action: drop, message: one}\n"+
			"      - {max_elements: 1}\n")
	f("  - {name: r, "+writes+"keep: {attributes: [userName, emails.value, emails.type], otherwise: count}}\n"+
		"  - {name: s, "+writes+"single: {attribute: emails}}\n",
		"users:\n  stores:\n    others: warn\n    attributes: [userName]\n    emails:\n      - {parts: [value, type]}\n"+
			"      - {max_elements: 1}\n")
	f("  - {name: r, when: {resource: Users, method: [POST, PUT]}, keep: {attributes: [userName, title], otherwise: drop}}\n"+
		"  - {name: s, "+patch+"keep: {attributes: [userName], otherwise: refuse}}\n",
		"users:\n  stores:\n    others:\n      - {methods: [POST, PUT], action: drop}\n"+
			"      - {name: s, methods: [PATCH], action: refuse}\n    attributes: [userName]\n    title: {stored: [POST, PUT]}\n")
	f("  - {name: r, "+users+"limit: {attribute: userName, longest: 20, otherwise: refuse, says: short}}\n"+
		"  - {name: s, "+users+"limit: {attribute: userName, fits: '^a', in: filters, says: short}}\n",
		"users:\n  stores:\n    userName: {max_length: 20, action: refuse, message: short}\n"+
			"  queries:\n    values:\n      userName: {pattern: '^a', message: short}\n")

	// How PATCH is taken.
	f("  - {name: r, "+patch+"change-op: {attribute: emails, from: add, to: replace, assume: single-element}}\n"+
		"  - {name: s, "+patch+"upsert: {paths: ['emails[type eq \"work\"]'], write: replace, assume: single-element}}\n",
		"users:\n  patch:\n    elements:\n      emails: {paths: ['emails[type eq \"work\"]'], write: replace, adds: replace, assume: single_element}\n")
	f("  - {name: r, "+patch+"change-op: {attribute: 'urn:x:2.0:User:keys', from: add, to: replace, assume: whole-list}}\n",
		"users:\n  patch:\n    elements:\n      urn:x:2.0:User:keys: {adds: replace, assume: whole_list}\n")
	f("  - {name: r, "+patch+"upsert: {paths: ['emails[type eq \"work\"]'], write: [replace, in-place], assume: single-element}}\n",
		"users:\n  patch:\n    elements:\n      emails: {paths: ['emails[type eq \"work\"]'], write: [replace, in_place], adds: keep, assume: single_element}\n")
	f("  - {name: r, "+patch+"patch-limits: {refuse: [remove-value], says: no}}\n  - {name: s, "+patch+"patch-limits: [flat-keys]}\n",
		"users:\n  patch:\n    never: [{forms: [remove_with_value], message: no}, flat_keys]\n")

	// Filters, deletes and errors.
	f("  - {name: r, "+users+"filter: {match: 'emails.value eq {v}', to: 'userName eq {v}', assume: complete}}\n"+
		"  - {name: s, "+users+"agree: {attributes: [userName, 'emails[type eq \"work\"].value'], otherwise: count}}\n",
		"users:\n  filter:\n    match: 'emails.value eq {v}'\n    to: 'userName eq {v}'\n    assume: complete\n"+
			"    guard: {attributes: [userName, 'emails[type eq \"work\"].value'], action: warn}\n")
	f("  - {name: r-r, when: {method: [POST]}, status: {when: {status: 409}, then: {scim-type: uniqueness, cure: look}}}\n",
		"errors:\n  - name: r_r\n    when: {status: 409, method: [POST]}\n    answer: {scim_type: uniqueness}\n    cure: look\n")
	f("  - {name: r, "+users+"location: rewrite}\n  - {name: s, "+users+"rename: {from: nickName, to: title}}\n",
		"users:\n  rename: {from: nickName, to: title}\n")
}

// What cannot be written in blocks stays, and is told at its place.
func TestRulesStay(t *testing.T) {
	for rule, want := range map[string]string{
		"{name: r, override: a/b, page: {max: 3}}": "own.yaml:3:3: write overrides: [{step: ..., with: {KIND: " +
			"...}}] for the step that replaces a/b",
		"{override: servicenow/email-type, mode: 'off'}": "own.yaml:3:3: write in overrides the step that " +
			"replaces servicenow/email-type; scimshim packs servicenow shows the blocks of the pack",
		"{name: r, when: {resource: Users}, mode: shadow, page: {max: " +
			"3}}": "own.yaml:3:3: a block cannot have a mode",
		"{name: r, when: {resource: [Users, Groups, Bulk]}, page: {max: 3}}": "own.yaml:3:3: a block is for users, for groups or for both",
		"{name: r, when: {resource: Users, method: [GET]}, set: {attribute: title, value: " +
			"x}}": "own.yaml:3:3: no block has steps only for GET; this kind acts on POST, PUT, PATCH",
		"{name: r, when: {resource: Users}, agree: {attributes: [userName, nickName], otherwise: " +
			"count}}": "own.yaml:3:3: comparing two attributes now belongs to the filter",
		"{name: r, when: {resource: Users}, prune: " +
			"[nulls]}": "own.yaml:3:3: empty_values of normalize removes nulls",
		"{name: r, when: {resource: Users}, onyl: x}": "own.yaml:3:3: the rule has no kind",
	} {
		text := "name: own\nrules:\n  - " + rule + "\n"
		r := upgrade.Rules("own.yaml", []byte(text))
		if len(r.Faults) != 1 || !strings.HasPrefix(r.Faults[0].Error(), want) {
			t.Errorf("%s: %v\nwant %s", rule, r.Faults, want)
		}
		if same, err := layout.Format("own.yaml", []byte(text)); err != nil || string(r.Text) != string(same) {
			t.Errorf("%s becomes\n%s", rule, r.Text)
		}
	}
}

// A rule that acts before one that it stood behind is remarked.
func TestRemarks(t *testing.T) {
	text := "name: own\nrules:\n" +
		"  - {name: a, when: {resource: Users}, only: {attribute: emails, where: 'type eq \"work\"', otherwise: drop, says: x}}\n" +
		"  - {name: b, when: {resource: Users}, drop: [emails.display]}\n"
	r := upgrade.Rules("own.yaml", []byte(text))
	if len(r.Remarks) != 1 || !strings.HasPrefix(r.Remarks[0].Error(), "own.yaml:4:3: this used to follow a, and "+
		"as a block it acts before it") {
		t.Error(r.Remarks)
	}
}

// What comes out is in style, has all comments, and is nothing to write anew.
func TestRulesInStyle(t *testing.T) {
	files, err := filepath.Glob("testdata/packs/*.yaml")
	if err != nil || len(files) < 16 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		r := upgrade.Rules(file, data)
		styled, err := layout.Format(file, r.Text)
		if err != nil || string(styled) != string(r.Text) {
			t.Errorf("%s: %v\n%s", file, err, r.Text)
			continue
		}
		again := upgrade.Rules(file, r.Text)
		if len(again.Faults) > 0 || string(again.Text) != string(r.Text) {
			t.Errorf("%s: %v\n%s", file, again.Faults, again.Text)
		}
		before, _ := layout.Read(file, data)
		after, _ := layout.Read(file, r.Text)
		for _, c := range before.Comments() {
			if !slices.Contains(after.Comments(), c) {
				t.Errorf("%s: lost %s", file, c)
			}
		}
	}
}

func TestConfig(t *testing.T) {
	text := "routes:\n  - rules: [entra, {pack: servicenow, with: {unknown_attributes: count, max_members: 5}}]\n"
	want := strings.Replace(text, "count", "warn", 1)
	if r := upgrade.Config("own.yaml", []byte(text)); string(r.Text) != want || len(r.Faults) > 0 {
		t.Errorf("%v\n%s", r.Faults, r.Text)
	}
}
