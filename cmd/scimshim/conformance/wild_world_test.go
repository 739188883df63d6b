package conformance

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"scimshim/proxy/mock"
	"scimshim/rewrite"
	"scimshim/rewrite/filter"
)

// wildID is the id of the resource that requests with an id in their path are
// about, and wildOther those of others that must stay as they are.
const (
	wildID    = "0000000000000000000000000000aaaa"
	wildOther = "0000000000000000000000000000bbbb"
)

// A wildState is what the resource that a request is about looks like.
type wildState string

const (
	wildFull     wildState = "full"     // every attribute that the target keeps has a value
	wildInactive wildState = "inactive" // a user that is disabled, and has the least; a group without members
)

// wildSeed fills a target with a directory that makes a request meaningful.
func wildSeed(t *testing.T, target wildTarget, state wildState, m *rewrite.Message) *mock.Target {
	t.Helper()
	server, err := mock.New(target.name, target.options)
	if err != nil {
		t.Fatal(err)
	}
	seed := func(resource string, o wildObject) {
		t.Helper()
		if _, err := server.Seed(resource, wildEncode(o)); err != nil {
			t.Fatal(err)
		}
	}
	seed("Users", wildUser(target, wildID, state))
	seed("Users", wildUser(target, wildOther, wildFull))
	for i, o := range wildSamples(m) {
		o["id"] = wildOr(o["id"], fmt.Sprintf("%030dcc", i))
		if m.Resource == "Users" {
			o = wildManaged(target, wildCompleted(target, o, i))
		}
		for _, member := range wildList(o["members"]) {
			if id := wildText(member, "value"); id != "" {
				seed("Users", wildUser(target, id, wildFull))
			}
		}
		seed(m.Resource, o)
	}
	members := []any{wildObject{"value": wildOther}}
	for _, id := range slices.Concat(wildMembers(wildDecode(m.Body)), wildManagers(wildDecode(m.Body))) {
		if _, known := server.Find("Users", id); known {
			continue
		}
		seed("Users", wildUser(target, id, wildFull))
		members = append(members, wildObject{"value": id})
	}
	group := wildObject{"id": wildID, "displayName": "Tour Guides", "externalId": "ext-guides"}
	if state == wildFull {
		group["members"] = members
	}
	seed("Groups", group)
	seed("Groups", wildObject{"id": wildOther, "displayName": "Others", "members": members})
	return server
}

// wildOr returns v, or another value where it is empty.
func wildOr(v any, otherwise string) any {
	if wildEmpty(v) {
		return otherwise
	}
	return v
}

// wildUser returns a user as the target keeps one.
func wildUser(target wildTarget, id string, state wildState) wildObject {
	mail := fmt.Sprintf("u-%s@example.com", strings.ReplaceAll(id, " ", "-"))
	o := wildObject{"userName": mail, "externalId": "ext-" + id, "active": state == wildFull,
		"emails": []any{wildObject{"type": "work", "value": mail, "primary": true}}}
	if state == wildInactive {
		if target.name == "servicenow" { // Atlassian has no user without an e-mail
			delete(o, "emails")
		}
		o = target.kept("Users", nil, o)
		o["id"] = id
		return o
	}
	o["name"] = wildObject{"givenName": "Given", "familyName": "Family", "formatted": "Given Family"}
	o["displayName"], o["title"], o["nickName"] = "Given Family", "Guide", "Gee"
	o["preferredLanguage"], o["timezone"] = "en", "Europe/Vienna"
	o["phoneNumbers"] = []any{wildObject{"type": "work", "value": "1"},
		wildObject{"type": "mobile", "value": "2"}}
	o["addresses"] = []any{wildObject{"type": "home", "streetAddress": "Here 1", "locality": "Here"}}
	o[filter.EnterpriseURN] = wildObject{"department": "Tours", "organization": "Studios"}
	o = target.kept("Users", nil, o)
	o["id"] = id
	return o
}

// wildMembers returns the ids of the members that a body names: as values, and
// in the filters of paths.
func wildMembers(body wildObject) []string {
	var ids []string
	add := func(v any) {
		for _, element := range wildList(v) {
			id, ok := element.(string)
			if !ok {
				id = wildText(element, "value")
			}
			if id != "" {
				ids = append(ids, id)
			}
		}
	}
	add(wildGet(body, "members"))
	for _, op := range wildList(wildGet(body, "Operations")) {
		add(wildGet(wildGet(op, "value"), "members"))
		path := wildText(op, "path")
		t, _, err := filter.ParseTargetLenient(path, filter.All)
		if err != nil || !filter.Fold(t.Path.Name, "members") {
			continue
		}
		add(wildGet(op, "value"))
		if made, ok := wildStamped(t.Where); ok && t.Where != nil {
			add(made)
		}
	}
	return ids
}

// wildManagers returns the ids of the managers that a body names, in whatever
// form: clients give a manager the id that the target has for the user.
func wildManagers(body wildObject) []string {
	var ids []string
	var look func(name string, v any)
	look = func(name string, v any) {
		v = wildOnly(v)
		o, ok := v.(wildObject)
		manager := strings.HasSuffix(strings.ToLower(strings.TrimSuffix(name, ".value")), "manager")
		switch id, isText := v.(string); {
		case manager && isText && id != "":
			ids = append(ids, id)
		case manager && ok:
			look(name, wildGet(o, "value"))
		case ok:
			for key, member := range o {
				look(key, member)
			}
		}
	}
	look("", body)
	for _, op := range wildList(wildGet(body, "Operations")) {
		look(wildText(op, "path"), wildGet(op, "value"))
	}
	return ids
}

// wildSamples returns resources that the filter of a query selects, and
// neighbours that it must not.
func wildSamples(m *rewrite.Message) []wildObject {
	text, ok := m.Param("filter")
	if !ok {
		return nil
	}
	e, _, err := filter.ParseLenient(text, filter.All)
	if err != nil {
		return nil
	}
	hit := wildObject{}
	wildSample(m.Resource, wildManagerFilter(e), hit)
	samples := []wildObject{hit, wildNeighbour(hit, func(s string) string { return "other." + s })}
	if other := wildCopy(hit); other["emails"] != nil {
		other["emails"].([]any)[0].(wildObject)["type"] = "home"
		samples = append(samples, other)
	}
	if hit["userName"] == nil && hit["emails"] == nil && hit["id"] == nil && hit["meta"] == nil {
		samples = append(samples, wildNeighbour(hit, strings.ToUpper))
	}
	return samples
}

// wildNeighbour returns a resource with other texts.
func wildNeighbour(o wildObject, f func(string) string) wildObject {
	other := wildCopy(o)
	for key, v := range other {
		switch v := v.(type) {
		case string:
			other[key] = f(v)
		case wildObject:
			if key != "meta" {
				other[key] = wildNeighbour(v, f)
			}
		case []any:
			for i := range v {
				element := v[i].(wildObject)
				element["value"] = f(wildText(element, "value"))
			}
		}
	}
	return other
}

// wildManagerFilter returns a filter in which manager, which Entra names without its
// URN, is the value of that of the Enterprise user (Q17).
func wildManagerFilter(e filter.Expr) filter.Expr {
	return filter.Map(e, func(x filter.Expr) filter.Expr {
		if c, ok := x.(*filter.Compare); ok && c.Path.Is(filter.Path{Name: "manager"}) {
			return &filter.Compare{Path: filter.Path{Schema: filter.EnterpriseURN, Name: "manager", Sub: "value"},
				Op: c.Op, Value: c.Value}
		}
		return x
	})
}

// wildManaged returns a user with the manager where the target keeps one.
func wildManaged(target wildTarget, o wildObject) wildObject {
	manager := wildGet(o[filter.EnterpriseURN], "manager")
	if manager == nil {
		return o
	}
	delete(o[filter.EnterpriseURN].(wildObject), "manager")
	if target.name == "servicenow" {
		wildInner(o, wildSnowExtension)["manager"] = manager
	}
	return o
}
