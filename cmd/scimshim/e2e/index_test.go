package e2e

import (
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"scimshim/cmd/scimshim/service"
	"scimshim/cmd/scimshim/service/servicetest"
	"scimshim/config"
	"scimshim/proxy/mock"
)

// indexedFlags are for a target like Atlassian, which cannot filter by e-mail, with
// an index of e-mails.
func indexedFlags(t testing.TB, target string, more ...string) config.ServeFlags {
	t.Helper()
	file := filepath.Join(t.TempDir(), "token")
	if err := os.WriteFile(file, []byte(targetToken), 0o600); err != nil {
		t.Fatal(err)
	}
	return config.ServeFlags{
		Target: target, Rules: append([]string{"entra", "atlassian"}, more...), TargetBearerFile: file,
		Set: []string{"atlassian.match_email=index", "atlassian.sole_process=true"},
	}
}

// atlassianUser is a user whose e-mail is not the userName.
func atlassianUser(n int) string {
	return fmt.Sprintf(`{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"id-%d","userName":"account-%d",`+
		`"externalId":"E-%d","active":true,"name":{"givenName":"Ada","familyName":"Berg"},"displayName":"Ada Berg",`+
		`"emails":[{"type":"work","primary":true,"value":%q}]}`, n, n, n, mailOfUser(n))
}

func mailOfUser(n int) string { return fmt.Sprintf("Person.%d@example.com", n) }

// byMail is the matching query of Entra.
func byMail(mail string) string {
	return "/Users?filter=" + url.QueryEscape(`emails[type eq "work"].value eq "`+mail+`"`)
}

func seededMock(t testing.TB, n int) *servicetest.Target {
	t.Helper()
	target := servicetest.Mock(t, "atlassian", mock.Options{Token: targetToken})
	for i := range n {
		if _, err := target.Seed("Users", atlassianUser(i)); err != nil {
			t.Fatal(err)
		}
	}
	return target
}

// complete waits until the index is.
func (f *front) complete() {
	f.t.Helper()
	servicetest.WaitFor(f.t, "the index", func() bool { return strings.Contains(f.ready(), ": complete, ") })
}

// ready returns what /readyz says, which is 200 whatever the index is.
func (f *front) ready() string {
	f.t.Helper()
	req, err := http.NewRequest(http.MethodGet, f.admin+"/readyz", nil)
	if err != nil {
		f.t.Fatal(err)
	}
	status, text := f.send(req)
	if status != 200 || !strings.HasPrefix(text, "ok\n") {
		f.t.Errorf("not ready: %d %s", status, text)
	}
	return text
}

// matches asks for a user by e-mail, and checks who is found: nobody if id is empty.
func (f *front) matches(mail, id string) {
	f.t.Helper()
	status, body := f.do(ask{path: byMail(mail)})
	want := `"totalResults":0`
	if id != "" {
		want = `"totalResults":1`
	}
	if status != 200 || !strings.Contains(body, want) || id != "" && !strings.Contains(body, `"id":"`+id+`"`) {
		f.t.Errorf("%s is answered with %d %s, want %q", mail, status, body, id)
	}
}

// TestIndex matches users of Atlassian by an e-mail that is not their userName,
// while they come, change and go.
func TestIndex(t *testing.T) {
	target := seededMock(t, 250)
	proxy := serveFront(t, indexedFlags(t, target.URL))
	proxy.complete()
	target.Forget()
	proxy.matches(strings.ToLower(mailOfUser(7)), "id-7")
	if got := target.Take(); len(got) != 1 || !strings.HasSuffix(got[0].Path, "/Users/id-7") {
		t.Errorf("to find a user took %d requests", len(got))
	}
	proxy.matches("new@example.com", "")
	if got := target.Take(); len(got) != 0 {
		t.Errorf("to find nobody took %d requests", len(got))
	}

	body := strings.Replace(atlassianUser(1000), `"id":"id-1000",`, "", 1)
	body = strings.Replace(body, mailOfUser(1000), "new@example.com", 1)
	status, created := proxy.do(ask{method: "POST", path: "/Users", body: body})
	if status != 201 {
		t.Fatalf("created: %d %s", status, created)
	}
	_, id, _ := strings.Cut(created, `"id":"`)
	id, _, _ = strings.Cut(id, `"`)
	proxy.matches("NEW@example.com", id)

	status, answer := proxy.do(ask{method: "PATCH", path: "/Users/" + id, body: `{"schemas":[` +
		`"urn:ietf:params:scim:api:messages:2.0:PatchOp"],` +
		`"Operations":[{"op":"Replace","path":"emails[type eq \"work\"].value","value":"newer@example.com"}]}`})
	if status != 200 {
		t.Fatalf("changed: %d %s", status, answer)
	}
	proxy.matches("newer@example.com", id)
	proxy.matches("new@example.com", "")

	if status, _ := proxy.do(ask{method: "DELETE", path: "/Users/" + id}); status != 204 {
		t.Fatalf("deleted: %d", status)
	}
	proxy.matches("newer@example.com", "")

	const of = `{resource="Users",route="default"} `
	proxy.counted(`scimshim_index_resources` + of + `251`)
	proxy.counted(`scimshim_index_complete` + of + `1`)
	proxy.counted(`scimshim_index_walks_total{outcome="complete",resource="Users",route="default"} 1`)
	proxy.counted(`scimshim_filter_plans_total{plan="index",resource="Users",route="default"} 6`)
	quiet(t, proxy.log)
}

// TestIndexCut cuts the walk. Nobody is said not to exist, the client is told when
// to come again, and the proxy is ready for all else.
func TestIndexCut(t *testing.T) {
	target := seededMock(t, 250)
	target.Fault(mock.Fault{Kind: "cut", After: 1})
	proxy := serveFront(t, indexedFlags(t, target.URL))
	refuses := func(mail string) {
		t.Helper()
		req, err := http.NewRequest(http.MethodGet, proxy.url+byMail(mail), nil)
		if err != nil {
			t.Fatal(err)
		}
		resp, err := http.DefaultTransport.RoundTrip(req)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		if n, err := strconv.Atoi(resp.Header.Get("Retry-After")); resp.StatusCode != 503 || err != nil || n < 1 {
			t.Errorf("%s: %s, Retry-After %q", mail, resp.Status, resp.Header.Get("Retry-After"))
		}
	}
	refuses("nobody@example.com")
	refuses(mailOfUser(1))
	if text := proxy.ready(); !strings.Contains(text, "index of Users of route default: not complete") {
		t.Error(text)
	}
	target.Heal()
	proxy.complete()
	proxy.matches(mailOfUser(249), "id-249")
	proxy.matches("nobody@example.com", "")
	proxy.counted(`scimshim_refusals_total{reason="index_behind",route="default"} 2`)
}

// TestIndexLostCreation loses the answer to a creation. The user, whose id nobody
// told, is found after another walk, and is not said not to exist before.
func TestIndexLostCreation(t *testing.T) {
	target := seededMock(t, 20)
	proxy := serveFront(t, indexedFlags(t, target.URL))
	proxy.complete()
	target.Fault(mock.Fault{Kind: "cut", Times: 1})
	body := strings.Replace(atlassianUser(1000), `"id":"id-1000",`, "", 1)
	if status, _ := proxy.do(ask{method: "POST", path: "/Users", body: body}); status != 502 {
		t.Fatalf("created: %d", status)
	}
	found := false
	servicetest.WaitFor(t, "the lost user", func() bool {
		status, body := proxy.do(ask{path: byMail(mailOfUser(1000))})
		if status == 200 && strings.Contains(body, `"totalResults":0`) {
			t.Fatal("the lost user is said not to exist")
		}
		found = status == 200
		return found
	})
}

// TestIndexReload loads the configuration again. The index stays.
func TestIndexReload(t *testing.T) {
	target := seededMock(t, 20)
	proxy := serveFront(t, indexedFlags(t, target.URL))
	proxy.complete()
	target.Forget()
	req, err := http.NewRequest(http.MethodPost, proxy.admin+"/-/reload", nil)
	if err != nil {
		t.Fatal(err)
	}
	if status, text := proxy.send(req); status != 200 {
		t.Fatalf("%d %s", status, text)
	}
	proxy.matches(mailOfUser(3), "id-3")
	if got := len(target.Take()); got != 1 {
		t.Errorf("%d requests after a reload", got)
	}
}

// TestIndexCredential asks for an index where the proxy has no credential.
func TestIndexCredential(t *testing.T) {
	flags := indexedFlags(t, "http://127.0.0.1:1")
	flags.TargetBearerFile = ""
	c, err := config.ForTarget(flags)
	if err != nil {
		t.Fatal(err)
	}
	_, err = service.New(service.Options{
		Read: func() (*config.Config, error) { return c, nil }, Level: new(slog.LevelVar), Version: "devel",
	})
	if err == nil || !strings.Contains(err.Error(), "atlassian/users.queries.index needs the proxy's own credential") {
		t.Error(err)
	}
}
