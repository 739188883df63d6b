package store_test

import (
	"strings"
	"testing"

	"scimshim/rules/rulestest"
)

const homeOnly = `users: {stores: {addresses: {elements: 'type eq "home"', action: drop, message: home only}}}`

func TestOnlyDrops(t *testing.T) {
	f := func(in, want string) {
		t.Helper()
		if want != "refused" {
			want = rulestest.PatchOf(want)
		}
		rulestest.Sends(t, homeOnly, "PATCH", rulestest.PatchOf(in), want)
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
	set := rulestest.Compile(t, rulestest.File(homeOnly))
	r := rulestest.Do(t, set, "PATCH /Users/1\n\n"+rulestest.PatchOf(`{"op":"add","path":"addresses[type eq \"work\"].country","value":"SE"}`), "204")
	if r.Sent != nil || r.Message.Status != 204 || r.Trace.Visit(0).Dropped != 1 {
		t.Errorf("sent %v, status %d, dropped %d; want nothing, 204, 1", r.Sent, r.Message.Status, r.Trace.Visit(0).Dropped)
	}
	const create = `{"addresses":[{"type":"work"}]}`
	rulestest.Sends(t, strings.Replace(homeOnly, "drop", "warn", 1), "POST", create, create+" warned")
	rulestest.Sends(t, strings.Replace(homeOnly, "drop", "refuse", 1), "POST", create, "refused")
	rulestest.Sends(t, homeOnly, "POST", `{"userName":"a","addresses":[{"type":"work"}]}`, `{"userName":"a"}`)
}

// An element is not only found by the very text of the filter.
func TestOnlyKeepsOtherSpellings(t *testing.T) {
	for _, body := range []string{
		`{"addresses":[{"type":"home"},{"type":"Home"},{"TYPE":"\u0068ome"},{"country":"SE"},{"type":null}]}`,
		`{"addresses":{"type":"HOME"}}`,
	} {
		rulestest.Sends(t, homeOnly, "POST", body, body)
	}
	rulestest.Sends(t, homeOnly, "POST", `{"addresses":[{"type":"homes"},{"type":"home"},{"type":"hom"}]}`,
		`{"addresses":[{"type":"home"}]}`)
}
