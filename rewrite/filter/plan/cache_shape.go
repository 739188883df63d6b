package plan

import (
	"slices"
	"strings"

	"scimshim/rewrite/filter"
)

// What planning asks of a literal is whether it is null, true or false, which kind of value
// it has otherwise, and whether it is the same as one of a form or another of the filter. A
// shape has all of that: a literal that a form has is part of it, as it is written; any
// other stands for each that is the same as none of a form and none of the filter. Of a
// filter with a literal that is nearly one of those there is no shape, and it is planned
// anew each time.

const (
	maxShape = 256 // bytes of a shape, which are more than its attributes and operators
	maxHeld  = 8   // values of a filter
)

// A known literal is one that a form has.
type known struct {
	literal filter.Literal
	text    string // of a string: what it denotes
}

// isLike reports whether a form may take a literal for its own; text is what that denotes.
func (f *known) isLike(l filter.Literal, text string) bool {
	if l.Kind() == filter.KindString {
		return filter.Fold(f.text, text)
	}
	return f.literal.Same(l, true)
}

// learn notes the literals of a pattern.
func (c *cache) learn(e filter.Expr) {
	note := func(l filter.Literal) {
		if kind := l.Kind(); filter.IsHole(l) || kind != filter.KindString && kind != filter.KindNumber {
			return
		}
		if !slices.ContainsFunc(c.known, func(k known) bool { return k.literal == l }) {
			text, _ := l.Text()
			c.known = append(c.known, known{l, text})
		}
	}
	filter.Walk(e, func(x filter.Expr) {
		switch x := x.(type) {
		case *filter.Compare:
			note(x.Value)
		case *filter.Select:
			note(x.Value)
		}
	})
}

// A sketch is the shape of a filter while it is made, and what the shape leaves out.
type sketch struct {
	known  []known
	none   bool // whether there is no shape
	room   [maxShape]byte
	size   int                     // of the shape
	values [maxHeld]filter.Literal // in the order of the text
	held   int                     // how many there are
}

// of makes the shape of e, and reports whether there is one.
func (k *sketch) of(e filter.Expr) bool {
	k.expr(e)
	return !k.none
}

// key returns the shape.
func (k *sketch) key() []byte { return k.room[:k.size] }

func (k *sketch) expr(e filter.Expr) {
	switch x := e.(type) {
	case *filter.Compare:
		k.mark('c', 0)
		k.path(&x.Path)
		k.comparison(x.Op, x.Value)
	case *filter.Has:
		k.mark('h', 0)
		k.path(&x.Path)
		k.expr(x.Where)
	case *filter.Select:
		k.mark('s', 0)
		k.path(&x.Path)
		k.expr(x.Where)
		k.word(x.Sub)
		k.comparison(x.Op, x.Value)
	case *filter.Not:
		k.mark('n', 0)
		k.expr(x.X)
	case *filter.And:
		k.list('a', x.List)
	case *filter.Or:
		k.list('o', x.List)
	default:
		k.none = true
	}
}

func (k *sketch) list(kind byte, list []filter.Expr) {
	k.mark(kind, len(list))
	for i := 0; i < len(list) && !k.none; i++ {
		k.expr(list[i])
	}
}

// mark adds a kind of node and a number that belongs to it.
func (k *sketch) mark(kind byte, n int) {
	if k.size+2 > maxShape || n > 255 {
		k.none = true
		return
	}
	k.room[k.size], k.room[k.size+1] = kind, byte(n)
	k.size += 2
}

func (k *sketch) path(p *filter.Path) {
	k.word(p.Schema)
	k.word(p.Name)
	k.word(p.Sub)
}

// word adds a text and where it ends.
func (k *sketch) word(s string) {
	if k.size+1+len(s) > maxShape || len(s) > 255 {
		k.none = true
		return
	}
	k.room[k.size] = byte(len(s))
	k.size += 1 + copy(k.room[k.size+1:], s)
}

// comparison adds an operator and what planning asks of its literal.
func (k *sketch) comparison(op filter.Op, l filter.Literal) {
	k.word(string(op))
	switch kind := l.Kind(); {
	case l == "" || l == "null" || l == "true" || l == "false":
		k.mark('=', 0)
		k.word(string(l))
	case kind == filter.KindString && strings.IndexByte(string(l), '\\') < 0, kind == filter.KindNumber:
		k.value(l, kind)
	default:
		k.none = true
	}
}

// value adds that there is a value, or which of the forms' it is.
func (k *sketch) value(l filter.Literal, kind filter.Kind) {
	text, _ := l.Text()
	for i := range k.known {
		switch f := &k.known[i]; {
		case f.literal == l:
			k.mark('f', i)
			return
		case f.isLike(l, text):
			k.none = true
			return
		}
	}
	for _, other := range k.values[:k.held] {
		k.none = k.none || other.Same(l, true)
	}
	if k.held == maxHeld {
		k.none = true
		return
	}
	k.values[k.held] = l
	k.held++
	k.mark('v', int(kind))
}

// A template makes the tree with holes of the plan of a filter.
type template struct{ of *sketch }

// expr returns e with a hole for each value, or nil where it has a literal of another
// origin. Attributes and operators are those of the forms.
func (t template) expr(e filter.Expr) filter.Expr {
	ok := true
	made := filter.Map(e, func(leaf filter.Expr) filter.Expr {
		switch x := leaf.(type) {
		case *filter.Compare:
			l, found := t.literal(x.Value)
			ok = ok && found
			return &filter.Compare{Path: x.Path, Op: x.Op, Value: l}
		case *filter.Has:
			where := t.expr(x.Where)
			ok = ok && where != nil
			return &filter.Has{Path: x.Path, Where: where}
		case *filter.Select:
			where := t.expr(x.Where)
			l, found := t.literal(x.Value)
			ok = ok && found && where != nil
			return &filter.Select{Path: x.Path, Where: where, Sub: x.Sub, Op: x.Op, Value: l}
		}
		ok = false
		return leaf
	})
	if !ok {
		return nil
	}
	return made
}

// literal returns the hole of a value, or a literal of the forms as they have it.
func (t template) literal(l filter.Literal) (filter.Literal, bool) {
	for _, own := range [...]filter.Literal{"", "null", "true", "false"} {
		if own == l {
			return own, true
		}
	}
	for i := range t.of.known {
		if t.of.known[i].literal == l {
			return t.of.known[i].literal, true
		}
	}
	i := slices.Index(t.of.values[:t.of.held], l)
	return holes[max(i, 0)], i >= 0
}

// holes are where the values of a filter go, in the order of its text.
var holes = [maxHeld]filter.Literal{"{0", "{1", "{2", "{3", "{4", "{5", "{6", "{7"}

// refill returns a tree with its holes filled, in n. It shares what has none.
func refill(n *filter.Nodes, e filter.Expr, values []filter.Literal) filter.Expr {
	switch x := e.(type) {
	case *filter.Compare:
		if !filter.IsHole(x.Value) {
			return x
		}
		return n.Compare(filter.Compare{Path: x.Path, Op: x.Op, Value: refilled(x.Value, values)})
	case *filter.Has:
		return n.Has(filter.Has{Path: x.Path, Where: refill(n, x.Where, values)})
	case *filter.Select:
		return n.Select(filter.Select{Path: x.Path, Where: refill(n, x.Where, values), Sub: x.Sub, Op: x.Op,
			Value: refilled(x.Value, values)})
	case *filter.Not:
		return n.Not(refill(n, x.X, values))
	case *filter.And:
		var room [maxHeld]filter.Expr
		return n.AllOf(refillList(n, room[:0], x.List, values))
	case *filter.Or:
		var room [maxHeld]filter.Expr
		return n.AnyOf(refillList(n, room[:0], x.List, values))
	}
	panic("BUG: a constant in a plan")
}

func refillList(n *filter.Nodes, dst, list []filter.Expr, values []filter.Literal) []filter.Expr {
	for _, e := range list {
		dst = append(dst, refill(n, e, values))
	}
	return dst
}

func refilled(l filter.Literal, values []filter.Literal) filter.Literal {
	if filter.IsHole(l) {
		return values[l[1]-'0']
	}
	return l
}
