//go:build conformance

package conformance

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"scimshim/proxy/probe"
	"scimshim/rewrite/filter"
)

// TestConformanceProbe probes servers of others, and puts the pack that is printed
// before them. Each filter is then answered with what it selects, or refused.
func TestConformanceProbe(t *testing.T) {
	dir := t.TempDir()
	for _, target := range corpusTargets {
		for _, write := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s/write=%v", target.name, write), func(t *testing.T) {
				server := startReal(t, target)
				seedProbed(server)
				before := server.listed("Users") + server.listed("Groups")
				report, err := probe.Run(t.Context(), probe.Options{
					Base: server.base, Token: "anything", Client: probe.NewClient(5 * time.Second),
					Resources: probe.Resources(), Requests: 400, Write: write,
				})
				if err := errors.Join(err, report.Left()); err != nil {
					t.Fatal(err)
				}
				text := report.Pack()
				if after := server.listed("Users") + server.listed("Groups"); after != before {
					t.Errorf("the probe has changed the directory:\n%s\nand it was\n%s", after, before)
				}
				file := filepath.Join(dir, "probed.yaml")
				if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
					t.Fatal(err)
				}
				base := server.proxied(t, "entra", file)
				for resource, filters := range probedFilters {
					server.judgeProbed(t, base, resource, filters)
				}
				if t.Failed() {
					t.Log(text)
				}
			})
		}
	}
}

// listed returns the resources of a kind as text. Empty lists and objects are left
// out: scim2-server makes them in what is stored when a filter names them.
func (s *realServer) listed(resource string) string {
	list, err := s.list(resource)
	text := fmt.Sprint(err)
	for _, o := range list {
		text += "\n" + wildSaid(o)
	}
	return text
}

// seedProbed creates users and groups, some of which lack what others have.
func seedProbed(s *realServer) {
	s.t.Helper()
	s.reset()
	var ids []string
	for i, name := range []string{"Ada", "Bo", "Chidi", "Dana"} {
		more := fmt.Sprintf(`,"title":"Chief %d","nickName":"nick-%s","name":{"givenName":"%[2]s","familyName":"Fam%[1]d"},`+
			`"phoneNumbers":[{"type":"work","value":"+1 555 01%[1]d1"},{"type":"mobile","value":"+1 555 01%[1]d2"}],`+
			`"addresses":[{"type":"work","locality":"Town%[1]d","country":"FR"}]`, i*3, name)
		if i == 3 {
			more = ""
		}
		ids = append(ids, s.seed("Users", fmt.Sprintf(`{"schemas":[%q],"userName":"%[2]s.x%[3]d@example.com",`+
			`"externalId":"ext-%[3]d","active":%[4]v,"displayName":"%[2]s Q%[3]d",`+
			`"emails":[{"type":"work","primary":true,"value":"%[2]s.w%[3]d@example.com"},`+
			`{"type":"home","value":"%[2]s.h%[3]d@example.com"}]%[5]s}`, filter.UserURN, name, i*3, i%2 == 0, more)))
	}
	for i, name := range []string{"Alpha", "Beta"} {
		s.seed("Groups", fmt.Sprintf(`{"schemas":[%q],"displayName":"%s %d","externalId":"g-%d","members":[{"value":%q}]}`,
			filter.GroupURN, name, i, i, ids[i]))
	}
}

// probedFilters are filters of many forms. Nobody has "zzz".
var probedFilters = map[string][]string{
	"Users": append(crossed([]string{"userName", "displayName", "externalId", "title", "nickName", "name.givenName",
		"name.familyName", "emails.value", "phoneNumbers.value"}, []string{`eq "Bo"`, `eq "zzz"`, `sw "Bo"`, `co "o"`, `ew "zzz"`, "pr"}),
		`userName eq "Bo.x3@example.com"`, `externalId eq "ext-3"`, `active eq true`, `active eq false`, `active ne true`, `active pr`,
		`emails eq "Bo.w3@example.com"`, `emails[type eq "work" and value eq "Bo.w3@example.com"]`,
		`emails[type eq "home" and value eq "Bo.w3@example.com"]`, `emails[value eq "Bo.h3@example.com"]`,
		`emails[type eq "work"].value eq "Bo.w3@example.com"`, `emails[type eq "other" and value eq "zzz"]`,
		`emails[type eq "work" and value sw "Bo"]`, `phoneNumbers[type eq "mobile" and value eq "+1 555 0132"]`,
		`addresses[type eq "work" and locality eq "Town3"]`, `addresses[type eq "work" and country eq "FR"]`,
		`userName eq "Bo.x3@example.com" and active eq false`, `userName eq "Bo.x3@example.com" and active eq true`,
		`displayName sw "Bo" and externalId eq "ext-3"`, `active eq true and displayName co "Q" and externalId eq "ext-0"`,
		`userName eq "Bo.x3@example.com" or userName eq "Ada.x0@example.com"`, `not (userName eq "Bo.x3@example.com")`,
		`userName eq "Bo.x3@example.com" and emails[type eq "work" and value eq "Bo.w3@example.com"]`,
		`title ne "Chief 3"`, `meta.created gt "1971-01-01T00:00:00Z"`, `meta.created lt "1971-01-01T00:00:00Z"`),
	"Groups": append(crossed([]string{"displayName", "externalId", "members.value"}, []string{`eq "zzz"`, `sw "Be"`, `co "eta"`, "pr"}),
		`displayName eq "Beta 1"`, `externalId eq "g-1"`, `displayName eq "Beta 1" and externalId eq "g-1"`,
		`members[value eq "zzz"]`, `displayName eq "Beta 1" and members.value eq "zzz"`, `not (displayName eq "Beta 1")`),
}

func crossed(names, rest []string) []string {
	var list []string
	for _, name := range names {
		for _, r := range rest {
			list = append(list, name+" "+r)
		}
	}
	return list
}

// judgeProbed asks the proxy with each filter. What it answers must be what the
// filter selects, and what it refuses must be refused as a filter, or because a resource
// out of all that are read does not show whether the filter selects it.
func (s *realServer) judgeProbed(t *testing.T, base, resource string, filters []string) {
	t.Helper()
	list, err := s.list(resource)
	if err != nil {
		t.Fatal(err)
	}
	scope := filter.Scope{Types: filter.Core(), Resource: resource}
	right, refused := 0, 0
	for _, text := range filters {
		e, _, err := filter.ParseLenient(text, filter.ElementCompare)
		if err != nil {
			t.Fatal(err)
		}
		var want []string
		for _, o := range list {
			if scope.Holds(e, wildEncode(o)) == filter.True {
				want = append(want, wildText(o, "id"))
			}
		}
		a := s.ask(base, http.MethodGet, "/"+resource+"?filter="+url.QueryEscape(text), "")
		switch {
		case a.status == http.StatusBadRequest && strings.Contains(a.body, "invalidFilter"),
			a.status == http.StatusBadGateway && strings.Contains(a.body, "does not show whether it satisfies"):
			refused++
		case a.status != http.StatusOK:
			t.Errorf("%s: %d %s", text, a.status, a.body)
		default:
			var got []string
			for _, o := range wildList(wildGet(wildDecode(a.body), "Resources")) {
				got = append(got, wildText(o, "id"))
			}
			slices.Sort(got)
			slices.Sort(want)
			if right++; !slices.Equal(got, want) {
				t.Errorf("%s: %d answered, and it selects %d", text, len(got), len(want))
			}
		}
	}
	t.Logf("%d filters of %s: %d answered rightly, %d refused", len(filters), resource, right, refused)
	if right < len(filters)/4 {
		t.Errorf("only %d of %d filters of %s are accepted", right, len(filters), resource)
	}
}
