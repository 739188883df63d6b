package patch

import (
	"slices"
	"strings"

	"scimshim/rewrite"
	"scimshim/rules/kind"
)

// A plan is what is decided of the operations on an element, and by what: for who explains a
// request.

// decide notes the plan of each element that a PATCH writes.
func (r *elementWrite) decide(m *rewrite.Message, of []*elementChange) {
	for i, g := range of {
		if g != nil && slices.Index(of, g) == i {
			m.Decide(func() string { return g.e.at.String() + ": " + r.plan(g) })
		}
	}
}

// plan says in which form an element is written.
func (r *elementWrite) plan(g *elementChange) string {
	switch {
	case g.form == "" && r.left == kind.Drop:
		return "dropped; no form fits what the PATCH writes"
	case g.alone:
		return "unchanged; the PATCH also writes the attribute in another way, or writes a value that does not fit"
	case g.form == "":
		return "unchanged; no form fits what the PATCH writes"
	case g.form != formInPlace && !g.filled():
		return "removed"
	}
	text := g.form + "; " + r.grounds[g.form]
	if r.isLossy(g) {
		text += "; may lose " + strings.Join(r.lost(g), ", ")
	}
	return text
}

// lost names what the target may have and loses.
func (r *elementWrite) lost(g *elementChange) []string {
	list := slices.DeleteFunc(slices.Clone(r.loses), func(sub string) bool { return g.wrote([]string{sub}) })
	if r.others && g.form == formReplace {
		list = append(list, "others")
	}
	return list
}
