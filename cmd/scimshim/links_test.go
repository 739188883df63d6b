package main

import (
	"bytes"
	"context"
	"net"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"scimshim/proxy/mock"
	"scimshim/proxy/mock/mocktest"
)

// organization is an organization at Atlassian whose record of someone who left has the address of Ada, who
// is to be created.
func organization(t *testing.T) (m *mock.Target, base string) {
	t.Helper()
	m, err := mock.New("atlassian", mock.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, seed := range [][2]string{
		{"Organizations", `{"id":"org-1","key":"key-of-the-organization"}`},
		{"Accounts", `{"id":"left","email":"ada@example.com","accountId":"5b10:a","stale":true}`},
		{"Accounts", `{"id":"alone","email":"bob@example.com","stale":true}`},
		{"Users", `{"id":"kept","userName":"a2","emails":[{"value":"ada.old@example.com","primary":true}],
			"urn:scim:schemas:extension:atlassian-external:1.0":{"atlassianAccountId":"5b10:a"}}`},
	} {
		if _, err := m.Seed(seed[0], seed[1]); err != nil {
			t.Fatal(err)
		}
	}
	server := httptest.NewServer(m)
	t.Cleanup(server.Close)
	return m, server.URL
}

// serveOrganization serves an organization at an address that examples name.
func serveOrganization(t *testing.T, address string) {
	t.Helper()
	m, _ := organization(t)
	listener, err := net.Listen("tcp", address)
	if err != nil {
		t.Skip("another process of this machine listens at the address that the example names")
	}
	server := httptest.NewUnstartedServer(m)
	server.Listener.Close()
	server.Listener = listener
	server.Start()
	t.Cleanup(server.Close)
}

// runLinks runs the command and returns what it prints, without the line of its error.
func runLinks(t *testing.T, base string, args ...string) (out, failed string) {
	t.Helper()
	key := filepath.Join(t.TempDir(), "key")
	if err := os.WriteFile(key, []byte("key-of-the-organization\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	var text bytes.Buffer
	c := newLinks()
	c.SetOut(&text)
	c.SetErr(&text)
	c.SilenceErrors, c.SilenceUsage = true, true
	c.SetArgs(append([]string{"--url", base, "--org", "org-1", "--key-file", key}, args...))
	if err := c.ExecuteContext(context.Background()); err != nil {
		failed = err.Error()
	}
	if strings.Contains(text.String()+failed, "example.com") || strings.Contains(text.String()+failed, "key-of") {
		t.Errorf("shows an address or the key:\n%s%s", &text, failed)
	}
	return text.String(), failed
}

// A record that was left behind is found by the address, looked at, and removed, after which its address is free.
func TestLinksRemove(t *testing.T) {
	m, base := organization(t)
	const directory = "6f1c9d5e-3c0a-4b7e-9b1d-2a4e8c7f0d13"
	f := func(want, wantFailed string, args ...string) {
		t.Helper()
		if out, failed := runLinks(t, base, args...); out != want || failed != wantFailed {
			t.Errorf("%v\n%s%s\nwant\n%s%s", args, out, failed, want, wantFailed)
		}
	}
	creates := func(want int) {
		t.Helper()
		status, text := mocktest.Ask(t, "POST", base+m.Base()+"/Users",
			`{"userName":"a","emails":[{"value":"ada@example.com","type":"work","primary":true}]}`)
		if status != want {
			t.Errorf("%d %s, want %d", status, text, want)
		}
	}
	creates(409)
	const (
		left   = "record left in the directory " + directory + ", linked to the account 5b10:a\n"
		kept   = "record kept in the directory " + directory + ", linked to the account 5b10:a\n"
		asked  = "POST get-scim-links-for-email: 200\n"
		listed = "GET user/5b10:a/get-scim-links: 200\nof this account:\n" + kept + left
	)
	f(asked+left+"1 request, no changes\n", "", "--email", "ada@example.com")
	f("GET user/5b10:a/get-scim-links: 200\n"+kept+left+"1 request, no changes\n", "", "--account", "5b10:a")
	f(asked+"no provisioning records\n1 request, no changes\n", "", "--email", "eve@example.com")
	f(asked+left+"would send PATCH scimDirectoryId/"+directory+"/scimUserId/left/unlink; nothing was changed; do it "+
		"with --yes\n1 request, no changes\n", "", "--email", "ada@example.com", "--unlink")
	f(asked+left+listed+"would send DELETE user/5b10:a/onlyDeleteUserInDB; nothing was changed; do it with --yes\n"+
		"2 requests, no changes\n", "", "--email", "ada@example.com", "--remove")
	f("GET user/5b10:a/get-scim-links: 200\n"+kept+left+"1 request, no changes\n",
		"there are 2 records; say with --record which is meant; nothing was changed", "--account", "5b10:a", "--unlink")
	f(asked+"record alone in the directory "+directory+", linked to no account\n1 request, no changes\n",
		"record alone is linked to no account; ask Atlassian Support to remove it; nothing was changed",
		"--email", "bob@example.com", "--remove", "--yes")
	f(asked+"no provisioning records\n1 request, no changes\n", "there is no such record; nothing was changed",
		"--email", "eve@example.com", "--unlink")
	if n := len(m.All("Accounts")); n != 2 {
		t.Fatalf("%d accounts", n)
	}
	f(asked+left+listed+"DELETE user/5b10:a/onlyDeleteUserInDB: 204\n"+asked+"left:\nno provisioning records\n"+
		"4 requests, 1 change\n", "", "--email", "ada@example.com", "--remove", "--yes")
	if accounts, users := len(m.All("Accounts")), len(m.All("Users")); accounts != 1 || users != 0 {
		t.Errorf("%d accounts and %d users are left", accounts, users)
	}
	creates(201)
}

// A link is taken away, and both that it was between stay.
func TestLinksUnlink(t *testing.T) {
	m, base := organization(t)
	out, failed := runLinks(t, base, "--account", "5b10:a", "--record", "kept", "--unlink", "--yes")
	if failed != "" || !strings.Contains(out, "/scimUserId/kept/unlink: 204\n") || strings.Count(out, "record kept") != 1 ||
		!strings.HasSuffix(out, "3 requests, 1 change\n") {
		t.Errorf("%s%s", out, failed)
	}
	if n := len(m.All("Users")); n != 1 {
		t.Errorf("%d users", n)
	}
}

// Whatever happens to a request, it is not sent again, and what is said is true of the organization.
func TestLinksFaults(t *testing.T) {
	const unknown = "it is not known whether the change was made"
	for _, fault := range []mock.Fault{{Kind: "cut"}, {Kind: "truncate"}, {Kind: "empty"}, {Kind: "html"},
		{Kind: "status", Status: 500}, {Kind: "status", Status: 429}, {Kind: "status", Status: 401},
		{Kind: "slow", Delay: 600_000_000}} {
		for at := range 4 {
			m, base := organization(t)
			fault.After, fault.Times = at, 1
			m.Fault(fault)
			out, failed := runLinks(t, base, "--email", "ada@example.com", "--remove", "--yes", "--timeout", "300ms")
			deletes := 0
			for _, r := range m.Requests() {
				if r.Method == "DELETE" {
					deletes++
				}
			}
			done := len(m.All("Users")) == 0
			says := map[bool]string{true: "the change was made", false: "nothing was changed"}
			switch {
			case deletes > 1:
				t.Errorf("%s at %d: %d changes were sent", fault.Kind, at, deletes)
			case failed == "" && !done, failed == "" && at != 2:
				t.Errorf("%s at %d: there is no error\n%s", fault.Kind, at, out)
			case failed != "" && !strings.Contains(failed, unknown) && !strings.Contains(failed, says[done]):
				t.Errorf("%s at %d: %s, and that is %v", fault.Kind, at, failed, done)
			case at < 2 && (deletes > 0 || done):
				t.Errorf("%s at %d: a change was sent", fault.Kind, at)
			}
		}
	}
}

func TestLinksMisused(t *testing.T) {
	f := func(want string, args ...string) {
		t.Helper()
		c := newLinks()
		c.SilenceErrors, c.SilenceUsage = true, true
		c.SetArgs(append([]string{"--org", "o", "--key-file", "none"}, args...))
		if err := c.Execute(); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%v: %v, want %s", args, err, want)
		}
	}
	f("--url: expected a URL", "--email", "a@b", "--url", "http://api.atlassian.com")
	f("--url: expected a URL", "--email", "a@b", "--url", "https://a:b@api.atlassian.com")
	f("--org: expected the id", "--email", "a@b", "--org", "a/b")
	f("--key-file: expected", "--email", "a@b", "--key-file", "")
	f("expected either --email", "--email", "a@b", "--account", "x")
	f("expected either --email")
	f("expected either --email", "--email", "ada")
	f("expected either --email", "--account", "../x")
	f("expected either --unlink or --remove", "--email", "a@b", "--unlink", "--remove")
	f("--yes: expected", "--email", "a@b", "--yes")
	f("--timeout: expected", "--email", "a@b", "--timeout", "0s")
	f("open none:", "--email", "a@b")
}
