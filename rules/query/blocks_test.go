package query_test

import (
	"errors"
	"strings"
	"testing"

	"scimshim/config/tree"
	"scimshim/rules"
	"scimshim/rules/blocktest"
)

// blockSteps are blocks, and the steps that they come to, in their order.
var blockSteps = map[string]struct{ block, steps string }{
	"filters": {
		block: `users:
  queries:
    filters:
      - {attributes: [userName, active], operators: any, join: and}
      - {form: 'externalId eq {value}', join: and, wider: check}
      - 'emails[type eq "work" and value eq {value}]'
groups: {queries: {filters: []}}
`,
		steps: "own/users.queries.filters own/groups.queries.filters",
	},
	"filters with reasons": {
		block: `params: {odd: {type: boolean, default: false, says: x}}
users:
  queries:
    filters:
      forms:
        - {form: 'externalId eq {value}', if: {odd: true}}
        - 'userName eq {value}'
        - {form: 'emails[type eq "work" and value eq {value}]', source: Q14}
        - {attributes: [title], operators: [eq], why: seen, name: by_title}
      why: the list of the vendor's page
`,
		steps: "own/users.queries.filters own/users.queries.filters.emails own/users.queries.filters.by_title",
	},
	"nothing but a filter that is off": {
		block: `params: {odd: {type: boolean, default: false, says: x}}
users: {queries: {filters: [{form: 'externalId eq {value}', if: {odd: true}}]}}
`,
		steps: "own/users.queries.filters",
	},
	"values": {
		block: `users:
  queries:
    filters: ['userName eq {value}', 'displayName eq {value}', 'externalId eq {value}']
    values:
      userName: {pattern: '^[^@]*$', message: an at sign is not read.}
      externalId: {max_length: 3, message: it is short}
`,
		steps: "own/users.queries.values.userName own/users.queries.values.externalId own/users.queries.filters",
	},
	"texts": {
		block: "queries: {texts: {refuse: '^6|@', except: [id], message: it is not read}}\n",
		steps: "own/queries.texts",
	},
	"unproven": {
		block: `users:
  queries:
    unproven: {externalId: found by e-mail, userName: {action: refuse, why: it is normalised}, enterprise.manager.value: {}}
groups: {queries: {unproven: displayName}}
`,
		steps: "own/users.queries.unproven.externalId own/users.queries.unproven.userName " +
			"own/users.queries.unproven.manager.value own/groups.queries.unproven.displayName",
	},
	"sort": {
		block: "users: {queries: {sort: {by: [userName, emails.value], needs_order: true}}}\ngroups: {queries: {sort: never}}\n",
		steps: "own/users.queries.sort own/groups.queries.sort",
	},
	"no sort": {
		block: "queries: {sort: {as: never, source: 'https://example.com/'}}\n",
		steps: "own/queries.sort",
	},
	"pages": {
		block: "queries: {pages: {max: 40}}\n",
		steps: "own/queries.pages",
	},
	"the first page, and what is beyond": {
		block: `queries:
  pages: {max: 100, only: first, full: [2]}
  beyond: {max_requests: 3, max_pages: 2, page_size: 2, scan: true}
  filters: ['userName eq {value}', 'displayName eq {value}']
`,
		steps: "own/queries.pages own/queries.beyond own/queries.filters",
	},
	"pages that are cut": {
		block: "users: {queries: {pages: {as: none, why: it answers all}}}\ngroups: {queries: {pages: none}}\n",
		steps: "own/users.queries.pages own/groups.queries.pages",
	},
	"one parameter": {
		block: "queries: {projection: one_parameter}\n",
		steps: "own/queries.projection",
	},
	"no parameter": {
		block: "users: {queries: {projection: none}}\ngroups: {queries: {projection: {as: members_only, source: Q27}}}\n",
		steps: "own/users.queries.projection own/groups.queries.projection",
	},
	"both parameters": {
		block: "queries: {projection: enforce}\n",
		steps: "own/queries.projection",
	},
	"an index": {
		block: `users:
  queries:
    filters: ['userName eq {value}']
    index: {attributes: [emails.value], sole_process: true, max_age: 15m, rate: 5, page_size: 50, max_resources: 1000}
`,
		steps: "own/users.queries.filters own/users.queries.index",
	},
	"another filter": {
		block: `read: [unquoted, element_compare]
users:
  filter:
    - match: 'emails[type eq "work" and value eq {value}]'
      to: 'userName eq {value}'
      assume: complete
      guard: {attributes: [userName, 'emails[type eq "work"].value'], action: refuse, message: They are one.}
    - {match: 'enterprise.manager eq {id}', to: 'enterprise.manager.value eq {id}'}
    - {name: nobody, match: 'externalId {op:op} {value}', assume: no_match, whole: true}
`,
		steps: "own/read.unquoted own/read.element_compare own/users.filter.emails own/users.filter.manager " +
			"own/users.filter.nobody own/users.filter.emails.guard",
	},
	"a guard that warns": {
		block: `filter:
  match: 'displayName sw {value}'
  to: 'userName sw {value}'
  assume: complete
  guard: {attributes: [userName, displayName]}
`,
		steps: "own/filter.displayName own/filter.displayName.guard",
	},
	"the phases": {
		block: `users:
  queries: {pages: none, sort: never, filters: ['userName eq {value}'], projection: none}
  filter: {match: 'displayName eq {value}', to: 'userName eq {value}', assume: complete}
`,
		steps: "own/users.queries.projection own/users.queries.pages own/users.filter.displayName " +
			"own/users.queries.sort own/users.queries.filters",
	},
}

func TestBlocksSteps(t *testing.T) {
	for name, b := range blockSteps {
		var steps []string
		for _, i := range compiled(t, b.block).Infos {
			steps = append(steps, i.Name)
		}
		if got := strings.Join(steps, " "); got != b.steps {
			t.Errorf("%s: the steps are\n%s, want\n%s", name, got, b.steps)
		}
	}
}

// What blocks do to requests and answers is in the cases.
func TestCases(t *testing.T) { blocktest.Cases(t, "testdata") }

func compiled(t *testing.T, file string) *rules.Set {
	t.Helper()
	set, err := rules.Compile(rules.Source{File: "own.yaml", Data: []byte("name: own\n" + file)})
	if err != nil {
		t.Fatalf("%s\n%v", file, err)
	}
	return set
}

// The reason and the source of a step are those that the block gives it.
func TestBlocksGiveReasons(t *testing.T) {
	set := compiled(t, `users:
  queries:
    projection: {as: none, why: refused, source: [Q26, Q27]}
    unproven: {externalId: by e-mail, displayName: {why: composed}}
    filters: [{form: 'userName eq {value}', why: seen}]
  filter: {match: 'title eq {v}', to: 'title co {v}', why: co alone, source: Q14}
`)
	want := []string{
		"own/users.queries.projection refused Q26 Q27", "own/users.filter.title co alone Q14",
		"own/users.queries.filters ", "own/users.queries.filters.userName seen",
		"own/users.queries.unproven.externalId by e-mail", "own/users.queries.unproven.displayName composed",
	}
	var got []string
	for _, i := range set.Infos {
		got = append(got, strings.Join(append([]string{i.Name, i.Why}, i.Sources...), " "))
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// What one key says of pages holds for the others.
func TestPagesHoldForAll(t *testing.T) {
	set := compiled(t, `users:
  queries:
    filters: ['userName eq {value}']
    pages: {max: 40}
    beyond: {scan: true}
    index: {attributes: [displayName], sole_process: true}
groups: {queries: {pages: {max: 500}, beyond: {max_pages: 3}}}
`)
	if got := set.Indexes[0].PageSize; got != 40 {
		t.Errorf("the index reads pages of %d", got)
	}
	for _, b := range set.Chain.Bounds {
		if want := map[string]int{"Users": 40, "Groups": 100}[b.Resource]; b.PageSize != want {
			t.Errorf("%s: pages of %d, want %d", b.Resource, b.PageSize, want)
		}
	}
}

func TestBlocksRefuse(t *testing.T) {
	for block, want := range map[string]string{
		"queries: {}":           "2:10: the block is empty; expected one of its keys, such as filters",
		"queries:":              "2:9: the block is empty; expected one of its keys, such as filters",
		"queries: [sort]":       "2:10: expected a mapping, found a list",
		"queries: {filter: []}": `2:11: unknown key "filter"; did you mean "filters"?`,
		"queries: {filters: }": "2:20: expected a list of forms; an empty list, [], says that " +
			"the target accepts no filter",
		"queries: {filters: {why: x}}":           `2:20: missing "forms"`,
		"queries: {filters: [{operators: any}]}": `2:21: missing "attributes"`,
		"queries: {filters: [{form: userName pr}]}": "2:28: put this filter in quotes: braces, " +
			"brackets and hash signs have a meaning of their own in YAML",
		"queries: {filters: ['userName eq']}": "2:33: expected a space and a JSON string",
		"queries: {filters: [{form: 'userName pr', jion: " +
			"and}]}": `2:43: unknown key "jion"; did you mean "join"?`,
		"queries: {filters: [{form: 'userName pr', why: x, jion: " +
			"and}]}": `2:51: unknown key "jion"; did you mean "join"?`,
		"queries: {filters: ['userName pr', 'userName pr']}": "2:36: this form occurs twice here",
		"queries: {filters: [{form: 'a pr', why: x}, {form: 'a eq 1', why: y}]}": "2:45: another one here has " +
			"the name a; give this one its own, such as name: second",
		"queries: {filters: [{form: 'userName pr', name: A b}]}": "2:49: a name " +
			"consists of lower-case letters, digits and underscores, at most 64",
		"queries: {filters: [{attributes: [userName], operators: all}]}": "2:57: expected operators out of eq, " +
			"ne, co, sw, ew, gt, ge, lt, le, pr",
		"queries: {projection: local}": "2:23: expected one of: one_parameter, " +
			"none, members_only, enforce",
		"queries: {projection: {why: x}}": `2:23: missing "as"`,
		"queries: {pages: 500}": "2:18: expected none, or a mapping such " +
			"as {max: 500}",
		"queries: {pages: {only: first}}": `2:18: missing "max"`,
		"queries: {pages: {as: none, max: 5}}": "2:34: the target " +
			"has no pages; remove this",
		"queries: {pages: {max: 5, full: [3]}}": "2:33: full is for a " +
			"target that shows only its first page; also say only: first",
		"queries: {pages: {max: 5, only: first, full: [6]}}": "2:47: expected a whole number from 1 to 5",
		"queries: {pages: none, beyond: {only: first}}": "2:39: pages says " +
			"that the target has no pages",
		"queries: {pages: {max: 50}, beyond: {page_size: 51}}":                             "2:49: pages says that the target refuses pages of more than 50",
		"users: {queries: {pages: {max: 9}, index: {attributes: [title], page_size: 10}}}": "2:76: pages says that the target refuses pages of more than 9",
		"users: {queries: {pages: {max: 9, only: first}, index: {attributes: [title]}}}": "2:56: an index " +
			"needs all pages, but pages says that the target shows only the first",
		"queries: {index: {attributes: [displayName]}}": "2:18: an index is " +
			"for a single endpoint; move it to users or groups",
		"users: {queries: {index: {attributes: [active]}}}": "2:40: only text can " +
			"be indexed, and this attribute is not text",
		"queries: {sort: by}": "2:17: expected one of: never",
		"queries: {sort: {as: never, by: [id]}}": "2:33: the target " +
			"does not sort; remove this",
		"queries: {sort: {by: []}}":                        "2:22: expected at least one attribute",
		"queries: {sort: {by: [id, ID]}}":                  "2:27: id occurs twice here",
		"queries: {sort: {by: [id], needs_order: always}}": "2:41: expected true or false",
		"queries: {beyond: {max_pages: 0}}":                "2:31: expected a whole number from 1 to 100000",
		"queries: {values: {userName: {message: x}}}": "2:30: expected pattern, a regular " +
			"expression, or max_length, a number of characters",
		"queries: {values: {userName: {pattern: a}}}":                `2:30: missing "message"`,
		"queries: {values: {userName: {pattern: (, message: x}}}":    `2:40: invalid regular expression: missing closing ) in "("`,
		"queries: {values: {emails: {pattern: a, message: x}}}":      "2:20: emails is not a single text",
		"queries: {values: {'user Name': {pattern: a, message: x}}}": "2:25: ",
		"queries: {texts: {message: x}}":                             `2:18: missing "refuse"`,
		"queries: {texts: {refuse: '^$', message: x, exept: " +
			"[id]}}": `2:45: unknown key "exept"; did you mean "except"?`,
		"queries: {unproven: []}":                         "2:21: expected at least one attribute",
		"queries: {unproven: {userName: {action: drop}}}": "2:41: expected one of: pass, refuse",
		"queries: {unproven: {userName: {acton: " +
			"pass}}}": `2:33: unknown key "acton"; did you mean "action"?`,
		"queries: {unproven: [userName, userName]}": "2:32: " +
			"own/queries.unproven.userName occurs twice here; merge the two",
		"filter: []":                  "2:9: expected a mapping with match and to, or a list of such mappings",
		"filter: x":                   "2:9: expected a mapping, found a string",
		"filter: [{to: 'title pr'}]":  `2:10: missing "match"`,
		"filter: {match: 'title pr'}": `2:9: missing "to"`,
		"users: {filter: {match: 'title eq {v}', to: 'title pr', assume: true}}": "2:65: expected one of: " +
			"complete, no_match",
		"filter: {match: 'title pr', to: 'id pr', assume: no_match}": "2:33: " +
			"with assume: no_match the target is not asked; remove this",
		"filter: {match: 'title eq {v}', to: 'title co {w}'}": "2:37: ",
		"filter: {match: 'title eq {v}', to: 'id eq {v}'}":    "2:37: step own/filter.title misses ",
		"users: {filter: {match: 'title eq {v}', to: 'title co {v}', guard: {attributes: [id, title]}}}": "2:68: " +
			"a guard needs a statement to guard; say assume, or remove guard",
		"filter: {match: 'id pr', assume: no_match, guard: {attributes: [id]}}": "2:64: " +
			"expected two attributes",
		"filter: {match: 'id pr', assume: no_match, guard: {attributes: [id, title], action: no}}": "2:85: " +
			"expected one of: warn, refuse",
		"filter: {match: 'id pr', assume: no_match, guard: {attributes: [id, title], x: " +
			"no}}": `2:77: unknown key "x"; expected one of: action, attributes, message`,
		"filter: [{match: 'id pr', assume: no_match}, {match: 'id eq {v}', assume: no_match}]": "2:46: another " +
			"one here has the name id; give this one its own, such as name: second",
	} {
		t.Run(block, func(t *testing.T) {
			_, err := rules.Compile(rules.Source{File: "own.yaml", Data: []byte("name: own\n" + block + "\nread: [unquoted]\n")})
			var list tree.Errors
			if !errors.As(err, &list) {
				t.Fatalf("no error, want %s", want)
			}
			if len(list) != 1 || !strings.HasPrefix(list[0].Error(), "own.yaml:"+want) {
				t.Errorf("got  %v\nwant own.yaml:%s", err, want)
			}
		})
	}
}
