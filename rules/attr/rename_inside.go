package attr

import (
	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
)

// besides reports whether a sub-attribute is renamed beside its siblings, so
// that it stays in its element.
func (r *rename) besides() bool { return r.from.Sub != "" && siblings(r.from, r.to) }

// holds reports whether a is an object that may have the sub-attribute.
func (r *rename) holds(m *rewrite.Message, a rewrite.Attr) bool {
	level := a.Level == rewrite.Whole || a.Level == rewrite.Element
	return level && json.IsObject(a.Value) && r.within(m, a.Path)
}

// moveInside renames the sub-attribute in each resource that the message carries. Many have one of its
// name elsewhere, and few there.
func (r *rename) moveInside(m *rewrite.Message, from, to filter.Path) error {
	if !m.AnyValue(from, func(json.Value) bool { return true }) {
		return nil
	}
	return r.inside(m, from, to, new(pair))
}

// inside renames the sub-attribute in each value that the message carries.
func (r *rename) inside(m *rewrite.Message, from, to filter.Path, has *pair) error {
	if !m.MayHave(from.Sub) && !m.MayHave(to.Sub) {
		return nil
	}
	return m.MapAmong(func(a rewrite.Attr) (rewrite.Edit, error) {
		here := pair{a.Has(from.Sub), a.Has(to.Sub)}
		if !here.from && !here.to || !r.holds(m, a) {
			return rewrite.Keep, nil
		}
		has.from, has.to = has.from || here.from, has.to || here.to
		switch {
		case here.from && here.to:
			return rewrite.Keep, r.clash(m)
		case here.to:
			return rewrite.Set(a.Value), nil
		}
		text, err := rewrite.MapMembers(a.Value, a.Path, func(s rewrite.Attr) (rewrite.Edit, error) {
			if filter.Fold(s.Path.Sub, from.Sub) {
				return rewrite.Rename(to.Sub), nil
			}
			return rewrite.Keep, nil
		})
		return rewrite.Set(text), err
	}, from)
}
