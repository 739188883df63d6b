package mock

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

// probe sends requests to a target and reads the answers.
type probe struct {
	*testing.T
	target *Target
	header http.Header
}

func newProbe(t *testing.T, o Options) *probe {
	t.Helper()
	target, err := New("servicenow", o)
	if err != nil {
		t.Fatal(err)
	}
	return &probe{t, target, http.Header{"Content-Type": {mediaSCIM}}}
}

// send sends one request below the base and returns status and body.
func (p *probe) send(method, path, body string) (int, *object) {
	p.Helper()
	w := p.raw(method, p.target.Base()+path, body)
	if w.Body.Len() == 0 {
		return w.Code, &object{}
	}
	return w.Code, mustObject(p.T, w.Body.String())
}

func (p *probe) raw(method, path, body string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	r.Header = p.header.Clone()
	w := httptest.NewRecorder()
	p.target.ServeHTTP(w, r)
	return w
}

// want sends a request and checks the status.
func (p *probe) want(status int, method, path, body string) *object {
	p.Helper()
	got, o := p.send(method, path, body)
	if got != status {
		p.Fatalf("%s %s: %d, want %d: %s", method, path, got, status, encode(o))
	}
	return o
}

// refused sends a request and checks the SCIM error; detail is the text's beginning.
func (p *probe) refused(status int, kind, detail, method, path, body string) {
	p.Helper()
	o := p.want(status, method, path, body)
	if o.text("scimType") != kind || !strings.HasPrefix(o.text("detail"), detail) {
		p.Errorf("%s %s: %s, want %s %s", method, path, encode(o), kind, detail)
	}
	if strings.Join(o.names(), ",") != "schemas,status,scimType,detail" && kind != "" {
		p.Errorf("%s %s: members %v", method, path, o.names())
	}
}

// user creates a user and returns the id.
func (p *probe) user(name string) string {
	p.Helper()
	return p.want(201, "POST", "/Users", fmt.Sprintf(`{"schemas":["%s"],"userName":"%s",
		"name":{"givenName":"Ada","familyName":"Example"},
		"emails":[{"type":"work","value":"%s@example.com","primary":true}]}`, snowUserURN, name, name)).text("id")
}

// total checks how many resources a list has.
func (p *probe) total(want int, path string) {
	p.Helper()
	if got := fmt.Sprint(p.want(200, "GET", path, "").get("totalResults")); got != fmt.Sprint(want) {
		p.Errorf("%s: %s resources, want %d", path, got, want)
	}
}

func filtered(filter string) string { return "/Users?filter=" + url.QueryEscape(filter) }

func snowPatch(ops ...string) string {
	return `{"schemas":["` + patchURN + `"],"Operations":[` + strings.Join(ops, ",") + `]}`
}

func (p *probe) stored(resource, id string) *object {
	p.Helper()
	raw, ok := p.target.Find(resource, id)
	if !ok {
		p.Fatalf("%s/%s is not stored", resource, id)
	}
	return mustObject(p.T, string(raw))
}
