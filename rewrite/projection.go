package rewrite

import (
	"slices"

	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
)

// Hidden reports whether the request's projection (RFC 7644, section 3.9) may
// keep the attribute p out of the answer.
func (m *Message) Hidden(p filter.Path) bool {
	hidden := m.hiding()
	return hidden != nil && hidden(p)
}

// hiding returns the function Hidden for many calls, which reads the projection
// once, or nil where there is none.
func (m *Message) hiding() func(filter.Path) bool {
	if list, ok := m.Param("attributes"); ok {
		names := m.wholeNames(list)
		return func(p filter.Path) bool { return !m.always(p) && !m.listed(names, p, m.showing(p)) }
	}
	if list, ok := m.Param("excludedAttributes"); ok {
		names := m.names(list)
		return func(p filter.Path) bool { return m.listed(names, p, touches) }
	}
	return nil
}

// showing returns how a name in attributes must be related to p for p not to be
// hidden. A part shows the attribute that it is a part of, if all its parts are
// declared: of each it is then known by itself whether it is hidden.
func (m *Message) showing(p filter.Path) func(a, b filter.Path) bool {
	if a, known := m.Types().Find(m.Resource, p); known && len(a.Subs) > 0 {
		return touches
	}
	return Covers
}

// unsure reports whether p may be hidden, whatever the projection says.
func (m *Message) unsure(p filter.Path) bool { return !m.always(p) }

// always reports whether p is shown whatever the projection says.
func (m *Message) always(p filter.Path) bool {
	a, known := m.Types().Find(m.Resource, p)
	return known && a.Returned == filter.ReturnedAlways
}

// ElementHolds tells whether an element of the attribute p satisfies the filter in the
// brackets behind p. Nothing is hidden.
func (m *Message) ElementHolds(p filter.Path, where filter.Expr, element json.Value) filter.Truth {
	room := m.room()
	if !room.among.IsOf(m.Types(), m.Resource) {
		room.among.Renew(filter.Scope{Types: m.Types(), Resource: m.Resource})
		room.among.Unbounded()
	}
	return room.among.ElementHolds(p, where, element)
}

// Judge returns what judges as judging has it. There is one at a time: it is good until
// the next call.
func (m *Message) Judge(anyCase bool) *filter.Judge {
	room := m.room()
	room.judge.Renew(m.judging(anyCase))
	return &room.judge
}

// judging returns what judges the resources of the answer by a filter: with anyCase
// one that the target was sent, so that only what a resource shows, or always would,
// can contradict the target's word, both with and without case; else one that it was
// not sent. Of a loose attribute that is not shown, nothing is known then, and neither
// of any that is not shown where the request names what to show: the target may not
// know the name.
func (m *Message) judging(anyCase bool) filter.Scope {
	s := *m.Scope()
	s.AnyCase, s.Stored, s.Hidden, s.Partial = anyCase, true, m.hiding(), m.partial()
	if _, some := m.Param("attributes"); some || anyCase {
		s.Hidden = m.room().unsure
	} else if hidden := s.Hidden; len(m.chain.Loose) > 0 {
		s.Hidden = func(p filter.Path) bool { return hidden != nil && hidden(p) || m.isLoose(p) }
	}
	return s
}

// Listed reports whether list, attribute names with commas between them, names
// p or the attribute that holds p.
func (m *Message) Listed(list string, p filter.Path) bool { return m.listed(m.names(list), p, Covers) }

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
	return a.Schema != "" && a.Sub == "" && joins(p.Schema, a.Schema, a.Name)
}

// Shown is what a request asked to be shown, before Show widened it.
type Shown struct {
	attributes bool      // whether list is attributes, and not excludedAttributes
	list       nameIndex // as it was; of excludedAttributes what was taken out of it
	added      []filter.Path
	dropped    *Projection // attributes as it was, where it is not sent at all
}

// Show widens the request's projection so that the answer shows the attributes
// ps, and returns what Trim needs to take out again what it added. Of a
// sub-attribute it shows what holds it: in an answer without that it cannot be
// known whether there is none, or the rest of it was not asked for.
func (m *Message) Show(ps []filter.Path) Shown {
	if !m.projects() {
		return Shown{}
	}
	holders := make([]filter.Path, len(ps))
	for i, p := range ps {
		holders[i] = filter.Path{Schema: p.Schema, Name: p.Name}
	}
	ps = holders
	if list, ok := m.Param("attributes"); ok {
		return m.include(ps, list)
	}
	if list, ok := m.Param("excludedAttributes"); ok {
		return m.unexclude(ps, list)
	}
	return Shown{}
}

// projects reports whether the request says what to show.
func (m *Message) projects() bool {
	return m.param("attributes") >= 0 || m.param("excludedAttributes") >= 0
}

// Reveal is Show for what answers are judged by: the attributes of a filter, and others.
// A target may not know the name of an attribute of an extension where it stands in
// attributes, and what is then not shown looks like what nobody has. So attributes is not
// sent, and Trim does what the target would have done.
func (m *Message) Reveal(e filter.Expr, more ...filter.Path) Shown {
	if !m.projects() {
		return Shown{}
	}
	ps := slices.Concat(more, filter.Paths(e))
	extension := func(p filter.Path) bool { return m.Unqualified(p).Schema != "" }
	if list, ok := m.Param("attributes"); ok && slices.ContainsFunc(ps, extension) {
		return m.unnarrow(list, ps)
	}
	return m.Show(ps)
}

// unnarrow takes attributes, which was list, out of the request.
func (m *Message) unnarrow(list string, ps []filter.Path) Shown {
	m.DropParam("attributes")
	s := m.Show(ps)
	s.dropped = &Projection{attributes: m.names(list)}
	return s
}

// include adds to attributes what it hides.
func (m *Message) include(ps []filter.Path, list string) Shown {
	s := Shown{attributes: true, list: m.names(list)}
	now := m.wholeNames(list)
	for _, p := range ps {
		if m.always(p) || m.listed(now, p, Covers) {
			continue
		}
		p = m.Types().Canonical(m.Resource, p) // as each target knows it
		list = m.withoutParts(list, p) + "," + p.String()
		now.add(p)
		s.added = append(s.added, p)
	}
	m.SetParam("attributes", list)
	return s
}

// unexclude takes the names that hide one of ps out of excludedAttributes.
func (m *Message) unexclude(ps []filter.Path, list string) Shown {
	s := Shown{list: make(nameIndex)}
	keep := m.listNames(list)
	for _, p := range ps {
		before, canonical := len(keep), m.Types().Canonical(m.Resource, p)
		keep = slices.DeleteFunc(keep, func(n listName) bool {
			hides := n.read && touches(n.path, canonical)
			if hides {
				s.list.add(n.path)
			}
			return hides
		})
		if len(keep) < before {
			s.added = append(s.added, p)
		}
	}
	switch {
	case len(s.added) == 0:
	case len(keep) == 0:
		m.DropParam("excludedAttributes")
	default:
		m.SetParam("excludedAttributes", joinNames(keep))
	}
	return s
}

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

// AsksFor reports whether a request asks to be shown an attribute, as it does if it names none.
func (m *Message) AsksFor(attribute filter.Path) bool {
	p, asked, err := m.Projection()
	return err == nil && (!asked || m.shows(p, Attr{Path: attribute, Level: Whole}))
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
