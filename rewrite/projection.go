package rewrite

import (
	"strings"

	"scimshim/rewrite/filter"
)

// Hidden reports whether the request's projection (RFC 7644, section 3.9) may
// keep the attribute p out of the answer.
func (m *Message) Hidden(p filter.Path) bool {
	if list, ok := m.Param("attributes"); ok {
		a, known := m.Types().Find(m.Resource, p)
		always := known && a.Returned == filter.ReturnedAlways
		return !always && !m.listed(list, p, Covers)
	}
	if list, ok := m.Param("excludedAttributes"); ok {
		return m.listed(list, p, touches)
	}
	return false
}

// listed reports whether one name of list and p are related by rel. A name
// that cannot be read is taken to be.
func (m *Message) listed(list string, p filter.Path, rel func(a, b filter.Path) bool) bool {
	p = m.Types().Canonical(m.Resource, p)
	for name := range strings.SplitSeq(list, ",") {
		q, err := filter.ParsePath(strings.TrimSpace(name))
		if err != nil {
			continue
		}
		if rel(m.Types().Canonical(m.Resource, q), p) {
			return true
		}
	}
	return false
}

// Listed reports whether list, attribute names with commas between them, names
// p or the attribute that holds p.
func (m *Message) Listed(list string, p filter.Path) bool { return m.listed(list, p, Covers) }

// Covers is the function Covers, for paths with or without the URN of the core
// schema.
func (m *Message) Covers(a, p filter.Path) bool { return Covers(m.Unqualified(a), m.Unqualified(p)) }

// Covers reports whether a is p or the attribute that holds p.
func Covers(a, p filter.Path) bool {
	if !filter.Fold(a.Schema, p.Schema) || !filter.Fold(a.Name, p.Name) {
		return holdsExtension(a, p)
	}
	return a.Sub == "" || filter.Fold(a.Sub, p.Sub)
}

// touches reports whether leaving out a leaves out p or a part of it.
func touches(a, p filter.Path) bool { return Covers(a, p) || Covers(p, a) }

// holdsExtension reports whether a is the URN of the extension that p is in.
func holdsExtension(a, p filter.Path) bool {
	if a.Schema == "" || a.Sub != "" || len(p.Schema) != len(a.Schema)+1+len(a.Name) {
		return false
	}
	n := len(a.Schema)
	return filter.Fold(p.Schema[:n], a.Schema) && p.Schema[n] == ':' && filter.Fold(p.Schema[n+1:], a.Name)
}

// Shown is what a request asked to be shown, before Show widened it.
type Shown struct {
	attributes bool   // whether list is attributes, and not excludedAttributes
	list       string // as it was
	added      []filter.Path
}

// Show widens the request's projection so that the answer shows the attributes
// ps, and returns what Trim needs to take out again what it added.
func (m *Message) Show(ps []filter.Path) Shown {
	var s Shown
	if s.list, s.attributes = m.Param("attributes"); !s.attributes {
		s.list, _ = m.Param("excludedAttributes")
	}
	for _, p := range ps {
		if !m.Hidden(p) {
			continue
		}
		if list, ok := m.Param("attributes"); ok {
			m.SetParam("attributes", list+","+p.String())
		} else {
			m.unexclude(p)
		}
		s.added = append(s.added, p)
	}
	return s
}

// unexclude takes the names that hide p out of excludedAttributes.
func (m *Message) unexclude(p filter.Path) {
	list, _ := m.Param("excludedAttributes")
	var keep []string
	for name := range strings.SplitSeq(list, ",") {
		if !m.listed(name, p, touches) {
			keep = append(keep, name)
		}
	}
	if len(keep) == 0 {
		m.DropParam("excludedAttributes")
		return
	}
	m.SetParam("excludedAttributes", strings.Join(keep, ","))
}
