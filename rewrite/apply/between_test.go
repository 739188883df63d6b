package apply_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"scimshim/rewrite/apply"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/racetest"
)

// What is made of a resource by the operations between it and another is that other; and between
// the two there is nothing then.
func TestBetweenLeadsThere(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 7))
	for n := range racetest.Often(20_000) {
		wanted := person
		for range 1 + r.IntN(5) {
			next, err := apply.Patch(filter.Core(), "Users", wanted, []apply.Operation{moveOf(r).operation(t)})
			if err == nil {
				wanted = next
			}
		}
		if hasTwins(wanted) {
			continue
		}
		clear := r.IntN(2) == 0
		ops, err := apply.Between(filter.Core(), "Users", person, wanted, clear)
		if err != nil {
			t.Fatalf("%d: %v: %s", n, err, wanted)
		}
		got, err := apply.Patch(filter.Core(), "Users", person, ops)
		if err != nil {
			t.Fatalf("%d: %v: %s\n%s", n, err, wanted, apply.Body(ops))
		}
		if is, want := withoutSchemas(got), withoutSchemas(wanted); clear && is != want {
			t.Fatalf("%d:\n got %s\nwant %s\n%s", n, is, want, apply.Body(ops))
		}
		if left, err := apply.Between(filter.Core(), "Users", got, wanted, clear); err != nil || len(left) > 0 {
			t.Fatalf("%d: %v, left between\n%s\n%s\n%s\n%s", n, err, got, wanted, apply.Body(ops), apply.Body(left))
		}
	}
}

// withoutSchemas returns what a resource says, but for its schemas and what is not primary.
func withoutSchemas(resource string) string {
	v := decodedWhole(resource)
	delete(v, "schemas")
	for _, e := range listIn(v["emails"]) {
		if e := e.(map[string]any); e["primary"] == false {
			delete(e, "primary")
		}
	}
	return print(settled(v))
}

// hasTwins reports whether two e-mails have the same value and type, of which SCIM has none.
func hasTwins(resource string) bool {
	seen := map[string]bool{}
	for _, e := range listIn(decodedWhole(resource)["emails"]) {
		e := e.(map[string]any)
		id := print([]any{e["value"], e["type"]})
		if seen[id] {
			return true
		}
		seen[id] = true
	}
	return false
}

func listIn(v any) []any {
	list, _ := v.([]any)
	return list
}

// A story a line: what is there, what is wanted, and the operations.
func TestBetween(t *testing.T) {
	const members = `{"id":"1","displayName":"g","members":[{"value":"a","display":"A"},{"value":"b"},{"value":"c"}]}`
	for _, c := range []struct {
		endpoint, is, wanted string
		clear                bool
		want                 string
	}{
		{"Groups", members, `{"displayName":"g","members":[{"value":"c"},{"value":"a","display":"Anna"},{"value":"d"}]}`, false,
			`{"op":"remove","path":"members[value eq \"b\"]"},{"op":"add","path":"members","value":[{"value":"d"}]}`},
		{"Groups", members, `{"displayName":"h"}`, false, `{"op":"replace","path":"displayName","value":"h"}`},
		{"Groups", members, `{"displayName":"g"}`, true, `{"op":"remove","path":"members"}`},
		{"Groups", members, `{"members":[]}`, false, `{"op":"remove","path":"members"}`},
		{"Groups", members, `{"id":"7","members":[{"value":"a"},{"value":"a"},{"value":"b"},{"value":"c"}]}`, false, ""},
		{"Users", person, `{"userName":"jo","password":"x"}`, false, `{"op":"add","path":"password","value":"x"}`},
		{"Users", person, `{"emails":[{"type":"home","value":"w1"},{"type":"work","value":"w0","primary":true}]}`, false, ""},
		{"Users", person, `{"emails":[{"type":"home","value":"w2"},{"type":"work","value":"w0"}]}`, false,
			`{"op":"replace","path":"emails","value":[{"type":"home","value":"w2"},{"type":"work","value":"w0"}]}`},
		{"Users", `{"name":{"givenName":"A","familyName":"B"},"active":true}`,
			`{"name":{"givenName":"C","familyName":"D"},"active":"False","meta":{"version":"x"}}`, false,
			`{"op":"replace","path":"name","value":{"givenName":"C","familyName":"D"}},{"op":"replace","path":"active","value":false}`},
		{"Users", `{"name":{"givenName":"A","familyName":"B"}}`, `{"name":{"givenName":"C"}}`, true,
			`{"op":"remove","path":"name.familyName"},{"op":"replace","path":"name.givenName","value":"C"}`},
		{"Users", `{"userName":"jo","active":true,"title":"x"}`, `{"userName":"jo"}`, true, `{"op":"remove","path":"title"}`},
		{"Users", person, `{"` + enterprise + `":{"department":"x"}}`, false,
			`{"op":"add","path":"` + enterprise + `:department","value":"x"}`},
		{"Users", person, `{"urn:example:own:2.0:User":{"badge":"x"}}`, false,
			`{"op":"add","path":"urn:example:own:2.0:User:badge","value":"x"}`},
	} {
		ops, err := apply.Between(filter.Core(), c.endpoint, c.is, c.wanted, c.clear)
		if err != nil {
			t.Errorf("%s: %v", c.wanted, err)
		}
		if got, want := apply.Body(ops), apply.Body(nil); got != strings.Replace(want, "[]", "["+c.want+"]", 1) {
			t.Errorf("%s\n got %s\nwant %s", c.wanted, got, c.want)
		}
	}
}

// Between two groups of ten thousand that have half of their members in common there are as many
// operations as it takes, found soon.
func TestBetweenLargeGroups(t *testing.T) {
	other := strings.ReplaceAll(large("members", 10_000), `"id-9`, `"other-9`)
	ops, err := apply.Between(filter.Core(), "Groups", large("members", 10_000), other, false)
	if err != nil || len(ops) != 1111+1 {
		t.Errorf("%d operations, %v", len(ops), err)
	}
}

// What only the target writes is not sent back to it, and nothing else is lost.
func TestWritable(t *testing.T) {
	const shown = `{ "id":"1","userName":"jo","meta":{"version":"1"}, "groups":[{"value":"g"}],"x":1.50,` +
		`"` + enterprise + `":{"manager":{"value":"2","displayName":"Boss"}} }`
	const want = `{"userName":"jo","x":1.50,"` + enterprise + `":{"manager":{"value":"2"}} }`
	if got := apply.Writable(filter.Core(), "Users", shown); got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
}
