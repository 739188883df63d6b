package patch

import (
	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
	"scimshim/rules/kind"
	"scimshim/rules/part"
)

// removes puts a step for each attribute of which values are removed by a list.
func (p *patch) removes() {
	n := p.n.Key("removes")
	for key, value := range n.Entries() {
		p.put("removes."+key, value, func(b *kind.Build) rewrite.Rule {
			at := n.KeyNode(key)
			attribute := b.Path(at)
			if b.Declares(attribute) && !b.Multi(attribute) {
				at.Errorf("%s is not multi-valued", attribute)
			}
			listed(value, "by").OneOf("list")
			return &listRemoves{attribute: attribute}
		})
	}
}

// listRemoves makes a list of the value in the path of a remove, for a target whose manual
// has the list (AWS IAM Identity Center). To one that reads RFC 7644 to the letter that is a
// remove of all values, so that it acts after what refuses that. A path with any other filter
// is left alone.
type listRemoves struct {
	kind.RequestOnly
	attribute filter.Path
}

// Touches returns the name of the attribute, as rewrite.Toucher has it.
func (r *listRemoves) Touches() []string { return rewrite.TouchedBy(r.attribute) }

func (r *listRemoves) Request(m *rewrite.Message) error {
	return m.MapOps(func(op rewrite.Op, emit func(rewrite.Op)) error {
		if op.Is("remove") && op.Target.Sub == "" && op.Value == "" && m.Same(op.Target.Path, r.attribute) {
			if id, ok := part.SelectedValue(op.Target.Where); ok {
				op = op.Made(filter.Target{Path: op.Target.Path}, "["+json.Single("value", json.Quote(id))+"]")
			}
		}
		emit(op)
		return nil
	})
}
