package attr

import (
	"scimshim/config/tree"
	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rules/expression"
	"scimshim/rules/kind"
	"scimshim/rules/part"
)

// valueRule changes the texts of one attribute in the same way wherever a
// request writes them or asks for them: in bodies, in PATCH operations and their
// paths, and in filters, so that a look-up finds what was written:
//
//	value:
//	  attribute: userName
//	  replace:
//	    - {match: '(.*)_(.*)#EXT#@.*', with: '$1@$2'}
//	    - {match: '(.*)@.*', with: '$1'}
//	  otherwise: refuse
//	  back: 'value + "@example.com"'
//
// The first expression of replace that matches is taken. It must match the whole
// value, or with part: true it replaces each match inside. In place of the list,
// to is an expression of the value, which has the functions lower, upper, trim,
// len, cut(value, characters), before and after(value, separator), local and
// domain of an e-mail address, guest for the name of a guest of Entra ID, digits,
// replace(value, expression, with), fallback for the first that is not empty, and
// + to join texts.
//
// Where nothing matches, or an empty text would be left, otherwise says what
// happens: keep leaves the value as it is; ignore leaves the attribute out, so
// that a PATCH does not touch it; clear removes it; refuse refuses the request.
// A filter that asks for such a value is refused unless the rule says keep. With
// to, refuse is meant if nothing is said. A value that is empty, null or no text
// stays as it is, and so does what a path does not show to be the attribute; a
// PATCH path of which that cannot be told is refused.
//
// In filters the values of eq and ne are changed. Other comparisons do not mean
// the same of changed values and are refused, but for pr, and but for lower(value)
// and upper(value) of an attribute that is compared without case.
//
// With back, again a list or an expression, the attribute's values in answers get
// their form again; where nothing matches they stay. A resource that a filter
// found is then compared with the client's own filter: two values may have become
// one, and a client would link the wrong account. One that does not satisfy it is
// a 502. A filter for what has not a value, by ne or not, is refused unless back
// gives just that value again: what has become the same would be missed. The rule
// says assume: one-to-one, a statement about the data, if two values never become
// one; or filter: refuse, if the attribute is not asked for. One of the three is
// needed. That two values become one is a fault where the rule says so itself, as with
// {match: work, with: home} and otherwise: keep. Where the rule has both back and the
// statement, what was found is compared all the same: another's value is a 502, and
// the statement has lapsed from then on (see filter).
//
// The attributes active and id cannot be changed. The rule does not look at its
// own output: what '(.*)' with '$1.x' has changed once would be changed again by
// a second pass, while lower, or a list that does not match what it makes, is done
// after the first. What a client's pack does must be of that kind.
type valueRule struct {
	name      string
	path      filter.Path // with the sub-attribute
	where     filter.Expr // of the elements that it is for; nil for all
	element   bool        // whether the attribute is in the elements of another
	to, back  *expression.Transform
	otherwise string
	folds     bool // whether only case is changed, where case does not matter
	checked   bool // whether what a filter found is compared with the filter
	assumed   bool // whether the rule says that two values never become one
	noFilter  bool
	says      string // what is told where a value or a filter is refused
}

func newValue(b *kind.Build, n *tree.Node) rewrite.Rule {
	r := valueOf(b, n.Need("attribute"), n, flatWords)
	n.Rest()
	return r
}

// valueWords are the words for the options.
type valueWords struct{ list, otherwise, ignore, oneToOne, filter string }

var flatWords = valueWords{"replace", "otherwise", "ignore", "one-to-one", "filter"}

// valueOf reads the options of the rule for an attribute.
func valueOf(b *kind.Build, at, n *tree.Node, w valueWords) *valueRule {
	r := &valueRule{name: b.Name}
	a := r.readAttribute(b, at)
	r.readTo(n, w)
	if a.Required && (r.otherwise == "ignore" || r.otherwise == "clear") {
		n.Key(w.otherwise).Errorf("%s is required: a resource without it cannot be created; "+
			"expected keep or refuse", r.path)
	}
	r.back = expression.ReadTransform(n.Key("back"))
	r.folds = r.folds && a.Name != "" && !a.CaseExact
	r.readAssumption(n, w)
	r.proveAssumption(b, n, a, w)
	return r
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
		n.Errorf("this is no single text; name the sub-attribute, as in emails[type eq \"work\"].value")
	case r.where != nil && (&valueFilter{r: r}).compares(r.where):
		n.Errorf("the brackets compare what the rule changes, %s", r.path.Sub)
	case known && a.Mutability == filter.ReadOnly:
		n.Errorf("%s is the target's own and never written", r.path)
	case known && a.Type != filter.TypeString && a.Type != filter.TypeReference:
		n.Errorf("only texts can be changed, and %s is none", r.path)
	}
}

// readTo reads how values are changed.
func (r *valueRule) readTo(n *tree.Node, w valueWords) {
	list, to := n.Key(w.list), n.Key("to")
	if (list == nil) == (to == nil) {
		n.Errorf("expected either %s, a list of replacements, or to, an expression", w.list)
	}
	r.otherwise = "refuse"
	if list != nil {
		r.to = expression.Replacements(list)
		r.readOtherwise(n.Need(w.otherwise), w)
		return
	}
	r.to = expression.ReadValue(to)
	r.folds = expression.IsCall(to.String(), "lower") || expression.IsCall(to.String(), "upper")
	if o := n.Key(w.otherwise); o != nil {
		r.readOtherwise(o, w)
	}
}

// readOtherwise reads what becomes of a value that nothing is made of.
func (r *valueRule) readOtherwise(n *tree.Node, w valueWords) {
	if r.otherwise = n.OneOf("keep", w.ignore, "clear", "refuse"); r.otherwise == w.ignore {
		r.otherwise = "ignore"
	}
}

// readAssumption reads what makes it safe to believe what a filter finds.
func (r *valueRule) readAssumption(n *tree.Node, w valueWords) {
	oneToOne := false
	if a := n.Key("assume"); a != nil {
		a.OneOf(w.oneToOne)
		oneToOne = true
	}
	if f := n.Key(w.filter); f != nil {
		f.OneOf("refuse")
		r.noFilter = true
	}
	r.assumed = oneToOne && !r.folds
	r.checked = r.back != nil && !oneToOne && !r.folds
	if r.back == nil && !oneToOne && !r.folds && !r.noFilter {
		n.Errorf("two values may become one, and a filter would find another's resource; say back, so that it is "+
			"compared, or assume: %s if the data make that impossible, or %s: refuse", w.oneToOne, w.filter)
	}
}

// proveAssumption faults a statement that the rule itself contradicts, and doubts one
// that it contradicts for some data.
func (r *valueRule) proveAssumption(b *kind.Build, n *tree.Node, a filter.Attribute, w valueWords) {
	if !n.Has("assume") || r.to == nil {
		return
	}
	keep := r.otherwise == "keep"
	if how := r.to.Twice(keep, a.CaseExact); how != "" {
		n.Key("assume").Errorf("the rule is not one-to-one: %s; say %s: refuse if nobody has the other value, "+
			"or %s: refuse", how, w.otherwise, w.filter)
		return
	}
	if r.to.MayMeet(keep) {
		b.Doubt(n, "rule "+r.name+" is one-to-one only if no value that it leaves as it is equals one that it makes; "+
			"say "+w.otherwise+": refuse if all values have the form that it changes")
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
		needs, show := []filter.Path{r.holder()}, m.Show
		if asked != nil {
			needs, show = append(needs, filter.Paths(asked)...), m.Reveal
		}
		m.Remember(valueAsked{asked, show(needs)})
	}
	if m.Method == "PATCH" {
		return m.MapOps(func(op rewrite.Op, emit func(rewrite.Op)) error { return r.op(m, op, emit) })
	}
	w := &valueWalk{r: r, m: m}
	return m.MapAttributes(w.attr)
}

func (r *valueRule) Response(m *rewrite.Message) error {
	if r.back == nil {
		return nil
	}
	w := &valueWalk{r: r, m: m}
	if err := m.MapAttributes(w.attr); err != nil {
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
