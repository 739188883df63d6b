package patch

import (
	"slices"

	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
	"scimshim/rules/kind"
	"scimshim/rules/part"
)

// fixed reads what the only element has in any case.
func (e *element) fixed() (before, after several) {
	n := e.option("fixed")
	if n == nil {
		return nil, nil
	}
	if !e.isOne() || !slices.Contains(e.formsOf(), formReplace) {
		e.at.ErrorKey("fixed", "other elements would get it too; it needs write: replace and a single element")
		return nil, nil
	}
	f := fixed{of: e.path}
	for name, value := range n.Entries() {
		f.members = append(f.members, json.Member{Name: name, Value: value.JSON()})
		e.b.MentionKey(n, name, e.path)
		e.isPart(n, name)
	}
	e.rule.stamp = slices.Clone(f.members)
	return several{ignored{fixed: f}}, several{f}
}

// withFixed are the rules of an element with what it has in any case. That is taken out and
// written anew, so that nothing may have changed in the end.
type withFixed struct{ several }

// fixed gives the only element of a list that takes the place of all what it has in any case.
type fixed struct {
	kind.RequestOnly
	of      filter.Path
	members []json.Member
}

// Touches returns the name of the attribute, as rewrite.Toucher has it.
func (r fixed) Touches() []string { return rewrite.TouchedBy(r.of) }

func (r fixed) Request(m *rewrite.Message) error {
	for _, member := range r.members {
		err := m.MapOps(func(op rewrite.Op, emit func(rewrite.Op)) error {
			if !op.Is("replace") {
				emit(op)
				return nil
			}
			return m.MapOp(op, emit, r.give(m, member))
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// give returns what adds a member to the first element of a list.
func (r fixed) give(m *rewrite.Message, member json.Member) rewrite.Mapper {
	done := false
	return func(a rewrite.Attr) (rewrite.Edit, error) {
		if done || a.Level != rewrite.Element || a.Selected || !m.Same(a.Path, r.of) || !json.IsObject(a.Value) {
			return rewrite.Keep, nil
		}
		done = true
		if _, has := rewrite.Lookup(a.Value, filter.Path{Name: member.Name}); has {
			return rewrite.Keep, nil
		}
		return rewrite.Add(member.Name, member.Value), nil
	}
}

// ignored takes out what a client writes of it.
type ignored struct {
	kind.RequestOnly
	fixed fixed
}

// Touches returns the name of the attribute, as rewrite.Toucher has it.
func (r ignored) Touches() []string { return rewrite.TouchedBy(r.fixed.of) }

func (r ignored) Request(m *rewrite.Message) error {
	out := func(p filter.Path) bool {
		return slices.ContainsFunc(r.fixed.members, func(member json.Member) bool {
			return m.Same(p, filter.Path{Schema: r.fixed.of.Schema, Name: r.fixed.of.Name, Sub: member.Name})
		})
	}
	return part.TakeOut(m, out)
}
