package laws_test

import (
	"encoding/json"
	"maps"
	"reflect"
	"strings"
	"testing"

	"scimshim/rewrite"
	"scimshim/rules"
	"scimshim/rules/cases"
	"scimshim/rules/rulestest"
)

// renames are rules and what they rename, as paths into a decoded resource.
var renames = []struct{ rule, from, to string }{
	{"{from: externalId, to: 'urn:example:2.0:User:number'}", "externalId", "urn:example:2.0:User/number"},
	{"{from: 'urn:example:2.0:User:number', to: externalId}", "urn:example:2.0:User/number", "externalId"},
	{"{from: userName, to: login}", "userName", "login"},
	{"{from: name.givenName, to: nick}", "name/givenName", "nick"},
	{"{from: nickName, to: name.nick}", "nickName", "name/nick"},
	{"{from: name.givenName, to: name.first}", "name/givenName", "name/first"},
	{"{from: name.givenName, to: 'urn:example:2.0:User:names.first'}", "name/givenName", "urn:example:2.0:User/names/first"},
	{"{from: emails, to: mails}", "emails", "mails"},
	{"{from: emails.value, to: emails.address}", "emails/value", "emails/address"},
	{"{from: 'urn:ietf:params:scim:schemas:core:2.0:User:title', to: rank}", "title", "rank"},
}

// resource makes a user at random that has only names of one side.
func (g *maker) resource() map[string]any {
	name := map[string]any{"givenName": g.mark(), "familyName": g.mark(), "formatted": nil}
	all := map[string]any{
		"userName": g.mark(), "externalId": g.mark(), "title": g.mark(), "nickName": g.mark(), "name": name,
		"emails": []any{
			map[string]any{"value": g.mark(), "type": "work"}, map[string]any{"value": g.mark()}, map[string]any{"type": "x"},
		},
		"urn:example:2.0:User": map[string]any{"number": g.mark(), "other": 1.5},
	}
	for key := range maps.Clone(all) {
		if g.IntN(3) == 0 {
			delete(all, key)
		}
	}
	if g.IntN(3) == 0 {
		delete(name, "givenName")
	}
	return all
}

// at returns the values at a path, in all elements of what is a list.
func at(v any, path string) []any {
	first, rest, more := strings.Cut(path, "/")
	var found []any
	switch x := v.(type) {
	case []any:
		for _, e := range x {
			found = append(found, at(e, path)...)
		}
	case map[string]any:
		value, ok := x[first]
		switch {
		case ok && more:
			return at(value, rest)
		case ok:
			return []any{value}
		}
	}
	return found
}

// What is renamed on the way in has the target's name there, and its own again
// on the way back; all else is as it was.
func TestRenameRoundTrip(t *testing.T) {
	for _, rn := range renames {
		set := rulestest.Compile(t, rulestest.File("users: {rename: "+rn.rule+"}"))
		g := newMaker(4)
		for range 1000 {
			user := g.resource()
			g.trip(t, set, rn.from, rn.to, user)
			if t.Failed() {
				t.Fatalf("rename: %s", rn.rule)
			}
		}
	}
}

// trip sends a user and has the target answer what it was sent.
func (g *maker) trip(t *testing.T, set *rules.Set, from, to string, user map[string]any) {
	t.Helper()
	if len(at(user, from)) > 0 && len(at(user, to)) > 0 {
		return
	}
	user["id"] = "1"
	text, _ := json.Marshal(user)
	m := &rewrite.Message{Method: "PUT", Resource: "Users", ID: "1", Body: string(text), Route: cases.Route}
	var sent map[string]any
	err := set.Chain.Do(m, &rewrite.Trace{}, func(m *rewrite.Message) error {
		if err := json.Unmarshal([]byte(m.Body), &sent); err != nil {
			t.Fatalf("%v: %s", err, m.Body)
		}
		body := m.Body
		m.Answer(200, "", body)
		return nil
	})
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	if len(at(user, to)) == 0 && !reflect.DeepEqual(at(user, from), at(sent, to)) || len(at(sent, from)) > 0 {
		t.Errorf("%s\nsent %v", text, sent)
	}
	var back map[string]any
	if err := json.Unmarshal([]byte(m.Body), &back); err != nil {
		t.Fatalf("%v: %s", err, m.Body)
	}
	if len(at(user, to)) > 0 {
		return // the client used the target's own name
	}
	if !reflect.DeepEqual(user, back) {
		t.Errorf("%s\ncame back as %s", text, m.Body)
	}
}
