package wiretest

import (
	"io"
	"net"
	"slices"
	"strings"
	"testing"

	"scimshim/proxy/proxytest"
)

// Of a bulk each operation is a request of its own, and a query by POST is a GET.
func TestBulkAndQueryByPost(t *testing.T) {
	target := proxytest.StartTarget(t, func(c net.Conn, r *proxytest.Seen) bool {
		switch r.Method {
		case "POST":
			io.WriteString(c, proxytest.HTTPAnswer(201, `{"schemas":["x"],"id":"5"}`))
		case "DELETE":
			io.WriteString(c, proxytest.HTTPAnswer(409, `{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"409"}`))
		default:
			io.WriteString(c, proxytest.HTTPAnswer(200, `{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":0}`))
		}
		return true
	})
	p := proxytest.Start(t, target.URL())
	a := p.Ask(proxytest.WithBody("POST", "/scim/v2/Bulk", `{"Operations":[`+
		`{"method":"DELETE","path":"/Users/1"},{"method":"DELETE","path":"/Users/../secret"},{"method":"DELETE","path":"/Schemas/1"},`+
		`{"method":"POST","path":"/Users","bulkId":"a","data":{"userName":"jo"}},`+
		`{"method":"DELETE","path":"/Groups/bulkId:a"}]}`))
	want := []string{"409", "400", "400", "201", "409"}
	var got []string
	for part := range strings.SplitSeq(a.Body, `{"method"`) {
		if _, rest, ok := strings.Cut(part, `"status":"`); ok {
			got = append(got, rest[:3])
		}
	}
	if a.Code != 200 || !slices.Equal(got, want) {
		t.Errorf("%d %s", a.Code, a.Body)
	}
	if a := p.Ask(proxytest.WithBody("POST", "/scim/v2/Users/.search", `{"count":1,"filter":"userName eq \"jo\""}`)); a.Code != 200 {
		t.Errorf("a query by POST: %d %s", a.Code, a.Body)
	}
	if a := p.Ask(proxytest.WithBody("POST", "/scim/v2/Schemas/.search", `{}`)); a.Code != 404 {
		t.Errorf("a query of schemas: %d %s", a.Code, a.Body)
	}
	lines := []string{
		"DELETE /api/now/scim/Users/1", "POST /api/now/scim/Users", "DELETE /api/now/scim/Groups/5",
		"GET /api/now/scim/Users?count=1&filter=userName%20eq%20%22jo%22",
	}
	if got := target.Lines(); !slices.Equal(got, lines) {
		t.Errorf("the target saw %q", got)
	}
}
