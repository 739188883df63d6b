package form

import (
	"strings"

	"scimshim/config/tree"
	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
	"scimshim/rules/kind"
	"scimshim/rules/part"
)

// declaredTypes makes values of the type that the schema declares: booleans, or strings.
type declaredTypes struct {
	strings bool
	drop    string // the sub-attribute that is left out where it is no boolean
}

// Booleans makes true and false of the texts "True", "False" and the like where
// the schema wants a boolean (RFC 7643, section 2.3.2), in bodies, in PATCH
// operations, in filters and in the filters of PATCH paths. Entra sends them
// (Q37, Q52, Q61), and to a server that takes any text for true a leaver stays
// active.
//
// Anything else that is written in the place of a boolean is refused; active is
// neither removed nor null, nor hidden below the URN of the core schema. In
// answers a text becomes one, too, and is left alone if it is something else.
//
// Microsoft's validator writes a telephone number where the primary of a number is
// due (Q39). What such a value was to say nobody knows, and it can be left out
// where it only says which of several values comes first. So drop names a
// sub-attribute, which is taken out of the elements of lists in requests, and
// operations on it are dropped and counted; nil is for none. The attribute active
// is as strict as ever.
func Booleans(b *kind.Build, drop *tree.Node) rewrite.Rule {
	if drop == nil {
		return declaredTypes{}
	}
	return declaredTypes{drop: droppedPart(b, drop)}
}

// Strings makes a string of a number that a filter compares with a string, for no string
// equals a number; an unquoted employeeNumber is one (Q16).
func Strings() rewrite.Rule { return declaredTypes{strings: true} }

// droppedPart reads the sub-attribute that is left out where it is no boolean.
func droppedPart(b *kind.Build, n *tree.Node) string {
	name := n.NonEmpty()
	b.MentionAny(n, name)
	p, err := filter.ParsePath(name)
	if name != "" && (err != nil || p != filter.Path{Name: name}) || p.Is(part.Active) {
		n.Errorf("expected a sub-attribute of an attribute of several values, such as primary")
	}
	return name
}

// Forestalls says that the same once more changes nothing.
func (c declaredTypes) Forestalls(later rewrite.Rule, _ []rewrite.Step) string {
	if later == rewrite.Rule(c) {
		return kind.Again
	}
	return ""
}

// odd returns what is odd of a filter that has a value of another type.
func (c declaredTypes) odd() rewrite.Odd {
	if c.strings {
		return rewrite.OddShape
	}
	return rewrite.OddBoolean
}

// Occasions says what is looked at, as rewrite.Occasional has it.
func (c declaredTypes) Occasions() rewrite.Occasions {
	o := rewrite.Occasions{Request: rewrite.OnOdd(c.odd()) | rewrite.OnBody, Answer: rewrite.Never}
	if !c.strings {
		o.Answer = rewrite.OnOdd(rewrite.OddBoolean)
	}
	return o
}

func (c declaredTypes) Request(m *rewrite.Message) error {
	err := m.MapOddFilter(c.odd(), func(e filter.Expr) (filter.Expr, error) {
		return c.filter(m, e, filter.Path{}), nil
	})
	if err != nil {
		return err
	}
	err = m.MapSomeOps(c.looksOdd, func(op rewrite.Op, emit func(rewrite.Op)) error { return c.op(m, op, emit) })
	if err != nil || c.strings {
		return err
	}
	return m.MapBooleans(boolean, func(a rewrite.Attr) (rewrite.Edit, error) {
		if m.Method != "PATCH" && isCoreMember(m, a) {
			return rewrite.Keep, rewrite.Refuse(rewrite.ValueInvalid, "invalidSyntax",
				"attributes of the core schema stand at the top of a resource, without its URN (RFC 7643, section 3)")
		}
		edit, ok := c.value(m, a)
		switch {
		case ok:
			return edit, nil
		case c.drops(m, a):
			return rewrite.Drop, nil
		}
		return edit, rewrite.Refuse(rewrite.ValueInvalid, "invalidValue", "%s takes true or false", a.Path)
	})
}

func (c declaredTypes) Response(m *rewrite.Message) error {
	if c.strings {
		return nil
	}
	return m.MapBooleans(boolean, func(a rewrite.Attr) (rewrite.Edit, error) {
		edit, _ := c.value(m, a)
		return edit, nil
	})
}

// looksOdd reports whether an operation has a filter in its path in which a value may be of another type, may
// be on active, or is on everything.
func (c declaredTypes) looksOdd(op *rewrite.Op) bool {
	switch where := op.Target.Where.(type) {
	case nil:
		return !op.HasPath && op.Is("remove") || filter.Fold(op.Target.Path.Name, part.Active.Name)
	case *filter.Compare:
		return c.typed(where.Value) != "" || filter.Fold(op.Target.Path.Name, part.Active.Name)
	}
	return true
}

// op makes values of the declared types in the filter of the path of an operation.
func (c declaredTypes) op(m *rewrite.Message, op rewrite.Op, emit func(rewrite.Op)) error {
	if op.Is("remove") && !op.HasPath {
		return rewrite.Refuse(rewrite.ValueInvalid, "noTarget",
			"a remove needs the path of an attribute (RFC 7644, section 3.5.2.2)")
	}
	if m.Same(filter.Path{Schema: op.Target.Path.Schema, Name: op.Target.Path.Name}, part.Active) {
		if err := activeOp(m, op); err != nil {
			return err
		}
	}
	if op.Target.Where != nil {
		if where := c.filter(m, op.Target.Where, op.Target.Path); where != op.Target.Where {
			t := op.Target
			t.Where = where
			op = op.Made(t, op.Value)
		}
	}
	emit(op)
	return nil
}

// activeOp refuses an operation on active that does not say what it is to be.
func activeOp(m *rewrite.Message, op rewrite.Op) error {
	switch {
	case op.Is("remove"):
		return rewrite.Refuse(rewrite.ValueInvalid, "mutability",
			"active is true or false and cannot be removed; replace it by false to disable the user")
	case op.Value == "", op.Target.Where != nil, !m.Same(op.At(), part.Active):
		return rewrite.Refuse(rewrite.ValueInvalid, "invalidValue", "active takes true or false")
	}
	return nil
}

// filter makes values of the declared types of the literals of a filter. In a value path, in is the
// attribute in front of the brackets.
func (c declaredTypes) filter(m *rewrite.Message, e filter.Expr, in filter.Path) filter.Expr {
	return filter.Map(e, func(x filter.Expr) filter.Expr {
		switch x := x.(type) {
		case *filter.Compare:
			if v := c.literal(m, inside(in, x.Path), x.Value); v != x.Value {
				return &filter.Compare{Path: x.Path, Op: x.Op, Value: v}
			}
		case *filter.Has:
			if w := c.filter(m, x.Where, x.Path); w != x.Where {
				return &filter.Has{Path: x.Path, Where: w}
			}
		case *filter.Select:
			w := c.filter(m, x.Where, x.Path)
			v := c.literal(m, inside(x.Path, filter.Path{Name: x.Sub}), x.Value)
			if w != x.Where || v != x.Value {
				return &filter.Select{Path: x.Path, Where: w, Sub: x.Sub, Op: x.Op, Value: v}
			}
		}
		return x
	})
}

// inside returns the attribute that p names inside the brackets behind in.
func inside(in, p filter.Path) filter.Path {
	if in.Name == "" {
		return p
	}
	in.Sub = p.Name
	return in
}

// typed returns the boolean that a text stands for, or the string that a number stands for; empty for none.
func (c declaredTypes) typed(v filter.Literal) filter.Literal {
	switch {
	case c.strings && v.Kind() == filter.KindNumber:
		return filter.Quote(string(v))
	case !c.strings:
		if b, ok := boolean(string(v)); ok {
			return filter.Literal(b)
		}
	}
	return ""
}

// literal returns the boolean that a text stands for if p is a boolean, or the
// string that a number stands for if p is a string.
func (c declaredTypes) literal(m *rewrite.Message, p filter.Path, v filter.Literal) filter.Literal {
	typed := c.typed(v)
	if typed == "" {
		return v // of most there is no other type
	}
	a, ok := m.Types().Find(m.Resource, p)
	if sub, has := part.Sub(a, "value"); has {
		a = sub // which is what is compared
	}
	if ok && (c.strings && a.Type == filter.TypeString || !c.strings && a.Type == filter.TypeBoolean) {
		return typed
	}
	return v
}

// drops reports whether an attribute is left out where it is no boolean.
func (c declaredTypes) drops(m *rewrite.Message, a rewrite.Attr) bool {
	return c.drop != "" && filter.Fold(a.Path.Sub, c.drop) && part.IsMulti(m, a.Path)
}

// value returns what to make of an attribute's value, and whether it is a
// boolean where one is due.
func (declaredTypes) value(m *rewrite.Message, a rewrite.Attr) (rewrite.Edit, bool) {
	if a.Level != rewrite.Whole && a.Level != rewrite.Sub || a.Value == "" || a.Value == "true" || a.Value == "false" {
		return rewrite.Keep, true
	}
	if t, ok := m.Types().Find(m.Resource, a.Path); !ok || t.Type != filter.TypeBoolean {
		return rewrite.Keep, true
	}
	b, ok := boolean(a.Value)
	if !ok {
		return rewrite.Keep, a.Value == "null" && !a.Path.Is(part.Active)
	}
	return rewrite.Set(b), true
}

// boolean returns the boolean that a JSON text spells.
func boolean(value string) (string, bool) {
	if strings.IndexByte(value, '\\') >= 0 && value[0] == '"' {
		value = `"` + json.Decode(value) + `"`
	}
	switch {
	case filter.Fold(value, `"true"`):
		return "true", true
	case filter.Fold(value, `"false"`):
		return "false", true
	}
	return "", false
}

// isCoreMember reports whether a member of a resource is named by the URN of the
// core schema, alone or in front of an attribute. A target would read it as an
// extension that nobody knows, and lose what is in it.
func isCoreMember(m *rewrite.Message, a rewrite.Attr) bool {
	name := a.Path.Name
	if a.Level == rewrite.Extension {
		name = a.Path.Schema
	}
	if strings.IndexByte(name, ':') < 0 {
		return false
	}
	core := m.Types().CoreURN(m.Resource)
	return core != "" && len(name) >= len(core) && filter.Fold(name[:len(core)], core)
}
