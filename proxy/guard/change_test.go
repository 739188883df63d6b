package guard_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"scimshim/proxy/guard"
	"scimshim/rewrite"
	"scimshim/rewrite/state"
)

const groupOfThree = `{"id":"g","displayName":"G","members":[{"value":"1"},{"value":"2"},{"value":"3"}]}`

func patch(ops string) string {
	return `{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[` + ops + `]}`
}

func TestChangeOf(t *testing.T) {
	all := map[guard.Sort]guard.Bound{guard.Deletes: {Count: 1}, guard.Disables: {Count: 1}, guard.Removals: {Count: 1}}
	g := guard.New(guard.Settings{Window: time.Hour, Bounds: all}, state.NewMemory(limits))
	for _, of := range []struct {
		method, path, body string
		sort               guard.Sort
		things             string // joined by blanks
		reads              bool
	}{
		{"DELETE", "Users/7", "", guard.Deletes, "7", false},
		{"DELETE", "Groups/g", "", guard.Deletes, "g", false},
		{"PATCH", "Users/7", patch(`{"op":"replace","path":"active","value":false}`), guard.Disables, "7", false},
		{"PATCH", "Users/7", patch(`{"op":"Replace","path":"active","value":"False"}`), guard.Disables, "7", false},
		{"PATCH", "Users/7", patch(`{"op":"replace","value":{"active":false}}`), guard.Disables, "7", false},
		{"PATCH", "Users/7", patch(`{"op":"replace","path":"active","value":true}`), "", "", false},
		{"PATCH", "Users/7", patch(`{"op":"replace","path":"title","value":"x"}`), "", "", false},
		{"PUT", "Users/7", `{"userName":"a","active":false}`, guard.Disables, "7", false},
		{"PUT", "Users/7", `{"userName":"a","active":true}`, "", "", false},
		{"POST", "Users", `{"userName":"a","active":false}`, guard.Disables, "", false},
		{"POST", "Users", `{"userName":"a","Active":"False"}`, guard.Disables, "", false},
		{"POST", "Users", `{"userName":"a"}`, "", "", false},
		{"POST", "Groups", `{"displayName":"a"}`, "", "", false},
		{"PATCH", "Groups/g", patch(`{"op":"remove","path":"members[value eq \"1\"]"}`), guard.Removals, "g/1", false},
		{"PATCH", "Groups/g", patch(`{"op":"remove","path":"members[value eq \"1\" or value eq \"9\"]"}`), guard.Removals, "g/1 g/9", false},
		{"PATCH", "Groups/g", patch(`{"op":"Remove","path":"members","value":[{"value":"1"},{"value":"2"}]}`), guard.Removals, "g/1 g/2", false},
		{"PATCH", "Groups/g", patch(`{"op":"remove","path":"members[value eq \"1\"]"},{"op":"add","path":"members","value":[{"value":"5"}]}`), guard.Removals, "g/1", false},
		{"PATCH", "Groups/g", patch(`{"op":"remove","path":"members[display sw \"A\"]"}`), guard.Removals, "", true},
		{"PATCH", "Groups/g", patch(`{"op":"remove","path":"members"}`), guard.Removals, "g/1 g/2 g/3", true},
		{"PATCH", "Groups/g", patch(`{"op":"replace","path":"members","value":[{"value":"2"},{"value":"5"}]}`), guard.Removals, "g/1 g/3", true},
		{"PATCH", "Groups/g", patch(`{"op":"replace","value":{"displayName":"H","members":[{"value":"2"}]}}`), guard.Removals, "g/1 g/3", true},
		{"PATCH", "Groups/g", patch(`{"op":"replace","value":{"displayName":"H"}}`), guard.Removals, "", false},
		{"PATCH", "Groups/g", patch(`{"op":"remove","path":"members"},{"op":"add","path":"members","value":[{"value":"1"},{"value":"2"}]}`), guard.Removals, "g/3", true},
		{"PATCH", "Groups/g", patch(`{"op":"replace","path":"members","value":[]},{"op":"replace","path":"roles[value eq \"1\"].type","value":"x"}`), guard.Removals, "g/1 g/2 g/3", true},
		{"PATCH", "Groups/g", patch(`{"op":"add","path":"members","value":[{"value":"1"}]}`), guard.Removals, "", false},
		{"PUT", "Groups/g", `{"displayName":"G","members":[{"value":"3"}]}`, guard.Removals, "g/1 g/2", true},
		{"PUT", "Groups/g", `{"displayName":"G"}`, guard.Removals, "g/1 g/2 g/3", true},
	} {
		read := false
		got, err := changeOf(t, g, of.method, of.path, of.body, func() (string, error) { read = true; return groupOfThree, nil })
		things := strings.ReplaceAll(strings.Join(got.Things, " "), "\x00", "/")
		if err != nil || got.Sort != of.sort || things != of.things || read != of.reads || (of.method == "POST") && len(got.Things) > 1 {
			t.Errorf("%s %s %s: %s of %q, reads %v: %v", of.method, of.path, of.body, got.Sort, things, read, err)
		}
		if got.Sort == guard.Disables && len(got.Things) != 1 {
			t.Errorf("%s %s: %d things", of.method, of.path, len(got.Things))
		}
	}
}

// A group that cannot be read is an error, and one that the target does not show counts as one.
func TestUnreadableGroup(t *testing.T) {
	g := guard.New(guard.Settings{Bounds: map[guard.Sort]guard.Bound{guard.Removals: {Count: 1}}}, state.NewMemory(limits))
	fault := errors.New("fault")
	if _, err := changeOf(t, g, "PUT", "Groups/g", `{}`, func() (string, error) { return "", fault }); !errors.Is(err, fault) {
		t.Errorf("%v", err)
	}
	c, err := changeOf(t, g, "PUT", "Groups/g", `{}`, func() (string, error) { return "", nil })
	if err != nil || !slices.Equal(c.Things, []string{""}) {
		t.Errorf("%+v %v", c, err)
	}
}

// What is not bounded is not looked at.
func TestUnbounded(t *testing.T) {
	g := guard.New(guard.Settings{}, state.NewMemory(limits))
	for _, of := range [][3]string{
		{"DELETE", "Users/7", ""}, {"PUT", "Users/7", `{"active":false}`}, {"PUT", "Groups/g", `{}`},
	} {
		c, err := changeOf(t, g, of[0], of[1], of[2], nil)
		if err != nil || len(c.Things) > 0 {
			t.Errorf("%v: %+v %v", of, c, err)
		}
	}
}

// changeOf asks what a request changes when it has come through a chain.
func changeOf(t *testing.T, g *guard.Guard, method, path, body string, read guard.Reader) (c guard.Change, err error) {
	t.Helper()
	resource, id, _ := strings.Cut(path, "/")
	m, asked := &rewrite.Message{Method: method, Resource: resource, ID: id, Body: body}, false
	done := errors.New("done")
	chain := &rewrite.Chain{}
	if got := chain.Do(m, &rewrite.Trace{}, func(m *rewrite.Message) error {
		asked = true
		c, err = g.ChangeOf(m, read)
		return done
	}); !errors.Is(got, done) || !asked {
		t.Fatalf("%s %s: %v", method, path, got)
	}
	return c, err
}
