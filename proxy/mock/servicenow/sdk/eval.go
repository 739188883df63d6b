package sdk

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"scimshim/proxy/mock/kit/ordered"
)

// Matches evaluates the filter on a resource or, inside a value path, on one element. Strings compare
// without regard to case, times by the instant. A multi-valued attribute matches if one of its values does.
func (f *Filter) Matches(v any) bool {
	switch f.Op {
	case "and", "or":
		for _, part := range f.Parts {
			if part.Matches(v) == (f.Op == "or") {
				return f.Op == "or"
			}
		}
		return f.Op == "and"
	case "not":
		return !f.Parts[0].Matches(v)
	case "ne":
		return !f.anyValue(v, func(order int) bool { return order == 0 })
	}
	return f.matchesValue(v)
}

func (f *Filter) matchesValue(v any) bool {
	candidates := f.Path.Values(v)
	switch f.Op {
	case "has":
		return slices.ContainsFunc(candidates, f.Parts[0].Matches)
	case "pr":
		return slices.ContainsFunc(candidates, IsPresent)
	case "eq":
		if f.Value == nil && !slices.ContainsFunc(candidates, IsPresent) {
			return true
		}
		return f.anyValue(v, func(order int) bool { return order == 0 })
	case "gt":
		return f.anyValue(v, func(order int) bool { return order > 0 })
	case "ge":
		return f.anyValue(v, func(order int) bool { return order >= 0 })
	case "lt":
		return f.anyValue(v, func(order int) bool { return order < 0 })
	case "le":
		return f.anyValue(v, func(order int) bool { return order <= 0 })
	}
	return slices.ContainsFunc(candidates, f.contains)
}

// anyValue says whether one of the attribute's values compares with the filter's value in the wanted way.
func (f *Filter) anyValue(v any, wanted func(order int) bool) bool {
	return slices.ContainsFunc(f.Path.Values(v), func(candidate any) bool {
		order, ok := Compare(candidate, f.Value)
		return ok && wanted(order)
	})
}

// contains evaluates co, sw and ew.
func (f *Filter) contains(candidate any) bool {
	have, ok1 := candidate.(string)
	want, ok2 := f.Value.(string)
	have, want = strings.ToLower(have), strings.ToLower(want)
	switch {
	case !ok1 || !ok2:
		return false
	case f.Op == "co":
		return strings.Contains(have, want)
	case f.Op == "sw":
		return strings.HasPrefix(have, want)
	}
	return strings.HasSuffix(have, want)
}

// IsPresent says whether an attribute has a value; null and the empty array do not count.
func IsPresent(v any) bool {
	switch v := v.(type) {
	case nil:
		return false
	case []any:
		return len(v) > 0
	}
	return true
}

// Values returns what a path selects in a resource, arrays flattened.
func (p Path) Values(v any) []any {
	found := []any{v}
	if p.URN != "" {
		found = selectEach(found, p.URN)
	}
	for _, e := range p.Elements {
		found = selectEach(found, e.Name)
		if e.Filter != nil {
			found = matching(found, e.Filter)
		}
	}
	return found
}

// selectEach returns what objects have under a name, arrays flattened.
func selectEach(objects []any, name string) []any {
	var found []any
	for _, v := range objects {
		if o, ok := v.(*ordered.Object); ok {
			found = append(found, o.Values(name)...)
		}
	}
	return found
}

func matching(values []any, f *Filter) []any {
	var found []any
	for _, v := range values {
		if f.Matches(v) {
			found = append(found, v)
		}
	}
	return found
}

// Compare orders two scalars as the library does; of different types, by their text.
func Compare(a, b any) (order int, ok bool) {
	if x, isNumber := a.(json.Number); isNumber {
		if y, isNumber := b.(json.Number); isNumber {
			m, _ := x.Float64() // of what is too big the sign is enough
			n, _ := y.Float64()
			return cmp.Compare(m, n), true
		}
	}
	x, ok1 := scalarText(a)
	y, ok2 := scalarText(b)
	if !ok1 || !ok2 {
		return 0, false
	}
	if t, err := time.Parse(time.RFC3339, x); err == nil {
		if u, err := time.Parse(time.RFC3339, y); err == nil {
			return t.Compare(u), true
		}
	}
	if _, isText := a.(string); isText {
		x, y = strings.ToLower(x), strings.ToLower(y)
	}
	return cmp.Compare(x, y), true
}

func scalarText(v any) (string, bool) {
	switch v := v.(type) {
	case string:
		return v, true
	case json.Number:
		return v.String(), true
	case bool:
		if v {
			return "true", true
		}
		return "false", true
	}
	return "", false
}
