package schema

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"

	"scimshim/config/tree"
)

// An explorer finds places.
type explorer struct {
	Options
	root *place
}

// A context is a file that has a value at a path of keys and indexes.
type context struct {
	file any
	path []any
}

// below returns a context with a value inside of that of c.
func (c context) below(part any) context {
	path := append(slices.Clip(c.path), part)
	return context{file: with(c.file, path, "x"), path: path}
}

// probes are the values that are offered at each place, with what they may be asked as.
var probes = []struct {
	value any
	as    []tree.As
}{
	{map[string]any{}, []tree.As{tree.AsKey, tree.AsKeys, tree.AsAny}},
	{[]any{"x"}, []tree.As{tree.AsItems, tree.AsAny}},
	{"x", []tree.As{tree.AsText, tree.AsWord, tree.AsDuration, tree.AsAny}},
	{true, []tree.As{tree.AsBool}},
	{1, []tree.As{tree.AsWhole}},
}

// maxNames is how often any key may stand inside any key: some readers take that without
// end.
const maxNames = 2

// explore offers values at a place, and goes on at those inside. Among the keys around a
// value that is in a sample are those of the sample, since some keys are read beside others
// only. The path is where the description of keys has the place.
func (e *explorer) explore(p *place, c context, path string, names int) {
	if p.explored {
		return
	}
	p.explored = true
	if p.sample != nil {
		c = *p.sample
	}
	for _, probe := range probes {
		e.read(context{with(c.file, c.path, probe.value), c.path}, probe.as)
	}
	e.keys(p, c, path, names)
	if p.entries != nil && names < maxNames {
		for _, name := range e.Names {
			e.explore(p.entries, c.below(name), path+".<name>", names+1)
		}
	}
	if p.items != nil {
		e.explore(p.items, c.below(0), path+"[]", names)
	}
}

// keys explores the values of keys, among them those that are found on the way.
func (e *explorer) keys(p *place, c context, path string, names int) {
	done := map[string]bool{}
	for more := true; more; {
		more = false
		for _, key := range slices.Sorted(maps.Keys(p.keys)) {
			at := docPath(path, key)
			if done[key] {
				continue
			}
			done[key], more = true, true
			e.explore(p.keys[key], c.below(key), at, names)
		}
	}
}

// sample has a file read that is known to be good, and then each part of it alone, which is
// where values are offered later: a short file is read sooner.
func (e *explorer) sample(file any) {
	e.read(context{file: file}, nil)
	top, _ := file.(map[string]any)
	for _, key := range slices.Sorted(maps.Keys(top)) {
		section, _ := top[key].(map[string]any)
		if !slices.Contains(e.Sections, any(key)) {
			section = map[string]any{"": top[key]}
		}
		for _, inner := range slices.Sorted(maps.Keys(section)) {
			part := section[inner]
			if inner != "" {
				part = map[string]any{inner: part}
			}
			c := context{file: map[string]any{key: part}}
			for _, a := range e.read(c, nil) {
				if p := e.root.at(a.path); p != nil && p.sample == nil {
					p.sample = &context{c.file, a.path}
				}
			}
		}
	}
}

// An asked is what a reader asked of the value at a path.
type asked struct {
	path []any
	tree.Ask
}

// read has a file read, and notes what the reader asks of the values in it. That at the path
// of the context is offered, and may be asked as some kinds only; of a sample all is noted. It
// returns what was noted.
func (e *explorer) read(c context, as []tree.As) []asked {
	t := textOf(c.file)
	var list []asked
	err := e.Read([]byte(t.String()), func(a tree.Ask) {
		path, ok := t.values[a.Pos.Column]
		if ok && (as == nil || !slices.Equal(path, c.path) || slices.Contains(as, a.As)) {
			list = append(list, asked{path, a})
		}
	})
	list = withoutTexts(list)
	slices.SortStableFunc(list, func(a, b asked) int { return cmp.Compare(len(a.path), len(b.path)) })
	mappings := map[string]mapping{}
	for _, a := range list {
		e.take(a)
		id := fmt.Sprint(a.path)
		if p := e.root.at(a.path); p != nil && a.As == tree.AsKey {
			if mappings[id].keys == nil {
				mappings[id] = mapping{p, map[string]bool{}}
			}
			mappings[id].keys[a.Key] = mappings[id].keys[a.Key] || a.Needed
		}
	}
	for _, m := range mappings {
		m.place.needs(m.keys)
	}
	e.refused(t, err)
	return list
}

// withoutTexts leaves out that a value is asked as a text where the same reading asks it as one
// of some words: it is no other text then.
func withoutTexts(list []asked) []asked {
	words := map[string]bool{}
	for _, a := range list {
		if a.As == tree.AsWord {
			words[fmt.Sprint(a.path)] = true
		}
	}
	return slices.DeleteFunc(list, func(a asked) bool { return a.As == tree.AsText && words[fmt.Sprint(a.path)] })
}

// A mapping is one in a file: the keys that it was asked for, and whether they have to be
// there.
type mapping struct {
	place *place
	keys  map[string]bool
}

// take notes what a reader asked. A key that the top has, too, is the same place in a section.
func (e *explorer) take(a asked) {
	p := e.root.at(a.path)
	if p == nil {
		return
	}
	p.takes(a.Ask)
	if a.As == tree.AsKey && len(a.path) == 1 && slices.Contains(e.Sections, a.path[0]) {
		if same := e.root.keys[a.Key]; same != nil {
			p.keys[a.Key] = same
		}
	}
}

// refused notes of which keys the reader said that they do not belong where they are.
func (e *explorer) refused(t *text, err error) {
	var faults tree.Errors
	errors.As(err, &faults)
	for column, path := range t.keys {
		p := e.root.at(path)
		if p == nil {
			continue
		}
		p.tried++
		if slices.ContainsFunc(faults, func(f tree.Error) bool { return f.Pos.Column == column }) {
			p.refused++
		}
	}
}
