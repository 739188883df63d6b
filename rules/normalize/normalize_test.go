package normalize_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"scimshim/config/tree"
	"scimshim/rules"
	"scimshim/rules/normalize"
)

// compile compiles a file with some text after its name.
func compile(t *testing.T, text string) *rules.Set {
	t.Helper()
	set, err := rules.Compile(rules.Source{File: "own.yaml", Data: []byte("name: own\n" + text)})
	if err != nil {
		t.Fatalf("%s\n%v", text, err)
	}
	return set
}

// names returns the names of steps, without that of their file.
func names(set *rules.Set) []string {
	var list []string
	for _, i := range set.Infos {
		list = append(list, strings.TrimPrefix(i.Name, "own/"))
	}
	return list
}

// What all is, in the order in which it acts.
var all = strings.Fields(`op_case foreign_members urns paths names shapes booleans strings member_lists member_paths
	empty_values cleared one_primary.emails one_primary.phoneNumbers one_primary.roles one_primary.addresses forms
	list_answers error_answers service_config schemas`)

// called returns words as names of steps.
func called(by string, words ...string) []string {
	var list []string
	for _, word := range words {
		list = append(list, by+word)
	}
	return list
}

// without returns a list without what begins with one of some words.
func without(list []string, words ...string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(s string) bool {
		return slices.ContainsFunc(words, func(word string) bool { return s == word || strings.HasPrefix(s, word+".") })
	})
}

func TestItems(t *testing.T) {
	notOfUsers := []string{"member_lists", "member_paths", "service_config"}
	for name, c := range map[string]struct {
		text string
		want []string
	}{
		"all":   {"normalize: all", called("normalize.", all...)},
		"one":   {"normalize: paths", called("normalize.", "paths")},
		"a map": {"normalize: {}", called("normalize.", all...)},
		"a list in its own order": {"normalize: [schemas, {paths: values}, op_case]",
			called("normalize.", "op_case", "paths", "schemas")},
		"all but some": {"normalize: {except: [names, one_primary]}",
			called("normalize.", without(all, "names", "one_primary")...)},
		"all but one": {"normalize: {except: names}", called("normalize.", without(all, "names")...)},
		"those to be named": {"normalize: [{members_replaced: refuse}, {json_texts: [roles]}, {aliases: {email: title}}, " +
			"{partial_bodies: {patch: true}}]",
			called("normalize.", "partial_bodies", "aliases", "json_texts", "members_replaced")},
		"nothing": {"read: [unquoted]\nnormalize: [{members_replaced: {action: pass, why: x}}]", []string{"read.unquoted"}},
		"unless":  {"params: {a: {type: boolean, default: false, says: x}}\nnormalize: [names, {paths: {if: {a: true}}}]", called("normalize.", "names")},
		"users":   {"users: {normalize: all}", called("users.normalize.", without(all, notOfUsers...)...)},
		"groups":  {"groups: {normalize: all}", called("groups.normalize.", without(all, "one_primary", "service_config")...)},
		"schemas come last": {"normalize: [names, schemas]\nrename: {from: title, to: nickName}\nread: [unquoted]",
			[]string{"read.unquoted", "normalize.names", "rename.title", "normalize.schemas"}},
	} {
		t.Run(name, func(t *testing.T) {
			if got := names(compile(t, c.text+"\n")); !slices.Equal(got, c.want) {
				t.Errorf("got  %q\nwant %q", got, c.want)
			}
		})
	}
}

// A step says what states it, and why.
func TestStepsSayWhy(t *testing.T) {
	set := compile(t, "normalize:\n- names\n- {member_lists: {why: No other form is sent, source: [Q85, 'https://example.com/']}}\n")
	last := set.Infos[1]
	if last.Why != "No other form is sent" || !slices.Equal(last.Sources, []string{"Q85", "https://example.com/"}) {
		t.Errorf("why %q, sources %q", last.Why, last.Sources)
	}
	if want := (tree.Position{File: "own.yaml", Line: 4, Column: 18}); last.Pos != want || last.Kind != "normalize" {
		t.Errorf("%s at %v, want %v", last.Kind, last.Pos, want)
	}
}

// What a step is for follows from its item, and from the section.
func TestEndpoints(t *testing.T) {
	both := []string{"Users", "Groups"}
	patch, writes := []string{"PATCH"}, []string{"POST", "PUT", "PATCH"}
	for name, c := range map[string]struct {
		text               string
		resources, methods []string
	}{
		"both":             {"normalize: [names]", both, nil},
		"a section":        {"groups: {normalize: [names]}", []string{"Groups"}, nil},
		"any":              {"normalize: [op_case]", nil, patch},
		"any of a section": {"users: {normalize: [op_case]}", []string{"Users"}, patch},
		"users":            {"normalize: [{json_texts: [roles]}]", []string{"Users"}, writes},
		"groups":           {"normalize: [member_paths]", []string{"Groups"}, patch},
		"discovery":        {"normalize: [service_config]", []string{"ServiceProviderConfig"}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			when := compile(t, c.text+"\n").Infos[0].When
			if !slices.Equal(when.Resources, c.resources) || !slices.Equal(when.Methods, c.methods) {
				t.Errorf("got %v", when)
			}
		})
	}
}

func TestRefuses(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"nothing":       {"normalize:", "2:11: expected all, a list of items, or a mapping of items to their options"},
		"an empty list": {"normalize: []", "2:12: expected all, a list of items, or a mapping of items to their options"},
		"an empty item": {"normalize: [{}]", "2:13: expected an item with its options, as in {paths: values}"},
		"a word":        {"normalize: nmaes", `2:12: unknown word; did you mean "names"?`},
		"a listed word": {"normalize: [nmaes]", `2:13: unknown word; did you mean "names"?`},
		"all in a list": {"normalize: [all]", "2:13: expected one of: partial_bodies, aliases, "},
		"a key":         {"normalize: {nmaes: {}}", `2:13: unknown key "nmaes"; did you mean "names"?`},
		"a listed key":  {"normalize: [{nmaes: {}}]", `2:14: unknown key "nmaes"; did you mean "names"?`},
		"two in one": {"normalize: [{names: {}, paths: keys}]", "2:14: each entry of the list is one item; " +
			"make names a separate entry"},
		"twice": {"normalize: [paths, {paths: values}]", "2:28: own/normalize.paths occurs twice here; " +
			"merge the two"},
		"a null": {"normalize: {names: }", "2:20: names has no effect here; expected its options"},
		"a false": {"normalize: {strings: false}", "2:22: strings has no options except if, why and " +
			"source; to leave it out, list it under except"},
		"an option": {"normalize: {strings: {wy: x}}", `2:23: unknown key "wy"; did you mean "why"?`},
		"a note of which item": {"normalize: {names: {why: x}, source: Q1}",
			"2:30: source belongs in the options of an item, as in {strings: {source: Q16}}"},
		"a note beside an item": {"normalize: [{paths: values, if: {a: true}}]",
			"2:29: if belongs in the options of the item, as in {strings: {source: Q16}}"},
		"except what is not there": {"normalize: {except: [json_texts]}", "2:22: json_texts is already left out " +
			"unless it is listed"},
		"except twice": {"normalize: {except: [names, names]}", "2:29: names is already left out"},
		"except and with options": {"normalize: {except: [paths], paths: values}",
			"2:22: paths has options above and is left out here; keep only one"},
		"except a word": {"normalize: {except: [nmaes]}", `2:22: unknown word; did you mean "names"?`},
		"members of users": {"users: {normalize: [member_lists]}", "2:21: member_lists is for Groups; write it " +
			"below groups, or outside the sections"},
		"texts of groups": {"groups: {normalize: {json_texts: [roles]}}", "2:34: json_texts is for Users; " +
			"write it below users, or outside the sections"},
		"a config of users": {"users: {normalize: [service_config]}", "2:21: service_config is for " +
			"ServiceProviderConfig; write it outside the sections"},
		"no texts": {"normalize: [json_texts]", "2:13: json_texts has no effect without options; " +
			"expected a list of attributes, as in [roles]"},
		"an empty text list": {"normalize: [{json_texts: []}]", "2:26: expected at least one attribute, such as roles"},
		"a simple attribute": {"normalize: [{json_texts: {attributes: [title]}}]", "2:40: title is not declared as an attribute with sub-attributes"},
		"no part":            {"normalize: [partial_bodies]", "2:13: expected options of partial_bodies, as in {patch: true, put_without: userName}"},
		"a part of nothing":  {"normalize: [{partial_bodies: {patch: false}}]", "2:30: expected patch: true, put_without, or both"},
		"no alias":           {"normalize: [{aliases: {}}]", "2:23: expected at least one name and the attribute it stands for"},
		"an attribute":       {"normalize: [{aliases: {title: userName}}]", "2:31: title is already an attribute"},
		"a form of URN":      {"normalize: {urns: {forms: [cor]}}", `2:28: unknown word; did you mean "core"?`},
		"no form of URN":     {"normalize: {urns: []}", "2:19: expected at least one of core, damaged, bare, flat"},
		"paths":              {"normalize: {paths: {as: value}}", `2:25: unknown word; did you mean "values"?`},
		"a boolean to drop":  {"normalize: {booleans: {drop: active}}", "2:30: expected a sub-attribute of an attribute of several values"},
		"booleans":           {"normalize: {booleans: primary}", "2:23: expected options of booleans, as in {drop: primary}"},
		"members":            {"normalize: {members_replaced: drop}", "2:31: expected one of: pass, add, refuse"},
		"no action": {"normalize: {members_replaced: {message: x}}", "2:31: members_replaced has no " +
			"effect without options; expected add, refuse or pass"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := rules.Compile(rules.Source{File: "own.yaml", Data: []byte("name: own\n" + c.text + "\n")})
			if err == nil || !strings.Contains("\n"+err.Error(), "\nown.yaml:"+c.want) {
				t.Errorf("got %v\nwant %s", err, c.want)
			}
		})
	}
}

// The manual page of the block has examples, each of which compiles.
func TestManual(t *testing.T) {
	page, ok := normalize.Kinds.Manual("normalize")
	if !ok || !strings.HasPrefix(page, "normalize makes SCIM") {
		t.Fatalf("no manual page: %q", page)
	}
	var lines []string
	for line := range strings.Lines(page) {
		if text, ok := strings.CutPrefix(line, "\t"); ok {
			lines = append(lines, text)
		}
	}
	examples := regexp.MustCompile(`(?m)^normalize:`).Split(strings.Join(lines, ""), -1)
	if examples[0] != "" || len(examples) != 4 {
		t.Fatalf("got the examples %q", examples)
	}
	for _, text := range examples[1:] {
		compile(t, "normalize:"+text)
	}
	for _, word := range without(all, "one_primary") {
		if !strings.Contains(page, "\n"+word+": ") && !strings.Contains(page, "\n"+word+", ") {
			t.Errorf("the page says nothing of %s", word)
		}
	}
}
