package adopt

import (
	"strings"

	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
	"scimshim/rules/part"
)

// A key is an attribute by which a resource is told from others.
type key struct {
	name      string      // as the rule file has it
	attribute filter.Path // without sub
	where     filter.Expr // of its elements; nil for all
	sub       string      // empty for the value of the attribute itself
	several   bool        // whether it has elements
}

// path returns the path of the value.
func (k key) path() filter.Path {
	return filter.Path{Schema: k.attribute.Schema, Name: k.attribute.Name, Sub: k.sub}
}

// A wanted value is one that a request writes for a key.
type wanted struct {
	key
	text string
	kind string // the type of its element; empty if it has none
}

// in returns the value that a resource has for the key. One of several elements that are alike to
// the key is the primary one; it has none if nothing tells them apart.
func (k key) in(m *rewrite.Message, resource string) (w wanted, ok bool) {
	if !k.several {
		text, _ := rewrite.Lookup(resource, k.path())
		value, ok := json.Text(text)
		return wanted{key: k, text: value}, ok && strings.TrimSpace(value) != ""
	}
	list, _ := rewrite.Lookup(resource, k.attribute)
	var first, primary []wanted
	for element := range json.Elements(list) {
		value, ok := k.ofElement(element)
		if !ok || k.where != nil && !part.TextSatisfies(m, element, k.attribute, k.where) {
			continue
		}
		w := wanted{key: k, text: value, kind: textOf(element, "type")}
		if first = append(first, w); part.IsPrimary(element) {
			primary = append(primary, w)
		}
	}
	switch {
	case same(first):
		return first[0], true
	case same(primary):
		return primary[0], true
	}
	return w, false
}

// ofElement returns the value of an element, which may be a plain one.
func (k key) ofElement(element string) (string, bool) {
	text, ok := json.Text(element)
	if !ok || k.sub != "value" {
		text = textOf(element, k.sub)
	}
	return text, strings.TrimSpace(text) != ""
}

// textOf returns the text of a member of an object; empty for none.
func textOf(object, name string) string {
	if !json.IsObject(object) {
		return ""
	}
	value, _ := rewrite.Lookup(object, filter.Path{Name: name})
	text, _ := json.Text(value)
	return text
}

// same reports whether there is a value, and all of a list are the same.
func same(list []wanted) bool {
	for _, w := range list {
		if w.text != list[0].text {
			return false
		}
	}
	return len(list) > 0
}

// asks returns the filter by which the target is asked for the value.
func (w wanted) asks() filter.Expr {
	if w.where == nil {
		return &filter.Compare{Path: w.path(), Op: filter.Eq, Value: filter.Quote(w.text)}
	}
	return w.selecting(w.where)
}

// proves returns the filter that a resource satisfies which has the value: in an element of
// the same type, if it has a type.
func (w wanted) proves() filter.Expr {
	if w.where != nil || !w.several || w.kind == "" {
		return w.asks()
	}
	return w.selecting(&filter.Compare{Path: filter.Path{Name: "type"}, Op: filter.Eq, Value: filter.Quote(w.kind)})
}

// isIn reports whether a resource shows that it has the value, by the case rule of the attribute.
func (w wanted) isIn(m *rewrite.Message, resource string) bool {
	scope := filter.Scope{Types: m.Types(), Resource: m.Resource}
	return scope.Holds(w.proves(), resource) == filter.True
}

// selecting returns the filter for an element that satisfies where and has the value.
func (w wanted) selecting(where filter.Expr) filter.Expr {
	s := filter.Select{Path: w.attribute, Where: where, Sub: w.sub, Op: filter.Eq, Value: filter.Quote(w.text)}
	return s.Has()
}
