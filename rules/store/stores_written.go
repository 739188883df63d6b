package store

import (
	"slices"

	"scimshim/config/tree"
	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rules/kind"
	"scimshim/rules/part"
)

// storedOf makes a step of an attribute that some requests, or all, write in vain: one that
// finds it, or one that takes it out.
func storedOf(d *description, n *tree.Node, v kind.Verdict) kind.Step {
	methods := d.unstored()
	where := d.n.Key("where")
	switch {
	case len(methods) == 0:
		return kind.Step{}
	case where != nil && v.Action == kind.Drop:
		where.Errorf("where can be combined only with warn and refuse; otherwise some resources would lose it " +
			"silently")
	case where != nil && slices.Equal(methods, []string{"PATCH"}):
		where.Errorf("a PATCH does not show the whole resource, so where cannot be checked")
	}
	if !d.n.Has("action") && d.hasOthers {
		if d.others(); d.n.Has("if") {
			d.n.ErrorKey("if", "others decides about it; with an action of its own it may have an if")
		}
		return kind.Step{}
	}
	return kind.Step{Methods: methods, New: func(b *kind.Build) rewrite.Rule {
		var e filter.Expr
		if where != nil {
			e = b.Where(where, filter.Path{})
		}
		return d.inVain(b, v, e)
	}}
}

// unstored returns the methods of requests that write the attribute in vain.
func (d *description) unstored() []string {
	n := d.n.Key("stored")
	switch {
	case n == nil:
		return nil
	case n.IsList():
		if d.methods != nil {
			d.n.ErrorKey("methods", "stored already has the methods; remove one of the two")
		}
		return without(kind.Writes, methodsIn(n, kind.Writes))
	case n.Bool():
		return nil
	}
	return d.forMethods(kind.Writes)
}

// immutableOf makes a step of an attribute that is written once.
func immutableOf(d *description, n *tree.Node, v kind.Verdict) kind.Step {
	methods := d.forMethods([]string{"PUT", "PATCH"})
	switch {
	case !n.Bool():
		return kind.Step{}
	case slices.Contains(methods, "POST"):
		d.n.ErrorKey("methods", "a POST does not change it; expected PUT, PATCH or both")
	case v.Action == kind.Drop && !slices.Contains(methods, "PATCH"):
		d.n.ErrorKey("action", "a PUT replaces the whole resource; drop is only for PATCH")
	case v.Action == kind.Drop:
		methods = []string{"PATCH"}
	}
	return kind.Step{Methods: methods, New: func(b *kind.Build) rewrite.Rule { return d.inVain(b, v, nil) }}
}

// readOnlyOf makes a step of an attribute that no client writes.
func readOnlyOf(d *description, n *tree.Node, v kind.Verdict) kind.Step {
	if !n.Bool() {
		return kind.Step{}
	}
	return kind.Step{Methods: d.forMethods(kind.Writes), New: func(b *kind.Build) rewrite.Rule {
		return d.inVain(b, v, nil)
	}}
}

// inVain returns the rule for an attribute that is written in vain by resources that satisfy
// a filter, if there is one.
func (d *description) inVain(b *kind.Build, v kind.Verdict, where filter.Expr) rewrite.Rule {
	p := b.Path(d.key)
	if v.Action != kind.Drop {
		r := &found{path: p, where: where, refuse: v.Action == kind.Refuse, says: v.Message}
		return unless(v, r)
	}
	core := filter.Fold(p.String(), b.Types.CoreURN(b.Scope().Resource))
	if core || p.Is(part.Active) || p.Is(filter.Path{Name: "id"}) {
		d.key.Errorf("%s cannot be dropped: a change would be lost silently", p)
	}
	return &taken{path: p}
}

// A taken takes an attribute out of requests that write.
type taken struct {
	kind.RequestOnly
	path filter.Path
}

// Touches returns the name of the attribute, as rewrite.Toucher has it.
func (r *taken) Touches() []string { return rewrite.TouchedBy(r.path) }

func (r *taken) Request(m *rewrite.Message) error {
	covered := func(a rewrite.Attr) bool { return rewrite.Covers(r.path, a.Path) }
	return part.TakeOutOf(m, r.path, [2][]filter.Path{}, covered)
}

// EmptiesExtensions says that the last attribute of an extension may be taken out.
func (r *taken) EmptiesExtensions() {}

// unless returns a rule, or nothing where nothing is done.
func unless(v kind.Verdict, r rewrite.Rule) rewrite.Rule {
	if v.Action == kind.Pass {
		return nil
	}
	return r
}

// contradicts notes what a description says against itself.
func (d *description) contradicts() {
	if p := d.n.Key("prefer"); p != nil && !d.n.Has("max_elements") {
		p.Errorf("prefer needs max_elements: 1, which is missing")
	}
	if w := d.n.Key("where"); w != nil && !d.n.Has("stored") {
		w.Errorf("where needs stored")
	}
	d.excludes("read_only", "only the target writes it, so other options have no effect")
	if n := d.n.Key("stored"); n != nil && !n.IsList() && !n.Bool() {
		d.excludes("stored", "it is not stored, so other options have no effect")
	}
	if n := d.n.Key("immutable"); n != nil && n.Bool() {
		for _, word := range []string{"type", "primary"} {
			if d.n.Has(word) {
				d.n.ErrorKey(word, "it is immutable, but this would change it")
			}
		}
	}
	d.partsLack()
}

// excludes notes the options beside one that is alone.
func (d *description) excludes(word, why string) {
	if n := d.n.Key(word); n == nil || word == "read_only" && !n.Bool() {
		return
	}
	for _, o := range options {
		if o.word != word && d.n.Has(o.word) {
			d.n.ErrorKey(o.word, "%s", why)
		}
	}
}

// partsLack notes what a description sets or requires and does not have among its parts.
func (d *description) partsLack() {
	parts := d.n.Key("parts")
	if parts == nil {
		return
	}
	lacks := func(name string) bool {
		return !slices.ContainsFunc(parts.Strings(), func(p string) bool { return filter.Fold(p, name) })
	}
	for _, word := range []string{"type", "primary"} {
		if d.n.Has(word) && lacks(word) {
			d.n.ErrorKey(word, "parts does not list it; add it there")
		}
	}
	if list := d.n.Key("required"); list.IsList() {
		for _, item := range list.All() {
			if lacks(item.String()) {
				item.Errorf("parts does not list it; add it there")
			}
		}
	}
}
