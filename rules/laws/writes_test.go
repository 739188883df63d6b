package laws_test

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"scimshim/rewrite/filter"
)

// A write is what a request says of one attribute: a value that it gets or, in a
// filter or a remove, has; no value where it is taken away.
type write struct{ path, value string }

// writesOf reads what a request writes, whatever dialect it is in. It was written
// without the rewriter, to judge it: it reads JSON with encoding/json, and names
// without the schemas. The names are in lower case, without the URNs of RFC 7643,
// and without a sub-attribute value, so that members, members.value and a wrapped
// scalar are the same.
func writesOf(method, body string) []write {
	var doc map[string]any
	if json.Unmarshal([]byte(body), &doc) != nil {
		return nil
	}
	var w writeList
	if method != "PATCH" {
		w.members("", doc)
		return slices.DeleteFunc(w, func(x write) bool { return x.value == "" }) // nothing is no write
	}
	if nameOf(doc, "Operations") == "" {
		w.parts(doc) // a part of the resource, as ConnId sends it
	}
	for _, op := range arrayIn(memberOf(doc, "Operations")) {
		path, _ := memberOf(op, "path").(string)
		value := memberOf(op, "value")
		_, hasValue := op.(map[string]any)[cmp.Or(nameOf(op, "value"), "value")]
		name, _ := memberOf(op, "op").(string)
		switch {
		case path != "":
			selects := strings.Contains(path, "[") // what a remove selects it takes away, whatever its value is
			w.operation(path, value, hasValue && !(strings.EqualFold(name, "remove") && (value == nil || selects)))
		case hasValue:
			w.parts(value)
		}
	}
	return w
}

type writeList []write

// operation reads an operation that has a path.
func (w *writeList) operation(path string, value any, hasValue bool) {
	t, _, err := filter.ParseTargetLenient(path, filter.All)
	if err != nil {
		return
	}
	at := w.name("", t.Path.String())
	if at == "" { // the URN of a schema
		w.parts(value)
		return
	}
	w.selected(at, t.Where)
	if t.Sub != "" {
		at += "." + strings.ToLower(t.Sub)
	}
	if o, ok := value.(map[string]any); ok && len(o) == 1 && nameOf(o, t.Path.Name) != "" {
		value = memberOf(o, t.Path.Name) // the attribute named once more
	}
	if !hasValue {
		value = nil
	}
	w.value(at, value)
}

// selected reads what a filter in brackets says of the elements that it selects.
func (w *writeList) selected(at string, where filter.Expr) {
	if where == nil {
		return
	}
	filter.Walk(where, func(e filter.Expr) {
		if c, ok := e.(*filter.Compare); ok && c.Op == filter.Eq {
			var v any
			if json.Unmarshal([]byte(c.Value), &v) != nil {
				v = string(c.Value)
			}
			w.value(at+"."+strings.ToLower(c.Path.Name), v)
		}
	})
}

// parts reads a value without path: an jsonObject, or one in a text.
func (w *writeList) parts(value any) {
	if o, ok := decoded(value).(map[string]any); ok {
		w.members("", o)
	}
}

func (w *writeList) members(prefix string, o map[string]any) {
	for _, key := range slices.Sorted(maps.Keys(o)) {
		at, value := w.name(prefix, key), o[key]
		inner, ok := value.(map[string]any)
		switch {
		case at == "" && ok: // the URN of a schema of RFC 7643
			w.members("", inner)
		case ok && prefix == "" && strings.HasPrefix(at, "urn:"):
			w.members(at+":", inner)
		default:
			w.value(at, value)
		}
	}
}

// writtenURNs are those that clients write for the schemas of RFC 7643: theirs, those
// of SCIM 1, and one that Entra damages (Q33).
var writtenURNs = []string{
	filter.UserURN, filter.GroupURN, filter.EnterpriseURN,
	"urn:scim:schemas:core:1.0", "urn:scim:schemas:extension:enterprise:1.0",
	"urn:ietf:params:scim:schemas:extension:enterprise:2.0User",
}

// name returns the name of an attribute of RFC 7643 without URN, and nothing for
// the URN alone.
func (w *writeList) name(prefix, key string) string {
	key = strings.ToLower(prefix + key)
	for _, urn := range writtenURNs {
		if rest, ok := strings.CutPrefix(key, strings.ToLower(urn)); ok && (rest == "" || strings.ContainsAny(rest[:1], ":.")) {
			return strings.TrimLeft(rest, ":.")
		}
	}
	return key
}

// value reads the value of an attribute.
func (w *writeList) value(at string, value any) {
	if _, isText := value.(string); isText {
		if _, holds := decoded(value).(map[string]any); holds {
			at = strings.TrimSuffix(at, ".value") // the text is the element (Q68)
		}
	}
	switch v := decoded(value).(type) {
	case []any:
		for _, element := range v {
			w.value(at, element)
		}
		if len(v) == 0 {
			w.leaf(at, "")
		}
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(v)) {
			w.value(at+"."+strings.ToLower(key), v[key])
		}
		if len(v) == 0 {
			w.leaf(at, "")
		}
	case nil:
		w.leaf(at, "")
	default:
		w.leaf(at, strings.ToLower(fmt.Sprint(v)))
	}
}

// leaf notes one write. What a client cannot write is none (RFC 7643, section 7,
// on readOnly), and a $ref only repeats the value beside it.
func (w *writeList) leaf(at, value string) {
	at = strings.TrimSuffix(at, ".value")
	name, sub, _ := strings.Cut(at, ".")
	switch {
	case slices.Contains([]string{"id", "meta", "groups", "schemas"}, name):
	case strings.HasSuffix(at, ".$ref"), at == "manager.displayname":
	default:
		if sub == "displayname" {
			at = name + ".display" // as clients call it in an element
		}
		*w = append(*w, write{at, value})
	}
}

// decoded returns the object or list that a text holds, and anything else as it
// is.
func decoded(value any) any {
	text, ok := value.(string)
	if !ok || !strings.HasPrefix(text, "{") && !strings.HasPrefix(text, "[") {
		return value
	}
	var inner any
	if json.Unmarshal([]byte(text), &inner) != nil {
		return value
	}
	return inner
}

// nameOf returns the name, as written, of a member of an object; empty if there
// is none.
func nameOf(v any, name string) string {
	o, _ := v.(map[string]any)
	for key := range o {
		if strings.EqualFold(key, name) {
			return key
		}
	}
	return ""
}

func memberOf(v any, name string) any {
	o, _ := v.(map[string]any)
	return o[nameOf(o, name)]
}

func arrayIn(v any) []any {
	list, _ := v.([]any)
	return list
}
