package rewrite

import (
	"iter"

	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
	"scimshim/rewrite/response"
)

// IsQuery reports whether the request asks for a list: a GET of an endpoint,
// not of one resource.
func (m *Message) IsQuery() bool { return m.Method == "GET" && m.ID == "" }

// isList reports whether the body is a list answer.
func (m *Message) isList() bool { return response.IsList(m.doc()) }

// Total returns how many results the answered list has, of which the answer may be
// one page, and whether it says so. A list that is empty and does not count has 0.
func (m *Message) Total() (n int, ok bool) {
	l := response.ReadListing(m.doc())
	if l.Counted {
		return l.Total, true
	}
	for range m.Resources() {
		return 0, false
	}
	return 0, l.IsEmpty()
}

// ErrorAnswer returns the answer's SCIM error, if that is what it is.
func (m *Message) ErrorAnswer() (response.Error, bool) {
	if m.Status < 400 {
		return response.Error{}, false
	}
	return response.ReadError(m.doc())
}

// Become makes the answer another one: what an error mapping does.
func (m *Message) Become(status int, body string) {
	m.Status, m.Location, m.Body = status, "", body
	m.edited()
}

// KeepResources asks of each resource in an answer to a query whether to keep
// it, and takes the others out. The numbers of the list are those of what is
// kept. A list of more than one page from which something would be taken is
// refused, since its numbers would not be known.
func (m *Message) KeepResources(keep func(resource json.Value) (bool, error)) error {
	list := response.List(m.doc())
	if !list.Exists() {
		return nil
	}
	e := m.tape().Edit()
	var failed error
	kept, all := 0, 0
	e.Elements(list.Place(), func(at int) bool {
		all++
		ok, err := keep(e.At(at))
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
	m.SetBody(response.Renumber(body, kept))
	return nil
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

// Lookup returns the JSON text of the attribute p of a resource, as json.Lookup does. For
// a sub-attribute of a multi-valued attribute use json.Elements.
func Lookup(resource string, p filter.Path) (string, bool) {
	return json.Lookup(resource, p.Schema, p.Name, p.Sub)
}

// Resources goes through the resources that an answer carries: those of a list, or the
// one that the body is. They are good until the next edit.
func (m *Message) Resources() iter.Seq[json.Value] {
	return func(yield func(json.Value) bool) { // one function, so that the compiler sees through it
		if m.Body == "" || !m.carriesResources() {
			return
		}
		for resource := range response.Resources(m.doc()) {
			if !yield(resource) {
				return
			}
		}
	}
}
