package index

import (
	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
)

// traffic counts what clients do to the number of resources, so that a walk knows
// which changes of it are theirs.
type traffic struct {
	creating, deleting int // requests under way
	created, deleted   int // requests that were carried out, or may have been
}

// window returns what may have been carried out between a state before and now.
func (t traffic) window(before traffic) (created, deleted int) {
	return t.created - before.created + t.creating, t.deleted - before.deleted + t.deleting
}

// sent notes a request that is on its way to the target.
func (d *directory) sent(m *rewrite.Message) { d.underWay(m, 1) }

func (d *directory) underWay(m *rewrite.Message, by int) {
	if m.Method != "POST" && m.Method != "DELETE" {
		return
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if m.Method == "POST" {
		d.traffic.creating += by
	} else {
		d.traffic.deleting += by
	}
}

// answered learns from what became of a request.
func (d *directory) answered(m *rewrite.Message, err error) {
	defer d.underWay(m, -1)
	e := rewrite.EffectOf(m, err)
	switch m.Method {
	case "GET":
		if e == rewrite.Done {
			d.learnAll(m)
		}
	case "POST":
		d.learnCreated(m, e)
	case "PUT", "PATCH":
		if e == rewrite.NoEffect || e == rewrite.Done && d.learnWritten(m, m.ID) {
			return
		}
		d.mu.Lock()
		defer d.mu.Unlock()
		d.mark(m.ID)
	case "DELETE":
		// What a target does with a deleted resource differs: some keep it, and it
		// goes on having its values. So it stays in the table, and a read tells.
		if e != rewrite.NoEffect {
			d.mu.Lock()
			defer d.mu.Unlock()
			d.traffic.deleted++
		}
	}
}

// learnAll learns from all resources that an answer shows.
func (d *directory) learnAll(m *rewrite.Message) {
	for r := range m.Resources() {
		if id, ok := idOf(r); ok {
			d.learn(id, r)
		}
	}
}

// learnCreated learns from the answer to a creation. One of which nobody knows
// whether it took place leaves a resource of unknown id.
func (d *directory) learnCreated(m *rewrite.Message, e rewrite.Effect) {
	var id string
	named, shown := false, false
	if e == rewrite.Done { // otherwise the body may be anything
		id, named = idOf(m.Get(filter.Path{}))
		shown = named && d.learnWritten(m, id)
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if e != rewrite.NoEffect {
		d.traffic.created++
	}
	switch {
	case e == rewrite.UnknownEffect, e == rewrite.Done && !named:
		d.doubt()
	case e == rewrite.Done && !shown:
		d.mark(id)
	}
}

// learnWritten learns from the answer to a write, and reports whether it shows
// all that the index is about. It may not: a 204 shows nothing, and a projection
// (RFC 7644, section 3.9) a part.
func (d *directory) learnWritten(m *rewrite.Message, id string) bool {
	for r := range m.Resources() {
		return d.learn(id, r)
	}
	return false
}

// idOf returns the id of a resource.
func idOf(resource json.Value) (string, bool) {
	value, ok := resource.Lookup("id")
	return text(value), ok
}
