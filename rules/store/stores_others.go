package store

import (
	"slices"
	"strings"

	"scimshim/config/tree"
	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rules/kind"
)

// A kept is an attribute that is stored, or with parts only these of it.
type kept struct{ attribute, parts *tree.Node }

// others puts the steps for what is not described and what is not declared.
func (s *stores) others() {
	others, undeclared := s.n.Key("others"), s.n.Key("undeclared")
	if others != nil && undeclared != nil {
		s.n.ErrorKey("undeclared", "others includes what is not declared; remove one of the two")
	}
	for list, word := range map[string]string{"attributes": "others", "also": "undeclared"} {
		if s.n.Has(list) && !s.n.Has(word) {
			s.n.ErrorKey(list, "this needs %s, which is missing", word)
		}
	}
	for _, a := range s.list {
		a.hasOthers = others != nil
	}
	for item := range kind.Each(others) {
		s.putOthers(item)
	}
	if undeclared != nil {
		at := undeclared
		list := s.listed("also")
		v := s.otherwise(at)
		s.Put(kind.Step{Key: "undeclared", At: at, Methods: s.othersMethods(at), New: func(b *kind.Build) rewrite.Rule {
			return unless(v, &keep{declared: true, paths: pathsOf(b, list), action: v.Action, says: v.Message})
		}})
		if at.IsMap() {
			at.Rest()
		}
	}
}

// putOthers puts a step for the methods by which the same attributes are stored, and more
// of them where they differ.
func (s *stores) putOthers(at *tree.Node) {
	var groups [][]string
	var lists [][]kept
	for _, method := range s.othersMethods(at) {
		list := s.stored(method)
		if i := slices.IndexFunc(lists, func(l []kept) bool { return slices.Equal(l, list) }); i >= 0 {
			groups[i] = append(groups[i], method)
			continue
		}
		groups, lists = append(groups, []string{method}), append(lists, list)
	}
	v := s.otherwise(at)
	for i, list := range lists {
		key := named(at, "others")
		if len(lists) > 1 {
			key += "." + strings.ToLower(groups[i][0])
		}
		step := kind.Step{Key: key, At: at, Methods: groups[i], Decides: s.left()}
		step.New = func(b *kind.Build) rewrite.Rule {
			r := &keep{paths: pathsOf(b, list), action: v.Action, says: v.Message}
			if len(list) == 0 {
				at.Errorf("no attribute is described, so all are others; list what is stored under attributes")
			}
			return unless(v, r)
		}
		s.Put(step)
	}
	if at.IsMap() {
		at.Rest()
	}
}

// left returns the options of descriptions that others puts into effect.
func (s *stores) left() []kind.Stated {
	var list []kind.Stated
	for _, a := range s.list {
		for _, d := range a.list {
			if s.leavesParts(d) {
				list = append(list, kind.Stated{At: d.n, Option: "parts"})
			}
			if !d.n.Has("action") {
				list = append(list, kind.Stated{At: d.n, Option: "stored"})
			}
		}
	}
	return list
}

// othersMethods returns the methods of requests that others or undeclared is for.
func (s *stores) othersMethods(n *tree.Node) []string {
	if list := methodsOf(n, kind.Writes); list != nil {
		return list
	}
	return kind.Writes
}

// otherwise reads a verdict, as a word or a mapping. There is no message without one.
func (s *stores) otherwise(n *tree.Node) kind.Verdict {
	if n.IsMap() {
		n.Need("action")
		v := kind.VerdictOf(n, kind.Drop, kind.Warn, kind.Refuse, kind.Pass)
		v.Message = said(n, "")
		return v
	}
	return kind.Verdict{Action: kind.Action(n.OneOf("drop", "warn", "refuse", "pass"))}
}

// stored returns the attributes of which the others do not decide in requests of a method:
// those that it stores, and those that have an action of their own.
func (s *stores) stored(method string) []kept {
	var list []kept
	for _, a := range s.list {
		k, is := kept{attribute: a.key}, true
		for _, d := range a.list {
			is = is && (d.n.Has("action") || !slices.Contains(d.unstored(), method))
			p := d.n.Key("parts")
			if p != nil && !d.decides() && slices.Contains(d.forMethods(kind.Writes), method) {
				k.parts = p
			}
		}
		if is {
			list = append(list, k)
		}
	}
	return append(list, s.listed("attributes")...)
}

// listed returns the attributes of a list.
func (s *stores) listed(word string) []kept {
	var list []kept
	for _, item := range s.n.Key(word).All() {
		list = append(list, kept{attribute: item})
	}
	return list
}

// pathsOf reads the attributes.
func pathsOf(b *kind.Build, list []kept) []filter.Path {
	var paths []filter.Path
	for _, k := range list {
		p := b.Path(k.attribute)
		if k.parts == nil {
			paths = append(paths, p)
			continue
		}
		for _, part := range kind.Paths(k.parts, func(n *tree.Node) filter.Path { return b.Part(n, p) }) {
			paths = append(paths, filter.Path{Schema: p.Schema, Name: p.Name, Sub: part.Name})
		}
	}
	return paths
}

// decides reports whether a description decides itself of the parts that it does not name.
func (d *description) decides() bool { return d.n.Has("action") || d.n.Has("if") }

// leavesParts reports whether others decide of the parts that a description does not name.
func (s *stores) leavesParts(d *description) bool {
	left := d.forMethods(kind.Writes)
	if d.decides() {
		return false
	}
	for item := range kind.Each(s.n.Key("others")) {
		if !item.IsMap() || !item.Has("if") {
			left = without(left, s.othersMethods(item))
		}
	}
	return len(left) == 0
}
