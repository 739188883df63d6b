package store

import (
	"slices"

	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
	"scimshim/rules/kind"
	"scimshim/rules/part"
)

// A texts refuses requests that write a text which the target does not take, where that says
// only that something is wrong, and not where. refuse is found anywhere in a text. All
// attributes are looked at, in whatever form a request writes them, but for those in except,
// or those in attributes alone.
//
// The administrator is told the name of the attribute and never the text. schemas, id and
// meta are left alone, as are filters: no text is changed, so that what is looked up is what
// was written. If filters, the texts are looked at that a filter compares, id included, for a
// target that says of a filter no better what it does not take.
type texts struct {
	kind.RequestOnly
	refuse     finder
	except     []filter.Path
	attributes []filter.Path
	says       string
	filters    bool // whether filters are looked at, too
}

// Touches returns the names of the attributes that are looked at, none for all, as rewrite.Toucher has it.
func (r *texts) Touches() []string { return rewrite.TouchedBy(r.attributes...) }

func (r *texts) Request(m *rewrite.Message) error {
	if r.filters {
		if err := r.inFilter(m); err != nil {
			return err
		}
	}
	return m.MapAttributes(func(a rewrite.Attr) (rewrite.Edit, error) {
		text, isText := json.Text(a.Value)
		if !isText || a.Path.Name == "" || !r.looksAt(a.Path) || !r.refuse(text) {
			return rewrite.Keep, nil
		}
		return rewrite.Keep, rewrite.Refuse(rewrite.RuleRefused, "invalidValue", "%s: %s",
			part.SafeName(a.Path), r.says)
	})
}

// looksAt reports whether the rule is for the texts of an attribute.
func (r *texts) looksAt(p filter.Path) bool {
	covers := func(q filter.Path) bool { return rewrite.Covers(q, p) }
	if len(r.attributes) > 0 {
		return slices.ContainsFunc(r.attributes, covers)
	}
	return !slices.ContainsFunc(part.TargetsOwn, covers) && !slices.ContainsFunc(r.except, covers)
}
