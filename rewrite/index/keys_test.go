package index

import (
	"hash/maphash"
	"strings"
	"testing"
	"unicode"

	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
)

// What differs in case only, in any of Unicode's ways, has one key, as the check
// of what is found may say that it is equal.
func TestFolded(t *testing.T) {
	h := hasher{seed: maphash.MakeSeed()}
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if s := unicode.SimpleFold(r); s != r && h.key(0, string(r)) != h.key(0, string(s)) {
			t.Fatalf("%q and %q have two keys", r, s)
		}
	}
	for _, pair := range [][2]string{{"Ada@Example.com", "ada@example.COM"}, {"\u212Aim", "kim"}, {"ÄRGER", "ärger"}} {
		if !strings.EqualFold(pair[0], pair[1]) || h.key(1, pair[0]) != h.key(1, pair[1]) {
			t.Errorf("%q have two keys", pair)
		}
	}
	if h.key(0, "a") == h.key(1, "a") || h.key(0, "ab") == h.key(0, "a") || h.key(0, "") == h.key(1, "") {
		t.Error("different values have one key")
	}
}

// onTape returns the value that a text is.
func onTape(t testing.TB, text string) json.Value {
	t.Helper()
	var tape json.Tape
	if err := tape.Read(text, nil); err != nil {
		t.Fatal(err)
	}
	return tape.Root()
}

// The keys of a resource are those of all values of all attributes, in whatever
// form it shows them.
func TestKeys(t *testing.T) {
	h := hasher{seed: maphash.MakeSeed(), attributes: []filter.Path{
		mail, {Name: "nickName"}, {Schema: "urn:example:2.0:User", Name: "number"}, {Name: "tags"},
	}}
	f := func(resource string, whole bool, values ...string) {
		t.Helper()
		keys, w := h.keys(nil, onTape(t, resource))
		if len(keys) != len(values) || w != whole {
			t.Errorf("%s: %d keys, whole %v", resource, len(keys), w)
			return
		}
		for i, v := range values {
			if keys[i] != h.key(int(v[0]-'0'), v[1:]) {
				t.Errorf("%s: key %d is not that of %s", resource, i, v)
			}
		}
	}
	f(`{}`, false)
	f(`{"emails":[{"value":"a@x"},{"VALUE":"b@x"},{"type":"work"},{"value":null}],"nickname":"n",`+
		`"urn:example:2.0:User":{"number":17},"tags":["t","u",null]}`, true, "0a@x", "0b@x", "1n", "217", "3t", "3u")
	f(`{"emails":{"value":"A@X"},"nickName":null}`, false, "0a@x")
	f(`{"emails":"a@x","nickName":"\u0041"}`, false, "1a")
	f(`{"emails":[],"nickName":"","urn:example:2.0:User":{"number":true},"tags":"t"}`, false, "1", "2true", "3t")
}
