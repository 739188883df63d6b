package tree

import "go.yaml.in/yaml/v4"

// A Node is a value of a YAML file: a mapping, a list or a scalar.
//
// All methods may be called on a nil *Node, which stands for a value that is not
// there: it answers everything with the zero value and notes nothing. So does a
// Node that was found faulty when the file was parsed.
//
// A key without a value (or with null) reads as an empty mapping or an empty list,
// but not as a scalar.
type Node struct {
	src  *source
	pos  Position
	kind kind

	items   []*Node           // of a list
	entries []*entry          // of a mapping, in file order
	index   map[string]*entry // entries by key
	asked   []string          // keys asked for that are not in the mapping
	flow    bool              // mapping in braces

	text     string     // of a scalar, after expansion
	literal  string     // of a scalar, before expansion
	style    yaml.Style // of a scalar; 0 if it is not quoted
	cuts     []cut      // where expansion made text differ from literal
	expanded bool       // a cut took its text from the Expand option
}

// An entry is a key of a mapping and its value.
type entry struct {
	key   string
	pos   Position
	style yaml.Style // of the key; 0 if it is not quoted
	value *Node
	known bool // the reader asked for it
}

// IsMap reports whether n is a mapping.
func (n *Node) IsMap() bool { return n.is(mapping) }

// IsList reports whether n is a list.
func (n *Node) IsList() bool { return n.is(list) }

// IsNull reports whether n is there, but has no value.
func (n *Node) IsNull() bool { return n.is(null) }

// IsScalar reports whether n is a string, a number, true or false.
func (n *Node) IsScalar() bool { return n.is(text) || n.is(number) || n.is(boolean) }

// IsBool reports whether n is true or false, without quotes.
func (n *Node) IsBool() bool { return n.is(boolean) }

// IsNumber reports whether n is a number, without quotes.
func (n *Node) IsNumber() bool { return n.is(number) }

func (n *Node) is(k kind) bool { return n != nil && n.kind == k }

// silent reports whether n must not be asked: there is no value,
// or its fault is noted already.
func (n *Node) silent() bool { return n == nil || n.kind == broken }

// Kind returns what n is, in words fit for "expected ..., found ...":
// "a mapping", "a list", "a string", "a number", "true or false" or "nothing".
func (n *Node) Kind() string {
	if n == nil {
		return null.String()
	}
	return n.kind.String()
}

// Quoted reports whether n is a scalar in quotes, or a block of text.
func (n *Node) Quoted() bool { return n != nil && n.style != 0 }

// Expanded reports whether n is a scalar that took text from the Expand option.
func (n *Node) Expanded() bool { return n != nil && n.expanded }

// Literal returns the text of a scalar as the file has it, before expansion
// and without its quotes.
func (n *Node) Literal() string {
	if n == nil {
		return ""
	}
	return n.literal
}

// Same reports whether two nodes say the same, whatever their style and the order of keys.
func (n *Node) Same(o *Node) bool {
	if n == nil || o == nil {
		return n == o
	}
	if n.kind != o.kind || n.text != o.text || len(n.items) != len(o.items) || len(n.entries) != len(o.entries) {
		return false
	}
	for i := range n.items {
		if !n.items[i].Same(o.items[i]) {
			return false
		}
	}
	for _, e := range n.entries {
		if other := o.entry(e.key); other == nil || !e.value.Same(other.value) {
			return false
		}
	}
	return true
}

// Pos returns where n starts; the zero Position if n is nil.
func (n *Node) Pos() Position {
	if n == nil {
		return Position{}
	}
	return n.pos
}

// Errorf notes a fault at the place of n. It does nothing if n is nil:
// a value that is not there has no place, so note the fault at the mapping around it.
func (n *Node) Errorf(format string, args ...any) {
	if n != nil {
		n.src.note(n.pos, format, args...)
	}
}

// ErrorAt notes a fault inside a scalar, at the character of its text with the
// given offset (counted from 0). Where that place cannot be told, as in text folded
// with >, and for other values, the fault is noted at the place of n.
func (n *Node) ErrorAt(offset int, format string, args ...any) {
	if n != nil {
		n.src.note(n.inside(offset), format, args...)
	}
}

// PosAt returns the place of the character of a scalar's text with the given offset
// (counted from 0), or that of n where it cannot be told.
func (n *Node) PosAt(offset int) Position {
	if n == nil {
		return Position{}
	}
	return n.inside(offset)
}

// ErrorKey notes a fault at a key of the mapping n, at n if the key is not there.
func (n *Node) ErrorKey(key, format string, args ...any) {
	if n != nil {
		n.src.note(n.KeyPos(key), format, args...)
	}
}

// Faults calls f and returns the faults that it notes in the file of n, which are told to nobody
// else. It is for who asks again for what has been read.
func (n *Node) Faults(f func()) Errors {
	noted := n.src.notes
	n.src.notes = nil
	f()
	faults := n.src.notes
	n.src.notes = noted
	return faults
}

// expected notes that n is not what was asked for.
func (n *Node) expected(what string) {
	n.Errorf("expected %s, found %s", what, n.Kind())
}
