package conformance

import (
	"fmt"
	"maps"

	"scimshim/rewrite/filter"
)

// wildSample gives a resource values by which a filter holds, as well as that
// goes without search: each term of an and, the first of an or.
func wildSample(resource string, e filter.Expr, o wildObject) {
	switch x := e.(type) {
	case *filter.And:
		for _, term := range x.List {
			wildSample(resource, term, o)
		}
	case *filter.Or:
		wildSample(resource, x.List[0], o)
	case *filter.Compare:
		wildPut(resource, x, o)
	case *filter.Has:
		wildSampleElement(x.Path, x.Where, o)
	case *filter.Select:
		wildSampleElement(x.Path, x.Has().Where, o)
	}
}

func wildSampleElement(p filter.Path, where filter.Expr, o wildObject) {
	element := wildObject{}
	wildSample("", where, element)
	o[p.Name] = append(wildList(o[p.Name]), element)
}

// wildPut sets the attribute of a comparison.
func wildPut(resource string, c *filter.Compare, o wildObject) {
	types := filter.Core()
	p := types.Canonical(resource, c.Path)
	if p.Schema != "" {
		o = wildInner(o, p.Schema)
	}
	attr, _ := types.Find(resource, filter.Path{Schema: p.Schema, Name: p.Name})
	switch v := wildSatisfying(c); {
	case attr.Multi && p.Sub != "":
		o[p.Name] = []any{wildObject{p.Sub: v}}
	case attr.Multi:
		o[p.Name] = []any{wildObject{"value": v}}
	case p.Sub != "":
		wildInner(o, p.Name)[p.Sub] = v
	default:
		o[p.Name] = v
	}
}

// wildSatisfying returns a value for which a comparison is true.
func wildSatisfying(c *filter.Compare) any {
	v := wildDecode(`{"v":` + string(c.Value) + `}`)["v"]
	s, isText := v.(string)
	switch {
	case c.Op == filter.Pr:
		return "x"
	case !isText:
		return v
	case c.Op == filter.Sw:
		return s + "-x"
	case c.Op == filter.Ew:
		return "x-" + s
	case c.Op == filter.Co:
		return "x-" + s + "-x"
	case c.Op == filter.Ne:
		return "not-" + s
	case c.Op == filter.Gt:
		return "2026-11-01T00:00:00Z"
	}
	return v
}

// wildCompleted returns a sample of a user with all that the target wants of one.
// What rules assume of the data holds: the userName is the work e-mail.
func wildCompleted(target wildTarget, sample wildObject, n int) wildObject {
	id := wildText(sample, "id")
	o := wildUser(target, id, wildFull)
	name := fmt.Sprintf("s%d@example.com", n)
	for _, element := range wildList(sample["emails"]) {
		if v := wildText(element, "value"); v != "" && wildText(element, "type") == "work" {
			name = v
		}
	}
	o["userName"], o["externalId"] = name, fmt.Sprintf("ext-%d", n)
	o["emails"] = []any{wildObject{"type": "work", "value": name, "primary": true}}
	if inner, ok := sample["name"].(wildObject); ok {
		maps.Copy(o["name"].(wildObject), inner)
		delete(sample, "name")
	}
	maps.Copy(o, sample)
	return o
}
