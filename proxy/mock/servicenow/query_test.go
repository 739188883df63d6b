package servicenow_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"scimshim/proxy/mock/kit"
	"scimshim/proxy/mock/kit/ordered"
)

func TestMinimumVectors(t *testing.T) {
	p := newProbe(t, kit.Options{SDKDetail: true})
	f := func(filter, detail string) {
		t.Helper()
		if detail == "" {
			p.want(200, "GET", filtered(filter), "")
			return
		}
		p.refused(400, "invalidFilter", detail, "GET", filtered(filter), "")
	}
	f(`emails[type eq "work"].value eq "a@b.c"`, "Unexpected character '.value' at position 22")
	f(`userName eq "a" and emails[type eq "work"].value eq "b"`, "Unexpected character '.value' at position 42")
	f(`active eq true and emails[type eq "work"].value eq "x"`, "Unexpected character '.value' at position 41")
	f(`phoneNumbers[type eq "mobile"].value eq "1"`, "Unexpected character '.value' at position 30")
	f(`emails[type eq "work"] eq "a"`, "Unexpected character 'eq' at position 23")
	f(`userName eq x`, "Invalid comparison value at position 12: ")
	f(`userName = "x"`, "Unexpected character '=' at position 9 for token starting at 9")
	f(`userName like "x"`, "Unrecognized attribute operator 'like' at position 14. "+
		"Expected: eq,ne,co,sw,ew,pr,gt,ge,lt,le")
	f(`(userName eq "x"`, "Unexpected end of filter string")
	f(`userName eq "x")`, "No opening parenthesis matching closing parenthesis at position 15")
	f(`not userName eq "x"`, "Expected '(' at position 4")
	f(`[type eq "work" and value eq "x"]`, "Attribute path expected at position 0")
	f(`userName eq "x" userName eq "y"`, "Unexpected character 'userName' at position 16")
	f(`emails[type eq "work" and value eq "a\"]b"]`, "")
	f(`userName eq "日本語"`, "")
	f(``, "Unexpected end of filter string")
	f(`emails.value eq "x"`, "Invalid filter:[emails.value eq \"x\"]")
	f(`active eq "True"`, "Invalid filter:[")
	p.refused(500, "", "java.lang.ClassCastException", "GET", filtered(`userName eq []`), "")

	wrapped := newProbe(t, kit.Options{})
	wrapped.refused(400, "invalidFilter", `Invalid filter:[emails[type eq "work"].value eq "a"]`,
		"GET", filtered(`emails[type eq "work"].value eq "a"`), "")
}

func TestQueries(t *testing.T) {
	p := newProbe(t, kit.Options{})
	for i := range 12 {
		p.user(fmt.Sprintf("user%02d", i))
	}
	page := func(query string, total, size int) *ordered.Object {
		t.Helper()
		o := p.want(200, "GET", "/Users?"+query, "")
		if fmt.Sprint(o.Get("totalResults")) != fmt.Sprint(total) || len(o.Get("Resources").([]any)) != size {
			t.Errorf("%s: %v of %v", query, len(o.Get("Resources").([]any)), o.Get("totalResults"))
		}
		return o
	}
	page("", 12, 10)
	page("startIndex=11&count=500", 12, 2)
	page("startIndex=0&count=-1", 12, 0)
	last := page("sortBy=userName&sortOrder=descending&count=1&attributes=userName,emails.value", 12, 1)
	first := last.Get("Resources").([]any)[0].(*ordered.Object)
	names := strings.Join(first.Names(), ",")
	if names != "schemas,id,userName,emails" || first.Text("userName") != "user11" {
		t.Errorf("projected: %s", ordered.Encode(first))
	}
	if got := string(ordered.Encode(first.Get("emails"))); got != `[{"value":"user11@example.com"}]` {
		t.Errorf("projected e-mails: %s", got)
	}
	page("filter="+url.QueryEscape(`externalId eq "user03@example.com"`), 1, 1)
	page("filter="+url.QueryEscape(`userName sw "USER0" and active eq true`), 10, 10)
	last = page("excludedAttributes=id,emails,name.givenName&count=1", 12, 1)
	less := last.Get("Resources").([]any)[0].(*ordered.Object)
	if less.Text("id") == "" || less.Get("emails") != nil ||
		string(ordered.Encode(less.Get("name"))) != `{"familyName":"Example"}` {
		t.Errorf("projected: %s", ordered.Encode(less))
	}
	for _, by := range []string{"meta.created", "emails.value", "emails.work.value", "addresses.home.country"} {
		page("sortOrder=ascending&sortBy="+by, 12, 10)
	}
	p.refused(400, "invalidValue", "", "GET", "/Users?sortOrder=ascending&sortBy=emails.home.value", "")
	p.refused(400, "invalidValue", "", "GET", "/Groups?sortOrder=ascending&sortBy=emails.value", "")
	p.refused(400, "invalidValue", "", "GET", "/Users?attributes=a+b", "")
	p.refused(400, "invalidValue", "", "GET", "/Users?count=501", "")
	p.refused(400, "invalidValue", "", "GET", "/Users?count=x", "")
	p.refused(400, "invalidValue", "", "GET", "/Users?attributes=id&excludedAttributes=name", "")
	p.refused(400, "invalidValue", "", "GET", "/Users?sortBy=userName", "")
	p.refused(400, "invalidValue", "", "GET", "/Users?sortBy=externalId&sortOrder=ascending", "")
}
