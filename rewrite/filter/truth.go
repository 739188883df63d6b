package filter

// A Truth is one of Kleene's three truth values. Their order is that of the
// constants, so that and is the lesser and or the greater of two.
type Truth int8

// The three values. Unknown says that the filter may be true or false for all
// that the resource shows.
const (
	False Truth = iota
	Unknown
	True
)

// And returns the conjunction of t and u.
func (t Truth) And(u Truth) Truth { return min(t, u) }

// Or returns the disjunction of t and u.
func (t Truth) Or(u Truth) Truth { return max(t, u) }

// Not returns the negation of t.
func (t Truth) Not() Truth { return True - t }

// String returns false, unknown or true.
func (t Truth) String() string { return [...]string{"false", "unknown", "true"}[t] }

// truthOf returns True or False.
func truthOf(b bool) Truth {
	if b {
		return True
	}
	return False
}

// agreed returns what two judgements have in common.
func agreed(t, u Truth) Truth {
	if t != u {
		return Unknown
	}
	return t
}
