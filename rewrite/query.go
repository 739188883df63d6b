package rewrite

import (
	"slices"
	"strings"

	"scimshim/rewrite/filter"
)

// Param returns the value of the named parameter of the query.
func (m *Message) Param(name string) (string, bool) {
	if i := m.param(name); i >= 0 {
		return m.Query[i].Value, true
	}
	return "", false
}

// SetParam sets the named parameter of the query, adding it if need be. Of a
// response that changes what the rules before see, and not what was sent, which
// others may have kept.
func (m *Message) SetParam(name, value string) {
	i := m.param(name)
	if i >= 0 && m.Query[i].Value == value {
		return
	}
	if !m.IsRequest() {
		m.Query = slices.Clone(m.Query)
	}
	if i < 0 {
		m.Query = append(m.Query, Param{name, value})
	} else {
		m.Query[i].Value = value
	}
	m.edited()
}

// DropParam removes the named parameter from the query.
func (m *Message) DropParam(name string) {
	if i := m.param(name); i >= 0 {
		m.Query = append(m.Query[:i], m.Query[i+1:]...)
		m.edited()
	}
}

func (m *Message) param(name string) int {
	for i := range m.Query {
		if m.Query[i].Name == name {
			return i
		}
	}
	return -1
}

// Filter returns the request's filter, or nil if it has none. The first use
// reads it, by the grammar and the leniencies that rules have allowed so far;
// what cannot be read is a *Refusal.
func (m *Message) Filter() (filter.Expr, error) {
	if m.parsed {
		return m.expr, nil
	}
	text, ok := m.Param("filter")
	if !ok {
		m.parsed, m.expr = true, nil
		return nil, nil
	}
	e, used, err := filter.ParseLenient(text, m.allowed)
	if err != nil {
		return nil, Refuse(FilterSyntax, "invalidFilter", "%v", err)
	}
	m.parsed, m.expr = true, e
	m.used |= used
	m.rewrote = m.rewrote || used != 0
	return e, nil
}

// passFilter lets a filter that cannot be read go to the target as it came, where
// a chain without rules has nobody who needs to understand it: it is the target's
// to refuse. The answer cannot be held against it.
func (m *Message) passFilter() {
	if _, err := m.Filter(); err != nil {
		m.parsed, m.expr, m.passed = true, nil, true
	}
}

// MapFilter replaces the request's filter by what f makes of it. f is not
// called where there is no filter; returning its argument changes nothing.
func (m *Message) MapFilter(f func(filter.Expr) (filter.Expr, error)) error {
	e, err := m.Filter()
	if e == nil || err != nil {
		return err
	}
	next, err := f(e)
	if err != nil || next == e {
		return err
	}
	m.expr, m.rewrote = next, true
	m.edited()
	return nil
}

// flushFilter prints a changed filter into the query, in the grammar of
// RFC 7644.
func (m *Message) flushFilter() error {
	e, err := m.Filter()
	if err != nil || !m.rewrote {
		return err
	}
	if c, ok := e.(filter.Const); ok {
		return Refuse(FilterUnsupported, "invalidFilter", "the rules leave of the filter only %t, "+
			"which is no question that a target can be asked", bool(c))
	}
	room := m.room()
	room.text = filter.Strict(e).Append(room.text[:0])
	m.Query[m.param("filter")].Value = string(room.text)
	return nil
}

// nameLists are the parameters that hold attribute names.
var nameLists = [...]string{"attributes", "excludedAttributes", "sortBy"}

// MapNames applies f to each attribute name in the projection and in sortBy.
func (m *Message) MapNames(f func(filter.Path) filter.Path) error {
	for _, list := range nameLists {
		i := m.param(list)
		if i < 0 {
			continue
		}
		text, err := mapNameList(m.Query[i].Value, f)
		if err != nil {
			return Refuse(PathSyntax, "invalidPath", "in the parameter %s: %v", list, err)
		}
		m.SetParam(list, text)
	}
	return nil
}

// mapNameList applies f to each name of a comma-separated list, and returns
// list itself if f keeps them all.
func mapNameList(list string, f func(filter.Path) filter.Path) (string, error) {
	changed := false
	names := strings.Split(list, ",")
	for i, name := range names {
		p, err := filter.ParsePath(strings.TrimSpace(name))
		if err != nil {
			return "", err
		}
		if q := f(p); q != p {
			names[i], changed = q.String(), true
		}
	}
	if !changed {
		return list, nil
	}
	return strings.Join(names, ","), nil
}

func same(p filter.Path) filter.Path { return p }
