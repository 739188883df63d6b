package schema

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
)

// leastShared is the size, in bytes of JSON, of a schema that is written once if it is
// there several times.
const leastShared = 200

// share puts what is there several times among the definitions of a schema, and refers to
// it there.
func share(root node) {
	count := map[string]int{}
	walk(root, "", func(text, _ string, n node) (any, bool) {
		count[text]++
		return n, count[text] == 1
	})
	names, defs := map[string]string{}, node{}
	walk(root, "", func(text, key string, n node) (any, bool) {
		if count[text] == 1 {
			return n, true
		}
		name, again := names[text]
		if !again {
			name = key
			for i := 2; defs[name] != nil; i++ {
				name = fmt.Sprintf("%s%d", key, i)
			}
			names[text], defs[name] = name, n
		}
		return node{"$ref": "#/$defs/" + name}, !again
	})
	if len(defs) > 0 {
		root["$defs"] = defs
	}
}

// walk puts in the place of each large schema inside value what visit returns for it, by
// its text and by the key that it is of, and walks on inside if visit says so.
func walk(value any, key string, visit func(text, key string, n node) (any, bool)) {
	put := func(old any, key string) any {
		text := jsonOf(old)
		if len(text) < leastShared {
			walk(old, key, visit)
			return old
		}
		put, inside := visit(text, key, old.(node))
		if inside {
			walk(old, key, visit)
		}
		return put
	}
	switch value := value.(type) {
	case []any:
		for i := range value {
			value[i] = put(value[i], key)
		}
	case node:
		for _, k := range slices.Sorted(maps.Keys(value)) {
			switch old := value[k].(type) {
			case node:
				if k == "properties" {
					for _, name := range slices.Sorted(maps.Keys(old)) {
						old[name] = put(old[name], name)
					}
					continue
				}
				value[k] = put(old, key)
			case []any:
				walk(old, key, visit)
			}
		}
	}
}

// jsonOf returns the JSON of a schema, empty of anything else.
func jsonOf(value any) string {
	n, ok := value.(node)
	if !ok {
		return ""
	}
	text, err := json.Marshal(n)
	if err != nil {
		panic("BUG: a schema that is not JSON: " + err.Error())
	}
	return string(text)
}
