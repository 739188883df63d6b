package attr

import (
	"scimshim/rewrite"
	"scimshim/rewrite/filter"
)

// renamedShown is what a rename keeps of a projection.
type renamedShown struct {
	attributes, excluded string        // the projection in the names that the rule was given
	shown                rewrite.Shown // what was to be hidden with the new name, and is not
	unasked              bool          // whether the answer shows what was not asked for
}

// project gives the attribute its new name in the projection and in sortBy, and
// sees to it that it is shown or hidden as before where something else holds it
// at the target.
func (r *rename) project(m *rewrite.Message) error {
	excluded, excludes := m.Param("excludedAttributes")
	attributes, includes := m.Param("attributes")
	keep := renamedShown{attributes: attributes, excluded: excluded}
	hidden := m.Hidden(r.from)
	if excludes && !includes && !hidden && !r.alias {
		keep.shown = m.Show([]filter.Path{r.to})
	}
	if err := m.MapNames(func(p filter.Path) filter.Path { p, _ = r.path(m, p); return p }); err != nil {
		return err
	}
	for _, list := range [...]string{"attributes", "excludedAttributes"} {
		text, ok := m.Param(list)
		if ok && m.Listed(text, r.from) && !m.Listed(text, r.to) {
			m.SetParam(list, text+","+r.to.String())
		}
	}
	if keep.unasked = hidden && !m.Hidden(r.to); (includes || excludes) && !r.alias {
		m.Remember(keep)
	}
	return nil
}

// trim takes out of the answer what the projection did not ask for under the
// attribute's own name, and gives the projection its own names again: by them the
// rules before tell what is missing from what was not asked for.
func (r *rename) trim(m *rewrite.Message) error {
	keep, ok := m.Remembered().(renamedShown)
	if !ok {
		return nil
	}
	if keep.unasked {
		err := m.MapAttributes(func(a rewrite.Attr) (rewrite.Edit, error) {
			if (a.Level == rewrite.Whole || a.Level == rewrite.Sub) && m.Same(a.Path, r.from) {
				return rewrite.Drop, nil
			}
			return rewrite.Keep, nil
		})
		if err != nil {
			return err
		}
	}
	if keep.attributes != "" {
		m.SetParam("attributes", keep.attributes)
	}
	if keep.excluded != "" {
		m.SetParam("excludedAttributes", keep.excluded)
	}
	return m.Trim(keep.shown)
}
