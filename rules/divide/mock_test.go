package divide_test

import (
	"net/http/httptest"
	"strings"
	"testing"

	"scimshim/proxy/mock"
	"scimshim/rewrite"
	"scimshim/rewrite/json"
	"scimshim/rules"
	"scimshim/rules/rulestest"
)

// at has a mock answer what a chain sends.
func at(target *mock.Target) rewrite.Next {
	return func(m *rewrite.Message) error {
		r := httptest.NewRequest(m.Method, target.Base()+"/"+m.Resource+"/"+m.ID, strings.NewReader(m.Body))
		r.Header.Set("Content-Type", "application/scim+json")
		r.Header.Set("Authorization", "Bearer token")
		w := httptest.NewRecorder()
		target.ServeHTTP(w, r)
		m.Answer(w.Code, w.Header().Get("Location"), w.Body.String())
		return nil
	}
}

// packs compiles Entra's pack and that of a target that splits and isolates.
func packs(t *testing.T, target string) *rules.Set {
	t.Helper()
	sources := rulestest.PackSources(t, "entra", target)
	last := &sources[1]
	last.Given = append(last.Given, rules.Given{Name: "large_changes", Value: "split"},
		rules.Given{Name: "refused_members", Value: "isolate"})
	return rulestest.CompileSources(t, sources...)
}

// Targets that share no code with the rewriter come to the right end by the packs: 250 members join
// in three requests, an unknown one among them is named, and all leave again.
func TestPacksAgainstMocks(t *testing.T) {
	for pack, done := range map[string]int{"servicenow": 200, "aws-identity-center": 204} {
		set := packs(t, pack)
		target, err := mock.New(pack, mock.Options{})
		if err != nil {
			t.Fatal(err)
		}
		var all []string
		for i := range 250 {
			id, err := target.Seed("Users", `{"userName":"`+ids(i, i+1)[0]+`"}`)
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, id)
		}
		group, err := target.Seed("Groups", `{"displayName":"all"}`)
		if err != nil {
			t.Fatal(err)
		}
		do := func(op string, list []string) (*rewrite.Message, error) {
			target.Forget()
			m := request(t, "Groups", `{"op":"`+op+`","path":"members","value":`+values(list)+`}`)
			m.ID = group
			var trace rewrite.Trace
			return m, set.Chain.Do(m, &trace, at(target))
		}
		check := func(what string, m *rewrite.Message, err error, status, members, requests int) {
			t.Helper()
			if r, ok := rulestest.Refused(err); ok {
				m.Status, m.Body = r.Status, r.ErrorBody()
			}
			value := target.All("Groups")[0]
			n := 0
			list, _ := json.Lookup(string(value), "members")
			for range json.Elements(list) {
				n++
			}
			if m.Status != status || n != members || len(target.Requests()) != requests {
				t.Errorf("%s, %s: %d %s by %d requests leaves %d members", pack, what, m.Status, m.Body,
					len(target.Requests()), n)
			}
		}
		m, err := do("Add", all)
		check("all join", m, err, done, 250, 3)
		m, err = do("Add", all)
		check("all join again", m, err, done, 250, 3)
		m, err = do("Remove", all)
		check("all leave", m, err, done, 0, 3)
		m, err = do("Add", append(append(append([]string{}, all[:120]...), "nobody"), all[120:]...))
		if check("one unknown", m, err, 400, 250, 17); !strings.Contains(m.Body, "nobody") {
			t.Errorf("%s: %s", pack, m.Body)
		}
	}
}
