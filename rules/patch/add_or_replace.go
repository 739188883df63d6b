package patch

import (
	"math"

	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
	"scimshim/rules/kind"
	"scimshim/rules/part"
)

// addOrReplace makes an add of a replace, or a replace of an add, for an attribute as
// a whole: an operation with its path and no filter, or one without path, of which what
// else its value has becomes an operation of its own.
//
// An operation without value, or with null or an empty one, is left alone: a
// replace by nothing clears, and an add of nothing does not.
type addOrReplace struct {
	kind.RequestOnly
	attribute filter.Path
	from, to  string
	where     filter.Expr // of the values; nil for any
	most      int
}

// AddOne makes an add of a replace of an attribute by one value. A client that replaces the
// members of a group with one of them, once for each, leaves a group of one (Q87). That loses
// what a replace takes away: who is no longer among the members stays one, and keeps what the
// group gives.
func AddOne(attribute filter.Path) rewrite.Rule {
	return &addOrReplace{attribute: attribute, from: "replace", to: "add", most: 1}
}

// replaced makes a replace of an add, of which all values satisfy where. A client that only
// ever adds roles, and means the whole of them, piles them up (Q69); as a replace the add takes
// away the others. Of the operations that one PATCH has on the attribute only the first becomes
// a replace, so that it does not undo another. Of an attribute with one value an add is a
// replace anyway (RFC 7644, section 3.5.2.1), which says active, too, in the only form that some
// targets take.
func replaced(attribute filter.Path, where filter.Expr) *addOrReplace {
	return &addOrReplace{attribute: attribute, from: "add", to: "replace", where: where, most: math.MaxInt}
}

// Touches returns the name of the attribute, as rewrite.Toucher has it.
func (r *addOrReplace) Touches() []string { return rewrite.TouchedBy(r.attribute) }

func (r *addOrReplace) Request(m *rewrite.Message) error {
	before := false // whether an operation before is on the attribute
	may := func(op *rewrite.Op) bool { return m.MayBeOn(op, r.attribute) }
	return m.MapSomeOps(may, func(op rewrite.Op, emit func(rewrite.Op)) error {
		rest, one := r.apart(op)
		value, whole := r.value(m, one)
		taken := whole && op.Is(r.from) && (r.to == "add" || !before) && r.few(value) && r.fits(m, value)
		before = before || whole || part.Touches(m, op, r.attribute)
		if taken {
			op = one.Named(r.to)
		}
		if taken && rest.Value != "" {
			emit(rest)
		}
		emit(op)
		return nil
	})
}

// apart takes the attribute out of what else an operation without path writes, if it may
// be one to change. Without a rest nothing was taken out.
func (r *addOrReplace) apart(op rewrite.Op) (rest, one rewrite.Op) {
	if op.HasPath || !op.Is(r.from) || r.attribute.Schema != "" || r.attribute.Sub != "" {
		return rewrite.Op{}, op
	}
	var others, own []json.Member
	for member := range json.Members(op.Value) {
		if filter.Fold(member.Name, r.attribute.Name) {
			own = append(own, member)
		} else {
			others = append(others, member)
		}
	}
	if len(own) != 1 || len(others) == 0 {
		return rewrite.Op{}, op
	}
	return op.Valued(json.Object(others...)), op.Valued(json.Object(own...))
}

// value returns what an operation writes to the attribute, and whether it is on
// that as a whole, and on nothing else.
func (r *addOrReplace) value(m *rewrite.Message, op rewrite.Op) (string, bool) {
	if op.HasPath {
		return op.Value, op.Target.Where == nil && m.Same(op.At(), r.attribute)
	}
	value := op.Value
	for _, name := range [...]string{r.attribute.Schema, r.attribute.Name, r.attribute.Sub} {
		if name == "" {
			continue
		}
		inner, n := "", 0
		for member := range json.Members(value) {
			if n++; filter.Fold(member.Name, name) {
				inner = member.Value
			}
		}
		if n != 1 || inner == "" {
			return "", false
		}
		value = inner
	}
	return value, true
}

// few reports whether there is a value to write, and of values not too many.
func (r *addOrReplace) few(value string) bool {
	n := 0
	for range json.Elements(value) {
		if n++; n > r.most {
			return false
		}
	}
	return n > 0 && !json.SaysNothing(value)
}

// fits reports whether all values satisfy the filter of the rule.
func (r *addOrReplace) fits(m *rewrite.Message, value string) bool {
	if r.where == nil {
		return true
	}
	if json.IsObject(value) {
		return part.TextSatisfies(m, value, r.attribute, r.where)
	}
	for element := range json.Elements(value) {
		if !json.IsObject(element) || !part.TextSatisfies(m, element, r.attribute, r.where) {
			return false
		}
	}
	return true
}
