package rules_test

import (
	"slices"
	"strings"
	"testing"

	"scimshim/rules"
)

// faults are rule files and all that is wrong with them.
var faults = []struct{ file, want string }{
	{``, `
1:1: the file is empty; expected a mapping`},
	{`
read: [unquoted]
`, `
2:1: missing "name"`},
	{`
name: Not A Name
read: 7
`, `
2:7: a name consists of lower-case letters, digits and hyphens, at most 64
3:7: expected one of: element_compare, unquoted, unescaped, plus_space, spacing, typed_path`},
	{`
name: a
says: it is old
rules:
  - {name: lower, op-case: lower}
  - {override: b/lower, mode: off}
  - {name: typo, op-csae: lower}
users: {raed: [unquoted], drop: [title]}
groups: {normalize: [{service_config: x}]}
`, `
3:1: this key is now called title
5:19: the list of rules is the old format; instead of op-case write normalize: [op_case]; scimshim fmt --upgrade converts the file
6:6: override is the old format; write overrides: [{step: ..., mode: ...}]; scimshim fmt --upgrade converts the file
7:5: the list of rules is the old format; write blocks; scimshim packs --kinds lists their kinds
8:9: unknown key "raed"; did you mean "read"?
9:39: service_config is for ServiceProviderConfig; write it outside the sections
9:39: service_config has no options except if, why and source; to leave it out, list it under except`},
	{`
name: a
extra: 1
read: [unquoted]
`, `
3:1: unknown key "extra"; expected one of: FILE KEYS`},
	{`
name: a
rules: []
read: [unquoted]
`, `
3:8: the list of rules is the old format; write blocks; scimshim packs --kinds lists their kinds`},
	{`
name: a
read: [{form: unquoted, if: {x: true}}]
`, `
3:33: parameter "x": the file has no parameters`},
	{`
name: a
users:
  filter:
    - {match: 'userName  eq {v}', to: 'title eq {v}', assume: complete}
    - {name: unbound, match: 'userName eq {v}', to: 'title eq {w}', assume: complete}
    - {name: narrower, match: 'userName eq {v}', to: 'userName eq {v} and title pr'}
    - {name: assumption, match: 'userName eq {v}', to: 'title eq {v}', assume: something}
    - {name: no_match_to, match: 'userName eq {v}', to: 'title eq {v}', assume: no_match}
    - {name: no_to, match: 'userName eq {v}'}
`, `
5:24: expected one space, found other white space
6:53: the hole {w} has no value; expected it in the pattern that is matched
7:54: step a/users.filter.narrower misses {"userName":"ada"}, which its match selects with {v} as "ada"; if your data cannot contain such a resource, say assume: complete
8:56: step a/users.filter.assumption misses {"userName":"ada"}, which its match selects with {v} as "ada"; if your data cannot contain such a resource, say assume: complete
8:80: expected one of: complete, no_match
9:57: with assume: no_match the target is not asked; remove this
10:7: missing "to"`},
	{`
name: a
users:
  filter: {match: userName eq {v}, to: 'title eq {v}', assume: complete}
`, `
4:31: expected , or }; quote a value that has brackets or braces in it (the mapping starts at line 4, column 11)`},
	{`
name: a
users:
  filter:
    match: emails[type eq {t}].value eq {v}
    to: 'emails[type eq {t} and value eq {v}]'
`, `
5:12: put this filter in quotes: braces, brackets and hash signs have a meaning of their own in YAML`},
	{`
name: a
read: [sloppy]
users:
  queries:
    filters:
      - {attributes: [userName], operators: [equals]}
      - {attributes: [], operators: [eq], join: or, x: 1}
      - userName eq
      - {form: 'a b c'}
`, `
3:8: expected one of: element_compare, unquoted, unescaped, plus_space, spacing, typed_path
7:45: expected operators out of eq, ne, co, sw, ew, gt, ge, lt, le, pr
8:22: expected at least one attribute
8:49: expected one of: and
8:53: unknown key "x"; expected one of: attributes, form, if, join, name, operators, source, why, wider
9:9: put this filter in quotes: braces, brackets and hash signs have a meaning of their own in YAML
9:20: expected a space and a JSON string in double quotes, a number, true, false or null, found the end
10:19: unknown operator; expected one of eq, ne, co, sw, ew, gt, ge, lt, le, pr`},
	{`
name: a
users:
  stores: {emails: {elements: 'type eq "work"', max_elements: 2}, title: {max_lenght: 5}, active: {stored: false}}
  patch: {elements: {emails: [replace, rename]}, never: [filtered_ad]}
  errors: [{name: nobody, when: {status: 200, detail: '('}, answer: empty_list}]
  drop: [active, 'a b']
  set: {active: {value: true, when: always}}
  rename: [{from: userName, to: USERNAME}, {from: emails.value, to: mail}]
`, `
4:63: expected 1; prefer chooses the element to keep
4:74: nothing is specified for title; expected an option such as elements
4:75: unknown key "max_lenght"; did you mean "max_length"?
4:100: set gives it a value; remove it there or here
5:40: expected one of: replace, remove_add, add, in_place
5:58: unknown word; did you mean "filtered_add"?
6:12: a status alone is not enough to say so; add scim_type or detail to when
6:42: expected a whole number from 400 to 499
6:55: invalid regular expression: missing closing ) in "("
7:9: active cannot be dropped: a change would be lost silently
7:20: expected the end of the path, found white space
8:9: a step must not decide whether a user is active
9:33: the attribute already has this name
9:44: a sub-attribute of a multi-valued attribute can be renamed only within that attribute`},
	{`
name: a
params:
  Big: {default: true, says: x}
  wrong: {type: number, default: 1, says: x}
  nosays: {type: integer, default: one}
  list: {one_of: [a, b], default: c, says: x}
  yes: {type: boolean, default: "yes", says: x}
attributes:
  users: {'a b': string, c.d: string, e: text}
  people: {f: string}
users:
  stores: {title: {stored: false, if: {list: d, lst: a}, action: '${list}', message: '${none}'}}
`, `
4:8: a parameter's name consists of lower-case letters, digits and underscores
5:17: expected one of: boolean, string, integer
6:11: missing "says"
6:36: expected a whole number, found a string
7:35: expected one of: a, b
8:33: expected true or false
10:3: "c.d" is the path of a sub-attribute; declare its complex attribute first
10:11: path column 2: expected the end of the path, found white space
10:42: expected one of: binary, boolean, complex, dateTime, decimal, integer, reference, string, id, any
11:3: expected a section, groups or users
13:46: expected one of: a, b
13:54: parameter "lst": unknown; did you mean list?
13:67: ${list} has no value
13:87: ${none} has no value`},
	{`
name: a
name: b
read: &x []
`, `
3:1: duplicate key "name"; the first is at line 2, column 1
4:7: anchors (&) and aliases (*) are not supported; write the value out, or quote it if it is text`},
	{`
name: "a
read: []
`, `
2:7: this quote is not closed`},
}

// fileKeys lists the keys of a file, as a fault does.
func fileKeys() string {
	keys := append(rules.Kinds(), "attributes", "define", "extends", "for", "groups",
		"limits", "name", "overrides", "params", "resources", "source", "title", "users")
	slices.Sort(keys)
	return strings.Join(keys, ", ")
}

// All faults of a file are found in one run, each with its place.
func TestFaults(t *testing.T) {
	for _, f := range faults {
		_, err := rules.Compile(rules.Source{File: "f.yaml", Data: []byte(f.file)})
		got := ""
		if err != nil {
			got = strings.ReplaceAll(err.Error(), "f.yaml:", "")
		}
		if want := strings.ReplaceAll(strings.TrimSpace(f.want), "FILE KEYS", fileKeys()); got != want {
			t.Errorf("%s\n got\n%s\nwant\n%s", f.file, got, want)
		}
	}
}
