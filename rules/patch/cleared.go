package patch

import (
	"scimshim/config/tree"
	"scimshim/rewrite"
	"scimshim/rewrite/json"
	"scimshim/rules/kind"
	"scimshim/rules/part"
)

// Cleared removes attributes that are an empty text or null in a PATCH, as clearing does, and
// by also such as are empty otherwise, but for those in except.
//
// In a created resource an attribute that is an empty text is taken out; in a replaced
// one it becomes null. Both mean unassigned (RFC 7643, section 2.5), but a target that
// merges a replaced resource into what it has keeps an attribute that is missing. The
// elements of lists are left alone.
func Cleared(b *kind.Build, also, except *tree.Node) rewrite.Rule {
	r := &cleared{of: clearing{text: true, null: true, except: kind.Paths(except, b.Path)}}
	for item := range kind.Each(also) {
		switch item.OneOf("empty_object", "empty_list") {
		case "empty_object":
			r.of.object = true
		case "empty_list":
			r.of.list = true
		}
	}
	return r
}

// A cleared is what Cleared does, in operations and in bodies.
type cleared struct {
	kind.RequestOnly
	of clearing
}

func (r *cleared) Request(m *rewrite.Message) error {
	if m.Method == "PATCH" {
		return r.of.Request(m)
	}
	return r.body(m)
}

// body clears the attributes of a created or replaced resource.
func (r *cleared) body(m *rewrite.Message) error {
	if !m.Odd(rewrite.OddBlank | rewrite.OddNull) {
		return nil
	}
	many := false // whether the attribute that is met has several values
	return m.MapAttributes(func(a rewrite.Attr) (rewrite.Edit, error) {
		if a.Level == rewrite.Whole {
			many = part.IsMulti(m, a.Path) || a.Value[0] == '['
		}
		switch {
		case many && !r.clearsMany(m, a):
			return rewrite.Past, nil
		case !r.emptyText(a) || r.of.spares(m, a.Path):
			return rewrite.Keep, nil
		}
		if err := refuseCleared(m, a.Path); err != nil {
			return rewrite.Keep, err
		}
		if m.Method == "POST" {
			return rewrite.Drop, nil
		}
		return rewrite.Set("null"), nil
	})
}

// clearsMany reports whether an empty text in the place of several values clears them.
// In a created resource there is nothing to clear.
func (r *cleared) clearsMany(m *rewrite.Message, a rewrite.Attr) bool {
	return a.Level == rewrite.Whole && a.Value == `""` && (r.of.list || m.Method == "POST")
}

// emptyText reports whether an attribute of a body is an empty text, or an object that
// stands for one.
func (r *cleared) emptyText(a rewrite.Attr) bool {
	switch a.Level {
	case rewrite.Whole:
		return a.Value == `""` || json.IsObject(a.Value) && r.of.emptyInside(a.Value)
	case rewrite.Sub:
		return a.Value == `""`
	}
	return false
}
