package patch

import (
	"slices"
	"strings"

	"scimshim/rewrite"
	"scimshim/rules/kind"
)

// A plan is what is decided of the operations on an element, and by what: for who explains a
// request.

// grounds returns by form why it is right, in the words of the block.
func (e *element) grounds() map[string]string {
	g := map[string]string{upsertInPlace: "the target is taken to have the element"}
	switch {
	case e.assumed("whole_list"):
		g[upsertReplace] = "the client is taken to send all values (assume: whole_list)"
	case e.stored.one:
		g[upsertReplace] = "the target keeps one element (max_elements: 1)"
	case e.assumed("single_element"):
		g[upsertReplace] = "the target is taken to keep one element (assume: single_element)"
	default:
		g[upsertReplace] = "others are lost (loses: others)"
	}
	switch {
	case e.option("complete") != nil:
		g[upsertRemoveAdd] = "what makes it complete is written"
	case e.assumed("bare_element"):
		g[upsertRemoveAdd] = "the target is taken to keep nothing else in it (assume: bare_element)"
	default:
		g[upsertRemoveAdd] = "the target keeps the parts that stores names"
	}
	g[upsertAdd] = "the target is taken to have no such element (assume: no_element)"
	return g
}

// decide notes the plan of each element that a PATCH writes.
func (r *upsert) decide(m *rewrite.Message, of []*upsertGroup) {
	if r.grounds == nil {
		return
	}
	for i, g := range of {
		if g != nil && slices.Index(of, g) == i {
			m.Decide(func() string { return g.e.at.String() + ": " + r.plan(g) })
		}
	}
}

// plan says in which form an element is written.
func (r *upsert) plan(g *upsertGroup) string {
	switch {
	case g.form == "" && r.left == kind.Drop:
		return "dropped; no form fits what the PATCH writes of it"
	case g.alone:
		return "as it came; the PATCH writes the attribute otherwise, too, or a value that does not fit"
	case g.form == "":
		return "as it came; no form fits what the PATCH writes of it"
	case g.form != upsertInPlace && !g.filled():
		return "removed"
	}
	text := word(g.form) + "; " + r.grounds[g.form]
	if r.isLossy(g) {
		text += "; may lose " + strings.Join(r.lost(g), ", ")
	}
	return text
}

// word returns the word of a block for a form.
func word(form string) string {
	for _, f := range writeForms {
		if f.form == form {
			return f.word
		}
	}
	return form
}

// lost names what the target may have and loses.
func (r *upsert) lost(g *upsertGroup) []string {
	list := slices.DeleteFunc(slices.Clone(r.loses), func(sub string) bool { return g.wrote([]string{sub}) })
	if r.others && g.form == upsertReplace {
		list = append(list, "others")
	}
	return list
}

// An added is an add of a whole attribute that becomes a replace.
type added struct {
	kind.RequestOnly
	change *changeOp
	ground string // why that loses nothing
}

func (r *added) Request(m *rewrite.Message) error {
	before := m.Changes()
	err := r.change.Request(m)
	if m.Changes() != before {
		m.Decide(func() string { return r.change.attribute.String() + ": an add becomes a replace; " + r.ground })
	}
	return err
}
