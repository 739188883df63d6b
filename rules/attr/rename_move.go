package attr

import (
	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
	"scimshim/rules/part"
)

// A move is what renaming does in one resource.
type move struct {
	value  string      // what is moved; empty for nothing
	into   filter.Path // the object that gets it: zero for the resource itself
	key    string      // the member that is added there
	text   string      // and its value
	sister bool        // whether only the member's name changes
	urns   []string    // what must be declared for it
}

// move renames an attribute in each resource that the message carries.
func (r *rename) move(m *rewrite.Message, from, to filter.Path) error {
	if r.besides() {
		return r.moveInside(m, from, to)
	}
	if siblings(from, to) && m.RenameSister(from, to) || !m.Carries(from) {
		return nil
	}
	walk := func(m *rewrite.Message) error { return r.walk(m, from, to) }
	if !m.IsRequest() || from.Sub != "" || to.Sub != "" {
		return walk(m)
	}
	now, err := r.plan(m, m.Get(filter.Path{}), from, to)
	if err != nil || now.sister {
		return walk(m)
	}
	moving := rewrite.Moving{From: from, Into: now.into.Schema, Key: now.key, Text: now.text}
	if list, _ := m.Lookup(part.Schemas); list != "" && len(now.urns) > 0 {
		moving.Schemas = part.Declared(list, now.urns)
	}
	return m.Move(&moving, walk)
}

// walk is move which walks through each resource.
func (r *rename) walk(m *rewrite.Message, from, to filter.Path) error {
	var now move
	return m.MapAmong(func(a rewrite.Attr) (edit rewrite.Edit, err error) {
		switch {
		case a.Level == rewrite.Root:
			if now, err = r.plan(m, a.On(), from, to); err != nil || !now.gets(m, a) {
				return rewrite.Keep, err
			}
			return rewrite.Add(now.key, now.text), nil
		case now.value == "":
			return rewrite.Keep, nil
		case a.Value == "null" && holds(m, a, to):
			return rewrite.Drop, nil // unassigned (RFC 7643, section 2.5): it makes room
		case now.gets(m, a):
			return rewrite.Add(now.key, now.text), nil
		case a.Level != rewrite.Element && m.Same(a.Path, from):
			if now.sister {
				return rewrite.Rename(part.Leaf(to)), nil
			}
			return rewrite.Move, nil
		}
		return now.declare(a, from, to), nil
	}, from, to, part.Schemas)
}

// declare declares what is needed for what is moved. It goes past attributes if whole ones are moved.
func (w *move) declare(a rewrite.Attr, from, to filter.Path) rewrite.Edit {
	edit := part.Declare(a, w.urns)
	if edit == rewrite.Keep && a.Level == rewrite.Whole && from.Sub == "" && to.Sub == "" {
		return rewrite.Past
	}
	return edit
}

// holds reports whether a is the attribute p, or the attribute or extension that
// p is a part of.
func holds(m *rewrite.Message, a rewrite.Attr, p filter.Path) bool {
	extension := p.Schema != "" && a.Path.Schema == "" && filter.Fold(a.Path.Name, p.Schema)
	return extension || a.Level != rewrite.Element && m.Covers(a.Path, p)
}

// gets reports whether a is the object that gets what is moved.
func (w *move) gets(m *rewrite.Message, a rewrite.Attr) bool {
	if w.value == "" || w.sister {
		return false
	}
	switch a.Level {
	case rewrite.Root:
		return w.into == (filter.Path{})
	case rewrite.Extension:
		return w.into.Name == "" && filter.Fold(a.Path.Schema, w.into.Schema)
	case rewrite.Whole:
		return w.into.Name != "" && m.Same(a.Path, w.into)
	}
	return false
}

// lookUp returns what a resource has at a path.
func lookUp(resource json.Value, p filter.Path) (string, bool) {
	return resource.Lookup(p.Schema, p.Name, p.Sub)
}

// plan finds out what to do in one resource.
func (r *rename) plan(m *rewrite.Message, resource json.Value, from, to filter.Path) (move, error) {
	value, _ := lookUp(resource, from)
	if value == "" {
		return move{}, nil
	}
	if _, both := lookUp(resource, to); both {
		return move{}, r.clash(m)
	}
	if siblings(from, to) {
		return move{value: value, sister: true}, nil
	}
	now := move{value: value, key: part.Leaf(to), text: value}
	if to.Sub != "" {
		now.into = filter.Path{Schema: to.Schema, Name: to.Name}
		if _, ok := lookUp(resource, now.into); ok {
			return now, nil
		}
		now.key, now.text = to.Name, json.Single(to.Sub, now.text)
	}
	now.into = filter.Path{Schema: to.Schema}
	if to.Schema == "" {
		return now, nil
	}
	if _, ok := lookUp(resource, now.into); ok {
		return now, nil
	}
	now.into = filter.Path{}
	now.key, now.text = to.Schema, json.Single(now.key, now.text)
	if declared, _ := lookUp(resource, part.Schemas); !part.Declares(declared, to.Schema) {
		now.urns = []string{to.Schema}
	}
	return now, nil
}
