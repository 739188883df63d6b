package mock

import (
	"cmp"
	"encoding/json"
	"strings"
	"time"
)

// matches evaluates the filter on a resource or, inside a value path, on one element. Strings compare
// without regard to case, times by the instant. A multi-valued attribute matches if one of its values does.
func (f *sdkFilter) matches(v any) bool {
	switch f.op {
	case "and", "or":
		for _, part := range f.parts {
			if part.matches(v) == (f.op == "or") {
				return f.op == "or"
			}
		}
		return f.op == "and"
	case "not":
		return !f.parts[0].matches(v)
	case "ne":
		return !f.anyValue(v, func(order int) bool { return order == 0 })
	}
	return f.matchesValue(v)
}

func (f *sdkFilter) matchesValue(v any) bool {
	candidates := f.path.values(v)
	switch f.op {
	case "has":
		return anyOf(candidates, f.parts[0].matches)
	case "pr":
		return anyOf(candidates, isPresent)
	case "eq":
		if f.value == nil && !anyOf(candidates, isPresent) {
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
	return anyOf(candidates, f.contains)
}

// anyValue says whether one of the attribute's values compares with the filter's value in the wanted way.
func (f *sdkFilter) anyValue(v any, wanted func(order int) bool) bool {
	return anyOf(f.path.values(v), func(candidate any) bool {
		order, ok := compare(candidate, f.value)
		return ok && wanted(order)
	})
}

// contains evaluates co, sw and ew.
func (f *sdkFilter) contains(candidate any) bool {
	have, ok1 := candidate.(string)
	want, ok2 := f.value.(string)
	have, want = strings.ToLower(have), strings.ToLower(want)
	switch {
	case !ok1 || !ok2:
		return false
	case f.op == "co":
		return strings.Contains(have, want)
	case f.op == "sw":
		return strings.HasPrefix(have, want)
	}
	return strings.HasSuffix(have, want)
}

func anyOf(values []any, holds func(any) bool) bool {
	for _, v := range values {
		if holds(v) {
			return true
		}
	}
	return false
}

// isPresent says whether an attribute has a value; null and the empty array are none.
func isPresent(v any) bool {
	switch v := v.(type) {
	case nil:
		return false
	case []any:
		return len(v) > 0
	}
	return true
}

// values returns what a path selects in a resource, arrays flattened.
func (p sdkPath) values(v any) []any {
	found := []any{v}
	if p.urn != "" {
		found = members(found, p.urn)
	}
	for _, e := range p.elements {
		found = members(found, e.name)
		if e.filter != nil {
			found = matching(found, e.filter)
		}
	}
	return found
}

func members(objects []any, name string) []any {
	var found []any
	for _, v := range objects {
		o, ok := v.(*object)
		if !ok {
			continue
		}
		switch v := o.get(name).(type) {
		case nil:
		case []any:
			found = append(found, v...)
		default:
			found = append(found, v)
		}
	}
	return found
}

func matching(values []any, f *sdkFilter) []any {
	var found []any
	for _, v := range values {
		if f.matches(v) {
			found = append(found, v)
		}
	}
	return found
}

// compare orders two scalars as the library does; of different types, by their text.
func compare(a, b any) (order int, ok bool) {
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
