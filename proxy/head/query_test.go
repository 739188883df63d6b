package head

import (
	"net/url"
	"strings"
	"testing"

	"scimshim/proxy/reason"
	"scimshim/rewrite"
)

func TestReadQuery(t *testing.T) {
	f := func(raw, want string) {
		t.Helper()
		q, r := ReadQuery(nil, []byte(raw), 100)
		if r != nil {
			t.Errorf("%s: %v", raw, r)
			return
		}
		if got := strings.TrimPrefix(string(AppendQuery(nil, q)), "?"); got != want {
			t.Errorf("%s: %s, want %s", raw, got, want)
		}
	}
	f("", "")
	f("&&", "")
	f("filter=userName+eq+%22a%2bb%22", "filter=userName%20eq%20%22a%2Bb%22")
	f("filter=userName%20eq%20%22a%20b%22", "filter=userName%20eq%20%22a%20b%22")
	f(`filter=emails[type+eq+"work"].value+eq+"x%40y"`,
		"filter=emails%5Btype%20eq%20%22work%22%5D.value%20eq%20%22x%40y%22")
	f("FILTER=a&Count=1", "filter=a&count=1")
	f("filter=a?b", "filter=a%3Fb")
	f("filter=a=b", "filter=a%3Db")
	f("filter=a;b", "filter=a%3Bb")
	f("filter", "filter=")
	f("filter=", "filter=")
	f("filter=%C3%A9", "filter=%C3%A9")
	f("attributes=a,b&excludedAttributes=c&startIndex=1&count=2&cursor=d&sortBy=e&sortOrder=f",
		"attributes=a%2Cb&excludedAttributes=c&startIndex=1&count=2&cursor=d&sortBy=e&sortOrder=f")
	f("aadOptscim062020", "")
	f("aadOptscim062020&filter=a", "filter=a")
	f("filter=a&AADOPTSCIM062020=true&count=1", "filter=a&count=1")
	f("AzureAdScimPatch2017=&count=1", "count=1")
	f("aadOptscim062020?filter=a", "filter=a")
	f("aadOptscim062020=true?filter=a&AzureAdScimPatch2017", "filter=a")

	no := func(raw, sentence string) {
		t.Helper()
		q, r := ReadQuery(nil, []byte(raw), 100)
		if r == nil || r.Status != 400 || !strings.Contains(r.Detail, sentence) {
			t.Errorf("%s: %v, %v", raw, q, r)
		}
	}
	no("_method=DELETE", "a parameter that SCIM does not know")
	no("format=xml", "the parameter format")
	no("x%0d%0a=1", "percent-encoded")
	no("a%22b=1", "a parameter")
	no("filter=a&filter=b", "the parameter filter twice")
	no("filter=a&FILTER=b", "the parameter filter twice")
	no("filter=a&fi%6cter=b", "the parameter filter twice")
	no("filter=%", "percent-encoded")
	no("filter=%2", "percent-encoded")
	no("filter=%zz", "percent-encoded")
	no("filter=%00", "control character")
	no("filter=%0a", "control character")
	no("filter=%7f", "control character")
	no("filter=%c2%85", "control character")
	no("filter=%ff", "UTF-8")
	no("filter=%c0%ae", "UTF-8")
	no("filter=é", "percent-encoded")
	no("filter=a#b", "percent-encoded")
	no("aadOptscim062020x=1", "the parameter aadOptscim062020x")
	no("filter="+strings.Repeat("a", 101), "longer than 100 bytes")

	_, r := ReadQuery(nil, []byte("filter="+strings.Repeat("a", 101)), 100)
	if r.Reason != reason.FilterLength || r.ScimType != "invalidFilter" {
		t.Errorf("a long filter is refused with %q, %q", r.Reason, r.ScimType)
	}
}

// FuzzQuery checks that what is sent to the target says what came, read as a
// form or as a URL.
func FuzzQuery(f *testing.F) {
	f.Add([]byte("filter=userName+eq+%22a%2bb%22&count=1"))
	f.Add([]byte("aadOptscim062020?filter=a"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		q, r := ReadQuery(nil, raw, 1<<20)
		if r != nil {
			if len(r.Detail) > 200 {
				t.Fatalf("%q: a detail of %d bytes", raw, len(r.Detail))
			}
			return
		}
		sent := strings.TrimPrefix(string(AppendQuery(nil, q)), "?")
		form, err := url.ParseQuery(sent)
		if err != nil || strings.Contains(sent, "+") || len(form) != len(q) {
			t.Fatalf("%q is sent as %q: %v", raw, sent, err)
		}
		for _, p := range q {
			if form.Get(p.Name) != p.Value {
				t.Fatalf("%q: %s is sent as %q", raw, p.Name, form.Get(p.Name))
			}
		}
		checkAgainstStd(t, raw, q)
	})
}

// checkAgainstStd compares with the reading of net/url, where there is one and
// the query has no flags, which are dropped.
func checkAgainstStd(t *testing.T, raw []byte, q []rewrite.Param) {
	form, err := url.ParseQuery(string(raw))
	if err != nil || strings.Contains(strings.ToLower(string(raw)), "scim") {
		return
	}
	for name, values := range form {
		if name == "" {
			continue
		}
		found := false
		for _, p := range q {
			found = found || strings.EqualFold(p.Name, name) && p.Value == values[0]
		}
		if !found {
			t.Fatalf("%q: net/url reads %s as %q", raw, name, values[0])
		}
	}
}
