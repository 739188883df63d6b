package patch

import (
	"cmp"
	"math"

	"scimshim/config/tree"
	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rules/kind"
	"scimshim/rules/part"
)

// mostOperations puts the steps for what has too many operations.
func (p *patch) mostOperations() {
	for item := range kind.Each(p.n.Key("max_operations")) {
		if !item.IsMap() {
			p.put("max_operations", item, func(*kind.Build) rewrite.Rule {
				return &fewOperations{most: item.IntIn(1, math.MaxInt32), says: fewer}
			})
			continue
		}
		key, at := "max_operations", item.Key("attribute")
		if at != nil {
			key += "." + at.String()
		}
		p.put(key, item, func(b *kind.Build) rewrite.Rule {
			r := &fewOperations{most: item.Need("most").IntIn(1, math.MaxInt32), says: cmp.Or(sentence(item), fewer)}
			if at != nil {
				r.attribute = b.Path(at)
			}
			if r.attribute.Is(part.Active) {
				at.Errorf("only the last of several operations that write active takes effect; say once: [active]")
			}
			return r
		})
	}
}

// fewer is told of a PATCH with too many operations.
const fewer = "send them in several requests"

// fewOperations refuses a PATCH with more operations than a target takes, in all or on one
// attribute. Nothing is split: a PATCH that is carried out in part is one that nobody asked for.
// Who is to leave keeps none of them but what disables (Q74): of some that belong together, as
// a remove and an add, none may be sent alone.
type fewOperations struct {
	kind.RequestOnly
	attribute filter.Path // none for any
	most      int
	says      string
}

// Touches returns the name of the attribute whose operations are counted, none for all, as
// rewrite.Toucher has it.
func (r *fewOperations) Touches() []string { return rewrite.TouchedBy(r.attribute) }

func (r *fewOperations) Request(m *rewrite.Message) error {
	ops, err := m.Ops()
	if err != nil {
		return err
	}
	n, active := 0, 0
	for _, op := range ops {
		if r.counts(m, op) {
			n++
		}
		if writesActive(m, op) {
			active++
		}
	}
	switch {
	case n <= r.most:
		return nil
	case m.Deactivates():
		return m.MapOps(func(op rewrite.Op, emit func(rewrite.Op)) error {
			if writesActive(m, op) {
				active--
			}
			if !r.counts(m, op) || active == 0 && writesActive(m, op) {
				emit(op)
			}
			return nil
		})
	}
	on := ""
	if r.attribute.Name != "" {
		on = " on " + r.attribute.String()
	}
	return rewrite.Refuse(rewrite.RuleRefused, "invalidValue",
		"the request has %d operations%s, and the target takes at most %d; %s", n, on, r.most, r.says)
}

// counts reports whether an operation is one of those that are counted.
func (r *fewOperations) counts(m *rewrite.Message, op rewrite.Op) bool {
	return r.attribute.Name == "" || part.Touches(m, op, r.attribute)
}

// limit returns what allows only one operation on the elements; nil if nothing does.
func (e *element) limit() *tree.Node {
	for _, block := range e.Beside("patch") {
		for item := range kind.Each(block.Node.Key("max_operations")) {
			most := item
			if item.IsMap() {
				most = item.Key("most")
			}
			if most.String() == "1" && e.isLimitedBy(block, item) && block.Holds(kind.Stated{At: item}, "PATCH") {
				return most
			}
		}
	}
	return nil
}

// isLimitedBy reports whether an item of max_operations is in force and about the elements.
func (e *element) isLimitedBy(block kind.Sibling, item *tree.Node) bool {
	if !item.IsMap() {
		return true
	}
	at := item.Key("attribute")
	p, err := filter.ParsePath(e.Prefixes.Long(at.String()))
	return block.Wanted(item) && (at == nil || err == nil && rewrite.Covers(e.path, e.canonical(p)))
}
