package filter

import (
	"strings"
	"time"

	"scimshim/rewrite/filter/compare"
	"scimshim/rewrite/json"
)

// A comparison says how the values of an attribute are compared.
type comparison struct {
	attr  Attribute
	known bool
	exact bool // strings are judged with their case
	fold  bool // strings are judged without their case

	lax      bool // strings are judged as targets store them
	answered bool // the target vouches for what it answered: what it may have done to a string is Unknown
}

func (at *field) comparison() comparison {
	return comparison{
		attr:  at.attr,
		known: at.known,
		exact: at.attr.CaseExact || !at.known || at.s.AnyCase,
		fold:  !at.attr.CaseExact || at.s.AnyCase,

		lax:      at.s.Stored,
		answered: at.s.Stored && at.s.AnyCase,
	}
}

// judge compares a value that exists with a literal other than null.
func (c comparison) judge(op Op, value json.Value, want Literal) Truth {
	if k := value.Kind(); k == '{' || k == '[' {
		return Unknown // what an operator on a complex value means is not said
	}
	kind := want.Kind()
	if kindOf(value) != kind || c.known && c.attr.Kind() != kind {
		return mismatch(op, value, want)
	}
	switch kind {
	case KindBool:
		return equality(op, truthOf(value.Text() == string(want)))
	case KindNumber:
		order, ok := compare.Numbers(value.Text(), string(want))
		if !ok {
			return Unknown
		}
		return ordered(op, order)
	}
	text, _ := want.Text()
	return c.strings(op, json.Decode(value.Text()), text)
}

// kindOf returns the kind of the literal that would denote value.
func kindOf(value json.Value) Kind {
	switch value.Kind() {
	case '"':
		return KindString
	case 't', 'f', 'n':
		return KindBool
	}
	return KindNumber
}

// Kind returns the kind of the literals that denote the attribute's values. That
// of a complex attribute is KindNone.
func (a Attribute) Kind() Kind {
	switch a.Type {
	case TypeBoolean:
		return KindBool
	case TypeInteger, TypeDecimal:
		return KindNumber
	case TypeComplex:
		return KindNone
	}
	return KindString
}

// mismatch compares values of different types, or of one that was not declared:
// active eq "True". A server may convert them, if they spell the same, or not.
func mismatch(op Op, value json.Value, want Literal) Truth {
	text, isString := want.Text()
	if !isString {
		text = string(want)
	}
	shown := value.Text()
	if value.Kind() == '"' {
		shown = json.Decode(shown)
	}
	same := strings.EqualFold(shown, text)
	if !same && IsNumber(shown) && IsNumber(text) {
		order, ok := compare.Numbers(shown, text)
		same = !ok || order == 0
	}
	if same {
		return Unknown
	}
	return equality(op, False)
}

// equality judges operators on values that have no order and no parts.
func equality(op Op, same Truth) Truth {
	switch op {
	case Eq:
		return same
	case Ne:
		return same.Not()
	}
	return Unknown
}

// strings compares two strings as the attribute's type and case rule have it.
func (c comparison) strings(op Op, value, want string) Truth {
	switch {
	case op == Eq && value == want:
		return True // whatever they are, and however they are compared
	case c.known && c.attr.Type == TypeDateTime:
		return dates(op, value, want)
	case c.known && c.attr.Type == TypeBinary && op.IsOrder():
		return Unknown // RFC 7644 has the server refuse it
	}
	t := c.text(op, value, want)
	if c.known || op.IsPart() || !isDate(value) || !isDate(want) {
		return t
	}
	return agreed(t, dates(op, value, want))
}

// IsOrder tells whether op asks which of two values comes first.
func (op Op) IsOrder() bool { return op == Gt || op == Ge || op == Lt || op == Le }

// IsPart tells whether op looks for a part of a string.
func (op Op) IsPart() bool { return op == Co || op == Sw || op == Ew }

// text compares two strings, and where the scope says so, as targets store them.
func (c comparison) text(op Op, value, want string) Truth {
	t := c.textual(op, value, want)
	if !c.lax || compare.IsTidy(value) && compare.IsTidy(want) {
		return t
	}
	u := c.stored(op, value, want)
	if c.answered || op.IsOrder() {
		return agreed(t, u)
	}
	return u
}

// stored compares two strings as targets store them. The case decides where the
// attribute has one; nothing but a target's own order of characters decides which
// of two comes first.
func (c comparison) stored(op Op, value, want string) Truth {
	value, want = compare.Composed(value), compare.Composed(want)
	if c.answered || !op.IsPart() { // the blank before a part is a part of it
		value, want = compare.Tidy(value), compare.Tidy(want)
	}
	t := parts(op, value, want)
	if !c.fold {
		return t
	}
	folded := parts(op, compare.Fold(value), compare.Fold(want))
	if c.exact {
		return agreed(t, folded)
	}
	return folded
}

// textual judges by each case rule that may be meant, and returns what they
// agree on. Without case there are two: ASCII's and Unicode's.
func (c comparison) textual(op Op, value, want string) Truth {
	t := parts(op, value, want)
	if !c.fold {
		return t
	}
	folded := folded(op, value, want)
	if !c.exact {
		t = folded
	}
	t = agreed(t, folded)
	if compare.IsASCII(value) && compare.IsASCII(want) {
		return t
	}
	return agreed(t, parts(op, compare.FoldRunes(value), compare.FoldRunes(want)))
}

// folded is parts without the case of ASCII letters.
func folded(op Op, value, want string) Truth {
	switch op {
	case Eq:
		return truthOf(Fold(value, want))
	case Ne:
		return truthOf(!Fold(value, want))
	}
	return parts(op, Lower(value), Lower(want))
}

// parts judges any operator on strings, byte for byte.
func parts(op Op, value, want string) Truth {
	switch op {
	case Co:
		return truthOf(strings.Contains(value, want))
	case Sw:
		return truthOf(strings.HasPrefix(value, want))
	case Ew:
		return truthOf(strings.HasSuffix(value, want))
	}
	return ordered(op, strings.Compare(value, want))
}

// ordered judges an operator by the order of value and literal: negative, zero
// or positive. Parts of what is only ordered are Unknown.
func ordered(op Op, order int) Truth {
	switch op {
	case Eq:
		return truthOf(order == 0)
	case Ne:
		return truthOf(order != 0)
	case Gt:
		return truthOf(order > 0)
	case Ge:
		return truthOf(order >= 0)
	case Lt:
		return truthOf(order < 0)
	case Le:
		return truthOf(order <= 0)
	}
	return Unknown
}

// dates compares instants. What cannot be read as one is equal to itself, and
// nothing more is known of it. RFC 3339 gives letters no case.
func dates(op Op, value, want string) Truth {
	if Fold(value, want) {
		return ordered(op, 0)
	}
	a, err := ParseDate(value)
	if err != nil {
		return Unknown
	}
	b, err := ParseDate(want)
	if err != nil {
		return Unknown
	}
	return ordered(op, a.Compare(b))
}

func isDate(s string) bool {
	_, err := ParseDate(s)
	return err == nil
}

// ParseDate reads a date-time of RFC 3339, with "t" and "z" in any case. The
// dateTime of XML Schema may lack an offset; which instant that is, is unknown.
func ParseDate(s string) (time.Time, error) {
	return time.Parse(time.RFC3339Nano, strings.ToUpper(s))
}
