package patch

import (
	"slices"
	"sync"

	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
)

// elementChange is what the operations of one PATCH do to one element.
type elementChange struct {
	e    *namedElement
	ops  []int  // their places among the operations
	form string // how they are written; empty for as they came

	members []elementMember // what the element is to have, in the order of its first mention
	index   map[string]int  // of members, by their names in lower case; made for many of them
	reset   int             // the operation that took out all that was there, or -1

	alone   bool // whether the rule must leave the operations alone
	gone    bool // whether one of them removes the element
	foreign bool // whether one has members that RFC 7644 does not know
	shared  bool // whether other elements of the attribute are written, too
	overlap bool // whether one of those may be this one
}

// elementMember is a sub-attribute of the element to be. Its value is empty if
// it is to be removed.
type elementMember struct {
	json.Member
	by   int  // the operation that says so, or -1
	term bool // whether the filter says so as well
}

// fewMembers are looked through for a name, more of them are found by an index.
const fewMembers = 16

// An elementPlan is what a PATCH does to elements.
type elementPlan struct {
	changes []elementChange
	of      []*elementChange // by operation; nil for one that is not on an element
	kept    []bool           // whether later operations leave anything of one
	on      []int            // those that may be on an attribute
}

var elementPlans = sync.Pool{New: func() any { return new(elementPlan) }}

// release gives the plan back, without what it knows of a request.
func (p *elementPlan) release() {
	for i := range p.changes {
		g := &p.changes[i]
		clear(g.members[:cap(g.members)])
		*g = elementChange{ops: g.ops[:0], members: g.members[:0]}
	}
	clear(p.of)
	if cap(p.of) <= mostKept {
		elementPlans.Put(p)
	}
}

// mostKept bounds the operations for which a plan keeps its room.
const mostKept = 256

// group returns what the operations of a PATCH do to the elements.
func (r *elementWrite) group(m *rewrite.Message, ops []rewrite.Op) *elementPlan {
	p := elementPlans.Get().(*elementPlan)
	p.changes = slices.Grow(p.changes[:0], len(r.elements))[:len(r.elements)]
	p.of, p.kept = slices.Grow(p.of[:0], len(ops))[:len(ops)], slices.Grow(p.kept[:0], len(ops))[:len(ops)]
	clear(p.of)
	clear(p.kept)
	for k, e := range r.elements {
		g := &p.changes[k]
		*g = elementChange{e: e, ops: g.ops[:0], members: g.members[:0]}
		g.clear(-1)
		if k == 0 || e.at.Path != r.elements[k-1].at.Path {
			p.mayBeOn(m, ops, e.at.Path)
		}
		for _, i := range p.on {
			if g.see(m, i, &ops[i]) {
				p.of[i] = g
			}
		}
		g.choose(r.forms)
		g.keeps(p.kept)
	}
	return p
}

// mayBeOn finds the operations that may be on an attribute.
func (p *elementPlan) mayBeOn(m *rewrite.Message, ops []rewrite.Op, attribute filter.Path) {
	p.on = p.on[:0]
	for i := range ops {
		if m.MayBeOn(&ops[i], attribute) {
			p.on = append(p.on, i)
		}
	}
}

// see takes note of an operation that may be on the attribute of the element, and reports whether it is on the element.
func (g *elementChange) see(m *rewrite.Message, i int, op *rewrite.Op) bool {
	switch {
	case g.e.wholes(m, op):
		g.alone = true
		return false
	case !op.HasPath || !m.Same(op.Target.Path, g.e.at.Path):
		return false
	case !sameBrackets(op.Target, g.e.at, m.Scope()):
		g.shared = true
		g.overlap = g.overlap || !g.e.apart(op.Target.Where)
		return false
	case !g.e.fits(m, op):
		g.alone = true
		return true
	}
	g.ops = append(g.ops, i)
	g.foreign = g.foreign || op.Foreign()
	g.take(m, i, op)
	return true
}

// take does what an operation says to the element to be.
func (g *elementChange) take(m *rewrite.Message, i int, op *rewrite.Op) {
	sub := op.Target.Sub
	switch {
	case sub != "":
		g.set(m, i, json.Member{Name: sub, Value: op.Value})
		return
	case op.Is("remove"):
		g.gone = true
		g.clear(i)
	case op.Is("replace"):
		g.clear(i)
	}
	for member := range json.Members(op.Value) {
		g.set(m, i, member)
	}
}

// clear takes all out of the element to be but the terms of its filter.
func (g *elementChange) clear(by int) {
	g.reset = by
	g.members, g.index = g.members[:0], nil
	for _, t := range g.e.terms {
		g.members = append(g.members, elementMember{t, -1, true})
	}
}

// find returns the place of a member by its name, or -1.
func (g *elementChange) find(name string) int {
	if len(g.members) <= fewMembers {
		return slices.IndexFunc(g.members, func(m elementMember) bool { return filter.Fold(m.Name, name) })
	}
	if g.index == nil {
		g.index = make(map[string]int)
	}
	for i := len(g.index); i < len(g.members); i++ {
		g.index[filter.Lower(g.members[i].Name)] = i
	}
	if i, ok := g.index[filter.Lower(name)]; ok {
		return i
	}
	return -1
}

// set gives the element to be a member. The terms of its filter stay as they
// are, since another value does not fit.
func (g *elementChange) set(m *rewrite.Message, by int, member json.Member) {
	i := g.find(member.Name)
	if i < 0 {
		i = len(g.members)
		member.Name = g.e.spell(m, member.Name)
		g.members = append(g.members, elementMember{Member: member})
	}
	if !g.members[i].term {
		g.members[i].Value = member.Value
	}
	g.members[i].by = by
}

// choose takes the first form that fits.
func (g *elementChange) choose(forms []string) {
	if g.alone || len(g.ops) == 0 {
		return
	}
	for _, form := range forms {
		if g.fits(form) {
			g.form = form
			return
		}
	}
}

// fits reports whether the operations can be written in a form.
func (g *elementChange) fits(form string) bool {
	joined := len(g.ops) > 1
	switch {
	case form == formInPlace:
		return !g.gone || !joined
	case joined && (g.overlap || g.foreign), form == formReplace && g.shared:
		return false
	case g.filled():
		return form == formAdd || g.reset >= 0 || g.wrote(g.e.need)
	}
	return form != formAdd && (g.gone || g.e.emptied != nil && g.wrote(g.e.emptied))
}

// filled reports whether the element to be has more than the terms of its filter.
func (g *elementChange) filled() bool {
	for _, member := range g.members {
		if !member.term && member.Value != "" {
			return true
		}
	}
	return false
}

// wrote reports whether the operations say what each of the sub-attributes is to
// be.
func (g *elementChange) wrote(subs []string) bool {
	for _, sub := range subs {
		if g.find(sub) < 0 {
			return false
		}
	}
	return true
}

// keeps notes which operations are not overwritten by later ones.
func (g *elementChange) keeps(kept []bool) {
	if g.reset >= 0 {
		kept[g.reset] = true
	}
	for _, member := range g.members {
		if member.by >= 0 {
			kept[member.by] = true
		}
	}
}

// list returns a list of the element to be, with what the rule stamps into it.
func (g *elementChange) list(stamp []json.Member) string {
	var room [fewMembers]json.Member
	members := room[:0]
	for _, member := range g.members {
		if member.Value != "" {
			members = append(members, member.Member)
		}
	}
	for _, s := range stamp {
		if g.find(s.Name) < 0 {
			members = append(members, s)
		}
	}
	return json.ListOf(members...)
}
