package laws_test

import (
	"encoding/json"
	"slices"
	"strings"

	"scimshim/rewrite/filter"
)

// A reach is what an operation of a client is about, by what the client means with
// it.
type reach struct {
	path  filter.Path            // without sub-attribute; a Schema alone is all of it
	sub   string                 // empty for all
	where func(element any) bool // nil for all elements
	adds  bool                   // whether elements that are there stay
	takes bool                   // whether nothing comes
}

// A reading reads the reaches of a request.
type reading struct {
	scope filter.Scope
	list  []reach
}

// reachesOf returns what the operations of a PATCH are about, in whatever dialect.
func reachesOf(resource, body string) []reach {
	r := reading{scope: filter.Scope{Types: filter.Core(), Resource: resource}}
	var doc any
	if json.Unmarshal([]byte(body), &doc) != nil {
		return nil
	}
	for _, op := range arrayIn(memberOf(doc, "Operations")) {
		name, _ := memberOf(op, "op").(string)
		path, _ := memberOf(op, "path").(string)
		value := memberOf(op, "value")
		name = strings.ToLower(name)
		if path == "" {
			r.members(name, "", value)
		} else {
			r.at(name, path, value, nameOf(op, "value") != "")
		}
	}
	return r.list
}

// members reads a value without path.
func (r *reading) members(op, urn string, value any) {
	value = decoded(value)
	if list, ok := value.([]any); ok && len(list) == 1 {
		value = list[0]
	}
	o, _ := decoded(value).(jsonObject)
	for key, v := range o {
		path := key
		if urn != "" {
			path = urn + ":" + key
		}
		if inner, ok := v.(jsonObject); ok && urn == "" && isURN(key) && isSchema(&r.scope, key) {
			r.members(op, key, inner)
			continue
		}
		r.at(op, path, v, true)
	}
}

// at reads an operation on a path.
func (r *reading) at(op, path string, value any, hasValue bool) {
	t, _, err := filter.ParseTargetLenient(path, filter.All)
	if err != nil {
		return
	}
	types, resource := r.scope.Types, r.scope.Resource
	urn, extension := types.Extension(resource, t.Path)
	switch {
	case filter.Fold(path, types.CoreURN(resource)):
		r.members(op, "", value)
		return
	case extension && op == "remove":
		r.list = append(r.list, reach{path: filter.Path{Schema: urn}, takes: true})
		return
	case extension:
		r.members(op, urn, value)
		return
	}
	p := types.Canonical(resource, t.Path)
	if def, ok := types.Find(resource, filter.Path{Schema: filter.EnterpriseURN, Name: p.Name}); ok && p.Schema == "" {
		p.Schema, p.Name = filter.EnterpriseURN, def.Name // where there is no such attribute of a user
	}
	x := reach{path: filter.Path{Schema: p.Schema, Name: p.Name}, sub: p.Sub + t.Sub, takes: op == "remove"}
	def, known := types.Find(resource, x.path)
	if known && x.sub != "" {
		if sub, ok := types.Find(resource, filter.Path{Schema: p.Schema, Name: p.Name, Sub: x.sub}); ok {
			x.sub = sub.Name
		}
	}
	if t.Where != nil {
		where := meantWhere(t.Where)
		x.where = func(element any) bool { return selects(&r.scope, x.path, where, element) }
	}
	r.values(x, op, def, value, hasValue)
}

// meantWhere reads a text for a boolean as the boolean.
func meantWhere(where filter.Expr) filter.Expr {
	return filter.Map(where, func(e filter.Expr) filter.Expr {
		c, ok := e.(*filter.Compare)
		if !ok || !filter.Fold(c.Path.Name, "primary") || c.Value.Kind() != filter.KindString {
			return e
		}
		text, _ := c.Value.Text()
		return &filter.Compare{Path: c.Path, Op: c.Op, Value: filter.Literal(strings.ToLower(text))}
	})
}

// values narrows a reach by the value of the operation.
func (r *reading) values(x reach, op string, def filter.Attribute, value any, hasValue bool) {
	whole := x.sub == "" && x.where == nil
	if o, ok := value.(jsonObject); ok && len(o) == 1 && nameOf(o, x.path.Name) != "" {
		value = memberOf(o, x.path.Name) // the attribute named once more
	}
	switch inner, _ := value.(jsonObject); {
	case def.Multi && op == "remove" && whole && hasValue:
		x.where = amongst(value)
	case def.Multi && op == "add" && whole:
		x.adds = true
	case !def.Multi && def.Type == filter.TypeComplex && whole && len(inner) > 0 && op != "remove":
		for sub := range inner { // those that are not named stay
			x.sub = sub
			for _, known := range def.Subs {
				if filter.Fold(known.Name, sub) {
					x.sub = known.Name
				}
			}
			r.list = append(r.list, x)
		}
		return
	}
	r.list = append(r.list, x)
}

// amongst returns what tells the elements of which a remove lists the values.
func amongst(value any) func(any) bool {
	var ids []any
	for _, element := range elementsOf(decoded(value)) {
		if _, ok := element.(jsonObject); ok {
			element = memberOf(element, "value")
		}
		ids = append(ids, element)
	}
	return func(element any) bool { return slices.Contains(ids, memberOf(element, "value")) }
}
