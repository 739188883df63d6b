package e2e

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"scimshim/cmd/scimshim/service/servicetest"
	"scimshim/config"
	"scimshim/proxy/mock"
)

// reload loads the configuration again.
func (f *front) reload() {
	f.t.Helper()
	req, err := http.NewRequest(http.MethodPost, f.admin+"/-/reload", nil)
	if err != nil {
		f.t.Fatal(err)
	}
	if status, text := f.send(req); status != 200 {
		f.t.Fatalf("%d %s", status, text)
	}
}

// newUser is a user who has no id yet.
func newUser(n int) string {
	return strings.Replace(atlassianUser(n), fmt.Sprintf(`"id":"id-%d",`, n), "", 1)
}

// TestNoInventedEmptyList states that e-mails are userNames where one is not. Once an
// exchange shows that, nobody is said not to have an e-mail until a reload.
func TestNoInventedEmptyList(t *testing.T) {
	t.Parallel()
	const broken = `scimshim_assumption_broken{route="default",rule="atlassian/users.filter.emails"} `
	f := func(name string, show func(proxy *front)) {
		t.Helper()
		target := servicetest.Mock(t, "atlassian", mock.Options{Token: targetToken})
		if _, err := target.Seed("Users", atlassianUser(1)); err != nil {
			t.Fatal(err)
		}
		flags := indexedFlags(t, target.URL)
		flags.Set = []string{"atlassian.match_email=username"}
		proxy := serveFront(t, flags)
		proxy.matches("nobody@example.com", "")
		proxy.counted(broken + "0")
		proxy.counted(`scimshim_empty_answers_total{resource="Users",route="default",warrant="assumption"} 1`)
		show(proxy)
		for range 2 {
			if status, body := proxy.do(ask{path: byMail(mailOfUser(1))}); status != 503 ||
				!strings.Contains(body, "atlassian/users.filter.emails") || strings.Contains(body, "Person") {
				t.Errorf("%s: %d %s", name, status, body)
			}
		}
		if status, _ := proxy.do(ask{path: `/Users?filter=userName+eq+%22x%22`}); status != 200 {
			t.Errorf("%s: a query for a userName: %d", name, status)
		}
		proxy.counted(broken + "1")
		if n := strings.Count(proxy.log.String(), "assumption broken"); n != 1 {
			t.Errorf("%s: logged %d times", name, n)
		}
		proxy.reload()
		proxy.counted(broken + "0")
		proxy.matches("nobody@example.com", "")
	}
	f("a list", func(p *front) { p.do(ask{path: "/Users"}) })
	f("a read", func(p *front) { p.do(ask{path: "/Users/id-1"}) })
	f("a creation", func(p *front) {
		if status, body := p.do(ask{method: "POST", path: "/Users", body: newUser(2)}); status != 201 {
			t.Errorf("created: %d %s", status, body)
		}
	})
	f("a PATCH of the e-mail alone", func(p *front) {
		body := `{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],` +
			`"Operations":[{"op":"Replace","path":"emails[type eq \"work\"].value","value":"newer@example.com"}]}`
		if status, body := p.do(ask{method: "PATCH", path: "/Users/id-1", body: body}); status != 200 {
			t.Errorf("patched: %d %s", status, body)
		}
	})
}

// TestTwoProcesses has two processes with an index each. What is created through one
// is unknown to the other, which does not say that there is nobody.
func TestTwoProcesses(t *testing.T) {
	target := seededMock(t, 20)
	flags := func() config.ServeFlags {
		f := indexedFlags(t, target.URL)
		f.Set = []string{"atlassian.match_email=index"}
		return f
	}
	a, b := serveFront(t, flags()), serveFront(t, flags())
	a.complete()
	b.complete()
	if status, body := a.do(ask{method: "POST", path: "/Users", body: newUser(1000)}); status != 201 {
		t.Fatalf("created: %d %s", status, body)
	}
	if status, body := b.do(ask{path: byMail(mailOfUser(1000))}); status != 400 ||
		!strings.Contains(body, "sole_process: true") || !strings.Contains(body, `"invalidFilter"`) {
		t.Errorf("through the other process: %d %s", status, body)
	}
	if status, body := a.do(ask{path: byMail(mailOfUser(1000))}); status != 200 || !strings.Contains(body, `"totalResults":1`) {
		t.Errorf("through the same process: %d %s", status, body)
	}
	b.matches(mailOfUser(3), "id-3") // who is found is found
}
