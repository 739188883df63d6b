package rewrite

import (
	"slices"
	"strings"
	"testing"

	"scimshim/rewrite/json"
)

// A list from which resources were taken has the numbers of those left; all
// else of it is as it was.
func TestKeepResources(t *testing.T) {
	f := func(in, want string) {
		t.Helper()
		m := &Message{Method: "GET", Resource: "Users", Status: 200, Body: in, chain: chainOf()}
		err := m.KeepResources(func(r json.Value) (bool, error) { return !strings.Contains(r.Text(), "x"), nil })
		got := m.Body
		if err != nil {
			got = string(refusal(t, err).Reason)
		}
		if got != want {
			t.Errorf("%s\n got %s\nwant %s", in, got, want)
		}
	}
	f(`{"totalResults":1,"Resources":[{"a":1}]}`, `{"totalResults":1,"Resources":[{"a":1}]}`)
	f(`{"totalResults": 2,"y":1.0,"Resources":[ {"x":1}, {"a":"\u0041"} ],"itemsPerPage":2}`,
		`{"totalResults": 1,"y":1.0,"Resources":[ {"a":"\u0041"} ],"itemsPerPage":1}`)
	f(`{"totalResults":1,"Resources":[{"x":1}],"startIndex":1}`, `{"totalResults":0,"Resources":[],"startIndex":1}`)
	f(`{"totalResults":3,"Resources":[{"x":1},{"a":1}]}`, "answer_contradicts")
	f(`{"totalResults":3,"Resources":[{"a":1}]}`, `{"totalResults":3,"Resources":[{"a":1}]}`)
	f(`{"Resources":[{"x":1}]}`, "answer_contradicts")
	f(`{"x":1}`, `{"x":1}`)
}

func TestKeepResourcesFails(t *testing.T) {
	m := &Message{Method: "GET", Resource: "Users", Status: 200, Body: `{"totalResults":2,"Resources":[{"a":1},{"a":2}]}`}
	body := m.Body
	err := m.KeepResources(func(json.Value) (bool, error) { return false, BadAnswer(AssumptionBroken, "no") })
	if refusal(t, err).Reason != AssumptionBroken || m.Body != body {
		t.Errorf("%v %s", err, m.Body)
	}
}

func TestIsQuery(t *testing.T) {
	for _, c := range []struct {
		method, id string
		want       bool
	}{{"GET", "", true}, {"GET", "1", false}, {"POST", "", false}} {
		if m := (&Message{Method: c.method, Resource: "Users", ID: c.id}); m.IsQuery() != c.want {
			t.Errorf("%s %q", c.method, c.id)
		}
	}
}

// A success is not an error, whatever it says.
func TestErrorAnswer(t *testing.T) {
	const body = `{"scimType":"t"}`
	if _, ok := (&Message{Status: 200, Body: body}).ErrorAnswer(); ok {
		t.Errorf("200 %s is taken for an error", body)
	}
	if e, ok := (&Message{Status: 404, Body: body}).ErrorAnswer(); !ok || e.ScimType != "t" {
		t.Errorf("404 %s: %+v", body, e)
	}
}

func TestLookup(t *testing.T) {
	const user = ` {"a":null,"Title":"x","name":{"givenName":"g","x":[1]},"emails":[{"value":"v"}],"urn:example:2.0:User":{"number":7,"m":{"v":8}}}`
	f := func(at, want string, found bool) {
		t.Helper()
		if got, ok := Lookup(user, path(at)); got != want || ok != found {
			t.Errorf("%s: %s %t", at, got, ok)
		}
	}
	f("title", `"x"`, true)
	f("a", "null", false)
	f("b", "", false)
	f("name.GIVENNAME", `"g"`, true)
	f("name.b", "", false)
	f("title.b", "", false)
	f("emails.value", "", false)
	f("emails", `[{"value":"v"}]`, true)
	f("urn:example:2.0:user:Number", "7", true)
	f("urn:example:2.0:User:m.v", "8", true)
	f("urn:example:3.0:User:number", "", false)
}

func TestResources(t *testing.T) {
	f := func(status int, body string, want ...string) {
		t.Helper()
		m := &Message{Method: "GET", Resource: "Users", Status: status, Body: body}
		var got []string
		for r := range m.Resources() {
			got = append(got, r.Text())
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %q", body, got)
		}
	}
	f(200, `{"id":"1"}`, `{"id":"1"}`)
	f(200, `{"totalResults":0}`)
	f(200, `{"totalResults":2,"resources":[{"id":"1"}, {"id":"2"}]}`, `{"id":"1"}`, `{"id":"2"}`)
	f(200, ``)
	f(404, `{"id":"1"}`)
}
