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
rules: []
`, `
2:1: missing "name"`},
	{`
name: Not A Name
rules: 7
`, `
2:7: a name is made of small letters, digits and hyphens, at most 64 of them
3:8: expected a list, found a number`},
	{`
name: a
extra: 1
rules:
  - op-case: lower
  - {name: UPPER, op-case: lower}
  - {name: twice, op-case: lower}
  - {name: twice, op-case: lower}
  - {name: none}
  - {name: typo, op-csae: lower}
  - {name: wen, wen: {resource: Users}, op-case: lower}
  - {name: two, op-case: lower, coerce: booleans}
  - {name: mode, mode: dry, op-case: lower}
  - {name: word, op-case: upper}
  - {name: kind, coerce: numbers}
  - {name: both, override: a/twice, op-case: lower}
  - {override: a/twise, mode: off}
  - {override: a/twice}
`, `
3:1: unknown key "extra"; expected one of: FILE KEYS
5:5: missing "name"
6:12: a name is made of small letters, digits and hyphens, at most 64 of them
8:12: the file has another rule of this name
9:5: the rule has no kind; scimshim packs --kinds lists them
10:18: unknown key "op-csae"; did you mean "op-case"?
11:17: unknown key "wen"; did you mean "when"?
12:5: the rule has two kinds, coerce and op-case; split it
13:24: expected one of: enforce, shadow, off
14:27: expected one of: lower
15:26: expected one of: booleans, strings
16:5: a rule has a name, or overrides another, not both
17:16: there is no rule of this name in the files before; did you mean "a/twice"?
18:5: an override has the kind of the new rule, or a mode and keeps the rule; scimshim packs --kinds lists the kinds`},
	{`
name: a
rules:
  - {name: w1, when: Users, op-case: lower}
  - {name: w2, when: {method: [patch]}, op-case: lower}
  - {name: w3, when: {resources: Users}, op-case: lower}
  - {name: i1, if: {x: true}, op-case: lower}
`, `
4:22: expected a mapping, found a string
5:31: expected methods out of GET, POST, PUT, PATCH, DELETE
6:23: unknown key "resources"; did you mean "resource"?
7:24: parameter "x": the file has no parameters`},
	{`
name: a
rules:
  - name: column
    filter: {match: 'userName  eq {v}', to: 'title eq {v}', assume: complete}
  - name: unbound
    filter: {match: 'userName eq {v}', to: 'title eq {w}', assume: complete}
  - name: narrower
    filter:
      match: 'userName eq {v}'
      to:    'userName eq {v} and title pr'
  - name: assumption
    filter: {match: 'userName eq {v}', to: 'title eq {v}', assume: something}
  - name: no-match-to
    filter: {match: 'userName eq {v}', to: 'title eq {v}', assume: no-match}
  - name: no-to
    filter: {match: 'userName eq {v}'}
`, `
5:30: expected one space, found other white space
7:44: the hole {w} has no value; expected it in the pattern that is matched
11:14: rule a/narrower misses {"userName":"ada"}, which its match selects with {v} as "ada"; if the data make such a resource impossible, say assume: complete
13:44: rule a/assumption misses {"userName":"ada"}, which its match selects with {v} as "ada"; if the data make such a resource impossible, say assume: complete
13:68: expected one of: complete, no-match
15:44: with assume: no-match there is nothing to ask the target; leave this out
17:13: missing "to"`},
	{`
name: a
rules:
  - name: unquoted
    filter: {match: userName eq {v}, to: 'title eq {v}', assume: complete}
`, `
5:33: expected , or }; quote a value that has brackets or braces in it (the mapping starts at line 5, column 13)`},
	{`
name: a
rules:
  - name: plain
    filter:
      match: emails[type eq {t}].value eq {v}
      to: 'emails[type eq {t} and value eq {v}]'
`, `
6:14: put this filter in quotes: YAML has its own meaning for braces, brackets and hash signs`},
	{`
name: a
rules:
  - {name: a1, accept: ['userName eq {v}']}
  - {name: a2, when: {resource: Users, method: [GET]}, accept: ['userName eq {v}']}
  - {name: a3, when: {resource: Users}, accept: [{attributes: [userName], operators: [equals]}]}
  - {name: a4, when: {resource: Users}, accept: [{attributes: [], operators: [eq], join: or, x: 1}]}
  - {name: a5, when: {resource: Users}, accept: ['userName eq', {form: 'a b c'}]}
  - {name: l1, lenient: sloppy}
  - {name: l2, loose: [title]}
  - {name: l3, when: {resource: Users, method: [GET]}, loose: [title]}
`, `
4:24: accept needs a when that names the resource
5:64: accept is for all requests of a resource; leave method out of its when
6:86: expected operators out of eq, ne, co, sw, ew, gt, ge, lt, le, pr
7:63: expected at least one attribute
7:90: expected one of: and
7:94: unknown key "x"; expected one of: attributes, form, join, operators, wider
8:62: expected a space and a JSON string in double quotes, a number, true, false or null, found the end
8:75: unknown operator; expected one of eq, ne, co, sw, ew, gt, ge, lt, le, pr
9:25: unknown lenience "sloppy"; expected one of element_compare, unquoted, unescaped, plus_space, spacing, typed_path
10:23: loose needs a when that names the resource
11:63: loose is for all answers of a resource; leave method out of its when`},
	{`
name: a
rules:
  - {name: u1, upsert: {paths: ['emails[type eq "work"].value'], write: replace}}
  - {name: u2, upsert: {paths: ['emails', 'emails[type eq "work"]', 'emails[type ne "work"].value'], write: remove-add, assume: bare-element}}
  - {name: u3, upsert: {paths: ['emails[value eq "x"].value'], write: remove-add, assume: bare-element}}
  - {name: u4, upsert: {paths: ['emails[type eq "work"].value'], write: add, stamp: {type: x}, assume: yes}}
  - {name: e1, empty-on: {status: 404}}
  - {name: e2, empty-on: {status: 200, detail: '('}}
  - {name: e3, empty-on: {status: 404, scim-type: INVALIDFILTER}}
  - {name: d1, drop: [active]}
  - {name: d2, drop: ['urn:ietf:params:scim:schemas:core:2.0:User:active', id, 'a b']}
  - {name: s1, set: {attribute: active, value: true}}
  - {name: s2, set: {attribute: 'urn:ietf:params:scim:schemas:core:2.0:User:Active', value: true}}
  - {name: p1, patch-limits: [filtered-ad]}
  - {name: g1, agree: {attributes: [userName], otherwise: shout}}
  - {name: f1, found: {attributes: [], then: refuse}}
  - {name: r1, rename: {from: userName, to: USERNAME}}
  - {name: r2, rename: {from: emails.value, to: mail}}
  - {name: m1, member-remove: 'members[value eq "1"]'}
`, `
4:24: the rule loses what else is there; say assume: single-element if the target keeps only one element
5:33: expected a path like emails[type eq "work"].value, whose filter joins comparisons with eq by and
5:69: expected a path like emails[type eq "work"].value, whose filter joins comparisons with eq by and
6:24: emails[value eq "x"].value: the element would have a member twice, by the filter, the path or stamp
7:24: emails[type eq "work"].value: the element would have a member twice, by the filter, the path or stamp
7:104: expected one of: no-element
8:26: a status alone does not say that nothing was found; add scim-type or detail
9:35: expected a whole number from 400 to 499
9:48: error parsing regexp: missing closing ): ` + "`" + `(` + "`" + `
10:51: a filter that the target refuses is no empty list: the client would create a duplicate
11:22: active cannot be dropped: a change of it would be lost in silence
12:22: active cannot be dropped: a change of it would be lost in silence
12:22: id cannot be dropped: a change of it would be lost in silence
12:82: expected the end of the path, found white space
13:33: a rule must not decide whether a user is active
14:33: a rule must not decide whether a user is active
15:31: unknown word; did you mean "filtered-add"?
16:36: expected two attributes
16:59: expected one of: count, refuse
17:23: missing "says"
17:36: expected at least one attribute
18:45: the attribute already has this name
19:24: a sub-attribute of a multi-valued attribute can only be renamed beside its siblings
20:39: expected the end of the path, found '['`},
	{`
name: a
params:
  Big: {type: boolean, default: true, says: x}
  wrong: {type: number, default: 1, says: x}
  nosays: {type: integer, default: one}
  list: {type: string, one-of: [a, b], default: c, says: x}
  yes: {type: boolean, default: "yes", says: x}
attributes:
  - {resource: Users, path: 'a b', type: string}
  - {resource: Users, path: 'c.d', type: text}
  - {path: e, type: string}
rules:
  - {name: r, if: {list: d, lst: a}, found: {attributes: [title], then: '${list}', says: '${none}'}}
`, `
4:8: a parameter's name is made of small letters, digits and underscores
5:17: expected one of: boolean, string, integer
6:11: missing "says"
6:36: expected a whole number, found a string
7:49: expected one of: a, b
8:33: expected true or false
10:3: the attribute "" is not the one that its path "" names
10:31: expected the end of the path, found white space
11:42: expected one of: binary, boolean, complex, dateTime, decimal, integer, reference, string
12:5: missing "resource"
14:26: expected one of: a, b
14:34: parameter "lst": unknown; did you mean list?
14:74: ${list} has no value
14:91: ${none} has no value`},
	{`
name: a
name: b
rules: &x []
`, `
3:1: duplicate key "name"; the first is at line 2, column 1
4:8: anchors (&) and aliases (*) are not supported; write the value out, or quote it if it is text`},
	{`
name: "a
rules: []
`, `
2:7: this quote is not closed`},
}

// ruleKeys lists the keys of a rule, as a fault does.
func ruleKeys() string {
	keys := append(rules.Kinds(), "if", "mode", "name", "override", "says", "when")
	slices.Sort(keys)
	return strings.Join(keys, ", ")
}

// fileKeys lists the keys of a file, as a fault does.
func fileKeys() string {
	keys := append(rules.BlockKinds(), "attributes", "define", "extends", "for", "groups",
		"limits", "name", "overrides", "params", "rules", "says", "source", "title", "users")
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
		want := strings.ReplaceAll(strings.TrimSpace(f.want), "RULE KEYS", ruleKeys())
		if want = strings.ReplaceAll(want, "FILE KEYS", fileKeys()); got != want {
			t.Errorf("%s\n got\n%s\nwant\n%s", f.file, got, want)
		}
	}
}
