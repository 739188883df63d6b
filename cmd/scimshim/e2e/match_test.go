package e2e

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"scimshim/cmd/scimshim/service/servicetest"
	"scimshim/config"
	"scimshim/proxy/mock"
)

// ada is a user as a target has her. Her e-mail is her user name.
const ada = `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"0815",` +
	`"userName":"ada@example.com","externalId":"E-4711","active":true,"displayName":"Ada","name":{"givenName":"Ada","familyName":"Berg"},` +
	`"emails":[{"type":"work","primary":true,"value":"ada@example.com"}]}`

// The matching query of Entra for e-mails, as it is sent, and for another user.
const (
	byEmail = "/Users?filter=emails%5Btype+eq+%22work%22%5D.value+eq+%22ada%40example.com%22"
	byOther = "/Users?filter=emails%5Btype+eq+%22work%22%5D.value+eq+%22bo%40example.com%22"
)

// front of a target that has Ada, with the packs of Entra and of that target.
func frontOf(t *testing.T, name string) (*front, *servicetest.Target) {
	t.Helper()
	target := servicetest.Mock(t, name, mock.Options{})
	if _, err := target.Seed("Users", ada); err != nil {
		t.Fatal(err)
	}
	return serveFront(t, config.ServeFlags{Target: target.URL, Rules: []string{"entra", name}}), target
}

// TestMatchByEmail asks for a user by e-mail as Entra does, which no strict
// target takes as it is.
func TestMatchByEmail(t *testing.T) {
	f := func(name, rule string, want string) {
		t.Helper()
		proxy, target := frontOf(t, name)
		status, body := proxy.do(ask{path: byEmail})
		if status != 200 || !strings.Contains(body, `"totalResults":1`) || !strings.Contains(body, `"id":"0815"`) {
			t.Errorf("%s: Ada is not found: %d %s", name, status, body)
		}
		if got := filters(target); !slices.Equal(got, []string{want}) {
			t.Errorf("%s saw the filters %q, not %q", name, got, want)
		}
		status, body = proxy.do(ask{path: byOther})
		if status != 200 || !strings.Contains(body, `"totalResults":0`) {
			t.Errorf("%s: nobody is found as %d %s", name, status, body)
		}
		proxy.counted(`scimshim_rule_messages_total{outcome="changed",route="default",rule="` + rule + `"} 2`)
		proxy.counted(`scimshim_requests_total{code="200",method="GET",resource="Users",route="default"} 2`)
	}
	f("servicenow", "entra/read.element_compare", `emails[type eq "work" and value eq "ada@example.com"]`)
	f("atlassian", "atlassian/users.filter.emails", `userName eq "ada@example.com"`)
	f("aws-identity-center", "aws-identity-center/users.filter.emails", `userName eq "ada@example.com"`)
	f("github-emu", "github-emu/users.filter.emails", `userName eq "ada@example.com"`)
}

// TestInexpressibleFilter asks what the target cannot be asked in any form. An
// empty list would make Entra create the user again.
func TestInexpressibleFilter(t *testing.T) {
	f := func(name, filter string) {
		t.Helper()
		proxy, target := frontOf(t, name)
		status, body := proxy.do(ask{path: "/Users?filter=" + url.QueryEscape(filter)})
		if status != 400 || !strings.Contains(body, `"scimType":"invalidFilter"`) {
			t.Errorf("%s: %s is answered with %d %s", name, filter, status, body)
		}
		if got := filters(target); len(got) > 0 {
			t.Errorf("%s was asked %q", name, got)
		}
		proxy.counted(`scimshim_refusals_total{reason="filter_unsupported",route="default"} 1`)
	}
	f("servicenow", `nickName eq "Ada"`)
	f("servicenow", `userName eq "ada@example.com" or nickName pr`)
	f("atlassian", `displayName co "Ada"`)
	f("aws-identity-center", `displayName eq "Ada"`)
	f("github-emu", `name.givenName eq "Ada"`)
	f("atlassian", `not (userName eq "ada@example.com")`)
}

// TestDrain ends the proxy while a request is with the target. It is answered
// all the same.
func TestDrain(t *testing.T) {
	arrived, release := make(chan bool), make(chan bool)
	target := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		close(arrived)
		<-release
		w.Header().Set("Content-Type", "application/scim+json")
		w.Write([]byte(`{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":0}`))
	}))
	t.Cleanup(target.Close)
	proxy := serveFront(t, config.ServeFlags{Target: target.URL, Rules: []string{"entra"}})
	answer := make(chan int, 1)
	go func() {
		status, _ := proxy.do(ask{path: "/Users"})
		answer <- status
	}()
	<-arrived
	proxy.stop()
	servicetest.WaitFor(t, "the end to begin", func() bool { return strings.Contains(proxy.log.String(), "shutting down") })
	select {
	case err := <-proxy.ended:
		t.Fatalf("the proxy ended before the request did: %v", err)
	case <-time.After(50 * time.Millisecond):
	}
	close(release)
	if status := <-answer; status != 200 {
		t.Errorf("the request is answered with %d", status)
	}
	err := <-proxy.ended
	proxy.ended <- err // for the cleanup
	if err != nil {
		t.Error(err)
	}
}
