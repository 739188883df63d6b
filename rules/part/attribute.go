package part

import (
	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
)

// Active is the attribute of a user that says whether the user may sign in.
var Active = filter.Path{Name: "active"}

// TakeOut takes attributes out of a request that writes.
func TakeOut(m *rewrite.Message, out func(filter.Path) bool) error {
	return m.MapAttributes(func(a rewrite.Attr) (rewrite.Edit, error) {
		if IsNamed(a) && out(a.Path) {
			return rewrite.Drop, nil
		}
		return rewrite.Keep, nil
	})
}

// TakeOutOf is TakeOut for an attribute and what is in it, or for a sub-attribute. What out goes by are
// names, those of named among them, as rewrite.MapByName has it.
func TakeOutOf(m *rewrite.Message, attribute filter.Path, named [2][]filter.Path, out func(rewrite.Attr) bool) error {
	take := func(a rewrite.Attr) (rewrite.Edit, error) {
		switch {
		case IsNamed(a) && out(a):
			return rewrite.Drop, nil
		case a.Level == rewrite.Whole && !rewrite.Covers(a.Path, attribute) && !rewrite.Covers(attribute, a.Path):
			return rewrite.Past, nil
		}
		return rewrite.Keep, nil
	}
	if attribute.Sub != "" {
		return m.MapNamed(take, attribute.Sub)
	}
	return m.MapByName(take, named, attribute)
}

// IsNamed reports whether a has a name of its own: an attribute, a part of one, an
// extension, or the elements that a PATCH path selects.
func IsNamed(a rewrite.Attr) bool {
	return a.Selected || a.Level != rewrite.Root && a.Level != rewrite.Part && a.Level != rewrite.Element
}

// Says reports whether there is a value to lose. Entra sends "roles": [] with each
// user that it creates, and others send null for what they do not know. An empty text
// is one, unlike in json.SaysNothing: it is what the client wants there.
func Says(a rewrite.Attr) bool {
	return a.Value == "" || a.Value != "null" && !json.IsEmpty(a.Value)
}

// TargetsOwn are the attributes whose texts are no client's own.
var TargetsOwn = []filter.Path{Schemas, {Name: "id"}, {Name: "meta"}}

// IsMulti reports whether an attribute is known to have several values. That of
// a sub-attribute is what it is a part of.
func IsMulti(m *rewrite.Message, p filter.Path) bool {
	p.Sub = ""
	t, known := m.Types().Find(m.Resource, p)
	return known && t.Multi
}

// Leaf returns the last name of a path.
func Leaf(p filter.Path) string {
	if p.Sub != "" {
		return p.Sub
	}
	return p.Name
}

// Sub returns the definition of a sub-attribute.
func Sub(t filter.Attribute, name string) (filter.Attribute, bool) {
	for _, sub := range t.Subs {
		if filter.Fold(sub.Name, name) {
			return sub, true
		}
	}
	return filter.Attribute{}, false
}
