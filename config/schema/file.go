package schema

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"
)

// with returns a file with another value at a path, and with what leads there.
func with(file any, path []any, value any) any {
	if len(path) == 0 {
		return value
	}
	if key, ok := path[0].(string); ok {
		old, _ := file.(map[string]any)
		changed := maps.Clone(old)
		if changed == nil {
			changed = map[string]any{}
		}
		changed[key] = with(old[key], path[1:], value)
		return changed
	}
	list, _ := file.([]any)
	list, at := slices.Clone(list), path[0].(int)
	if at == len(list) {
		list = append(list, nil)
	}
	list[at] = with(list[at], path[1:], value)
	return list
}

// A text is a file in one line, with the columns of its values and keys.
type text struct {
	strings.Builder
	columns      int
	values, keys map[int][]any // their paths by their columns
}

// textOf writes a file in one line.
func textOf(file any) *text {
	t := &text{values: map[int][]any{}, keys: map[int][]any{}}
	t.value(file, nil)
	return t
}

func (t *text) put(s string) {
	t.columns += utf8.RuneCountInString(s)
	t.WriteString(s)
}

func (t *text) value(value any, path []any) {
	t.values[t.columns+1] = path
	switch value := value.(type) {
	case map[string]any:
		t.put("{")
		for i, key := range slices.Sorted(maps.Keys(value)) {
			if i > 0 {
				t.put(", ")
			}
			below := append(slices.Clip(path), key)
			t.keys[t.columns+1] = below
			t.put(quoted(key) + ": ")
			t.value(value[key], below)
		}
		t.put("}")
	case []any:
		t.put("[")
		for i, item := range value {
			if i > 0 {
				t.put(", ")
			}
			t.value(item, append(slices.Clip(path), i))
		}
		t.put("]")
	default:
		t.put(quoted(value))
	}
}

func quoted(value any) string {
	data, err := json.Marshal(value)
	if err != nil {
		panic("BUG: a value that is not of JSON: " + err.Error())
	}
	return string(data)
}
