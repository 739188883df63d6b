package store

import (
	"fmt"
	"slices"

	"scimshim/config/tree"
	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rules/kind"
)

// inVain notes, of an attribute that no resource is taken without in requests of some methods, what
// else keeps it from the target in the same requests: others, or a description, of the same block,
// of the top of the file, or of an override.
func (s *stores) inVain(b *kind.Build, attribute *tree.Node, methods []string, note func(format string, args ...any)) {
	mentions := b.Mentions
	defer func() { b.Mentions = mentions }() // who describes an attribute mentions it
	p := b.Types.Canonical(b.Scope().Resource, b.Foreign(attribute))
	for _, block := range s.Beside("stores") {
		v := &view{stores: s.readAs(block), Sibling: block, b: b, file: attribute.Pos().File}
		for _, method := range methods {
			why := v.othersTake(method, p)
			if why == "" {
				why = v.keptFrom(method, p)
			}
			if why != "" {
				note("it is required of a %s, and %s", method, why)
				return
			}
		}
	}
}

// checkedRequired returns a constructor that looks, if the step requires the attribute of a
// description, for what keeps that from the target.
func (s *stores) checkedRequired(
	d *description, step kind.Step, make func(b *kind.Build) rewrite.Rule,
) func(b *kind.Build) rewrite.Rule {
	if step.Option != "required" || !d.n.Key("required").IsBool() {
		return make
	}
	note := func(format string, args ...any) { d.n.ErrorKey("required", format, args...) }
	return func(b *kind.Build) rewrite.Rule {
		if s.Wanted(d.n) && d.n.Key("action").String() != string(kind.Pass) {
			s.inVain(b, d.key, step.Methods, note)
		}
		return make(b)
	}
}

// A view is a block as the steps of another one see it.
type view struct {
	*stores
	kind.Sibling
	b    *kind.Build
	file string // of the steps
}

// place returns where a key of the block is, as its line if it is in the same file.
func (v *view) place(n *tree.Node, key string) string {
	pos := n.KeyPos(key)
	if pos.File == v.file {
		return fmt.Sprintf("line %d", pos.Line)
	}
	return pos.String()
}

// readAs returns another block, of which no steps are put.
func (s *stores) readAs(block kind.Sibling) *stores {
	if block.Node == s.n {
		return s
	}
	o := &stores{Block: s.Block, n: block.Node}
	for key, value := range o.n.Entries() {
		if !slices.Contains(words, key) {
			a := &attribute{key: o.n.KeyNode(key), hasOthers: o.n.Has("others")}
			for item := range kind.Each(value) {
				a.list = append(a.list, &description{attribute: a, n: item, methods: methodsOf(item, kind.Writes)})
			}
			o.list = append(o.list, a)
		}
	}
	return o
}

// othersTake says that others keeps an attribute from the target, in requests of a method; it is
// empty if that does not.
func (v *view) othersTake(method string, p filter.Path) string {
	related := func(q filter.Path) bool { return keepRelated(&q, &p) }
	if slices.ContainsFunc(alwaysKept, p.Is) || slices.ContainsFunc(pathsOf(v.b, v.stored(method)), related) {
		return ""
	}
	for item := range kind.Each(v.n.Key("others")) {
		action := item
		if item.IsMap() {
			action = item.Key("action")
		}
		word := kind.Action(action.String())
		takes := word == kind.Drop || word == kind.Refuse
		holds := v.Holds(kind.Stated{At: item}, method) && v.Sibling.Wanted(item)
		if takes && holds && slices.Contains(v.othersMethods(item), method) {
			return fmt.Sprintf("others (%s, %s) takes it for no attribute of the target; name it in attributes, "+
				"or describe it", word, v.place(v.n, "others"))
		}
	}
	return ""
}

// keptFrom says that a description keeps an attribute from the target, in requests of a method; it
// is empty if none does.
func (v *view) keptFrom(method string, p filter.Path) string {
	for _, a := range v.list {
		q := v.b.Types.Canonical(v.b.Scope().Resource, v.b.Foreign(a.key))
		if q.Name == "" || !rewrite.Covers(q, p) {
			continue
		}
		for _, d := range a.list {
			word := d.keeps(method)
			if word != "" && v.Sibling.Wanted(d.n) && v.Holds(kind.Stated{At: d.n, Option: word}, method) {
				return fmt.Sprintf("%s (%s) says that the target does not take it; remove one of the two", word,
					v.place(d.n, word))
			}
		}
	}
	return ""
}

// keeps returns the option by which a description keeps its attribute from the target in requests
// of a method. That it requires the attribute itself is noted elsewhere.
func (d *description) keeps(method string) string {
	switch {
	case !d.n.IsMap(), d.n.Has("required"), d.n.Has("where"), d.n.Key("action").String() == string(kind.Pass):
		return ""
	}
	if slices.Contains(d.unstored(), method) {
		return "stored"
	}
	n := d.n.Key("read_only")
	if n != nil && n.Bool() && slices.Contains(d.forMethods(kind.Writes), method) {
		return "read_only"
	}
	return ""
}
