package rewrite

import (
	"slices"
	"strconv"
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
	} else if strings.HasSuffix(name, "ttributes") {
		m.namesAll = true
	} else if name == "sortBy" {
		m.namesText(value)
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
	if err := m.readFilter(); err != nil {
		return nil, Refuse(FilterSyntax, "invalidFilter", "%v", err)
	}
	return m.expr, nil
}

// readFilter reads the filter, if there is one.
func (m *Message) readFilter() error {
	text, ok := m.Param("filter")
	if !ok {
		m.parsed, m.expr = true, nil
		return nil
	}
	e, used, err := m.room().nodes.Parse(text, m.allowed)
	if err != nil {
		return err
	}
	m.parsed, m.expr, m.usedFilter = true, e, used
	m.used |= used
	m.rewrote = m.rewrote || used != 0
	return nil
}

// passFilter lets a filter that cannot be read go to the target as it came, where
// a chain without rules has nobody who needs to understand it: it is the target's
// to refuse. The answer cannot be held against it.
func (m *Message) passFilter() {
	if !m.parsed && m.readFilter() != nil {
		m.parsed, m.expr, m.passed = true, nil, true
	}
}

// ignoreQuery takes what selects, orders and pages resources out of a request for the
// one document that the ServiceProviderConfig is: RFC 7644, section 4, has it ignored.
// Of a list of schemas or resource types a filter is the target's to refuse with the
// 403 that the RFC has for it.
func (m *Message) ignoreQuery() {
	if !filter.Fold(m.Resource, "ServiceProviderConfig") {
		return
	}
	for _, name := range [...]string{"filter", "sortBy", "sortOrder", "startIndex", "count", "cursor"} {
		m.DropParam(name)
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
	m.namesFilter(next)
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
	m.Query[m.param("filter")].Value = m.room().printed(e)
	return nil
}

// MapPaths applies f to each attribute that the query names: in the filter, as
// filter.MapPaths does, in the projection and in sortBy.
func (m *Message) MapPaths(f func(filter.Path) filter.Path) error {
	err := m.MapFilter(func(e filter.Expr) (filter.Expr, error) { return filter.MapPaths(e, f), nil })
	if err != nil {
		return err
	}
	return m.MapNames(f)
}

// MapOddPaths is MapPaths for who has to do only with what is odd of a filter.
func (m *Message) MapOddPaths(what Odd, f func(filter.Path) filter.Path) error {
	err := m.MapOddFilter(what, func(e filter.Expr) (filter.Expr, error) { return filter.MapPaths(e, f), nil })
	if err != nil {
		return err
	}
	return m.MapNames(f)
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
		if list == "sortBy" && strings.ContainsAny(m.Query[i].Value, "[]") {
			return Refuse(PathSyntax, "invalidPath", "the parameter sortBy names one attribute, without brackets")
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
	names := splitNames(list)
	for i, name := range names {
		p, _, err := shownBy(strings.TrimSpace(name))
		if err != nil {
			return "", err
		}
		if q := f(p); q != p { // of one with brackets all: what is in them has another name, too
			names[i], changed = q.String(), true
		}
	}
	if !changed {
		return list, nil
	}
	return strings.Join(names, ","), nil
}

// shownBy returns the attribute that a name in a list shows, and whether it shows
// some of its values only: some services document emails[type eq "work"], by the
// grammar of PATCH paths, and Oracle members[startIndex=1&count=10].
func shownBy(name string) (p filter.Path, part bool, err error) {
	if of, page, ok := strings.Cut(name, "["); ok && namesPage(page) {
		p, err = filter.ParsePath(of)
		return p, true, err
	}
	t, err := filter.ParseTarget(name)
	p = t.Path
	if t.Sub != "" {
		p.Sub = t.Sub
	}
	return p, t.Where != nil, err
}

// namesPage reports whether what follows an opening bracket names a page of values.
func namesPage(text string) bool {
	text, closed := strings.CutSuffix(text, "]")
	for part := range strings.SplitSeq(text, "&") {
		name, value, _ := strings.Cut(part, "=")
		_, err := strconv.ParseUint(value, 10, 31)
		if err != nil || !filter.Fold(name, "startIndex") && !filter.Fold(name, "count") {
			return false
		}
	}
	return closed
}

// splitNames splits a list of names at its commas, those in brackets left alone.
func splitNames(list string) []string {
	var names []string
	depth, quoted, start := 0, false, 0
	for i := 0; i < len(list); i++ {
		switch c := list[i]; {
		case quoted && c == '\\':
			i++
		case c == '"' && depth > 0:
			quoted = !quoted
		case quoted:
		case c == '[':
			depth++
		case c == ']':
			depth--
		case c == ',' && depth <= 0:
			names, start = append(names, list[start:i]), i+1
		}
	}
	return append(names, list[start:])
}

func same(p filter.Path) filter.Path { return p }
