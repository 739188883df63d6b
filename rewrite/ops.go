package rewrite

import (
	"slices"

	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
)

// An Op is one operation of a PATCH (RFC 7644, section 3.5.2). One that is made of
// another keeps the members that RFC 7644 does not know.
type Op struct {
	Name    string        // op, as written: add, Replace, ...
	HasPath bool          // whether there is a path
	Target  filter.Target // what the path points at; zero without path
	Value   string        // the value, a JSON text; empty without value

	value json.Value // Value, if it is on a tape
	opForm
	known opKnown
}

// An opForm says how an operation came, and how it is to be written.
type opForm struct {
	raw     int32 // the operation as it came, on the tape of the body
	at      int32 // its place among the operations as they came
	foreign bool  // whether raw has other members
	bare    bool  // whether it is to be written without them
	cased   bool  // whether its members' names have another case than RFC 7644's
	core    bool  // whether its path begins with the URN of the core schema
	edited  bool  // whether it must be written anew, but for those
	moved   bool  // whether its path must be, too
	hollow  bool  // whether it came with a path that is null or empty, which is none

	used filter.Lenience // what the reader made use of in its path
}

// An opKnown is what was found out of a path and a value.
type opKnown struct {
	noted  bool // whether the names in them were noted
	looked bool // whether odd says what of them is odd
	odd    Odd

	placed bool          // whether it was looked up where the path points
	path   *declaredPath // there; nil for what is not declared so
}

// same reports whether two are the same operation, byte for byte.
func (o *Op) same(p *Op) bool {
	return o.opForm == p.opForm && o.HasPath == p.HasPath && o.Name == p.Name && o.value == p.value &&
		o.Value == p.Value && o.Target == p.Target
}

// Foreign reports whether the operation, as it came, has a member that
// RFC 7644 does not know (Q75).
func (o *Op) Foreign() bool { return o.foreign && !o.bare }

// Bare returns the operation without such members.
func (o Op) Bare() Op {
	if o.foreign {
		o.bare, o.edited = true, true
	}
	return o
}

// spelled returns the operation with the names of its members in the case that
// RFC 7644, section 3.5.2, has them in.
func (o Op) spelled() Op {
	if o.cased {
		o.cased, o.edited = false, true
	}
	return o
}

// Core reports whether the path of the operation, as it stands, is the URN of the
// core schema, alone or in front of an attribute. Target is without it.
func (o *Op) Core() bool { return o.core }

// Is reports whether the operation's name is name, in any case.
func (o *Op) Is(name string) bool { return filter.Fold(o.Name, name) }

// MayBeOn reports whether an operation may be on one of some attributes, on a part of one or on what
// holds it. It says so rather too often than not often enough.
func (m *Message) MayBeOn(op *Op, attributes ...filter.Path) bool {
	switch {
	case op.HasPath && op.Target.Path.Schema == "":
		return isNameOf(op.Target.Path.Name, attributes)
	case op.HasPath: // in an extension, if it is declared
		return m.declaredAt(op) == nil || slices.ContainsFunc(attributes, isQualified)
	case op.value.Kind() != '{':
		return true
	}
	for key := range op.value.Members() {
		if m.KeyMayBeOf(key, attributes...) {
			return true
		}
	}
	return false
}

// KeyMayBeOf is MayBeOn for a key of a value without path, which may be a path itself.
func (m *Message) KeyMayBeOf(key string, attributes ...filter.Path) bool {
	i := PathByte(key)
	switch {
	case i < 0:
		return isNameOf(key, attributes)
	case key[i] != ':':
		return isNameOf(key[:i], attributes)
	}
	core := m.Types().CoreURN(m.Resource)
	return core == "" || len(key) >= len(core) && filter.Fold(key[:len(core)], core) ||
		slices.ContainsFunc(attributes, isQualified)
}

func isQualified(p filter.Path) bool { return p.Schema != "" }

// PathByte returns where a key has the first of the bytes that a path may have and a name has not, or -1.
func PathByte(key string) int {
	for i := range len(key) {
		if c := key[i]; c == '.' || c == ':' || c == '[' {
			return i
		}
	}
	return -1
}

// isNameOf reports whether a name is that of one of some attributes.
func isNameOf(name string, attributes []filter.Path) bool {
	for i := range attributes {
		if filter.Fold(name, attributes[i].Name) {
			return true
		}
	}
	return false
}

// At returns the attribute that the operation is about, with the sub-attribute
// after a filter in brackets. Without path it is the zero Path.
func (o *Op) At() filter.Path { return o.Target.Attribute() }

// Ops returns the operations of a PATCH request, none for another request. The
// slice is the message's own: use it before the next edit, and do not change
// it.
func (m *Message) Ops() ([]Op, error) {
	if m.Method != "PATCH" || !m.IsRequest() {
		return nil, nil
	}
	if m.hasOps {
		return m.ops, nil
	}
	ops, err := m.readOps(m.ops[:0])
	m.ops = ops
	m.room().mostOps = max(m.scratch.mostOps, len(ops))
	m.hasOps = err == nil
	return ops, err
}

// Pathless returns an operation that has no path without the null or the empty text
// that may stand for it.
func (o Op) Pathless() Op {
	if o.hollow {
		o.hollow, o.edited = false, true
	}
	return o
}

// Named returns the operation under another name.
func (o Op) Named(name string) Op {
	o.Name, o.edited = name, true
	return o
}

// Made returns the operation with another target and value. An empty value is
// none. Its path is written anew, without the URN of the core schema.
func (o Op) Made(t filter.Target, value string) Op {
	o = o.Valued(value)
	o.HasPath, o.Target, o.moved, o.core, o.known = true, t, true, false, opKnown{}
	return o
}

// MadeOn is Made with a value that is on a tape of the message, as ValueOf gives them. Where the target was
// read by ReadKey just before it is not looked up again.
func (m *Message) MadeOn(o Op, t filter.Target, v json.Value) Op {
	o = o.Made(t, v.Text())
	o.value = v // none of whose names is new
	if m.key != nil && m.key.target == t {
		o.known.placed, o.known.path = true, m.key
	}
	return o
}

// Valued returns the operation with another value.
func (o Op) Valued(value string) Op {
	if o.Value != value {
		o.Value, o.value = value, json.Value{}
		o.known.noted, o.known.looked = false, false
	}
	o.edited = true
	return o
}

// readOps appends the operations in the body to ops.
func (m *Message) readOps(ops []Op) ([]Op, error) {
	list := m.doc().Get("Operations")
	if list.Kind() != '[' {
		return ops, Refuse(BodySyntax, "invalidSyntax",
			`the body of a PATCH has no list "Operations"; RFC 7644, section 3.5.2, wants one`)
	}
	n := 0
	for raw := range list.Elements() {
		n++
		op, err := m.readOp(raw)
		op.at = int32(n - 1)
		if err != nil {
			err.Detail = "operation " + itoa(n) + ": " + err.Detail
			return ops, err
		}
		ops = append(ops, op)
	}
	return ops, nil
}

// readOp reads one operation.
func (m *Message) readOp(raw json.Value) (Op, *Refusal) {
	op := Op{opForm: opForm{raw: int32(raw.Place())}}
	if raw.Kind() != '{' {
		return op, Refuse(BodySyntax, "invalidSyntax", "expected an object with op, path and value")
	}
	for name, value := range raw.Members() {
		var err *Refusal
		spelled := spelling(name)
		op.cased = op.cased || spelled != name
		switch spelled {
		case "op":
			op.Name, err = opName(value.Text())
		case "path":
			err = m.readPath(&op, value.Text())
		case "value":
			op.Value, op.value = value.Text(), value
		default:
			op.foreign = true
		}
		if err != nil {
			return op, err
		}
	}
	if op.Name == "" {
		return op, Refuse(BodySyntax, "invalidSyntax", `"op" is missing; it must be add, remove or replace`)
	}
	return op, nil
}

// spelling returns the name of a member of an operation in its own case, and any
// other name as it is.
func spelling(key string) string {
	switch key {
	case "op", "path", "value":
		return key
	}
	for _, name := range [...]string{"op", "path", "value"} {
		if filter.Fold(key, name) {
			return name
		}
	}
	return key
}

func opName(text string) (string, *Refusal) {
	name := ""
	if text[0] == '"' {
		name = json.Decode(text)
	}
	switch name {
	case "add", "remove", "replace", "Add", "Remove", "Replace":
		return name, nil // as nearly all are
	}
	if filter.Fold(name, "add") || filter.Fold(name, "remove") || filter.Fold(name, "replace") {
		return name, nil
	}
	return "", Refuse(BodySyntax, "invalidSyntax", `"op" is neither add nor remove nor replace`)
}

// readPath reads the path of an operation. A null or empty path is none, which
// is what clients mean by it.
func (m *Message) readPath(op *Op, text string) *Refusal {
	if text == "null" || text == `""` {
		op.hollow = true
		return nil
	}
	if text[0] != '"' {
		return Refuse(PathSyntax, "invalidPath", `"path" is not a string`)
	}
	if d := m.declaredPath(text[1 : len(text)-1]); d != nil {
		op.HasPath, op.Target, op.known.path, op.known.placed = true, d.target, d, true
		return nil
	}
	target, used, err := m.chain.targets.Read(text, m.allowed, m.Types(), m.Resource)
	if err != nil {
		return Refuse(PathSyntax, "invalidPath", "%v", err)
	}
	op.HasPath, op.Target, op.used = true, target, used
	m.used |= used
	m.withoutCore(op)
	if used != 0 { // what was sent is not RFC 7644: write it anew
		op.edited, op.moved, m.newOps = true, true, true
	}
	return nil
}

// withoutCore takes the URN of the core schema out of what an operation points
// at. Alone, or with a dot after it, it reads as a schema and a name, and means
// the resource itself and an attribute of it.
func (m *Message) withoutCore(op *Op) {
	p, core := op.Target.Path, m.Types().CoreURN(m.Resource)
	switch {
	case p.Schema == "" || core == "":
	case filter.Fold(p.Schema, core):
		op.core = true
		op.Target.Path.Schema = ""
	case joins(core, p.Schema, p.Name):
		op.core = true
		op.Target.Path = filter.Path{Name: p.Sub}
		op.HasPath = p.Sub != ""
	}
}

// joins reports whether a URN is the two parts with a colon between them.
func joins(urn, head, tail string) bool {
	return len(urn) == len(head)+1+len(tail) && urn[len(head)] == ':' &&
		filter.Fold(urn[:len(head)], head) && filter.Fold(urn[len(head)+1:], tail)
}
