package servicenow_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"scimshim/proxy/mock"
	"scimshim/proxy/mock/kit"
	"scimshim/proxy/mock/kit/ordered"
)

// probe sends requests to a target and reads the answers.
type probe struct {
	*testing.T
	target *mock.Target
	header http.Header
}

// newProbe makes a target of ServiceNow's, without a server.
func newProbe(t *testing.T, o kit.Options) *probe {
	t.Helper()
	target, err := mock.New("servicenow", o)
	if err != nil {
		t.Fatal(err)
	}
	return &probe{t, target, http.Header{"Content-Type": {kit.MediaType}}}
}

// send sends one request below the base and returns status and body.
func (p *probe) send(method, path, body string) (int, *ordered.Object) {
	p.Helper()
	w := p.raw(method, p.target.Base()+path, body)
	if w.Body.Len() == 0 {
		return w.Code, &ordered.Object{}
	}
	return w.Code, p.object(w.Body.Bytes())
}

// raw sends one request to any path and returns the recorded answer.
func (p *probe) raw(method, path, body string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	r.Header = p.header.Clone()
	w := httptest.NewRecorder()
	p.target.ServeHTTP(w, r)
	return w
}

// want sends a request and checks the status.
func (p *probe) want(status int, method, path, body string) *ordered.Object {
	p.Helper()
	got, o := p.send(method, path, body)
	if got != status {
		p.Fatalf("%s %s: %d, want %d: %s", method, path, got, status, ordered.Encode(o))
	}
	return o
}

// refused sends a request and checks the SCIM error; detail is the text's beginning.
func (p *probe) refused(status int, kind, detail, method, path, body string) {
	p.Helper()
	o := p.want(status, method, path, body)
	if o.Text("scimType") != kind || !strings.HasPrefix(o.Text("detail"), detail) {
		p.Errorf("%s %s: %s, want %s %s", method, path, ordered.Encode(o), kind, detail)
	}
	if strings.Join(o.Names(), ",") != "schemas,status,scimType,detail" && kind != "" {
		p.Errorf("%s %s: members %v", method, path, o.Names())
	}
}

// user creates a user and returns the id.
func (p *probe) user(name string) string {
	p.Helper()
	return p.want(201, "POST", "/Users", fmt.Sprintf(`{"schemas":["%s"],"userName":"%s",
		"name":{"givenName":"Ada","familyName":"Example"},
		"emails":[{"type":"work","value":"%s@example.com","primary":true}]}`, kit.UserURN, name, name)).Text("id")
}

// total checks how many resources a list has.
func (p *probe) total(want int, path string) {
	p.Helper()
	if got := fmt.Sprint(p.want(200, "GET", path, "").Get("totalResults")); got != fmt.Sprint(want) {
		p.Errorf("%s: %s resources, want %d", path, got, want)
	}
}

// filtered is the path of users by a filter.
func filtered(filter string) string { return "/Users?filter=" + url.QueryEscape(filter) }

// stored returns a resource as it is stored.
func (p *probe) stored(resource, id string) *ordered.Object {
	p.Helper()
	raw, ok := p.target.Find(resource, id)
	if !ok {
		p.Fatalf("%s/%s is not stored", resource, id)
	}
	return p.object(raw)
}

func (p *probe) object(text []byte) *ordered.Object {
	p.Helper()
	o, err := ordered.Decode(text)
	if err != nil {
		p.Fatalf("%s: %v", text, err)
	}
	return o
}
