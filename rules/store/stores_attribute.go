package store

import (
	"slices"
	"strings"

	"scimshim/config/tree"
	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rules/kind"
)

// words are the keys of a block that are no attributes.
var words = []string{"others", "attributes", "undeclared", "also", "required", "texts", "empty_texts"}

// A stores is a block that is being read.
type stores struct {
	*kind.Block
	n    *tree.Node
	list []*attribute
	seen map[string]string // by attribute, how it was called first
}

// An attribute is what a block says of one.
type attribute struct {
	key  *tree.Node // names it
	list []*description

	hasOthers bool // whether the block says what becomes of other attributes
}

// A description is one of those of an attribute.
type description struct {
	*attribute
	n       *tree.Node
	name    string
	methods []string // nil for those of the option
}

// An option is what a description may say.
type option struct {
	word    string
	actions []kind.Action // the first holds without a word; nil if nothing is decided
	message string        // what is told without a word; empty if nothing is told
	step    func(d *description, n *tree.Node, v kind.Verdict) kind.Step
}

// attribute reads the descriptions of an attribute.
func (s *stores) attribute(key, n *tree.Node) *attribute {
	a := &attribute{key: key}
	if n.IsScalar() {
		if near := tree.Suggest(key.String(), words); near != "" {
			key.Errorf("expected the description of an attribute; did you mean %q?", near)
			return a
		}
	}
	for item := range kind.Each(n) {
		d := &description{attribute: a, n: item, name: tree.Parse(item.Key("name"), kind.StepName)}
		d.methods = methodsOf(item, kind.Writes)
		a.list = append(a.list, d)
	}
	if n.IsNull() && !s.n.Has("others") {
		key.Errorf("nothing is specified for it; describe it, or say what happens to others")
	}
	return a
}

// describe puts the steps of an attribute.
func (s *stores) describe(a *attribute) {
	var steps []kind.Step
	unnamed := 0
	for _, d := range a.list {
		list := s.stepsOf(d)
		if d.name == "" {
			unnamed += len(list)
		}
		steps = append(steps, list...)
	}
	for _, step := range steps {
		keys := []string{a.key.String()}
		name := step.At.Key("name").String()
		if name != "" {
			keys = append(keys, name)
		}
		if option := step.Option; name == "" && unnamed > 1 || name != "" && a.optionsOf(step.At) > 1 {
			keys = append(keys, option)
		}
		step.Key = strings.Join(keys, ".")
		s.Put(step)
	}
	for _, d := range a.list {
		if d.n.IsMap() {
			d.n.Rest()
		}
	}
}

// optionsOf returns how many options a description has.
func (a *attribute) optionsOf(n *tree.Node) int {
	count := 0
	for _, o := range options {
		if n.Has(o.word) {
			count++
		}
	}
	return count
}

// stepsOf returns the steps of a description, which have no keys yet.
func (s *stores) stepsOf(d *description) []kind.Step {
	var steps []kind.Step
	decides, tells := false, false
	some := false
	for _, o := range options {
		n := d.n.Key(o.word)
		if n == nil {
			continue
		}
		some = true
		decides, tells = decides || len(o.actions) > 0, tells || o.message != ""
		if o.word == "parts" && s.leavesParts(d) {
			d.others()
			continue
		}
		step := o.step(d, n, o.verdict(d.n))
		if step.New != nil {
			step.Option, step.At = o.word, d.n
			step.New = s.dividing(step, s.checkedRequired(d, step, s.checked(d, step.New)))
			steps = append(steps, step)
		}
	}
	switch {
	case !d.n.IsMap():
	case !some:
		d.n.Errorf("nothing is specified for %s; expected an option such as %s", d.key, options[0].word)
	case d.n.Has("action") && !decides:
		d.n.ErrorKey("action", "there is nothing to decide here; remove it")
	case d.n.Has("message") && !tells:
		d.n.ErrorKey("message", "this message would never be shown; remove it")
	}
	d.contradicts()
	return steps
}

// verdict returns what is decided of what the option is about.
func (o *option) verdict(n *tree.Node) kind.Verdict {
	if len(o.actions) == 0 {
		return kind.Verdict{Message: said(n, o.message)}
	}
	v := kind.VerdictOf(n, append(slices.Clone(o.actions), kind.Pass)...)
	v.Message = said(n, o.message)
	return v
}

// said returns the message of a mapping, or another one without it.
func said(n *tree.Node, otherwise string) string {
	if m := n.Key("message"); m != nil {
		return strings.TrimSuffix(m.NonEmpty(), ".")
	}
	return otherwise
}

// others marks what is known of a description of which the others decide.
func (d *description) others() {
	d.n.Has("why")
	d.n.Has("source")
}

// checked returns a constructor that looks for a second description of the attribute.
func (s *stores) checked(d *description, make func(b *kind.Build) rewrite.Rule) func(b *kind.Build) rewrite.Rule {
	return func(b *kind.Build) rewrite.Rule {
		path := b.Foreign(d.key)
		if path == (filter.Path{}) {
			return nil
		}
		path = b.Types.Canonical(b.Scope().Resource, path)
		s.computed(b, d, path)
		p := filter.Lower(path.String())
		if first, ok := s.seen[p]; ok && first != d.key.String() {
			d.key.Errorf("this is %s, which is already described; merge the two", first)
		} else if s.seen == nil {
			s.seen = map[string]string{}
		}
		s.seen[p] = d.key.String()
		return make(b)
	}
}

// forMethods returns the methods of a description, or others without them.
func (d *description) forMethods(otherwise []string) []string {
	if d.methods != nil {
		return d.methods
	}
	return otherwise
}

// methodsOf reads methods of a mapping, out of some; nil without them.
func methodsOf(n *tree.Node, all []string) []string {
	if !n.IsMap() {
		return nil
	}
	return methodsIn(n.Key("methods"), all)
}

// methodsIn reads a list of methods, out of some; nil without one.
func methodsIn(m *tree.Node, all []string) []string {
	if m == nil {
		return nil
	}
	list := m.Strings()
	for _, method := range list {
		if !slices.Contains(all, method) {
			m.Errorf("expected some of the methods %s", strings.Join(all, ", "))
			return nil
		}
	}
	if len(list) == 0 {
		m.Errorf("expected some of the methods %s", strings.Join(all, ", "))
	}
	return list
}

// without returns the methods of a list that are not in another one.
func without(list, other []string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(m string) bool { return slices.Contains(other, m) })
}
