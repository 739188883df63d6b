package patch

import (
	"scimshim/rewrite"
	"scimshim/rules/kind"
)

// grounds returns by form why it is right, in the words of the block.
func (e *element) grounds() map[string]string {
	g := map[string]string{formInPlace: "assuming that the target has the element"}
	switch {
	case e.assumed("whole_list"):
		g[formReplace] = "assuming that the client sends all values (assume: whole_list)"
	case e.stored.one:
		g[formReplace] = "the target keeps one element (max_elements: 1)"
	case e.assumed("single_element"):
		g[formReplace] = "assuming that the target keeps one element (assume: single_element)"
	default:
		g[formReplace] = "others are lost (loses: others)"
	}
	switch {
	case e.option("complete") != nil:
		g[formRemoveAdd] = "everything that makes it complete is written"
	case e.assumed("bare_element"):
		g[formRemoveAdd] = "assuming that the target keeps nothing else in it (assume: bare_element)"
	default:
		g[formRemoveAdd] = "the target keeps only the parts listed in stores"
	}
	g[formAdd] = "assuming that the target has no such element (assume: no_element)"
	return g
}

// An added is an add of a whole attribute that becomes a replace.
type added struct {
	kind.RequestOnly
	change *addOrReplace
	ground string // why that loses nothing
}

// Touches returns the name of the attribute, as rewrite.Toucher has it.
func (r *added) Touches() []string { return r.change.Touches() }

func (r *added) Request(m *rewrite.Message) error {
	before := m.Changes()
	err := r.change.Request(m)
	if m.Changes() != before {
		m.Decide(func() string { return r.change.attribute.String() + ": an add becomes a replace; " + r.ground })
	}
	return err
}
