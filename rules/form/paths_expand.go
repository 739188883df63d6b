package form

import (
	"strings"

	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
	"scimshim/rules/part"
)

// An expansion is what one operation is expanded to.
type expansion struct {
	m      *rewrite.Message
	op     rewrite.Op
	emit   func(rewrite.Op)
	number int // of the operation, from 1
	keys   bool
}

// resource expands the value of an operation without path.
func (x *expansion) resource() error {
	value := x.m.ValueOf(x.op)
	if x.op.Is("remove") || !hasOther(value, "schemas") {
		x.emit(x.op)
		return nil
	}
	if x.keys {
		return x.together(value)
	}
	return x.members("", value)
}

// together expands the members of a value without path that need a path, and leaves
// the others together: those before one that needs it, and those behind.
func (x *expansion) together(value json.Value) error {
	var whole []json.Member
	n := 0
	leave := func() {
		if len(whole) > 0 {
			x.emit(x.op.Valued(json.Object(whole...)))
			whole = nil
		}
	}
	for name, member := range value.Members() {
		n++
		switch {
		case x.isWhole(name, member):
			whole = append(whole, json.Member{Name: name, Value: member.Text()})
			continue
		case filter.Fold(name, "schemas"):
			continue
		}
		leave()
		if err := x.expand("", name, member); err != nil {
			return err
		}
	}
	if len(whole) == n {
		x.emit(x.op) // as it came
		return nil
	}
	leave()
	return nil
}

// isWhole reports whether a member needs no path: it has a plain name, and a value that
// says something and is not wrapped.
func (x *expansion) isWhole(name string, value json.Value) bool {
	return isPlainName(x.m, name) && !filter.Fold(name, "schemas") &&
		unwrapped(x.m, filter.Target{Path: filter.Path{Name: name}}, value) == value && isSound(x.m, value)
}

// isPlainName reports whether a name is that of an attribute, and no longer path.
func isPlainName(m *rewrite.Message, name string) bool {
	if rewrite.PathByte(name) >= 0 {
		return false
	}
	t, err := m.ReadKey(name)
	return err == nil && t == filter.Target{Path: filter.Path{Name: name}}
}

// isSound reports whether a value is not empty, and so is none of the members of an
// object, which have plain names.
func isSound(m *rewrite.Message, value json.Value) bool {
	if json.SaysNothing(value.Text()) {
		return false
	}
	for name, member := range value.Members() {
		if name != "$ref" && !isPlainName(m, name) || !isSound(m, member) {
			return false
		}
	}
	return true
}

// members expands the members of an object. The prefix is what their names lack
// of a path.
func (x *expansion) members(prefix string, object json.Value) error {
	for name, member := range object.Members() {
		if err := x.expand(prefix, name, member); err != nil {
			return err
		}
	}
	return nil
}

// expand expands a member of an object.
func (x *expansion) expand(prefix, name string, value json.Value) error {
	switch {
	case prefix != "":
		return x.member(prefix+name, value)
	case filter.Fold(name, "schemas"):
		return nil
	case x.isResource(name, value):
		return x.members("", value)
	case x.isExtension(name, value):
		return x.members(name+":", value)
	case x.isUnclear(name, value):
		x.leave(name, value)
		return nil
	}
	return x.member(x.withoutCore(name), value)
}

// member expands a member whose name and prefix are a path.
func (x *expansion) member(path string, value json.Value) error {
	t, err := x.m.ReadKey(path)
	if err != nil {
		return rewrite.Refuse(rewrite.PathSyntax, "invalidPath", "operation %d: a key of its value is no path of an "+
			"attribute such as name.givenName or emails[type eq \"work\"].value", x.number)
	}
	return x.place(t, value)
}

// place emits the operations that write a value to a target.
func (x *expansion) place(t filter.Target, value json.Value) error {
	value = unwrapped(x.m, t, value)
	if value.Kind() == '{' && !value.Empty() {
		if prefix := x.prefix(t); prefix != "" && !x.staysWhole(t, value) {
			return x.members(prefix, value)
		}
	}
	if x.op.HasPath && t == x.op.Target && value.Text() == x.op.Value {
		x.emit(x.op)
	} else {
		x.emit(x.m.MadeOn(x.op, t, value))
	}
	return nil
}

// prefix returns what stands before the name of a member of the target's value in
// the path of its own, or "" if such a value is one.
func (x *expansion) prefix(t filter.Target) string {
	if t.Where != nil || t.Path.Sub != "" || x.op.Is("remove") {
		return ""
	}
	types, resource := x.m.Types(), x.m.Resource
	if _, ok := types.Extension(resource, t.Path); ok {
		return t.Path.String() + ":"
	}
	def, known := types.Find(resource, t.Path)
	if !known || def.Type != filter.TypeComplex || def.Multi || len(def.Subs) == 0 {
		return ""
	}
	t.Path.Sub = "value"
	if _, reference := types.Find(resource, t.Path); reference {
		return ""
	}
	t.Path.Sub = ""
	return t.Path.String() + "."
}

// staysWhole reports whether the object of a complex attribute is good as it is.
func (x *expansion) staysWhole(t filter.Target, value json.Value) bool {
	_, extension := x.m.Types().Extension(x.m.Resource, t.Path)
	return x.keys && !extension && isSound(x.m, value)
}

// leave emits what cannot be said to be one attribute or several, without path.
func (x *expansion) leave(name string, value json.Value) {
	if all := x.m.ValueOf(x.op); all.Get(name) == value && !hasOther(all, name) {
		x.emit(x.op)
		return
	}
	x.emit(x.op.Valued(json.Single(name, value.Text())))
}

// isResource reports whether a member is the object of the core schema.
func (x *expansion) isResource(name string, value json.Value) bool {
	core := x.m.Types().CoreURN(x.m.Resource)
	return core != "" && filter.Fold(name, core) && value.Kind() == '{' && !value.Empty()
}

// isExtension reports whether a member is the object of an extension that is not
// declared. A URN that cannot be read as a path, for its last part is no name, is
// no attribute's, and neither is one that ends in its version.
func (x *expansion) isExtension(name string, value json.Value) bool {
	if !part.IsURN(name) || value.Kind() != '{' || value.Empty() {
		return false
	}
	t, err := filter.ParseTarget(name)
	return err != nil || endsInVersion(t.Path) || x.isForeign(t) && x.endsInType(name)
}

// endsInVersion reports whether a path is a URN with its version for the last part, as in
// urn:example:ext:2.0.
func endsInVersion(p filter.Path) bool { return p.Name != "" && '0' <= p.Name[0] && p.Name[0] <= '9' }

// isUnclear reports whether nobody knows if a member is an extension's object or
// an attribute, or it is the core schema's and has nothing in it.
func (x *expansion) isUnclear(name string, value json.Value) bool {
	if core := x.m.Types().CoreURN(x.m.Resource); core != "" && filter.Fold(name, core) {
		return true
	}
	if !part.IsURN(name) || value.Kind() != '{' {
		return false
	}
	t, err := filter.ParseTarget(name)
	return err == nil && x.isForeign(t)
}

// isForeign reports whether a target is in a schema that is not known.
func (x *expansion) isForeign(t filter.Target) bool {
	if t.Where != nil || t.Path.Sub != "" {
		return false
	}
	if _, known := x.m.Types().Extension(x.m.Resource, t.Path); known {
		return false
	}
	for _, urn := range x.m.Types().URNs(x.m.Resource) {
		if filter.Fold(urn, t.Path.Schema) {
			return false
		}
	}
	return true
}

// endsInType reports whether the last part of a URN is the name of the resource
// type, by which the core schema's ends.
func (x *expansion) endsInType(urn string) bool {
	core := x.m.Types().CoreURN(x.m.Resource)
	i, j := strings.LastIndexByte(urn, ':'), strings.LastIndexByte(core, ':')
	return core != "" && filter.Fold(urn[i:], core[j:])
}

// withoutCore returns the path that a key is, without the URN of the core schema.
func (x *expansion) withoutCore(key string) string {
	core := x.m.Types().CoreURN(x.m.Resource)
	n := len(core)
	if n == 0 || len(key) <= n || !filter.Fold(key[:n], core) || key[n] != ':' && key[n] != '.' {
		return key
	}
	return key[n+1:]
}

// unwrapped returns what a value holds that is an object of one member, which has
// the name of the attribute that the value is of and is none of its
// sub-attributes.
func unwrapped(m *rewrite.Message, t filter.Target, value json.Value) json.Value {
	p := t.Path
	if t.Sub != "" {
		p.Sub = t.Sub
	}
	if value.Kind() != '{' || t.Where != nil && t.Sub == "" {
		return value
	}
	if _, known := m.Types().Find(m.Resource, p); !known {
		return value
	}
	for {
		inner, ok := wrapped(m, p, value)
		if !ok {
			return value
		}
		value = inner
	}
}

// wrapped returns the value of the one member of such an object.
func wrapped(m *rewrite.Message, p filter.Path, value json.Value) (json.Value, bool) {
	for name, member := range value.Members() {
		if hasOther(value, name) || !filter.Fold(name, part.Leaf(p)) && !filter.Fold(name, p.String()) {
			break
		}
		_, own := m.Types().Find(m.Resource, filter.Path{Schema: p.Schema, Name: p.Name, Sub: name})
		if own && p.Sub == "" {
			break
		}
		return member, true
	}
	return json.Value{}, false
}
