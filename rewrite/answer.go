package rewrite

import (
	"github.com/tidwall/sjson"

	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
)

// Become makes the answer another one: what an error mapping does.
func (m *Message) Become(status int, body string) {
	m.Status, m.Location, m.Body = status, "", body
	m.edited()
}

// KeepResources asks of each resource in an answer to a query whether to keep
// it, and takes the others out. The numbers of the list are those of what is
// kept. A list of more than one page from which something would be taken is
// refused, since its numbers could not be told.
func (m *Message) KeepResources(keep func(resource string) (bool, error)) error {
	list := resourcesAt(m.Body)
	if list < 0 {
		return nil
	}
	e := json.NewEditor(m.Body)
	var failed error
	kept, all := 0, 0
	e.Elements(list, func(at int) bool {
		all++
		ok, err := keep(e.Value(at))
		if err != nil {
			failed = err
		}
		if ok {
			kept++
		}
		return ok || failed != nil
	})
	body, changed := e.Finish()
	if failed != nil || !changed {
		return failed
	}
	if total, ok := m.Total(); !ok || total != all {
		return BadAnswer(AnswerContradicts, "the target answered a part of a list with resources that do not "+
			"satisfy the client's filter, so that the length of the list cannot be told")
	}
	m.SetBody(renumber(body, kept))
	return nil
}

// renumber sets the numbers of a list answer of one page.
func renumber(body string, n int) string {
	out := body
	for m := range json.Members(body) {
		if !filter.Fold(m.Name, "totalResults") && !filter.Fold(m.Name, "itemsPerPage") {
			continue
		}
		var err error
		if out, err = sjson.Set(out, m.Name, n); err != nil {
			panic("BUG: checked JSON that cannot be set: " + err.Error())
		}
	}
	return out
}

// Trim takes out of the answer what it shows only because Show widened the
// projection.
func (m *Message) Trim(s Shown) error {
	if s.dropped != nil {
		if err := m.Project(*s.dropped); err != nil {
			return err
		}
	}
	if len(s.added) == 0 {
		return nil
	}
	added := make(nameIndex, len(s.added))
	for _, p := range s.added {
		added.add(m.Types().Canonical(m.Resource, m.Unqualified(p)))
	}
	return m.MapAttributes(func(a Attr) (Edit, error) {
		if (a.Level == Whole || a.Level == Sub) && s.hides(m, added, a.Path) {
			return Drop, nil
		}
		return Keep, nil
	})
}

// hides reports whether p has to do with what was added, and all of it was to
// be hidden. Where a name was taken out of excludedAttributes, that is all that it
// stands for, and not only what the name was taken out for. What it costs does not
// depend on how much was added: it is asked of each attribute of an answer.
func (s Shown) hides(m *Message, added nameIndex, p filter.Path) bool {
	switch {
	case m.always(p):
		return false
	case !s.attributes:
		return m.listed(s.list, p, Covers)
	case m.listed(s.list, p, touches):
		return false
	}
	return m.listed(added, p, touches)
}
