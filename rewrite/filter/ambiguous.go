package filter

// A text that was read as several comparisons may be one whose value has quotes that
// were not escaped: displayName eq "x" or displayName eq "Admins" is also what a
// client that escapes nothing sends for the group x" or displayName eq "Admins. That
// reading takes the quote that begins one literal and the quote that ends a later
// one, and what stands around the two is read the same if the same brackets are open
// at both. What lies between them is then part of a value, or it is not.
//
// A client that joins by and alone is believed: one comparison more selects no
// resource more. By or, or with not, another's would be selected, and two values of
// one attribute select nobody.

// A spot is where a literal in quotes ends: with which brackets open, and how many
// or and not are before it.
type spot struct {
	open    uint64
	widened int
}

// The brackets that are open, as bits below a leading one.
const noBrackets = 1

func (p *parser) enter(end byte) {
	p.open <<= 1
	if end == ']' {
		p.open |= 1
	}
}

func (p *parser) leave() { p.open >>= 1 }

// widen notes a keyword by which a filter selects more, at the offset at.
func (p *parser) widen(at int) { p.widened, p.widenedAt = p.widened+1, at }

// refuseAmbiguous refuses the literal in quotes that ends at the parser's position, if it may
// be the end of one that began earlier, before an or or a not.
func (p *parser) refuseAmbiguous() error {
	if p.allow&Unescaped == 0 {
		return nil
	}
	for i := range p.spots {
		s := p.spotAt(i)
		if s.open != p.open {
			continue
		}
		if s.widened < p.widened {
			return p.ambiguous(p.widenedAt, p.wordAt(p.widenedAt)+" that is a part of the filter, or of one value "+
				"whose quotes are not escaped")
		}
		return nil
	}
	if s := (spot{p.open, p.widened}); p.spots < len(p.first) {
		p.first[p.spots] = s
	} else {
		p.more = append(p.more, s)
	}
	p.spots++
	return nil
}

// spotAt returns one of the spots. The first few stand in the parser itself: a slice of
// them would move it to the heap, for each filter and each path.
func (p *parser) spotAt(i int) spot {
	if i < len(p.first) {
		return p.first[i]
	}
	return p.more[i-len(p.first)]
}

// ambiguous is the refusal of a text that has two readings.
func (p *parser) ambiguous(at int, what string) error {
	return p.errorAt(at, `%s; expected one request for each part, or, of a client that writes \" for each quote in a `+
		"value, no unescaped in read", what)
}

// contradicts reports whether an And compares one attribute with two values in
// quotes, which nobody asks for, and which may be one value.
func (p *parser) contradicts(list []Expr) bool {
	if p.allow&Unescaped == 0 {
		return false
	}
	for i, e := range list {
		x, ok := e.(*Compare)
		if !ok || x.Op != Eq || x.Value.Kind() != KindString {
			continue
		}
		for _, other := range list[:i] {
			y, ok := other.(*Compare)
			if ok && y.Op == Eq && y.Value.Kind() == KindString && x.Path.Is(y.Path) && x.Value != y.Value {
				return true
			}
		}
	}
	return false
}
