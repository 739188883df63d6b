package mocktest

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

// Probe sends requests to a target and reads the answers.
type Probe struct {
	*testing.T
	Target *mock.Target
	Header http.Header
}

// NewProbe makes a target of ServiceNow's, without a server.
func NewProbe(t *testing.T, o kit.Options) *Probe {
	t.Helper()
	target, err := mock.New("servicenow", o)
	if err != nil {
		t.Fatal(err)
	}
	return &Probe{t, target, http.Header{"Content-Type": {kit.MediaType}}}
}

// Send sends one request below the base and returns status and body.
func (p *Probe) Send(method, path, body string) (int, *ordered.Object) {
	p.Helper()
	w := p.Raw(method, p.Target.Base()+path, body)
	if w.Body.Len() == 0 {
		return w.Code, &ordered.Object{}
	}
	return w.Code, p.object(w.Body.Bytes())
}

// Raw sends one request to any path and returns the recorded answer.
func (p *Probe) Raw(method, path, body string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	r.Header = p.Header.Clone()
	w := httptest.NewRecorder()
	p.Target.ServeHTTP(w, r)
	return w
}

// Want sends a request and checks the status.
func (p *Probe) Want(status int, method, path, body string) *ordered.Object {
	p.Helper()
	got, o := p.Send(method, path, body)
	if got != status {
		p.Fatalf("%s %s: %d, want %d: %s", method, path, got, status, ordered.Encode(o))
	}
	return o
}

// Refused sends a request and checks the SCIM error; detail is the text's beginning.
func (p *Probe) Refused(status int, kind, detail, method, path, body string) {
	p.Helper()
	o := p.Want(status, method, path, body)
	if o.Text("scimType") != kind || !strings.HasPrefix(o.Text("detail"), detail) {
		p.Errorf("%s %s: %s, want %s %s", method, path, ordered.Encode(o), kind, detail)
	}
	if strings.Join(o.Names(), ",") != "schemas,status,scimType,detail" && kind != "" {
		p.Errorf("%s %s: members %v", method, path, o.Names())
	}
}

// User creates a user and returns the id.
func (p *Probe) User(name string) string {
	p.Helper()
	return p.Want(201, "POST", "/Users", fmt.Sprintf(`{"schemas":["%s"],"userName":"%s",
		"name":{"givenName":"Ada","familyName":"Example"},
		"emails":[{"type":"work","value":"%s@example.com","primary":true}]}`, kit.UserURN, name, name)).Text("id")
}

// Total checks how many resources a list has.
func (p *Probe) Total(want int, path string) {
	p.Helper()
	if got := fmt.Sprint(p.Want(200, "GET", path, "").Get("totalResults")); got != fmt.Sprint(want) {
		p.Errorf("%s: %s resources, want %d", path, got, want)
	}
}

// Filtered is the path of users by a filter.
func Filtered(filter string) string { return "/Users?filter=" + url.QueryEscape(filter) }

// Stored returns a resource as it is stored.
func (p *Probe) Stored(resource, id string) *ordered.Object {
	p.Helper()
	raw, ok := p.Target.Find(resource, id)
	if !ok {
		p.Fatalf("%s/%s is not stored", resource, id)
	}
	return p.object(raw)
}

func (p *Probe) object(text []byte) *ordered.Object {
	p.Helper()
	o, err := ordered.Decode(text)
	if err != nil {
		p.Fatalf("%s: %v", text, err)
	}
	return o
}
