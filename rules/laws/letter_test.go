package laws_test

import (
	"encoding/json"
	"maps"
	"slices"

	"scimshim/rewrite/filter"
)

// A letter is a target that does to a resource what RFC 7644, section 3.5.2, says
// to the letter, and makes the most of what the RFC leaves open: the value of a
// remove is not looked at, so that it removes all. It was written without the
// rewriter, to judge it. What it cannot read it leaves alone, as one that refuses
// it.
type letter struct {
	scope filter.Scope
	doc   jsonObject
}

type jsonObject = map[string]any

func newLetter(resource string, doc jsonObject) *letter {
	return &letter{scope: filter.Scope{Types: filter.Core(), Resource: resource}, doc: copied(doc)}
}

// copied returns a copy that shares nothing with o.
func copied(o jsonObject) jsonObject {
	var c jsonObject
	if err := json.Unmarshal(mustJSON(o), &c); err != nil {
		panic("BUG: " + err.Error())
	}
	return c
}

// patch applies a PATCH.
func (l *letter) patch(body string) {
	var doc jsonObject
	if json.Unmarshal([]byte(body), &doc) != nil {
		return
	}
	for _, op := range arrayIn(memberOf(doc, "Operations")) {
		name, _ := memberOf(op, "op").(string)
		path, _ := memberOf(op, "path").(string)
		switch value := memberOf(op, "value"); {
		case !slices.Contains([]string{"add", "replace", "remove"}, name):
		case path != "":
			l.at(name, path, value)
		case name != "remove":
			l.members(name, "", value)
		}
	}
}

// members writes each member of an object, whose keys are read as paths.
func (l *letter) members(op, prefix string, value any) {
	o, _ := value.(jsonObject)
	for _, key := range slices.Sorted(maps.Keys(o)) {
		if _, ok := o[key].(jsonObject); ok && prefix == "" && isURN(key) && isSchema(&l.scope, key) {
			l.members(op, key+":", o[key])
			continue
		}
		l.at(op, prefix+key, o[key])
	}
}

// isSchema reports whether a key is the URN of a schema, and not of an attribute.
func isSchema(s *filter.Scope, key string) bool {
	p, err := filter.ParsePath(key)
	_, known := s.Types.Find(s.Resource, p)
	_, extension := s.Types.Extension(s.Resource, p)
	return err != nil || !known || extension
}

func isURN(key string) bool { return len(key) > 4 && filter.Fold(key[:4], "urn:") }

// at applies an operation to what a path points at.
func (l *letter) at(op, path string, value any) {
	t, err := filter.ParseTarget(path)
	if err != nil {
		return
	}
	if urn, ok := l.scope.Types.Extension(l.scope.Resource, t.Path); ok {
		if op == "remove" {
			delete(l.doc, urn)
		}
		l.members(op, urn+":", value)
		return
	}
	l.attribute(op, t, value)
}

// attribute applies an operation to an attribute.
func (l *letter) attribute(op string, t filter.Target, value any) {
	t.Path = l.scope.Types.Canonical(l.scope.Resource, t.Path)
	holder, p := l.doc, filter.Path{Schema: t.Path.Schema, Name: t.Path.Name}
	if p.Schema != "" {
		holder = innerOf(l.doc, p.Schema)
	}
	def, _ := l.scope.Types.Find(l.scope.Resource, p)
	_, isList := holder[p.Name].([]any)
	sub := t.Path.Sub + t.Sub
	switch {
	case t.Where != nil:
		holder[p.Name] = l.selected(op, t, arrayIn(holder[p.Name]), sub, value)
	case sub != "" && isList:
		for _, element := range arrayIn(holder[p.Name]) {
			put(op, element, sub, value)
		}
	case sub != "" && op == "remove":
		put(op, holder[p.Name], sub, value)
	case sub != "":
		put(op, innerOf(holder, p.Name), sub, value)
	case op == "add" && (def.Multi || isList):
		holder[p.Name] = append(arrayIn(holder[p.Name]), elementsOf(value)...)
	default:
		put(op, holder, p.Name, value)
	}
}

// selected applies an operation to the elements that a filter selects.
func (l *letter) selected(op string, t filter.Target, list []any, sub string, value any) []any {
	var left []any
	for _, element := range list {
		if !selects(&l.scope, t.Path, t.Where, element) {
			left = append(left, element)
			continue
		}
		switch {
		case sub != "":
			put(op, element, sub, value)
		case op == "remove":
			continue
		default:
			merge(element, value)
		}
		left = append(left, element)
	}
	return left
}

// selects reports whether a filter in brackets selects an element.
func selects(s *filter.Scope, p filter.Path, where filter.Expr, element any) bool {
	p.Sub = ""
	holder := jsonObject{p.Name: []any{element}}
	if p.Schema != "" {
		holder = jsonObject{p.Schema: holder}
	}
	return s.Holds(&filter.Has{Path: p, Where: where}, string(mustJSON(holder))) == filter.True
}

// put applies an operation to a member. An object is merged into the one that is
// there.
func put(op string, v any, name string, value any) {
	o, _ := v.(jsonObject)
	inner, isObject := o[name].(jsonObject)
	_, merges := value.(jsonObject)
	switch {
	case o == nil:
	case op == "remove":
		delete(o, name)
	case isObject && merges:
		merge(inner, value)
	default:
		o[name] = value
	}
}

func merge(v, value any) {
	o, _ := v.(jsonObject)
	members, _ := value.(jsonObject)
	for name, member := range members {
		if o != nil {
			o[name] = member
		}
	}
}

// innerOf returns the object that a member is, which it makes if need be.
func innerOf(o jsonObject, name string) jsonObject {
	inner, ok := o[name].(jsonObject)
	if !ok {
		inner = jsonObject{}
		o[name] = inner
	}
	return inner
}

// elementsOf returns the elements that a value is.
func elementsOf(value any) []any {
	if list, ok := value.([]any); ok {
		return list
	}
	return []any{value}
}
