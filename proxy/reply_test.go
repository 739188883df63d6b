package proxy

import (
	"testing"
)

func TestPublicLocation(t *testing.T) {
	l := testServing(t).lanes[0]
	f := func(at, want string) {
		t.Helper()
		if got := l.publicLocation(at, "http://127.0.0.1:1/api/now/scim/Users/7"); got != want {
			t.Errorf("%q is told as %q, want %q", at, got, want)
		}
	}
	f("http://127.0.0.1:1/api/now/scim/Users/7", "http://127.0.0.1:1/api/now/scim/Users/7") // what the body says
	f("", "")
	f("https://scim.example.com/scim/v2/Users/1", "https://scim.example.com/scim/v2/Users/1")
	f("http://127.0.0.1:1/api/now/scim/Users/1", "https://scim.example.com/scim/v2/Users/1")
	f("http://127.0.0.1:1/api/now/scim", "")
	f("http://127.0.0.1:1/api/now/scimitar/Users/1", "")
	f("http://10.0.0.1/Users/1", "")
	f("/api/now/scim/Users/1", "")
	f("https://scim.example.com.evil.example/scim/v2/Users/1", "")
}
