package laws_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"scimshim/rules"
	"scimshim/rules/rulestest"
)

// activeOps are the ways to name active in an operation, by the JSON text of
// its path and of its value, in which # stands for what active is to be.
var activeForms = []struct{ path, value string }{
	{`"active"`, `#`},
	{`"Active"`, `#`},
	{`"ACTIVE"`, `#`},
	{`"\u0061ctive"`, `#`},
	{`"` + rulestest.CoreUser + `:active"`, `#`},
	{`"URN:ietf:params:scim:schemas:core:2.0:user:Active"`, `#`},
	{``, `{"active":#}`},
	{`null`, `{"active":#}`},
	{`""`, `{"Active": #}`},
	{``, `{"\u0041ctive":#}`},
	{``, `{"title":"active","active":#,"nickName":"True"}`},
	{``, `{"` + rulestest.CoreUser + `:active":#}`},
	{``, `{"` + rulestest.CoreUser + `":{"active":#}}`},
	{`"` + rulestest.CoreUser + `"`, `{"active":#}`},
	{`"` + rulestest.CoreUser + `.active"`, `#`},
}

// activeValues are JSON texts and the truth that they stand for, in the place
// of a boolean; nil for none. Some have one where a client's pack gives values the
// shape of their schema: Entra has sent a list of one object (Q72).
var activeValues = []struct {
	json          string
	truth, shaped any
}{
	{`true`, true, true}, {`false`, false, false},
	{`"true"`, true, true}, {`"false"`, false, false}, {`"True"`, true, true}, {`"False"`, false, false},
	{`"TRUE"`, true, true}, {`"FALSE"`, false, false}, {`"fAlSe"`, false, false}, {`"\u0046alse"`, false, false},
	{`null`, nil, nil}, {`0`, nil, nil}, {`1`, nil, nil}, {`"0"`, nil, nil}, {`"yes"`, nil, nil}, {`""`, nil, nil},
	{`" true"`, nil, nil}, {`[]`, nil, nil}, {`{}`, nil, nil}, {`[true]`, nil, true}, {`["False"]`, nil, false},
	{`{"value":"False"}`, nil, false}, {`[{"$ref":null,"value":"False"}]`, nil, false}, {`"tru\u0065 "`, nil, nil},
	{`[true,false]`, nil, nil}, {`[{"value":"True"},{"value":"True"}]`, nil, nil}, {`{"value":"False","type":"x"}`, nil, nil},
	{`[0]`, nil, nil}, {`[["maybe"]]`, nil, nil},
}

// activeIn returns what a body that was sent makes of active, told by a reader
// of its own.
func activeIn(t *testing.T, body string) []any {
	t.Helper()
	var doc map[string]any
	if err := json.Unmarshal([]byte(body), &doc); err != nil {
		t.Fatalf("%v in %s", err, body)
	}
	ops, isPatch := doc["Operations"].([]any)
	if !isPatch {
		return activeOf(doc)
	}
	var all []any
	for _, op := range ops {
		o := op.(map[string]any)
		path, _ := o["path"].(string)
		switch {
		case strings.EqualFold(path, "active"), strings.EqualFold(path, rulestest.CoreUser+":active"),
			strings.EqualFold(path, rulestest.CoreUser+".active"):
			all = append(all, o["value"])
		case path == "", path == rulestest.CoreUser:
			all = append(all, activeOf(o["value"])...)
		}
	}
	return all
}

func activeOf(resource any) []any {
	var all []any
	m, _ := resource.(map[string]any)
	for key, value := range m {
		switch {
		case strings.EqualFold(key, "active"), strings.EqualFold(key, rulestest.CoreUser+":active"):
			all = append(all, value)
		case strings.EqualFold(key, rulestest.CoreUser):
			all = append(all, activeOf(value)...)
		}
	}
	return all
}

// activeSets are the chains that active must get through. The targets' packs
// may refuse forms of which the client's makes sense.
func activeSets(t *testing.T) map[string]*rules.Set {
	return map[string]*rules.Set{
		"":                 rulestest.Compile(t, rulestest.File("normalize: [booleans]")),
		"entra":            rulestest.Packs(t, "entra"),
		"entra,servicenow": rulestest.Packs(t, "entra", "servicenow"),
		"entra,atlassian":  rulestest.Packs(t, "entra", "atlassian"),
	}
}

func TestActiveNeverFlipsNorVanishes(t *testing.T) {
	n := 0
	for name, set := range activeSets(t) {
		for _, form := range activeForms {
			for _, v := range activeValues {
				truth := v.truth
				if name != "" {
					truth = v.shaped
				}
				for _, op := range []string{"add", "Add", "ADD", "replace", "Replace", "rEPLACE"} {
					body := activePatch(op, form.path, strings.ReplaceAll(form.value, "#", v.json))
					checkActive(t, name, set, "PATCH /Users/1\n\n"+body, truth)
					n++
				}
				if form.path == "" {
					body := strings.ReplaceAll(form.value, "#", v.json)
					body = `{"userName":"joe",` + strings.TrimPrefix(body, "{")
					if name == "" && strings.Contains(strings.ToLower(body), strings.ToLower(rulestest.CoreUser)) {
						rulestest.CheckRefused(t, set, "POST /Users\n\n"+body)
						rulestest.CheckRefused(t, set, "PUT /Users/1\n\n"+body)
						continue // it means nothing outside a PATCH, and a target may lose it
					}
					checkActive(t, name, set, "POST /Users\n\n"+body, truth)
					checkActive(t, name, set, "PUT /Users/1\n\n"+body, truth)
					n += 2
				}
			}
		}
	}
	t.Logf("%d cases", n)
}

func activePatch(op, path, value string) string {
	text := fmt.Sprintf(`{"Operations":[{"op":%q`, op)
	if path != "" {
		text += `,"path":` + path
	}
	if value != "" {
		text += `,"value":` + value
	}
	return text + `}]}`
}

// checkActive checks that what the target sees of active is its truth, or that
// it sees nothing.
func checkActive(t *testing.T, name string, set *rules.Set, request string, truth any) {
	t.Helper()
	r := rulestest.Do(t, set, request, "500\n\n")
	if r.Sent == nil {
		if r.Err == nil {
			t.Fatalf("%s: %s\nis not sent", name, request)
		}
		f := r.Refusal(t)
		if f.Status != 400 || truth != nil && !strings.Contains(name, ",") {
			t.Errorf("%s: %s\nrefused with %d %s", name, request, f.Status, f.Detail)
		}
		return
	}
	got := activeIn(t, r.Sent.Body)
	if truth == nil || len(got) != 1 || got[0] != truth {
		t.Errorf("%s: %s\nsent %s\nwhere active is %v, want %v", name, request, r.Sent.Body, got, truth)
	}
}

// What does not say what active is to be is refused.
func TestActiveNeedsATruth(t *testing.T) {
	sets := activeSets(t)
	f := func(op string) {
		t.Helper()
		for name, set := range sets {
			r := rulestest.Do(t, set, `PATCH /Users/1`+"\n\n"+`{"Operations":[`+op+`]}`, "204")
			if r.Sent != nil {
				t.Errorf("%s: sent %s", name, r.Sent.Body)
			} else if r.Refusal(t).Status != 400 {
				t.Errorf("%s: %d", name, r.Refusal(t).Status)
			}
		}
	}
	for _, op := range []string{"remove", "Remove"} {
		for _, path := range []string{"active", "Active", rulestest.CoreUser + ":active"} {
			f(fmt.Sprintf(`{"op":%q,"path":%q}`, op, path))
			f(fmt.Sprintf(`{"op":%q,"path":%q,"value":true}`, op, path))
			f(fmt.Sprintf(`{"op":%q,"path":%q,"value":null}`, op, path))
		}
	}
	f(`{"op":"replace","path":"active"}`)
	f(`{"op":"replace","path":"active.value","value":"False"}`)
	f(`{"op":"replace","path":"active[value eq true]","value":"False"}`)
	f(`{"op":"replace","path":"active[value eq true].value","value":"False"}`)
}

// A leaver stays a leaver in the answer, too.
func TestActiveInAnswers(t *testing.T) {
	set := rulestest.Packs(t, "entra", "servicenow")
	f := func(in, want string) {
		t.Helper()
		r := rulestest.Do(t, set, "GET /Users/1", "200\n\n"+`{"id":"1","active":`+in+`}`)
		if r.Err != nil || r.Message.Body != `{"id":"1","active":`+want+`}` {
			t.Errorf("%s: %s, %v", in, r.Message.Body, r.Err)
		}
	}
	f(`"False"`, `false`)
	f(`"true"`, `true`)
	f(`false`, `false`)
	f(`"no"`, `"no"`)
	f(`null`, `null`)
}
