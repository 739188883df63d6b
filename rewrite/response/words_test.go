package response_test

import (
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"scimshim/rewrite"
	"scimshim/rewrite/json"
)

const maxWords = 200

// foreignAnswer returns the refusal of an error that is not SCIM.
func foreignAnswer(t *testing.T, status int, body string) *rewrite.Refusal {
	t.Helper()
	m := &rewrite.Message{Method: "GET", Resource: "Users", ID: "42"}
	err := new(rewrite.Chain).Do(m, new(rewrite.Trace), func(m *rewrite.Message) error {
		m.Answer(status, "", body)
		return nil
	})
	var r *rewrite.Refusal
	if !errors.As(err, &r) {
		t.Fatalf("no refusal: %v", err)
	}
	return r
}

// The words of a target whose error is not SCIM go into the answer's body.
func TestForeignWords(t *testing.T) {
	f := func(body, want string) {
		t.Helper()
		r := foreignAnswer(t, 500, body)
		if r.Told != want {
			t.Errorf("%s\n got %s\nwant %s", body, r.Told, want)
		}
		quoted := `; it said: \"` + strings.ReplaceAll(want, `\`, `\\`) + `\""}`
		if told := strings.HasSuffix(r.ErrorBody(), quoted); told != (want != "") || json.Check(r.ErrorBody()) != nil {
			t.Errorf("%s: %s", body, r.ErrorBody())
		}
		if want != "" && strings.Contains(r.Error(), want) {
			t.Errorf("%s: in the error's text: %s", body, r.Error())
		}
	}
	// JSON
	f(`{"error":{"message":"User Not Authenticated","detail":"Required to provide Auth information"},"status":"failure"}`,
		"User Not Authenticated")
	f(`{"error":{"message":"","detail":"No such table"}}`, "No such table")
	f(`{"message":"Too many requests"}`, "Too many requests")
	f(`{"detail":"Not found."}`, "Not found.")
	f(`{"errorMessage":"busy","code":7}`, "busy")
	f(`{"error":"invalid_request","error_description":"The resource is unknown"}`, "The resource is unknown")
	f(`{"error":"invalid_request"}`, "invalid_request")
	f(`{"Errors":[{"description":"Company is locked","code":403},{"description":"x"}]}`, "Company is locked")
	f(`{"errors":["quota","b"]}`, "quota")
	f(`{"errors":[{"message":"first"}]}`, "first")
	f(`{"type":"about:blank","title":"Service Unavailable","status":503}`, "Service Unavailable")
	f(`[{"message":"Session expired","errorCode":"INVALID_SESSION_ID"}]`, "Session expired")
	f(` {"message":"after a blank"}`, "after a blank")
	f(`{"message":7,"detail":["x"],"error":{"message":{}}}`, "x")
	f(`{"message":7,"detail":[7],"error":{"message":{}}}`, "")
	f(`{"userName":["already taken","b"]}`, "userName: already taken")
	f(`{"schemas":["urn:x"],"emails":["taken"]}`, "emails: taken")
	f(`{"errors":{"email":["has already been taken"]}}`, "email: has already been taken")
	f(`{"non_field_errors":["A team with this slug already exists."]}`,
		"non_field_errors: A team with this slug already exists.")
	f(`{"response":{"status":409,"detail":"Email in use"},"status":409}`, "Email in use")
	f(`{"response":{"error":{"errors":[{"reason":"too deep, but found"}]}}}`, "too deep, but found")
	f(strings.Repeat(`{"error":`, 7)+`{"message":"too deep"}`+strings.Repeat("}", 7), "")
	f(`{"error":{"summary":"Bad Request","detail":"There was a problem"}}`, "There was a problem")
	f(`{"error":{"summary":"Bad Request"}}`, "Bad Request")
	f(`{"errors":[]}`, "")
	f(`{"errors":[{}]}`, "")
	f(`{"code":7}`, "")
	f(`[]`, "")
	f(`"a text"`, "")
	f(`{"message":"broken"`, "")
	f(`{"message":"a","message":"b"}`, "")
	// HTML
	f("<!DOCTYPE html><HTML><head><TITLE lang=en>502 Bad\n Gateway</TITLE></head><h1>502 Bad Gateway</h1><hr>nginx",
		"502 Bad Gateway")
	f("<html><title>Error</title><body><H1 class='a'><b>Not</b> here &amp; there</H1>", "Error: Not here & there")
	f("<title>Site maintenance</title><h1></h1>", "Site maintenance")
	f("<h1>Only this</h1>", "Only this")
	f("<h1>Error 1020</h1><title>Error</title>", "Error 1020")
	f("<html><body>No such page</body></html>", "")
	f("<title>no end", "")
	f("<titlebar>x</titlebar>", "")
	f(`<?xml version="1.0"?><error><message>x</message></error>`, "")
	// text
	f("upstream connect error\r\n\tor disconnect\x00 \x1b[31mred\n", "upstream connect error or disconnect [31mred")
	f("say \"no\"\u202e \u200b", "say 'no'")
	f("\xff\xfebad\xff", "bad")
	f(" \n ", "")
	f("", "")
}

func TestForeignWordsAreShort(t *testing.T) {
	for _, unit := range []string{"x", "ü", "a ", "\u2003", "€uro "} {
		r := foreignAnswer(t, 503, "begin "+strings.Repeat(unit, 1<<20))
		if n := utf8.RuneCountInString(r.Told); n > maxWords || !utf8.ValidString(r.Told) {
			t.Errorf("%d characters: %s", n, r.Told)
		}
	}
	long := strings.Repeat("x", maxWords)
	if r := foreignAnswer(t, 503, long); r.Told != long {
		t.Errorf("cut: %s", r.Told)
	}
}

// What looks like a secret is not repeated.
func TestForeignWordsAreMasked(t *testing.T) {
	f := func(body, want string) {
		t.Helper()
		if got := foreignAnswer(t, 500, body).Told; got != want {
			t.Errorf("%s\n got %s\nwant %s", body, got, want)
		}
	}
	f("no user for Bearer abc.def-7=", "no user for Bearer ***")
	f("Authorization: bearer  sekrit, sorry", "Authorization: bearer ***, sorry")
	f("Basic dXNlcjpwYXNz refused", "Basic *** refused")
	f("got eyJhbGciOiJI.eyJzdWIiOiIx.sig_-x there", "got *** there")
	f("cannot reach https://joe:pass@db.example.com/x?token=1&y=2#z now", "cannot reach https://db.example.com/x?*** now")
	f("see https://example.com/help", "see https://example.com/help")
	f("at ldap://cn=a:b@h.example.com", "at ldap://h.example.com")
	f("access_token=abc&x=1", "access_token=***&x=1")
	f(`client_secret: "a b" is wrong`, "client_secret: *** is wrong")
	f("PASSWORD = hunter2!", "PASSWORD = ***")
	f(`{"message":"Bearer abcdef is expired"}`, "Bearer *** is expired")
	f("<title>Bearer abcdef</title>", "Bearer ***")
}
