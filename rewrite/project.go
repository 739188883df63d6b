package rewrite

import "scimshim/rewrite/filter"

// A Projection is what a request asks to be shown of resources (RFC 7644,
// section 3.9), in the names that it had when asked for.
type Projection struct {
	attributes nameIndex // nil: not asked for
	excluded   nameIndex // nil: not asked for
}

// Projection returns what the request asks to be shown, and whether it asks for
// anything. Names that cannot be read are a *Refusal. The descriptions of the
// service itself are always whole (RFC 7644, section 4).
func (m *Message) Projection() (p Projection, asked bool, err error) {
	if m.isDiscovery() {
		return p, false, nil
	}
	if err := m.MapNames(same); err != nil {
		return p, false, err
	}
	attributes, some := m.Param("attributes")
	if some {
		p.attributes = m.names(attributes)
	}
	excluded, others := m.Param("excludedAttributes")
	if others {
		p.excluded = m.wholeNames(excluded)
	}
	return p, some || others, nil
}

// Project takes out of the answer what p does not show. What is always returned
// (RFC 7643, section 7) stays: id and schemas of any resource, and what else is
// declared so.
func (m *Message) Project(p Projection) error {
	return m.MapAttributes(func(a Attr) (Edit, error) {
		if (a.Level == Whole || a.Level == Sub) && !m.shows(p, a) {
			return Drop, nil
		}
		return Keep, nil
	})
}

// shows reports whether p shows an attribute, or a part of it.
func (m *Message) shows(p Projection, a Attr) bool {
	whole := filter.Path{Schema: a.Path.Schema, Name: a.Path.Name}
	if whole.Is(filter.Path{Name: "id"}) || whole.Is(filter.Path{Name: "schemas"}) || m.always(whole) {
		return true
	}
	if p.excluded != nil && m.listed(p.excluded, a.Path, Covers) {
		return false
	}
	related := Covers
	if a.Level == Whole {
		related = touches
	}
	return p.attributes == nil || m.listed(p.attributes, a.Path, related)
}
