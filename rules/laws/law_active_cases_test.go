package laws_test

import (
	"encoding/json"
	"maps"
	"strings"
	"testing"

	"scimshim/rewrite"
	"scimshim/rewrite/racetest"
	"scimshim/rules/cases"
	"scimshim/rules/rulestest"
)

// meaningOf returns what a request makes of active in the end: true, false,
// another text for what is neither, or nothing.
func meaningOf(method, body string) string {
	last := ""
	for _, w := range writesOf(method, body) {
		if w.path != "active" {
			continue
		}
		if last = w.value; last != "true" && last != "false" {
			return "unclear"
		}
	}
	return last
}

// activeKept says what is wrong with what became of active in a request.
func activeKept(m, sent *rewrite.Message, asked string, err error) string {
	_, isRefused := rulestest.Refused(err)
	was := meaningOf(m.Method, asked)
	switch {
	case err != nil && !isRefused:
		return err.Error()
	case isRefused:
		return ""
	case was == "unclear":
		return "active is neither true nor false, and was not refused"
	case sent == nil && was != "":
		return "active is " + was + ", and nothing was sent"
	case sent == nil:
		return ""
	}
	is := meaningOf(sent.Method, sent.Body)
	if m.Method == "DELETE" && is == "false" { // who was to be deleted is disabled
		return ""
	}
	if is != was {
		return "active was " + was + ", and is " + is
	}
	return ""
}

// In no case does active change its meaning on the way to the target.
func TestAllCasesKeepActive(t *testing.T) {
	t.Parallel()
	judged := map[string]int{}
	for _, k := range allCases(t) {
		m, err := k.c.Request()
		if err != nil {
			t.Fatal(err)
		}
		came := *m // before a rule makes a PATCH of a PUT
		judged[meaningOf(came.Method, came.Body)]++
		w := k.watchOf(m)
		sent, _, err := w.run(m)
		if w.leavesActive(meaningOf(came.Method, came.Body), sent) {
			continue
		}
		if wrong := activeKept(&came, sent, came.Body, err); wrong != "" {
			t.Errorf("%s: %s", k.name, wrong)
		}
	}
	for _, meaning := range []string{"true", "false", "unclear"} {
		if judged[meaning] < racetest.Often(5) {
			t.Errorf("only %d cases in which active is %s", judged[meaning], meaning)
		}
	}
}

// activesOf returns what an answer says of active, by the id of the resource.
func activesOf(body string) map[string]string {
	var doc map[string]any
	if json.Unmarshal([]byte(body), &doc) != nil {
		return nil
	}
	resources := []any{doc}
	if list, ok := memberOf(doc, "Resources").([]any); ok {
		resources = list
	}
	said := map[string]string{}
	for _, resource := range resources {
		o, _ := resource.(map[string]any)
		text, _ := json.Marshal(o)
		said[strings.Trim(string(mustJSON(memberOf(o, "id"))), `"`)] = meaningOf("POST", string(text))
	}
	return said
}

func mustJSON(v any) []byte {
	text, err := json.Marshal(v)
	if err != nil {
		panic("BUG: " + err.Error())
	}
	return text
}

// In no case is a user shown otherwise than the target shows it.
func TestAllCasesShowActive(t *testing.T) {
	t.Parallel()
	judged := 0
	for _, k := range allCases(t) {
		p, err := cases.Play(k.set.Chain, k.c)
		if err != nil {
			t.Fatal(err)
		}
		given := k.c.All(cases.TargetResponse)
		shown, answered := p.Case.Section(cases.Response)
		if p.Sent == nil || p.Err != nil || len(given) == 0 || !answered {
			continue
		}
		m, err := k.c.Request()
		if err != nil {
			t.Fatal(err)
		}
		_, out, _ := strings.Cut(shown, "\n\n")
		before, after := map[string]string{}, activesOf(out)
		for _, answer := range given {
			_, body, _ := strings.Cut(answer, "\n\n")
			maps.Copy(before, activesOf(body))
		}
		for id, is := range after {
			if was := before[id]; is != was && !(is == "" && hides(m, "active")) {
				t.Errorf("%s: the target shows active as %q, and the client is shown %q", k.name, was, is)
			} else if was != "" {
				judged++
			}
		}
	}
	if judged < racetest.Often(50) {
		t.Errorf("only %d answers show active", judged)
	}
}

// hides reports whether a query asks not to be shown an attribute.
func hides(m *rewrite.Message, name string) bool {
	list, ok := m.Param("attributes")
	excluded, _ := m.Param("excludedAttributes")
	return ok && !strings.Contains(list, name) || strings.Contains(excluded, name)
}
