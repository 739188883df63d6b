package store

import (
	"slices"

	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rules/part"
)

// inFilter refuses a filter that compares an attribute with a text which the target
// does not take.
func (r *texts) inFilter(m *rewrite.Message) error {
	e, err := m.Filter()
	if e == nil || err != nil {
		return err
	}
	var refusal error
	part.Compared(e, func(p filter.Path, value filter.Literal) {
		text, isText := value.Text()
		if refusal == nil && isText && r.asksFor(p) && r.refuse(text) {
			refusal = rewrite.Refuse(rewrite.FilterUnsupported, "invalidFilter", "the filter on %s: %s",
				part.SafeName(p), r.says)
		}
	})
	return refusal
}

// asksFor reports whether the rule is for the texts that an attribute is compared
// with.
func (r *texts) asksFor(p filter.Path) bool {
	covers := func(q filter.Path) bool { return rewrite.Covers(q, p) }
	if len(r.attributes) > 0 {
		return slices.ContainsFunc(r.attributes, covers)
	}
	return !slices.ContainsFunc(r.except, covers)
}
