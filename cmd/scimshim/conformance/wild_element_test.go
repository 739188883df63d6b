package conformance

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"scimshim/rewrite/filter"
)

// selected applies an operation to the elements that a filter selects. An add
// or a replace that selects none makes one out of the filter.
func (a *wildApplier) selected(op string, holder wildObject, key string, t filter.Target, value any) error {
	if !a.knows(t, value) {
		return nil // there is nothing of that name in the element, and a target may ignore it
	}
	list := wildList(holder[key])
	selects := func(element any) bool {
		text := wildEncode(wildObject{t.Path.Name: []any{element}})
		return a.scope.Holds(&filter.Has{Path: t.Path, Where: t.Where}, text) == filter.True
	}
	if op == "remove" && t.Sub == "" {
		holder[key] = slices.DeleteFunc(slices.Clone(list), selects)
		return nil
	}
	if !slices.ContainsFunc(list, selects) && op != "remove" {
		made, ok := wildStamped(t.Where)
		if !ok {
			return errWildUnjudged
		}
		list = append(slices.Clone(list), made)
	}
	for _, element := range list {
		o, ok := element.(wildObject)
		if !ok || !selects(element) {
			continue
		}
		a.element(op, o, t, value)
	}
	holder[key] = list
	wildOnePrimary(list)
	return nil
}

// knows reports whether what is written to an element has a name that is declared.
func (a *wildApplier) knows(t filter.Target, value any) bool {
	known := func(sub string) bool {
		_, ok := a.scope.Types.Find(a.scope.Resource, filter.Path{Schema: t.Path.Schema, Name: t.Path.Name, Sub: sub})
		return ok
	}
	members, ok := wildOnly(value).(wildObject)
	switch {
	case t.Sub != "":
		return known(t.Sub)
	case !ok || len(members) == 0:
		return true
	}
	for name := range members {
		if known(name) {
			return true
		}
	}
	return false
}

// element writes a selected element, or a part of it.
func (a *wildApplier) element(op string, o wildObject, t filter.Target, value any) {
	if t.Sub != "" {
		sub, _ := a.scope.Types.Find(a.scope.Resource, filter.Path{Name: t.Path.Name, Sub: t.Sub})
		wildWrite(op, o, wildKey(o, t.Sub), sub, value)
		return
	}
	members, ok := wildOnly(value).(wildObject)
	if !ok {
		members = wildObject{"value": value}
	}
	if op == "replace" { // "all matching record values SHALL be replaced", and are still what was selected
		clear(o)
		stamped, _ := wildStamped(t.Where)
		maps.Copy(o, stamped)
	}
	for name, v := range members {
		wildWrite(op, o, wildKey(o, name), filter.Attribute{Type: wildKind(name)}, v)
	}
}

// wildStamped returns the element that a filter describes.
func wildStamped(where filter.Expr) (wildObject, bool) {
	made := wildObject{}
	terms := []filter.Expr{where}
	if and, ok := where.(*filter.And); ok {
		terms = and.List
	}
	for _, term := range terms {
		c, ok := term.(*filter.Compare)
		if !ok || c.Op != filter.Eq {
			return nil, false
		}
		made[c.Path.Name] = wildDecode(`{"v":` + string(c.Value) + `}`)["v"]
	}
	return made, true
}

// wildWrite applies an operation to the member of an object.
func wildWrite(op string, o wildObject, key string, attr filter.Attribute, value any) {
	switch {
	case op == "remove" && attr.Multi && value != nil:
		o[key] = wildWithout(wildList(o[key]), wildList(value))
	case op == "remove":
		delete(o, key)
	case attr.Multi:
		wildWriteList(op, o, key, attr, value)
	case wildEmpty(value):
		delete(o, key)
	case attr.Type == filter.TypeComplex:
		wildWriteComplex(op, o, key, attr, value)
	default:
		o[key] = wildScalar(attr.Type, value)
	}
}

// wildWriteList writes a multi-valued attribute.
func wildWriteList(op string, o wildObject, key string, attr filter.Attribute, value any) {
	var list []any
	if op == "add" {
		list = slices.Clone(wildList(o[key]))
	}
	written := wildElements(attr, value)
	if len(written) == 0 && !wildEmpty(value) {
		return // nothing that has a declared name
	}
	for _, made := range written {
		if !wildHas(key, list, made) {
			list = append(list, made)
		}
		wildOnePrimary(list)
	}
	o[key] = list
}

// wildElements returns the elements that a value lists. Which of several primary
// ones is meant nobody can say (Q44): here the work one, or the first.
func wildElements(attr filter.Attribute, value any) []wildObject {
	var list []wildObject
	first := -1
	for _, v := range wildList(value) {
		made := wildSpelled(attr, wildRead(attr, v))
		unknown := func(name string) bool {
			return !slices.ContainsFunc(attr.Subs, func(s filter.Attribute) bool { return s.Name == name })
		}
		maps.DeleteFunc(made, func(name string, _ any) bool { return len(attr.Subs) > 0 && unknown(name) })
		if v == nil || len(made) == 0 {
			continue
		}
		switch {
		case made["primary"] != true:
		case first < 0 || wildRank(made) < wildRank(list[first]):
			if first >= 0 {
				delete(list[first], "primary")
			}
			first = len(list)
		default:
			delete(made, "primary")
		}
		list = append(list, made)
	}
	return list
}

// wildRead returns an element. A text that is the JSON of one is the element, and
// so is one that stands for its value: Entra writes roles so.
func wildRead(attr filter.Attribute, v any) wildObject {
	element, ok := v.(wildObject)
	if !ok {
		element = wildObject{"value": v}
	}
	text := wildDecode(wildText(element, "value"))
	if len(text) == 0 {
		return element
	}
	made := wildObject{}
	for name, member := range text {
		if filter.Fold(name, "displayName") {
			name = "display"
		}
		for _, s := range attr.Subs {
			if filter.Fold(s.Name, name) {
				made[s.Name] = member
			}
		}
	}
	return made
}

// wildSpelled returns an element with its names as the schema spells them.
func wildSpelled(attr filter.Attribute, element wildObject) wildObject {
	made := wildObject{}
	for name, member := range element {
		sub := strings.ToLower(name)
		for _, s := range attr.Subs {
			if filter.Fold(s.Name, name) {
				sub = s.Name
			}
		}
		made[sub] = wildScalar(wildKind(sub), member)
	}
	return made
}

// wildHas reports whether a list has an element already. A member is one by its
// value, whatever else is said of it.
func wildHas(key string, list []any, made wildObject) bool {
	return slices.ContainsFunc(list, func(old any) bool {
		if key == "members" {
			return wildText(old, "value") == wildText(made, "value")
		}
		return wildEncode(wildPlain(old)) == wildEncode(wildPlain(made))
	})
}

// wildOnePrimary takes the primary of all elements but the last that has it
// (RFC 7644, section 3.5.2).
func wildOnePrimary(list []any) {
	seen := false
	for _, element := range slices.Backward(list) {
		if wildGet(element, "primary") == true {
			if o := element.(wildObject); seen {
				delete(o, "primary")
			}
			seen = true
		}
	}
}

// wildWriteComplex merges into a complex attribute. A text is its value.
func wildWriteComplex(op string, o wildObject, key string, attr filter.Attribute, value any) {
	members, ok := wildOnly(value).(wildObject)
	if !ok {
		members = wildObject{"value": value}
	}
	inner := wildInner(o, key)
	for name, v := range members {
		for _, s := range attr.Subs { // what is none of them, a target may ignore
			if filter.Fold(s.Name, name) {
				wildWrite(op, inner, wildKey(inner, s.Name), filter.Attribute{}, v)
			}
		}
	}
}

// wildWithout returns the elements that are not named, by their value.
func wildWithout(list, named []any) []any {
	return slices.DeleteFunc(slices.Clone(list), func(element any) bool {
		return slices.ContainsFunc(named, func(name any) bool {
			id, ok := name.(string)
			if !ok {
				id = wildText(name, "value")
			}
			return id != "" && wildText(element, "value") == id
		})
	})
}

// wildOnly unwraps a list of one.
func wildOnly(v any) any {
	if list, ok := v.([]any); ok && len(list) == 1 {
		return list[0]
	}
	return v
}

// wildScalar returns the value that is meant for an attribute with one value.
func wildScalar(kind filter.Type, v any) any {
	if o, ok := wildOnly(v).(wildObject); ok && wildGet(o, "value") != nil {
		v = wildGet(o, "value")
	}
	if n, ok := v.(float64); ok && kind == filter.TypeString {
		return strconv.FormatFloat(n, 'f', -1, 64) // its digits are what is meant (Q110)
	}
	s, ok := v.(string)
	switch {
	case ok && kind == filter.TypeBoolean && strings.EqualFold(s, "true"):
		return true
	case ok && kind == filter.TypeBoolean && strings.EqualFold(s, "false"):
		return false
	}
	return v
}

// wildKind is the type of a sub-attribute that all multi-valued ones share.
func wildKind(sub string) filter.Type {
	if sub == "primary" {
		return filter.TypeBoolean
	}
	return filter.TypeString
}
