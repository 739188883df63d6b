package probe

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"scimshim/proxy/mock"
	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/filter/plan"
	"scimshim/rules"
)

// options ask a target all there is to ask, as fast as it answers.
func options(target string) Options {
	return Options{Base: target, Client: NewClient(5 * time.Second), Resources: resources, Requests: 800}
}

// probed probes a target and returns the pack.
func probed(t *testing.T, target string, change func(*Options)) (string, error) {
	t.Helper()
	o := options(target)
	if change != nil {
		change(&o)
	}
	return packOf(t.Context(), o)
}

// packOf returns the pack that a run ends with, and what went wrong.
func packOf(ctx context.Context, o Options) (string, error) {
	r, err := Run(ctx, o)
	if err != nil {
		return "", errors.Join(err, r.Left())
	}
	return r.Pack(), r.Left()
}

// probedSet compiles what a probe printed, behind the pack entra.
func probedSet(t *testing.T, text string) *rules.Set {
	t.Helper()
	entra, _ := rules.Pack("entra")
	set, err := rules.Compile(entra, rules.Source{File: "probed.yaml", Data: []byte(text)})
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	return set
}

// acceptOf returns the accept list of an endpoint.
func acceptOf(t *testing.T, set *rules.Set, resource string) *plan.Accept {
	t.Helper()
	i := slices.IndexFunc(set.Chain.Accept, func(a rewrite.Accepted) bool { return a.Resource == resource })
	if i < 0 {
		t.Fatalf("the pack has no accept list for %s", resource)
	}
	return set.Chain.Accept[i].List
}

// A judge asks a target directly, and knows what is right.
type judge struct {
	t        *testing.T
	url      string
	world    *world
	client   *http.Client
	accept   *plan.Accept
	accepted int
}

func newJudge(t *testing.T, url, resource string, set *rules.Set) *judge {
	t.Helper()
	j := &judge{t: t, url: url, world: newWorld(resource), client: http.DefaultClient, accept: acceptOf(t, set, resource)}
	list := j.ask("").listed()
	if list == nil {
		t.Fatal("the target does not list " + resource)
	}
	for _, text := range list.shown {
		j.world.add(text)
	}
	j.world.total = list.total
	return j
}

func (j *judge) ask(text string) *answer {
	j.t.Helper()
	q := url.Values{"count": {"100"}}
	if text != "" {
		q.Set("filter", text)
	}
	req, err := http.NewRequest(http.MethodGet, j.url+"/"+j.world.resource+"?"+q.Encode(), nil)
	if err != nil {
		j.t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer anything")
	req.Header.Set("Accept", "application/json")
	resp, err := j.client.Do(req)
	if err != nil {
		return &answer{lost: err.Error()}
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return &answer{lost: err.Error()}
	}
	return readAnswer(resp, string(body))
}

// compare holds what the pack says of a filter against what the target does. What
// is accepted must be answered rightly, in the form that is sent. What is refused
// must be refused by the target or answered wrongly, unless nobody can know.
func (j *judge) compare(text string, knowable bool) {
	j.t.Helper()
	e, err := filter.Parse(text)
	if err != nil {
		j.t.Fatalf("%s: %v", text, err)
	}
	scope := j.world.scope
	scope.AnyCase = false
	plan, err := j.accept.Plan(e, &scope)
	if err == nil {
		j.accepted++
		if v, why := j.world.judge(plan.Filter, j.ask(filter.String(plan.Filter))); v != formHonoured {
			j.t.Errorf("%s is accepted, and the target's answer is not right: %s", text, why)
		}
		return
	}
	if v, _ := j.world.judge(e, j.ask(text)); v == formHonoured && knowable {
		j.t.Errorf("%s is not accepted, and the target answers it rightly", text)
	}
}

const snowExt = "urn:ietf:params:scim:schemas:extension:servicenow:2.0:User"

// fullDirectory fills a target with people who have all that a filter may ask
// for, and with groups.
func fullDirectory(t *testing.T, target *mock.Target) {
	t.Helper()
	var ids []string
	for i, name := range []string{"Ada", "Bo", "Chidi", "Dana"} {
		phones, n := "", i*7+11
		for k, kind := range []string{"work", "mobile", "home"} {
			phones += fmt.Sprintf(`,{"type":%q,"value":"+1 555 01%d%d"}`, kind, n, k)
		}
		id, err := target.Seed("Users", fmt.Sprintf(`{"schemas":[%q,%q],"userName":"%[3]s.x%[4]d@example.com",
			"externalId":"ext-%[4]d-%[3]s","active":%[5]v,"displayName":"%[3]s Q%[4]d","title":"Title %[4]d %[3]s",
			"preferredLanguage":"l%[4]d-%[3]s","timezone":"Zone/%[3]s%[4]d","nickName":"nick%[4]d",
			"name":{"givenName":"Giv%[3]s","familyName":"Fam%[4]d","middleName":"Mid%[4]d%[3]s"},
			"meta":{"resourceType":"User","created":"2026-01-0%[6]dT01:02:03Z","lastModified":"2026-02-0%[6]dT01:02:03Z"},
			"emails":[{"type":"work","primary":true,"value":"%[3]s.w%[4]d@example.com"}],"phoneNumbers":[%[7]s],
			"addresses":[{"type":"home","streetAddress":"%[4]d Road","locality":"Town%[4]d","region":"R%[4]d%[3]s",
			"postalCode":"9%[4]d99","country":"C%[4]d%[3]s"}],
			%[2]q:{"employeeNumber":"no-%[4]d","gender":"g%[4]d%[3]s","department":{"value":"dep%[4]d","name":"D%[3]s%[4]d"}}}`,
			filter.UserURN, snowExt, name, n, i%2 == 0, i+1, strings.TrimPrefix(phones, ",")))
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, id)
	}
	for i, name := range []string{"Alpha", "Beta", "Gamma"} {
		if _, err := target.Seed("Groups", fmt.Sprintf(`{"schemas":[%q],"displayName":"%s %d","externalId":"g-%d",
			"meta":{"resourceType":"Group","created":"2026-01-0%[5]dT01:02:03Z","lastModified":"2026-02-0%[5]dT01:02:03Z"},
			"members":[{"value":%[6]q,"type":"User"}]}`, filter.GroupURN, name, i*3, i, i+1, ids[i])); err != nil {
			t.Fatal(err)
		}
	}
}

// tableOf returns filters of a kind of resource: each attribute with each
// operator, value paths, and joins. It says which nobody can know from the data.
func tableOf(resource string) map[string]bool {
	table := map[string]bool{}
	values := map[string]string{"active": "true", "emails.primary": "true", "meta.created": `"2026-01-02T01:02:03Z"`,
		"meta.lastModified": `"2026-02-02T01:02:03Z"`}
	attributes := strings.Fields("userName externalId id active displayName title preferredLanguage timezone nickName " +
		"name.givenName name.familyName name.middleName meta.created meta.lastModified emails.value emails.type " +
		"phoneNumbers.value addresses.country locale userType " + snowExt + ":employeeNumber " + snowExt + ":gender " +
		snowExt + ":department.value " + snowExt + ":department.name " + filter.EnterpriseURN + ":employeeNumber")
	paths := strings.Split(`emails[type eq "work" and value eq "Bo.w18@example.com"];emails[value eq "Bo.w18@example.com"];`+
		`emails[type eq "work" and value sw "Bo"];emails[type eq "home" and value eq "x"];emails[type eq "work"];`+
		`phoneNumbers[type eq "work" and value eq "+1 555 01110"];phoneNumbers[type eq "mobile" and value eq "+1 555 01111"];`+
		`phoneNumbers[type eq "home" and value eq "+1 555 01112"];phoneNumbers[value eq "+1 555 01112"];`+
		`addresses[type eq "home" and locality eq "Town18"];addresses[type eq "home" and country eq "C18Bo"];`+
		`addresses[type eq "home" and postalCode eq "91899"];addresses[locality eq "Town18"];`+
		`emails[value eq "Bo.w18@example.com" and type eq "work"]`, ";")
	if resource == "Groups" {
		attributes = strings.Fields("displayName externalId id meta.created meta.lastModified members.value members.type")
		paths = []string{`members[value eq "1"]`}
	}
	ops := strings.Fields("eq ne co sw ew gt ge lt le pr")
	for _, name := range attributes {
		value, other := values[name]
		if !other {
			value = `"Bo"`
		}
		for _, op := range ops {
			text := name + " " + op + " " + value
			if op == "pr" {
				text = name + " pr"
			}
			// The order of booleans, and parts of what is no text, mean nothing.
			table[text] = !other || slices.Contains([]string{"eq", "ne", "pr"}, op) ||
				strings.HasPrefix(name, "meta.") && strings.Contains("gt ge lt le", op)
		}
	}
	lead := attributes[0]
	for _, text := range paths {
		table[text] = true
		table[lead+` sw "B" and `+text] = true
	}
	for _, name := range attributes[1:] {
		if values[name] == "" {
			table[fmt.Sprintf(`%s eq "Bo" and %s eq "x"`, lead, name)] = true
			table[fmt.Sprintf(`%s co "o" and %s sw "B" and %s eq "a"`, name, lead, lead)] = true
		}
		table[fmt.Sprintf(`not (%s pr)`, name)] = false // an accept list has no form for it
	}
	return table
}

// The options beside filters are those that each target needs.
func TestProbeMockLimits(t *testing.T) {
	t.Parallel()
	f := func(name string, users, groups []string) {
		t.Helper()
		target := startHooked(t, name)
		fullDirectory(t, target.Target)
		text, err := probed(t, target.url, nil)
		_, rest, _ := strings.Cut(text, "\nusers:\n")
		ofUsers, ofGroups, _ := strings.Cut(rest, "\ngroups:\n")
		for _, c := range []struct {
			section string
			has     []string
		}{{ofUsers, users}, {ofGroups, groups}} {
			for _, want := range c.has {
				if err != nil || !strings.Contains(c.section+"\n", "\n    "+want+"\n") {
					t.Errorf("%s: %v, want %s\n%s", name, err, want, text)
				}
			}
		}
	}
	f("servicenow", []string{"projection: one_parameter", "pages: {max: 500}",
		"unproven:\n      externalId: values of other attributes find it too"}, []string{"projection: one_parameter"})
	f("atlassian", []string{"projection: one_parameter"}, []string{"projection: enforce"})
	f("aws-identity-center", []string{"projection: none", "pages: {max: 100}"}, []string{"projection: none"})
	f("github-emu", []string{"projection: none", "pages: {max: 100}"}, nil)
}

// The pack that is printed accepts what the imitated target takes, and nothing
// else.
func TestProbeMocks(t *testing.T) {
	t.Parallel()
	for _, name := range mock.Names() {
		t.Run(name, func(t *testing.T) {
			target := startHooked(t, name)
			fullDirectory(t, target.Target)
			before := fmt.Sprint(target.All("Users"), target.All("Groups"))
			text, err := probed(t, target.url, nil)
			if err != nil {
				t.Fatal(err)
			}
			requests := len(target.Requests())
			for _, r := range target.Requests() {
				if r.Method != http.MethodGet {
					t.Errorf("the probe sent %s", r.Method)
				}
			}
			if after := fmt.Sprint(target.All("Users"), target.All("Groups")); after != before {
				t.Error("the probe has changed the directory")
			}
			set, filters := probedSet(t, text), 0
			for _, resource := range resources {
				j := newJudge(t, target.url, resource, set)
				table := tableOf(resource)
				for text, knowable := range table {
					j.compare(text, knowable)
				}
				filters += len(table)
				t.Logf("%s: %d of %d filters accepted", resource, j.accepted, len(table))
				if j.accepted == 0 {
					t.Errorf("no filter of %s is accepted", resource)
				}
			}
			t.Logf("%d requests, %d filters compared", requests, filters)
			if t.Failed() {
				t.Log(text)
			}
			for _, secret := range []string{"Chidi", "Town", "no-11", "+1 555"} {
				if strings.Contains(text, secret) {
					t.Errorf("the pack holds a value of somebody: %s\n%s", secret, text)
				}
			}
		})
	}
}
