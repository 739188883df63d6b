package rewrite

import (
	"strings"

	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
)

// walk returns a walker over what an editor edits.
func (m *Message) walk(e *json.Editor) walker {
	return walker{e: e, types: m.Types(), resource: m.Resource, forms: m.forms()}
}

// walkOdd returns a walker over the body for who has to do only with what is odd.
func (m *Message) walkOdd(what Odd) walker {
	w := m.walk(m.tape().Edit())
	if m.doc().Knows(m.known()) {
		w.odd = what
	}
	return w
}

// A walker is one walk of MapAttributes over one JSON text. It does not hold the
// Mapper, which goes from call to call: so the compiler sees that a Mapper does
// not outlive the walk, and rules need no memory for theirs.
type walker struct {
	e        *json.Editor
	types    *filter.Types
	resource string
	forms    *resourceForms // of the resource, by the ids of its tape; nil if it is not known
	among    json.Among     // the names that matter; none for all
	deep     bool           // whether they matter for sub-attributes, too
	shallow  bool           // whether nothing matters that is in the value of the operation
	odd      Odd            // what matters of the members of resources; 0 for all
	said     *saidOf        // what goes for sub-attributes of one name; nil for who is asked of each
	err      error          // the Mapper's first
	dropped  int            // what it took out that says something
}

// finish returns what the walk made of the text.
func (w *walker) finish() (string, error) {
	text, _ := w.e.Finish()
	return text, w.err
}

// ask asks the mapper, unless it failed before.
func (w *walker) ask(f Mapper, a Attr) Edit {
	if w.err != nil {
		return Keep
	}
	edit, err := f(a)
	w.err = err
	if edit.drop && !edit.uncounted && !json.SaysNothing(a.Value) {
		w.dropped++
	}
	return edit
}

// body walks through a body: a list of resources, or one resource.
func (w *walker) body(f Mapper, list json.Value) {
	if !list.Exists() {
		w.resourceAt(f, w.e.Root(), Root)
		return
	}
	w.e.Elements(list.Place(), func(at int) bool {
		w.resourceAt(f, at, Root)
		return true
	})
}

// resourceAt walks through the attributes of the resource at an offset.
func (w *walker) resourceAt(f Mapper, at int, level Level) {
	if w.e.Kind(at) != '{' {
		return
	}
	edit := w.ask(f, Attr{Level: level, Value: w.e.Value(at), on: w.e.At(at)})
	t := w.e.MembersAmong(at, w.among, func(mem json.Field) bool {
		if w.odd != 0 && !w.isOdd(mem) {
			return !distrust || w.memberAt(mustBeKept(f), mem, level)
		}
		return w.memberAt(f, mem, level)
	})
	w.add(&t, edit)
}

// memberAt does what the mapper says of a member of a resource, as member does.
func (w *walker) memberAt(f Mapper, mem json.Field, level Level) bool {
	if w.isExtension(mem) {
		return w.member(f, mem, Attr{Level: Extension, Path: filter.Path{Schema: mem.Name}})
	}
	return w.member(f, mem, Attr{Level: Whole, Path: w.path(mem.Name, level)})
}

// isOdd reports whether something of a member of a resource may be as what matters.
func (w *walker) isOdd(mem json.Field) bool {
	return w.forms == nil || Odd(w.e.At(mem.At).MemberAgainst(w.forms.resource, nothings))&w.odd != 0
}

// mustBeKept holds a mapper to the word that what it is asked of does not concern it.
func mustBeKept(f Mapper) Mapper {
	return func(a Attr) (Edit, error) {
		edit, err := f(a)
		if edit != Keep && edit != Past || err != nil {
			panic("BUG: a walk for what is odd does something to what is not")
		}
		return edit, nil
	}
}

// path returns the attribute that a key of a resource names. A PATCH value
// without path may hold dotted and URN-qualified keys (Q53, Q54).
func (w *walker) path(key string, level Level) filter.Path {
	if level == Part && strings.ContainsAny(key, ".:") {
		if p, err := filter.ParsePath(key); err == nil {
			if filter.Fold(p.Schema, w.types.CoreURN(w.resource)) {
				p.Schema = ""
			}
			return p
		}
	}
	return filter.Path{Name: key}
}

// isExtension reports whether a member of a resource is an extension's object.
func (w *walker) isExtension(mem json.Field) bool {
	if len(mem.Name) < 4 || !filter.Fold(mem.Name[:4], "urn:") || w.e.Kind(mem.At) != '{' {
		return false
	}
	if w.forms.extension(w.e.At(mem.At).ID()) != nil {
		return true
	}
	p, err := filter.ParsePath(mem.Name)
	if err != nil {
		return true
	}
	if _, ok := w.types.Extension(w.resource, p); ok {
		return true
	}
	_, known := w.types.Find(w.resource, p)
	return !known
}

// member does what the mapper says of one member, whose value a still lacks. It
// reports whether the member stays.
func (w *walker) member(f Mapper, mem json.Field, a Attr) bool {
	if a.Level == Whole && a.Path.Sub != "" {
		a.Level = Sub
	}
	a.Value, a.on = w.e.Value(mem.At), w.e.At(mem.At)
	edit := w.ask(f, a)
	if edit.drop {
		return false
	}
	return w.replaced(mem, edit) || edit.past || w.inside(f, a, mem.At, edit)
}

// replaced renames or sets a member, and reports whether its inside is done.
func (w *walker) replaced(mem json.Field, edit Edit) bool {
	if edit.rename {
		w.e.Rename(mem, edit.text)
	}
	if edit.set {
		w.e.Set(mem.At, edit.text)
	}
	return edit.set
}

// inside walks through the value of an attribute, an element or an extension.
// It reports false if that took out all there was: what is empty now was not
// sent so, and a target could read it as "clear this".
func (w *walker) inside(f Mapper, a Attr, at int, edit Edit) bool {
	switch {
	case a.Level == Sub:
		return true
	case w.e.Kind(at) == '{':
		among := w.among
		switch {
		case a.Level == Extension:
		case w.deep:
			among = among.Known()
		default:
			among = json.Among{}
		}
		byName := w.goesByName(&a, at)
		t := w.e.MembersAmong(at, among, func(mem json.Field) bool {
			if byName {
				return w.part(f, &a, mem)
			}
			p, level := w.within(a, mem.Name)
			return w.member(f, mem, Attr{Level: level, Path: p})
		})
		w.add(&t, edit)
		return !t.Emptied()
	case w.e.Kind(at) == '[' && a.Level == Whole:
		t := w.e.Elements(at, func(at int) bool { return w.element(f, a.Path, at) })
		return !t.Emptied()
	}
	return true
}

// goesByName reports whether what is said of a sub-attribute in the value at a place goes for all of its name.
func (w *walker) goesByName(a *Attr, at int) bool {
	if w.said == nil || a.Level == Extension || !w.e.At(at).Knows(w.said.names) {
		return false
	}
	w.said.about(a.Path)
	return true
}

// part does what the mapper says of a sub-attribute, or has said of another one of its name. It reports whether
// the sub-attribute stays.
func (w *walker) part(f Mapper, of *Attr, mem json.Field) bool {
	v := w.e.At(mem.At)
	known := w.said.at(mem.Name, v.ID())
	if known != nil && *known != saidNothing && !distrust {
		if *known == saidDrop && !v.SaysNothing() {
			w.dropped++
		}
		return *known == saidKeep
	}
	a := Attr{Level: Sub, Path: of.Path, Value: v.Text(), on: v}
	a.Path.Sub = mem.Name
	edit := w.ask(f, a)
	if known != nil {
		known.note(edit)
	}
	w.replaced(mem, edit)
	return !edit.drop
}

// within returns the attribute that a key names in the value of a, and its
// level.
func (w *walker) within(a Attr, key string) (filter.Path, Level) {
	p := a.Path
	if a.Level != Extension {
		p.Sub = key
		return p, Sub
	}
	if filter.Fold(p.Schema, w.types.CoreURN(w.resource)) {
		p.Schema = ""
	}
	p.Name = key
	return p, Whole
}

// element does what the mapper says of one value of a multi-valued attribute.
// It reports whether the value stays.
func (w *walker) element(f Mapper, p filter.Path, at int) bool {
	a := Attr{Level: Element, Path: p, Value: w.e.Value(at), on: w.e.At(at)}
	edit := w.ask(f, a)
	switch {
	case edit.drop:
		return false
	case edit.set:
		w.e.Set(at, edit.text)
		return true
	case edit.past:
		return true
	}
	return w.inside(f, a, at, edit)
}

func (w *walker) add(t *json.Tail, edit Edit) {
	if edit.addKey != "" {
		w.e.AddMember(t, edit.addKey, edit.addText)
	}
}
