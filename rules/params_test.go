package rules_test

import (
	"reflect"
	"strings"
	"testing"

	"scimshim/config/tree"
	"scimshim/rules"
	"scimshim/rules/rulestest"
)

const parameters = `
name: p
params:
  wanted: {type: boolean, default: true, says: whether}
  word: {type: string, one_of: [warn, refuse], default: warn, says: what}
  number: {type: integer, default: 404, says: which}
read: [{form: unquoted, if: {wanted: true}}, {form: unescaped, if: {wanted: false, word: warn}}]
users:
  stores: {title: {stored: false, action: '${word}', message: '$${word} is ${word}'}}
  errors: [{name: nobody, when: {status: '${number}', scim_type: noTarget}, answer: empty_list}]
`

// given compiles the file with values, and returns the names of its rules or
// its faults.
func given(t *testing.T, values ...rules.Given) (names []string, fault string) {
	t.Helper()
	set, err := rules.Compile(rules.Source{File: "p.yaml", Data: []byte(parameters), Given: values})
	if err != nil {
		return nil, err.Error()
	}
	for _, info := range set.Infos {
		names = append(names, info.Name)
	}
	return names, ""
}

func TestParams(t *testing.T) {
	f := func(want []string, values ...rules.Given) {
		t.Helper()
		if got, fault := given(t, values...); fault != "" || !reflect.DeepEqual(got, want) {
			t.Errorf("%v %s, want %v", got, fault, want)
		}
	}
	f([]string{"p/read.unquoted", "p/users.stores.title", "p/users.errors.nobody"})
	f([]string{"p/read.unescaped", "p/users.stores.title", "p/users.errors.nobody"}, rules.Given{Name: "wanted", Value: "false"})
	f([]string{"p/users.stores.title", "p/users.errors.nobody"}, rules.Given{Name: "wanted", Value: "false"}, rules.Given{Name: "word", Value: "refuse"})

	no := func(want string, values ...rules.Given) {
		t.Helper()
		if _, fault := given(t, values...); fault != want {
			t.Errorf("%q, want %q", fault, want)
		}
	}
	no(`main.yaml:7:3: parameter "wantd" of p.yaml: unknown; did you mean wanted?`,
		rules.Given{Name: "wantd", Value: "true", Place: "main.yaml:7:3"})
	no(`p.yaml: parameter "x" of p.yaml: unknown; expected one of: wanted, word, number`, rules.Given{Name: "x"})
	no(`p.yaml: parameter "wanted" of p.yaml: expected true or false`, rules.Given{Name: "wanted", Value: "yes"})
	no(`p.yaml: parameter "word" of p.yaml: expected one of: warn, refuse`, rules.Given{Name: "word", Value: "shout"})
	no(`p.yaml: parameter "number" of p.yaml: expected a whole number`, rules.Given{Name: "number", Value: "4o4"})

	// a value is text, whatever it holds
	if r := rulestest.Do(t, rulestest.Compile(t, parameters), "PUT /Users/1\n\n"+`{"title":"x"}`, "204"); r.Err != nil {
		t.Error(r.Err)
	}
	set := rulestest.CompileSources(t, rules.Source{File: "p.yaml", Data: []byte(parameters), Given: []rules.Given{{Name: "word", Value: "refuse"}}})
	r := rulestest.Do(t, set, "PUT /Users/1\n\n"+`{"title":"x"}`, "204")
	if got := r.Refusal(t).Detail; got != "title: ${word} is refuse" {
		t.Error(got)
	}
}

func TestParamsOfFile(t *testing.T) {
	list, err := rules.Params(rules.Source{File: "p.yaml", Data: []byte(parameters)})
	want := []rules.Param{
		{Name: "wanted", Type: "boolean", Default: "true", Says: "whether"},
		{Name: "word", Type: "string", OneOf: []string{"warn", "refuse"}, Default: "warn", Says: "what"},
		{Name: "number", Type: "integer", Default: "404", Says: "which"},
	}
	if err != nil || !reflect.DeepEqual(list, want) {
		t.Errorf("%v %v", list, err)
	}
	if _, err := rules.Params(rules.Source{File: "p.yaml", Data: []byte("name: [")}); err == nil {
		t.Error("the parameters of what is no YAML")
	}
}

const required = `name: p
params:
  match: {type: string, one_of: [same, refuse], unstated: refuse, says: "how; same, all are; or refuse"}
  old: {gone: "say match: same in place of true"}
read: [{form: unquoted, if: {match: same}}, {form: spacing, if: {match: refuse}}]
`

// A parameter without default must be given where a set is served. Where it is only
// played, nothing is stated.
func TestRequiredParam(t *testing.T) {
	f := func(s rules.Source, want string) {
		t.Helper()
		s.File, s.Data = "rules/p.yaml", []byte(required)
		set, err := rules.Compile(s)
		got := ""
		if err != nil {
			got = err.Error()
		} else {
			got = set.Infos[0].Name + " " + strings.Join(set.Unstated, " ")
		}
		if got != want {
			t.Errorf("%s\nwant %s", got, want)
		}
	}
	const sentence = `p.match has no default: how; same, all are; or refuse; set it with --set p.match=same|refuse, or in a ` +
		`configuration with: {match: same|refuse}`
	f(rules.Source{}, "rules/p.yaml:3:10: "+sentence)
	f(rules.Source{At: tree.Position{File: "scimshim.yaml", Line: 7, Column: 5}}, "scimshim.yaml:7:5: "+sentence)
	f(rules.Source{Unstated: true}, "p/read.spacing p.match=refuse")
	f(rules.Source{Given: []rules.Given{{Name: "match", Value: "same"}}}, "p/read.unquoted ")
	f(rules.Source{Unstated: true, Given: []rules.Given{{Name: "match", Value: "same"}}}, "p/read.unquoted ")
	f(rules.Source{Unstated: true, Given: []rules.Given{{Name: "old", Value: "true", Place: "scimshim.yaml:7:9"}}},
		`scimshim.yaml:7:9: parameter "old" of rules/p.yaml: it no longer exists; say match: same in place of true`)
	f(rules.Source{Unstated: true, Given: []rules.Given{{Name: "ol", Value: "true"}}},
		`rules/p.yaml: parameter "ol" of rules/p.yaml: unknown; expected one of: match`)
	list, err := rules.Params(rules.Source{File: "p.yaml", Data: []byte(required)})
	if err != nil || len(list) != 1 || !list[0].Required || list[0].Unstated != "refuse" {
		t.Errorf("%+v %v", list, err)
	}
}
