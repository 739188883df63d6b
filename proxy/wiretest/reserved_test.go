package wiretest

import (
	"fmt"
	"io"
	"net"
	"testing"

	"scimshim/proxy/proxytest"
)

// An id goes to the target and comes back, whatever characters it has; the target
// may show one that is percent-encoded as it is or decoded.
func TestReservedIDs(t *testing.T) {
	var shown string
	target := proxytest.StartTarget(t, func(c net.Conn, r *proxytest.Seen) bool {
		io.WriteString(c, proxytest.HTTPAnswer(200, fmt.Sprintf(`{"schemas":[],"id":%q}`, shown)))
		return true
	})
	p := proxytest.Start(t, target.URL())
	f := func(path, sent, answered string, code int) {
		t.Helper()
		shown = answered
		a := p.Ask(proxytest.Head("GET", "/scim/v2/Users/"+path) + "\r\n")
		got := target.Took()
		if a.Code != code || len(got) != 1 || got[0].RequestURI != "/api/now/scim/Users/"+sent {
			t.Errorf("%s, shown as %s: %d %s", path, answered, a.Code, a.Body)
			for _, r := range got {
				t.Errorf("sent as %s", r.RequestURI)
			}
		}
	}
	f("a&b", "a%26b", "a&b", 200)
	f("a%26b%3Dc", "a%26b%3Dc", "a&b=c", 200)
	f("CN%3DAnna%2COU%3DX", "CN%3DAnna%2COU%3DX", "CN%3DAnna%2COU%3DX", 200)
	f("CN%3DAnna%2COU%3DX", "CN%3DAnna%2COU%3DX", "CN=Anna,OU=X", 200)
	f("CN%3danna%2cOU%3dX", "CN%3Danna%2COU%3DX", "CN%3danna%2cOU%3dX", 200)
	f("CN%253DAnna", "CN%253DAnna", "CN%3DAnna", 200)
	f("CN%253DAnna", "CN%253DAnna", "CN=Anna", 200)
	f("CN=Anna", "CN%3DAnna", "CN%3DAnna", 200)
	f("100%25", "100%25", "100%", 200)
	f("a+b", "a%2Bb", "a+b", 200)
	f("jose%CC%81", "jose%CC%81", "jos\u00e9", 200)
	f("a&b", "a%26b", "a", 502)
	f("CN%3DAnna", "CN%3DAnna", "CN=Bert", 502)
	f("CN%3DAnna", "CN%3DAnna", "cn=anna", 502)
	f("CN%253DAnna", "CN%253DAnna", "CN%253DAnna", 502)
	f("a+b", "a%2Bb", "a b", 502)
}
