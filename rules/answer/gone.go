package answer

import (
	"strings"
	"time"

	"scimshim/config/tree"
	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
	"scimshim/rewrite/state"
	"scimshim/rules/kind"
)

// hiding is the phase of the step by which deleted resources are gone: outside of adopt, which has to
// find them.
var hiding = kind.Normalize

// readGone reads whether a resource whose DELETE is granted, and that the target keeps, is gone for the
// client.
func readGone(b *kind.Block, n *tree.Node, keeps bool) {
	option := n.Key("gone")
	if option == nil {
		return
	}
	if !keeps && option.Bool() {
		option.Errorf("the target keeps nothing, or the client is told that it does; say so with an action that " +
			"keeps the resource there, as deactivate")
	}
	b.Put(kind.Step{Key: "gone", At: n, Phase: &hiding, New: func(*kind.Build) rewrite.Rule {
		if option.Bool() {
			return gone{}
		}
		return nil
	}})
}

// gone answers requests for resources that the client has deleted, and the target keeps, as if there
// were none.
type gone struct{}

// goneRoom is where it is kept which resources these are, and goneFor how long.
const (
	goneRoom = "gone"
	goneFor  = 400 * 24 * time.Hour
)

// goneKey tells resources apart.
func goneKey(m *rewrite.Message, id string) string { return strings.ToLower(m.Resource) + "/" + id }

// is reports whether a resource is gone. What cannot be read is shown as the target shows it.
func (gone) is(m *rewrite.Message, id string) bool {
	if m.State == nil || id == "" {
		return false
	}
	_, found, err := m.State.Get(goneRoom, goneKey(m, id))
	return found && err == nil
}

func (g gone) Request(m *rewrite.Message) error {
	if g.is(m, m.ID) {
		missing := rewrite.Refusal{Status: 404, Detail: "it was deleted, and is gone for this client"}
		m.Reply(404, missing.ErrorBody())
	}
	return nil
}

func (g gone) Response(m *rewrite.Message) error {
	switch done := m.Status >= 200 && m.Status <= 299; {
	case m.State == nil, !done:
		return nil
	case m.Method == "DELETE":
		// If it cannot be kept the client sees what the target keeps.
		until := time.Now().Add(goneFor)
		_ = m.State.Put(goneRoom, state.Entry{Key: goneKey(m, m.ID), Value: []byte("1"), Until: until})
		return nil
	case m.Method == "POST":
		return g.comeBack(m)
	case m.IsQuery():
		return g.leaveOut(m)
	}
	return nil
}

// comeBack shows a resource again that a POST was answered with, since adopt has found it.
func (g gone) comeBack(m *rewrite.Message) error {
	id := idOf(m.Body)
	if !g.is(m, id) {
		return nil
	}
	return m.State.Delete(goneRoom, goneKey(m, id))
}

// leaveOut takes out of a list what is gone. In one of several pages it stays, since the numbers of the
// list would not fit to those of the others.
func (g gone) leaveOut(m *rewrite.Message) error {
	shown := 0
	for range m.Resources() {
		shown++
	}
	if total, ok := m.Total(); !ok || total != shown {
		return nil
	}
	return m.KeepResources(func(resource json.Value) (bool, error) { return !g.is(m, idOf(resource.Text())), nil })
}

// idOf returns the id of a resource; empty for none.
func idOf(resource string) string {
	value, _ := rewrite.Lookup(resource, filter.Path{Name: "id"})
	id, _ := json.Text(value)
	return id
}
