package rules

import (
	"strings"
	"testing"
)

const homeOnly = `only: {attribute: addresses, where: 'type eq "home"', otherwise: drop, says: home only}`

func TestOnlyDrops(t *testing.T) {
	f := func(in, want string) {
		t.Helper()
		if want != "refused" {
			want = patchOf(want)
		}
		writes(t, homeOnly, "PATCH", patchOf(in), want)
	}
	const title = `{"op":"replace","path":"title","value":"Chief"}`
	f(title+`,{"op":"add","path":"addresses[type eq \"work\"].country","value":"SE"}`, title)
	f(`{"op":"add","path":"ADDRESSES[Type eq \"Home\"].country","value":"SE"}`,
		`{"op":"add","path":"ADDRESSES[Type eq \"Home\"].country","value":"SE"}`)
	f(title+`,{"op":"remove","path":"addresses[type eq \"work\"]"}`, title)
	f(title+`,{"op":"replace","path":"addresses","value":[{"type":"work"},{"type":"home","country":"SE"},{"country":"NO"}]}`,
		title+`,{"op":"replace","path":"addresses","value":[{"type":"home","country":"SE"},{"country":"NO"}]}`)
	f(title+`,{"op":"replace","path":"addresses","value":[{"type":"work"}]}`, title+`,{"op":"remove","path":"addresses"}`)
	f(title+`,{"op":"add","path":"addresses","value":[{"type":"work"}]}`, title)
	f(`{"op":"replace","value":{"addresses":[{"type":"work"}],"title":"Chief"}}`,
		`{"op":"replace","value":{"title":"Chief"}},{"op":"remove","path":"addresses"}`)
	f(`{"op":"replace","value":{"addresses":[{"type":"work"}]}}`, `{"op":"remove","path":"addresses"}`)
	f(title+`,{"op":"replace","path":"addresses","value":[]}`, title+`,{"op":"replace","path":"addresses","value":[]}`)
	f(title+`,{"op":"remove","path":"addresses"}`, title+`,{"op":"remove","path":"addresses"}`)
	// What a filter does not fix may be home.
	f(`{"op":"remove","path":"addresses[country eq \"SE\"]"}`, `{"op":"remove","path":"addresses[country eq \"SE\"]"}`)
	f(`{"op":"remove","path":"addresses[type ne \"home\"]"}`, `{"op":"remove","path":"addresses[type ne \"home\"]"}`)
}

func TestOnlyCounts(t *testing.T) {
	set := compile(t, rule(homeOnly))
	r := do(t, set, "PATCH /Users/1\n\n"+patchOf(`{"op":"add","path":"addresses[type eq \"work\"].country","value":"SE"}`), "204")
	if r.sent != nil || r.m.Status != 204 || r.trace.Visits[0].Dropped != 1 {
		t.Errorf("sent %v, status %d, dropped %d; want nothing, 204, 1", r.sent, r.m.Status, r.trace.Visits[0].Dropped)
	}
	const create = `{"addresses":[{"type":"work"}]}`
	writes(t, strings.Replace(homeOnly, "drop", "count", 1), "POST", create, create+" warned")
	writes(t, strings.Replace(homeOnly, "drop", "refuse", 1), "POST", create, "refused")
	writes(t, homeOnly, "POST", `{"userName":"a","addresses":[{"type":"work"}]}`, `{"userName":"a"}`)
}

func TestOnlyNeedsAList(t *testing.T) {
	fault(t, rule(`only: {attribute: title, where: 'type eq "home"', otherwise: drop, says: no}`),
		"f1.yaml:4:23: title has no elements to choose from")
}
