package wiretest

import (
	"testing"

	"scimshim/proxy/proxytest"
)

// Whoever is not let in is told so wherever he knocks below a route's path, and nothing
// of which endpoints there are (RFC 9110, section 15.5.2). Outside all routes there is
// nobody who could let him in.
func TestStrangerLearnsNothing(t *testing.T) {
	target := proxytest.StartTarget(t, nil)
	p := proxytest.Start(t, target.URL())
	f := func(path string, stranger, client int) {
		t.Helper()
		const line = " HTTP/1.1\r\nHost: x\r\n"
		p.Ask("GET "+path+line+"\r\n").IsError(t, stranger)
		if a := p.Ask("GET " + path + line + "Authorization: Bearer " + proxytest.ClientToken + "\r\n\r\n"); a.Code != client {
			t.Errorf("%s: a client got %d, want %d", path, a.Code, client)
		}
	}
	f("/scim/v2/Users", 401, 200)
	f("/scim/v2/Bulk", 401, 405)
	f("/scim/v2/.search", 401, 501)
	f("/scim/v2", 401, 404)
	f("/scim/v2/", 401, 404)
	f("/scim/v2/Users/..", 401, 400)
	f("/scim/v2/Users;x=1", 401, 400)
	f("/scim/v2/..;/api", 401, 400)
	f("/scim/v2/%2e%2e/api", 401, 400)
	f("/scim/v2/Users?x=1", 401, 400)
	f("/elsewhere/Users", 404, 404)
	f("/elsewhere;x/Users", 400, 400)
	f("/scim/v2x/Users", 404, 404)
}
