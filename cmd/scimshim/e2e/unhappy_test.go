package e2e

import (
	"encoding/json"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"scimshim/cmd/scimshim/service/servicetest"
	"scimshim/config"
	"scimshim/proxy/mock"
	"scimshim/proxy/roomtest"
)

// What nobody may find in a log.
const (
	clientToken = "client-token-4711"
	targetToken = "target-token-0815"
)

// guardedFront is a front with a token for each side.
func guardedFront(t *testing.T, target string) *front {
	t.Helper()
	dir := t.TempDir()
	flags := config.ServeFlags{
		Target: target, Rules: []string{"entra", "servicenow"},
		ClientBearerFile: filepath.Join(dir, "client"), TargetBearerFile: filepath.Join(dir, "target"),
	}
	for file, token := range map[string]string{
		flags.ClientBearerFile: clientToken, flags.TargetBearerFile: targetToken,
	} {
		if err := os.WriteFile(file, []byte(token+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return serveFront(t, flags)
}

// refused checks that an answer is a SCIM error with a sentence about the cause.
func refused(t *testing.T, name string, status int, body string, want int, kind, cause string) {
	t.Helper()
	var e struct {
		Schemas                  []string
		Status, ScimType, Detail string
	}
	if err := json.Unmarshal([]byte(body), &e); err != nil || len(e.Schemas) != 1 ||
		e.Schemas[0] != "urn:ietf:params:scim:api:messages:2.0:Error" {
		t.Errorf("%s: the answer is no SCIM error: %s", name, body)
	}
	if status != want || e.Status != strconv.Itoa(want) || e.ScimType != kind {
		t.Errorf("%s: answered with %d %s, not %d %s", name, status, e.ScimType, want, kind)
	}
	if !strings.Contains(e.Detail, cause) {
		t.Errorf("%s: the detail does not say %q: %s", name, cause, e.Detail)
	}
}

// TestBadRequests sends what a client should not. None of it reaches the target.
func TestBadRequests(t *testing.T) {
	target := servicetest.Mock(t, "servicenow", mock.Options{Token: targetToken})
	proxy := guardedFront(t, target.URL)
	f := func(name string, a ask, status int, kind, cause string) {
		t.Helper()
		if a.authorization == "" && !a.anonymous {
			a.authorization = "Bearer " + clientToken
		}
		got, body := proxy.do(a)
		refused(t, name, got, body, status, kind, cause)
		if requests := target.Requests(); len(requests) > 0 {
			t.Errorf("%s: the target was asked", name)
			target.Forget()
		}
	}
	const where, none = "filter column", "bearer token is missing or is none of this service's"
	f("unparsable filter", ask{path: "/Users?filter=userName+eq"}, 400, "invalidFilter", where)
	f("unclosed bracket", ask{path: "/Users?filter=emails%5Btype+eq+%22work%22"}, 400, "invalidFilter", where)
	f("unknown attribute", ask{path: "/Users?filter=shoeSize+eq+%2244%22"}, 400, "invalidFilter", "shoeSize")
	f("over-long filter", ask{path: "/Users?filter=userName+eq+%22" + strings.Repeat("a", 9<<10) + "%22"},
		400, "invalidFilter", "the filter is longer than")
	f("broken query", ask{path: "/Users?filter=%zz"}, 400, "", "query")
	f("broken JSON", ask{method: "POST", path: "/Users", body: `{"userName":`}, 400, "invalidSyntax", "body")
	f("a list", ask{method: "POST", path: "/Users", body: `[]`}, 400, "invalidSyntax", "body")
	f("duplicate key", ask{method: "POST", path: "/Users", body: `{"userName":"a","USERNAME":"b"}`},
		400, "invalidSyntax", "body")
	f("no body", ask{method: "POST", path: "/Users"}, 400, "", "body")
	f("wrong content type", ask{method: "POST", path: "/Users", body: `a=b`,
		contentType: "application/x-www-form-urlencoded"}, 415, "", "application/scim+json")
	f("unknown resource", ask{path: "/Printers"}, 404, "", "Printers")
	f("path that leaves the base", ask{path: "/Users/..%2f..%2fsecrets"}, 400, "", "path")
	f("wrong method", ask{method: "DELETE", path: "/Users"}, 405, "", "DELETE")
	f("wrong token", ask{path: "/Users", authorization: "Bearer no-such-token"}, 401, "", none)
	f("no token", ask{path: "/Users", anonymous: true}, 401, "", none)
	f("no bearer", ask{path: "/Users", authorization: "Basic Og=="}, 401, "", none)
	quiet(t, proxy.log)
}

// quiet checks that a log names nobody and nothing that is secret.
func quiet(t *testing.T, log *roomtest.Log) {
	t.Helper()
	text := log.String()
	if !strings.Contains(text, `"msg":"request"`) {
		t.Error("requests are not logged")
	}
	for _, secret := range []string{clientToken, targetToken, "no-such-token", "example.com", "E-4711", "filter=",
		"Ada"} {
		if strings.Contains(text, secret) {
			t.Errorf("the log has %s:\n%s", secret, text)
		}
	}
}

// TestBadTargets asks targets that are down, or are no SCIM services.
func TestBadTargets(t *testing.T) {
	f := func(name, target string, status int, cause string) {
		t.Helper()
		proxy := guardedFront(t, target)
		for _, a := range []ask{
			{method: "GET", path: byEmail},
			{method: "POST", path: "/Users",
				body: `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"Ada"}`},
		} {
			a.authorization = "Bearer " + clientToken
			got, body := proxy.do(a)
			refused(t, name+", "+a.method, got, body, status, "", cause)
		}
		quiet(t, proxy.log)
	}
	f("down", "http://"+closedAddress(t)+"/scim", 502, "no connection to the target: connection refused")
	f("cutting", cuttingTarget(t), 502, "the connection to the target broke")
	f("no HTTP", talkingTarget(t, "SSH-2.0-OpenSSH_9.9\r\n"), 502, "the target's answer is no well-formed HTTP")
	f("HTML", pageTarget(t, 200, "text/html", "<html>Welcome, Ada</html>"), 502, "check that the target's URL is that of its SCIM service")
	f("HTML error", pageTarget(t, 500, "text/html", "<html>Oops, Ada</html>"), 500, "no SCIM error")
	f("nothing", pageTarget(t, 200, "application/scim+json", ""), 502, "body")
	f("broken JSON", pageTarget(t, 200, "application/scim+json", `{"userName":"Ada"`), 502, "JSON")
	f("redirect", pageTarget(t, 302, "text/html", ""), 502, "redirect")
	f("wrong token", servicetest.Mock(t, "servicenow", mock.Options{Token: "another"}).URL, 503, "credential")
}

// pageTarget answers everything alike.
func pageTarget(t *testing.T, status int, contentType, body string) string {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", contentType)
		w.WriteHeader(status)
		w.Write([]byte(body))
	}))
	t.Cleanup(s.Close)
	return s.URL
}

// cuttingTarget takes requests and closes the connection.
func cuttingTarget(t *testing.T) string {
	s := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		panic(http.ErrAbortHandler)
	}))
	t.Cleanup(s.Close)
	return s.URL
}

// talkingTarget says the same to all who connect.
func talkingTarget(t *testing.T, text string) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			c.Read(make([]byte, 1)) // so that the text is not taken for stray bytes
			c.Write([]byte(text))
			c.Close()
		}
	}()
	return "http://" + l.Addr().String()
}

// closedAddress is one that nobody listens at.
func closedAddress(t *testing.T) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}
