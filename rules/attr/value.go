package attr

import (
	"strings"

	"scimshim/config/tree"
	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rules/expression"
	"scimshim/rules/kind"
	"scimshim/rules/part"
)

// valueRule changes the texts of one attribute in the same way wherever a request writes them or
// asks for them: in bodies, in PATCH operations and their paths, and in filters, so that a
// look-up finds what was written. It does not look at its own output.
type valueRule struct {
	name     string
	path     filter.Path // with the sub-attribute
	where    filter.Expr // of the elements that it is for; nil for all
	element  bool        // whether the attribute is in the elements of another
	to, back *expression.Transform
	noMatch  string
	folds    bool // whether only case is changed, where case does not matter
	checked  bool // whether what a filter found is compared with the filter
	assumed  bool // whether the rule says that two values never become one
	noFilter bool
	says     string // what is told where a value or a filter is refused
}

// valueOf reads the options of the rule for an attribute.
func valueOf(b *kind.Build, at, n *tree.Node) rewrite.Rule {
	r := &valueRule{name: b.Name}
	a := r.readAttribute(b, at)
	r.readTo(n)
	if a.Required && (r.noMatch == "drop" || r.noMatch == "clear") {
		n.Key("no_match").Errorf("%s is required: a resource without it cannot be created; "+
			"expected keep or refuse", r.path)
	}
	r.back = expression.ReadTransform(n.Key("back"))
	r.folds = r.folds && a.Name != "" && !a.CaseExact
	r.readAssumption(n)
	r.proveAssumption(b, n, a)
	r.readMessage(n.Key("message"))
	return r
}

// readMessage reads what is told of what is refused.
func (r *valueRule) readMessage(n *tree.Node) {
	switch {
	case n == nil:
	case !r.noFilter && r.noMatch != "refuse":
		n.Errorf("nothing is refused, so this message would never be shown; remove it")
	default:
		r.says = ": " + strings.TrimSuffix(n.NonEmpty(), ".")
	}
}

// readAttribute reads which attribute the rule is for.
func (r *valueRule) readAttribute(b *kind.Build, n *tree.Node) filter.Attribute {
	t := b.Target(n)
	resource := b.Scope().Resource
	r.path, r.where = b.Types.Canonical(resource, t.Path), t.Where
	if t.Where != nil {
		r.path.Sub = t.Sub
	}
	a, known := b.Types.Find(resource, r.path)
	holder, held := b.Types.Find(resource, r.holder())
	r.element = r.path.Sub != "" && (t.Where != nil || holder.Multi || !held)
	if n != nil {
		r.checkAttribute(n, t, a, known)
	}
	return a
}

// checkAttribute faults an attribute whose values are not for a rule to change.
func (r *valueRule) checkAttribute(n *tree.Node, t filter.Target, a filter.Attribute, known bool) {
	switch {
	case r.path.Name == part.Active.Name, r.path.Is(filter.Path{Name: "id"}), r.path.Is(part.Schemas):
		n.Errorf("the values of %s mean the same to every target and are not changed", r.path.Name)
	case t.Where != nil && t.Sub == "", known && a.Type == filter.TypeComplex:
		n.Errorf("this is not a single text; name the sub-attribute, as in emails[type eq \"work\"].value")
	case r.where != nil && (&valueFilter{r: r}).compares(r.where):
		n.Errorf("the brackets compare %s, which the step changes", r.path.Sub)
	case known && a.Mutability == filter.ReadOnly:
		n.Errorf("%s belongs to the target and is never written", r.path)
	case known && a.Type != filter.TypeString && a.Type != filter.TypeReference:
		n.Errorf("only text can be changed, and %s is not text", r.path)
	}
}

// readTo reads how values are changed.
func (r *valueRule) readTo(n *tree.Node) {
	list, to := n.Key("patterns"), n.Key("to")
	if (list == nil) == (to == nil) {
		n.Errorf("expected either patterns (a list of replacements) or to (an expression)")
	}
	r.noMatch = "refuse"
	if list != nil {
		r.to = expression.Replacements(list)
		r.readNoMatch(n.Need("no_match"))
		return
	}
	r.to = expression.ReadValue(to)
	r.folds = expression.IsCall(to.String(), "lower") || expression.IsCall(to.String(), "upper")
	if m := n.Key("no_match"); m != nil {
		r.readNoMatch(m)
	}
}

// readNoMatch reads what becomes of a value that nothing is made of.
func (r *valueRule) readNoMatch(n *tree.Node) { r.noMatch = n.OneOf("keep", "drop", "clear", "refuse") }

// readAssumption reads what makes it safe to believe what a filter finds.
func (r *valueRule) readAssumption(n *tree.Node) {
	oneToOne := false
	if a := n.Key("assume"); a != nil {
		a.OneOf("one_to_one")
		oneToOne = true
	}
	if f := n.Key("filters"); f != nil {
		f.OneOf("refuse")
		r.noFilter = true
	}
	r.assumed = oneToOne && !r.folds
	r.checked = r.back != nil && !oneToOne && !r.folds
	if r.back == nil && !oneToOne && !r.folds && !r.noFilter {
		n.Errorf("two values may become the same, and a filter would then find the wrong resource; give back, so " +
			"that they are compared, or say assume: one_to_one if your data rule this out, or filters: refuse")
	}
}

// proveAssumption faults a statement that the rule itself contradicts, and doubts one
// that it contradicts for some data.
func (r *valueRule) proveAssumption(b *kind.Build, n *tree.Node, a filter.Attribute) {
	if !n.Has("assume") || r.to == nil {
		return
	}
	keep := r.noMatch == "keep"
	if how := r.to.Twice(keep, a.CaseExact); how != "" {
		n.Key("assume").Errorf("the step is not one-to-one: %s; say no_match: refuse if nobody has the other "+
			"value, or filters: refuse", how)
		return
	}
	if r.to.MayMeet(keep) {
		b.Doubt(n, "rule "+r.name+" is one-to-one only if no value that it leaves unchanged equals one that "+
			"it makes; say no_match: refuse if all values have the form that it changes")
	}
}

// holder returns the attribute that holds the sub-attribute.
func (r *valueRule) holder() filter.Path {
	p := r.path
	p.Sub = ""
	return p
}

// list returns the attribute that has the values, or the elements with them.
func (r *valueRule) list() filter.Path {
	if r.element {
		return r.holder()
	}
	return r.path
}

// Assumes reports whether the rule states something of the data.
func (r *valueRule) Assumes() bool { return r.assumed && !r.noFilter }

// Touches returns the name of the attribute, as rewrite.Toucher has it; none if what the
// brackets select has to be shown in answers.
func (r *valueRule) Touches() []string {
	if r.back != nil && r.where != nil {
		return nil
	}
	return rewrite.TouchedBy(r.path)
}

// valueAsked is what a rule keeps of a request.
type valueAsked struct {
	filter filter.Expr // what answers are compared with; nil for nothing
	shown  rewrite.Shown
}

func (r *valueRule) Request(m *rewrite.Message) error {
	asked, err := r.query(m)
	if err != nil {
		return err
	}
	if r.back != nil && (asked != nil || r.where != nil) {
		var shown rewrite.Shown
		if asked != nil {
			shown = m.Reveal(asked, r.holder())
		} else {
			shown = m.Show([]filter.Path{r.holder()})
		}
		m.Remember(valueAsked{asked, shown})
	}
	if m.Method == "PATCH" {
		return m.MapOps(func(op rewrite.Op, emit func(rewrite.Op)) error { return r.op(m, op, emit) })
	}
	w := &valueWalk{r: r, m: m}
	err = m.MapAmong(w.attr, r.path)
	m.CountDropped(w.lost)
	return err
}

func (r *valueRule) Response(m *rewrite.Message) error {
	if r.back == nil {
		return nil
	}
	w := &valueWalk{r: r, m: m}
	if err := m.MapAmong(w.attr, r.path); err != nil {
		return err
	}
	asked, ok := m.Remembered().(valueAsked)
	if !ok {
		return nil
	}
	if err := r.compare(m, asked.filter); err != nil {
		return err
	}
	return m.Trim(asked.shown)
}
