package model

import (
	"testing"

	"scimshim/proxy/mock/kit"
	"scimshim/proxy/mock/kit/ordered"
)

var user = []Attribute{
	{Name: "id", Kind: ReadOnly},
	{Name: "userName", Required: true},
	{Name: "active", Kind: Boolean},
	{Name: "name", Kind: Complex, Subs: Texts("givenName", "familyName")},
	{Name: "emails", Kind: List, Subs: append(Texts("value"), Attribute{Name: "primary", Kind: Boolean})},
}

// TestTake reads bodies by a table, with unknown attributes ignored and refused.
func TestTake(t *testing.T) {
	f := func(body, want, strictly string) {
		t.Helper()
		o, err := ordered.Decode([]byte(body))
		if err != nil {
			t.Fatal(err)
		}
		said := func(kept *ordered.Object, no *kit.Refusal) string {
			if no != nil {
				return no.Detail
			}
			return string(ordered.Encode(kept))
		}
		if got := said(Take(user, o)); got != want {
			t.Errorf("%s: %s, want %s", body, got, want)
		}
		if got := said(TakeStrictly(user, o)); got != strictly {
			t.Errorf("%s, strictly: %s, want %s", body, got, strictly)
		}
	}
	same := func(body, want string) { t.Helper(); f(body, want, want) }
	same(`{"active":true,"userName":"a","id":"mine"}`, `{"userName":"a","active":true}`)
	same(`{"userName":null}`, `{}`)
	same(`{"active":null}`, "attribute active takes a JSON boolean")
	same(`{"username":"a"}`, "attribute username is written userName")
	same(`{"userName":7}`, "attribute userName takes a string")
	same(`{"emails":[{"value":"x","primary":true}]}`, `{"emails":[{"value":"x","primary":true}]}`)
	same(`{"emails":{"value":"x"}}`, "attribute emails takes an array")
	same(`{"emails":["x"]}`, "attribute emails is made of objects")
	f(`{"title":"x"}`, `{}`, "attribute title is not supported")
	f(`{"name":{"givenName":"a","nick":"b"}}`, `{"name":{"givenName":"a"}}`, "attribute nick is not supported")
	f(`{"a b":"x"}`, `{}`, "an attribute of the body is not supported")
}

func TestWritable(t *testing.T) {
	f := func(name, want string) {
		t.Helper()
		got := "nothing"
		if _, no := Writable(user, name); no != nil {
			got = no.ScimType
		}
		if got != want {
			t.Errorf("%s: %s is refused, want %s", name, got, want)
		}
	}
	f("userName", "nothing")
	f("id", "mutability")
	f("title", "invalidPath")
	f("a b", "invalidPath")
	f("USERNAME", "invalidSyntax")
}
