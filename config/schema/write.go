package schema

import (
	"encoding/json"
	"maps"
	"math"
	"slices"

	"scimshim/config/tree"
)

// A node is a schema, as encoding/json writes it.
type node = map[string]any

// A writer makes schemas of places.
type writer struct {
	Options
	docs map[string]string
}

// schema returns the schema of a value, of which path is where the description of keys
// has it.
func (w *writer) schema(p *place, path string) any {
	if !p.known() || p.asked[tree.AsAny] {
		return true
	}
	forms := w.scalars(p)
	if p.asked[tree.AsKey] || p.asked[tree.AsKeys] {
		forms = append(forms, w.object(p, path))
	}
	if p.asked[tree.AsItems] {
		forms = append(forms, node{"type": "array", "items": w.item(p.items, path+"[]")})
		if w.Lists != "" {
			forms = append(forms, node{"type": "string", "pattern": w.Lists})
		}
	}
	if len(forms) == 1 {
		return forms[0]
	}
	return node{"anyOf": forms}
}

// item returns the schema of an item of a list, in place of which the name of a list may
// stand.
func (w *writer) item(p *place, path string) any {
	s := w.schema(p, path)
	if w.Lists == "" || s == true {
		return s
	}
	return node{"anyOf": []any{s, node{"type": "string", "pattern": w.Lists}}}
}

// duration is how durations are written.
const duration = `^([0-9.]+(ns|us|µs|ms|s|m|h))+$`

// scalars returns the forms of a value that is neither a mapping nor a list.
func (w *writer) scalars(p *place) []any {
	var forms []any
	switch {
	case p.asked[tree.AsDuration]:
		forms = append(forms, node{"type": "string", "pattern": duration})
	case p.asked[tree.AsText]:
		return []any{node{"type": []string{"string", "number", "boolean"}}}
	case p.asked[tree.AsWord]:
		forms = append(forms, node{"enum": words(p.words)})
	}
	if p.asked[tree.AsBool] {
		forms = append(forms, node{"type": "boolean"})
	}
	if p.asked[tree.AsWhole] {
		whole := node{"type": "integer"}
		if p.least != math.MinInt {
			whole["minimum"] = p.least
		}
		if p.most != math.MaxInt {
			whole["maximum"] = p.most
		}
		forms = append(forms, whole)
	}
	if len(forms) > 0 && w.Variable != "" {
		forms = append(forms, node{"type": "string", "pattern": w.Variable})
	}
	return forms
}

// words returns words as values. A number, true and false may stand without quotes.
func words(list []string) []any {
	var all []any
	for _, word := range list {
		all = append(all, word)
		var bare any
		if json.Unmarshal([]byte(word), &bare) == nil {
			all = append(all, bare)
		}
	}
	return all
}

// object returns the schema of a mapping.
func (w *writer) object(p *place, path string) node {
	properties, required := node{}, []string{}
	for _, key := range slices.Sorted(maps.Keys(p.keys)) {
		value, at := p.keys[key], docPath(path, key)
		if value.tried > 0 && value.refused == value.tried {
			continue
		}
		properties[key] = described(w.schema(value, at), w.docs[at])
		if p.needed[key] == p.read {
			required = append(required, key)
		}
	}
	s := node{"type": "object", "additionalProperties": false}
	if len(properties) > 0 {
		s["properties"] = properties
	}
	if len(required) > 0 {
		s["required"] = required
	}
	if p.entries != nil {
		s["additionalProperties"] = described(w.schema(p.entries, path+".<name>"), w.docs[path+".<name>"])
	}
	return s
}

// described returns a schema with what the value is, for people.
func described(s any, says string) any {
	if says == "" {
		return s
	}
	if s, ok := s.(node); ok {
		s["description"] = says
		return s
	}
	return node{"description": says}
}
