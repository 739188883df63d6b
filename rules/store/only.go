package store

import (
	"slices"
	"unicode/utf8"

	"scimshim/config/tree"
	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/filter/plan"
	"scimshim/rewrite/json"
	"scimshim/rules/kind"
	"scimshim/rules/part"
)

// An only says which elements of a multi-valued attribute the target has room for.
// ServiceNow stores a home address and no other, and one that Entra's mapping calls work
// would fail the whole request, with the leaver in it (Q74).
//
// The elements of a written list that certainly do not satisfy where are taken out of it, and
// so are the operations of a PATCH whose path selects none but such. What is dropped is
// counted. A replace of which nothing is left becomes a remove, since the values before it
// are not to stay; another list of which nothing is left is not written at all, for an empty
// one would clear the attribute. Or they are sent on, with a warning, or the request is
// refused. Filters and answers are left alone.
type only struct {
	kind.RequestOnly
	attribute filter.Path
	where     filter.Expr
	needs     []string      // the sub-attributes that it names
	enough    []json.Member // texts each of which is enough for where, byte for byte
	simple    bool          // whether there is no more to where
	action    kind.Action   // drop, warn or refuse
	says      string
}

// makeOnly returns the rule for an attribute that is named at a place.
func makeOnly(b *kind.Build, at *tree.Node, attribute filter.Path, where filter.Expr, v kind.Verdict) *only {
	if at != nil && !b.Multi(attribute) {
		at.Errorf("%s is not multi-valued", attribute)
	}
	r := &only{attribute: attribute, where: where, action: v.Action, says: v.Message}
	for _, p := range filter.Paths(where) {
		r.needs = append(r.needs, p.Name)
	}
	r.enough, r.simple = enoughFor(b, attribute, where)
	return r
}

// enoughFor returns the texts that sub-attributes are compared with by eq, one of which is enough to
// satisfy a filter, and whether that is all there is of it. So most elements are found to be fit, or not to
// be, without a judge.
func enoughFor(b *kind.Build, attribute filter.Path, where filter.Expr) (enough []json.Member, all bool) {
	switch x := where.(type) {
	case *filter.Or:
		all = true
		for _, term := range x.List {
			more, is := enoughFor(b, attribute, term)
			enough, all = append(enough, more...), all && is
		}
	case *filter.Compare:
		attribute.Sub = x.Path.Name
		def, known := b.Types.Find(b.Scope().Resource, attribute)
		text := known && def.Type == filter.TypeString && x.Value.Kind() == filter.KindString
		if terms, is := part.Terms(x); is && text {
			return terms, true
		}
	}
	return enough, all
}

// Touches returns the name of the attribute, as rewrite.Toucher has it.
func (r *only) Touches() []string { return rewrite.TouchedBy(r.attribute) }

func (r *only) Request(m *rewrite.Message) error {
	found, err := false, error(nil)
	if m.Method == "PATCH" {
		if err = r.selected(m, &found); err == nil {
			err = r.listed(m, &found, func(element json.Value) bool { return r.outside(m, element) })
		}
	} else {
		err = r.listedIn(m, &found)
	}
	switch {
	case err != nil || !found:
		return err
	case r.action == kind.Refuse:
		return rewrite.Refuse(rewrite.RuleRefused, "invalidValue", "%s: %s", r.attribute, r.says)
	case r.action == kind.Warn:
		m.Warn()
	}
	return nil
}

// selected finds the operations whose path selects elements that there is no room
// for.
func (r *only) selected(m *rewrite.Message, found *bool) error {
	selects := func(op *rewrite.Op) bool { return op.Target.Where != nil && m.Same(op.Target.Path, r.attribute) }
	return m.MapSomeOps(selects, func(op rewrite.Op, emit func(rewrite.Op)) error {
		if !selects(&op) || !r.excludes(m, op) {
			emit(op)
			return nil
		}
		*found = true
		if r.action != kind.Drop {
			emit(op)
		}
		return nil
	})
}

// excludes reports whether the elements that the path of an operation selects have the terms of
// its filter, and so never satisfy where; or do not afterwards, because of what is written.
func (r *only) excludes(m *rewrite.Message, op rewrite.Op) bool {
	if op.Target.Sub != "" && !r.isNeeded(op.Target.Sub) {
		if out, sure := r.apart(m, op.Target.Where, r.where); sure {
			return out
		}
	}
	terms, ok := part.Terms(op.Target.Where)
	return ok && (r.memberOutside(m, terms) || r.memberOutside(m, written(op, terms)))
}

// isNeeded reports whether where names a sub-attribute.
func (r *only) isNeeded(sub string) bool {
	return slices.ContainsFunc(r.needs, func(name string) bool { return filter.Fold(name, sub) })
}

// apart reports whether no element that satisfies one filter satisfies another, of which one
// compares a text and the other does so, too, or has several such comparisons of which one must hold.
func (r *only) apart(m *rewrite.Message, one, other filter.Expr) (apart, sure bool) {
	switch x := other.(type) {
	case *filter.Or:
		for _, term := range x.List {
			if apart, sure = r.apart(m, one, term); !sure || !apart {
				return apart, sure
			}
		}
		return true, true
	case *filter.Compare:
		p := r.attribute
		p.Sub = x.Path.Name
		if def, known := m.Types().Find(m.Resource, p); !known || def.Type != filter.TypeString || x.Path.Sub != "" {
			return false, false
		}
		same, sure := plan.Alike(one, x)
		return !same, sure
	}
	return false, false
}

// written returns the members that an element is known to have after an operation, of which it
// had some before.
func written(op rewrite.Op, terms []json.Member) []json.Member {
	now := slices.Clone(terms)
	set := func(member json.Member) {
		same := func(t json.Member) bool { return filter.Fold(t.Name, member.Name) }
		if now = slices.DeleteFunc(now, same); member.Value != "" {
			now = append(now, member)
		}
	}
	if op.Target.Sub != "" {
		set(json.Member{Name: op.Target.Sub, Value: op.Value})
		return now
	}
	for member := range json.Members(op.Value) {
		set(member)
	}
	return now
}

// listedIn is listed for a body. Mostly some elements are dropped and others are left, which takes no walk.
func (r *only) listedIn(m *rewrite.Message, found *bool) error {
	walk := func(m *rewrite.Message) error { return r.walked(m, found) }
	if r.action != kind.Drop {
		return walk(m)
	}
	return m.DropElements(r.attribute, func(element json.Value) bool {
		out := r.outside(m, element)
		*found = *found || out
		return out
	}, walk)
}

// walked is listed for a body, whose elements it asks about once.
func (r *only) walked(m *rewrite.Message, found *bool) error {
	var some [8]int
	out := some[:0]
	m.AnyValue(r.attribute, func(list json.Value) bool {
		for element := range list.Elements() {
			if r.outside(m, element) {
				out = append(out, element.Place())
			}
		}
		return false
	})
	if len(out) == 0 {
		return nil
	}
	slices.Sort(out)
	return r.listed(m, found, func(element json.Value) bool {
		_, is := slices.BinarySearch(out, element.Place())
		return is
	})
}

// listed finds the elements that are written and that there is no room for, which outside tells.
func (r *only) listed(m *rewrite.Message, found *bool, outside func(json.Value) bool) error {
	return part.MapElements(m, r.attribute, func(a rewrite.Attr) (rewrite.Edit, error) {
		switch {
		case a.Level != rewrite.Element:
			return rewrite.Keep, nil
		case a.Selected || !m.Same(a.Path, r.attribute) || !outside(a.On()):
			return rewrite.Past, nil
		}
		*found = true
		if r.action == kind.Drop {
			return rewrite.Drop, nil
		}
		return rewrite.Keep, nil
	})
}

// outside reports whether an element certainly does not satisfy where. One that
// lacks what where asks for may get it from the target.
func (r *only) outside(m *rewrite.Message, element json.Value) bool {
	if element.Kind() != '{' {
		return false
	}
	if enough, sure := r.hasEnough(element); sure {
		return !enough
	}
	for _, name := range r.needs {
		if v := element.Get(name); !v.Exists() || v.Null() {
			return false
		}
	}
	return !part.Satisfies(m, element, r.attribute, r.where)
}

// hasEnough reports whether an element has one of the texts that are enough, and whether it is sure of that
// without a judge.
func (r *only) hasEnough(element json.Value) (enough, sure bool) {
	name, text, sure := "", "", r.simple
	for i := range r.enough {
		term := &r.enough[i]
		if name != term.Name {
			name, text = term.Name, element.Get(term.Name).Text()
		}
		if text == term.Value {
			return true, true
		}
		sure = sure && differ(text, term.Value)
	}
	return false, sure
}

// differ reports whether two JSON texts are strings of ASCII that are not the same in any case, as can be
// seen without decoding them.
func differ(a, b string) bool { return isPlain(a) && isPlain(b) && !filter.Fold(a, b) }

func isPlain(text string) bool {
	for i := range len(text) {
		if c := text[i]; c == '\\' || c >= utf8.RuneSelf {
			return false
		}
	}
	return text != "" && text[0] == '"'
}

// memberOutside is outside for an element of these members.
func (r *only) memberOutside(m *rewrite.Message, members []json.Member) bool {
	tape := json.TakeTape()
	defer tape.Release()
	if err := tape.Read(json.Object(members...), nil); err != nil {
		panic("BUG: an element that is no JSON: " + err.Error())
	}
	return r.outside(m, tape.Root())
}
