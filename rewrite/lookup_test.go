package rewrite

import (
	"slices"
	"testing"
)

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
		if got := slices.Collect(m.Resources()); !slices.Equal(got, want) {
			t.Errorf("%s: %q", body, got)
		}
	}
	f(200, `{"id":"1"}`, `{"id":"1"}`)
	f(200, `{"totalResults":0}`)
	f(200, `{"totalResults":2,"resources":[{"id":"1"}, {"id":"2"}]}`, `{"id":"1"}`, `{"id":"2"}`)
	f(200, ``)
	f(404, `{"id":"1"}`)
}
