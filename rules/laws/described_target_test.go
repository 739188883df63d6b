package laws_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// A describedTarget is the target that a description is of. It reads what it is sent by code of
// its own, and refuses what the description says that it does not take.
type describedTarget struct {
	docStore
	d *described
}

// errNotTaken is what a target says of what its description says it does not take.
var errNotTaken = errors.New("the target does not take it")

// patch does a PATCH, unless the description excludes it.
func (t *describedTarget) patch(body string) error {
	var doc struct{ Operations []map[string]any }
	if err := json.Unmarshal([]byte(body), &doc); err != nil {
		return err
	}
	before, seen := copyOf(t.doc), map[string]int{}
	for _, op := range doc.Operations {
		if form := t.formOf(op); form != "" {
			return fmt.Errorf("%w: %s", errNotTaken, form)
		}
		path, _ := op["path"].(string)
		seen[strings.ToLower(path)]++
		if err := t.stores(path, op["value"]); err != nil {
			return err
		}
	}
	for _, name := range t.d.once {
		if seen[strings.ToLower(name)] > 1 {
			return fmt.Errorf("%w: %s twice", errNotTaken, name)
		}
	}
	if err := t.docStore.patch(body); err != nil {
		return err
	}
	return t.holds(before)
}

// formOf returns a form of an operation that the target does not take.
func (t *describedTarget) formOf(op map[string]any) string {
	name, _ := op["op"].(string)
	path, _ := op["path"].(string)
	value, hasValue := op["value"]
	_, isObject := value.(map[string]any)
	_, isList := value.([]any)
	attribute, _ := readStorePath(path)
	many := slices.Contains(storeLists, attribute.name) && path != ""
	is := map[string]bool{
		"filtered_" + name:  strings.Contains(path, "["),
		"remove_with_value": name == "remove" && hasValue,
		"missing_value":     name != "remove" && !hasValue,
		"missing_path":      name == "remove" && path == "",
		"not_object":        path == "" && name != "remove" && hasValue && !isObject,
		"empty_value":       hasValue && saysNothing(value),
		"flat_keys":         path == "" && hasFlatKeys(value),
		"foreign_member":    len(foreignMembers(op)) > 0,
		"element_type":      many && attribute.where == nil && attribute.sub == "" && hasValue && !isList,
		"every_element":     many && attribute.where == nil && attribute.sub != "",
		"core_urn":          strings.HasPrefix(strings.ToLower(path), "urn:ietf:params:scim:schemas:core:"),
	}
	for _, form := range t.d.never {
		if is[form] {
			return form
		}
	}
	return ""
}

func foreignMembers(op map[string]any) []string {
	return slices.DeleteFunc(sortedKeys(op), func(key string) bool { return slices.Contains([]string{"op", "path", "value"}, key) })
}

// saysNothing reports whether a value is empty, or has a member that is.
func saysNothing(value any) bool {
	switch v := value.(type) {
	case nil:
		return true
	case string:
		return v == ""
	case []any:
		return len(v) == 0 || slices.ContainsFunc(v, saysNothing)
	case map[string]any:
		for _, member := range v {
			if saysNothing(member) {
				return true
			}
		}
		return len(v) == 0
	}
	return false
}

// hasFlatKeys reports whether keys of an object are paths.
func hasFlatKeys(value any) bool {
	o, _ := value.(map[string]any)
	for key, member := range o {
		low := strings.ToLower(key)
		if strings.HasPrefix(low, "urn:") {
			inner, isObject := member.(map[string]any)
			if !isObject || hasFlatKeys(inner) {
				return true
			}
			continue
		}
		if strings.ContainsAny(key, ".[") {
			return true
		}
	}
	return false
}

// stores reports what the target has no room for of what is written to a path.
func (t *describedTarget) stores(path string, value any) error {
	if path == "" {
		o, _ := value.(map[string]any)
		for _, key := range sortedKeys(o) {
			if inner, ok := o[key].(map[string]any); ok && strings.HasPrefix(strings.ToLower(key), "urn:") {
				if err := t.stores("", inner); err != nil {
					return err
				}
				continue
			}
			if err := t.stores(key, o[key]); err != nil {
				return err
			}
		}
		return nil
	}
	p, err := readStorePath(path)
	switch {
	case err != nil || slices.Contains(storeUnwritten, p.name):
		return err
	case slices.Contains(storeLists, p.name):
		return t.storesElements(p, value)
	case p.name == "manager", p.name == "name" && p.sub == "":
		return t.storesParts(p, value)
	case !t.has(strings.TrimSuffix(p.name+"."+p.sub, ".")):
		return fmt.Errorf("%w: it has no %s", errNotTaken, path)
	}
	return nil
}

// storesParts is stores of an attribute that has parts.
func (t *describedTarget) storesParts(p storePath, value any) error {
	names := []string{p.sub}
	if o, ok := value.(map[string]any); ok && p.sub == "" {
		names = sortedKeys(o)
	}
	for _, name := range names {
		whole := slices.ContainsFunc(t.d.single, func(s string) bool {
			return strings.HasPrefix(strings.TrimPrefix(strings.ToLower(s), "enterprise."), p.name+".")
		})
		if name == "" && whole || name != "" && t.has(p.name+"."+strings.ToLower(name)) {
			continue
		}
		return fmt.Errorf("%w: it has no %s of %s", errNotTaken, name, p.name)
	}
	return nil
}

// has reports whether the target stores an attribute of one value.
func (t *describedTarget) has(name string) bool {
	return slices.ContainsFunc(t.d.single, func(s string) bool {
		return strings.EqualFold(strings.TrimPrefix(s, "enterprise."), name)
	})
}

// storesElements is stores of an attribute of several values.
func (t *describedTarget) storesElements(p storePath, value any) error {
	i := slices.IndexFunc(t.d.lists, func(l *describedList) bool { return strings.EqualFold(l.name, p.name) })
	if i < 0 {
		return fmt.Errorf("%w: it has no %s", errNotTaken, p.name)
	}
	l := t.d.lists[i]
	for _, term := range p.where {
		if term.name == "type" && !slices.Contains(l.types, fmt.Sprint(term.value)) {
			return fmt.Errorf("%w: %s of the type %v", errNotTaken, p.name, term.value)
		}
	}
	list, ok := value.([]any)
	if o, is := value.(map[string]any); is && !ok {
		list = []any{o}
	}
	names := []string{p.sub}
	for _, e := range list {
		if o, ok := e.(map[string]any); ok {
			names = append(names, sortedKeys(o)...)
		}
	}
	for _, name := range names {
		known := func(part string) bool { return strings.EqualFold(part, name) }
		if name != "" && l.parts != nil && !slices.ContainsFunc(l.parts, known) {
			return fmt.Errorf("%w: %s of %s", errNotTaken, name, p.name)
		}
	}
	return nil
}

// holds reports what a PATCH made of the resource that the target cannot have.
func (t *describedTarget) holds(before map[string]any) error {
	for _, l := range t.d.lists {
		list, _ := t.doc[strings.ToLower(l.name)].([]any)
		if l.one && len(list) > 1 {
			return fmt.Errorf("%w: %d %s", errNotTaken, len(list), l.name)
		}
		for _, e := range list {
			if kind := fmt.Sprint(e.(map[string]any)["type"]); !slices.Contains(l.types, kind) {
				return fmt.Errorf("%w: %s of the type %s", errNotTaken, l.name, kind)
			}
		}
	}
	if title, _ := t.doc["title"].(string); t.d.title > 0 && len([]rune(title)) > t.d.title {
		return fmt.Errorf("%w: a title of %d characters", errNotTaken, len([]rune(title)))
	}
	if name := strings.ToLower(t.d.fixed); name != "" && t.doc[name] != before[name] {
		return fmt.Errorf("%w: %s changes", errNotTaken, name)
	}
	return nil
}
