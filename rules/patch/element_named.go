package patch

import (
	"slices"
	"strings"

	"scimshim/config/tree"
	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/filter/plan"
	"scimshim/rewrite/json"
	"scimshim/rules/kind"
	"scimshim/rules/part"
)

// namedElement is an element that an elementWrite writes.
type namedElement struct {
	at    filter.Target // the element, without sub-attribute
	terms []json.Member // of the filter, as members of the element
	all   bool          // whether the paths name all sub-attributes, else only subs
	subs  []string

	need    []string // what must be written for the element to be written anew
	emptied []string // what must be removed for nothing to be left; nil where that is not known
}

// needs reads what the element must have, if the rule says so. Else that is its
// value, where it has one (RFC 7643, section 2.4).
func (e *namedElement) needs(b *kind.Build, complete *tree.Node) {
	value := e.at.Path
	value.Sub = "value"
	for _, item := range complete.All() {
		name := item.NonEmpty()
		if !e.covers(name) {
			item.Errorf("no path names %s of %s, so it is never written", name, e.at)
		}
		b.MentionIn(item, e.at.Path, filter.Path{Name: name})
		e.need = append(e.need, name)
	}
	if complete != nil && len(e.need) == 0 {
		complete.Errorf("expected at least one sub-attribute")
	}
	_, known := b.Types.Find(b.Scope().Resource, e.at.Path)
	_, has := b.Types.Find(b.Scope().Resource, value)
	if e.need == nil && e.covers(value.Sub) && (has || !known || !e.all) {
		e.need = []string{value.Sub}
	}
	if e.emptied = e.need; e.emptied == nil && !e.all {
		e.emptied = e.subs
	}
}

// covers reports whether the paths name a sub-attribute, or with "" all of them.
func (e *namedElement) covers(sub string) bool {
	same := func(s string) bool { return filter.Fold(s, sub) }
	return e.all || slices.ContainsFunc(e.subs, same)
}

// takes reports whether an operation is on what the paths name, or on anything of the element.
func (e *namedElement) takes(m *rewrite.Message, op *rewrite.Op, anything bool) bool {
	return op.HasPath && op.Target.Where != nil && m.Same(op.Target.Path, e.at.Path) &&
		(anything || e.covers(op.Target.Sub)) && sameBrackets(op.Target, e.at, m.Scope())
}

// wholes reports whether an operation is on the attribute without choosing
// elements, or on what holds it.
func (e *namedElement) wholes(m *rewrite.Message, op *rewrite.Op) bool {
	p := e.at.Path
	if op.HasPath {
		return op.Target.Where == nil && (m.Covers(op.At(), p) || m.Covers(p, op.At()))
	}
	return part.Mentions(m, op.Value, p)
}

// fits reports whether the rule knows how to write an operation on the element.
func (e *namedElement) fits(m *rewrite.Message, op *rewrite.Op) bool {
	switch {
	case !e.covers(op.Target.Sub):
		return false
	case op.Is("remove"):
		return op.Value == "" && !e.isTerm(op.Target.Sub)
	case op.Value == "":
		return false
	case op.Target.Sub != "":
		return e.fitsMember(m, json.Member{Name: op.Target.Sub, Value: op.Value})
	}
	n := 0
	for member := range json.Members(op.Value) {
		if !e.fitsMember(m, member) {
			return false
		}
		n++
	}
	return n > 0
}

// fitsMember reports whether a member has a name and a value of its type, and
// does not contradict the filter.
func (e *namedElement) fitsMember(m *rewrite.Message, member json.Member) bool {
	for _, t := range e.terms {
		if filter.Fold(t.Name, member.Name) {
			return mayEqual(t.Value, member.Value)
		}
	}
	t := e.at.Path
	t.Sub = member.Name
	a, known := m.Types().Find(m.Resource, t)
	if !known {
		if p, err := filter.ParsePath(member.Name); err != nil || p.Schema != "" || p.Sub != "" {
			return false
		}
	}
	return isTyped(member.Value, a, known)
}

// isTyped reports whether a value is one of a sub-attribute: a single value that
// says something, of the type that the schema declares, if it does.
func isTyped(value string, a filter.Attribute, known bool) bool {
	boolean := known && a.Type == filter.TypeBoolean
	number := known && (a.Type == filter.TypeInteger || a.Type == filter.TypeDecimal)
	switch value[0] {
	case '"':
		return value != `""` && !boolean && !number
	case 't', 'f':
		return boolean || !known
	case '{', '[', 'n':
		return false
	}
	return number || !known
}

func (e *namedElement) isTerm(sub string) bool {
	return slices.ContainsFunc(e.terms, func(t json.Member) bool { return filter.Fold(t.Name, sub) })
}

// spell returns the name of a sub-attribute as the paths or the schema spell it.
func (e *namedElement) spell(m *rewrite.Message, sub string) string {
	for _, s := range e.subs {
		if filter.Fold(s, sub) {
			return s
		}
	}
	p := e.at.Path
	p.Sub = sub
	if a, known := m.Types().Find(m.Resource, p); known {
		return a.Name
	}
	return sub
}

// apart reports whether no element of the attribute satisfies both the filter
// and where: they compare one sub-attribute with different values.
func (e *namedElement) apart(where filter.Expr) bool {
	others, _ := part.Terms(where)
	for _, o := range others {
		for _, t := range e.terms {
			if filter.Fold(o.Name, t.Name) && !mayEqual(o.Value, t.Value) {
				return true
			}
		}
	}
	return false
}

// mayEqual reports whether two JSON texts may be equal to the target: texts
// without regard to case.
func mayEqual(a, b string) bool {
	x, isText := json.Text(a)
	y, _ := json.Text(b)
	return a == b || isText && strings.EqualFold(x, y)
}

// sameBrackets reports whether two targets have the same filter, for the same
// attribute.
func sameBrackets(a, b filter.Target, scope *filter.Scope) bool {
	if same, sure := plan.Alike(a.Where, b.Where); sure {
		return same
	}
	x, y := &filter.Has{Path: b.Path, Where: a.Where}, &filter.Has{Path: b.Path, Where: b.Where}
	return plan.Same(x, y, scope)
}
