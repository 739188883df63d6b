package json

import (
	"math/bits"
	"sync"
)

// Names are the names that somebody looks for, each with a number. A Names is not
// changed once it is made, and may be used by many goroutines.
type Names struct {
	list     []string  // by id, less one
	table    []uint16  // ids by hash; 0 for a free slot
	checkers sync.Pool // with guesses of these names
}

// checkers are those that know no names.
var checkers sync.Pool

// takeChecker returns a checker that guesses names of n, which may be nil.
func (n *Names) takeChecker() *checker {
	if n == nil {
		if c, ok := checkers.Get().(*checker); ok {
			return c
		}
		return &checker{guesses: noGuesses}
	}
	c, ok := n.checkers.Get().(*checker)
	if !ok {
		return &checker{guesses: newGuesses()}
	}
	if c.guesses.n == mostGuesses {
		c.guesses.reset()
	}
	return c
}

// giveChecker takes one back.
func (n *Names) giveChecker(c *checker) {
	if n == nil {
		checkers.Put(c)
	} else {
		n.checkers.Put(c)
	}
}

// NewNames returns the Names of a list. Names that are the same by SameName have one id.
func NewNames(list []string) *Names {
	size := 64
	for size < 4*len(list) {
		size *= 2
	}
	n := &Names{table: make([]uint16, size)}
	for _, name := range list {
		slot := n.slot(nameHash(name), name)
		if n.table[slot] == 0 {
			n.list = append(n.list, name)
			n.table[slot] = uint16(len(n.list))
		}
	}
	return n
}

// ID returns the number of a name, from 1, or 0 if it is none of n.
func (n *Names) ID(name string) uint16 { return n.table[n.slot(nameHash(name), name)] }

// Name returns the name of an id, as it stands in the list.
func (n *Names) Name(id uint16) string { return n.list[id-1] }

// Spells reports whether a name is spelled so in the list, and not only the same as one.
func (n *Names) Spells(name string) bool {
	id := n.ID(name)
	return id != 0 && n.list[id-1] == name
}

// Len returns how many there are; the ids are 1 to Len.
func (n *Names) Len() int { return len(n.list) }

// Pieces calls f with the names that are pieces of a text between what is no part of a
// name, such as the dots, colons and brackets of a path.
func (n *Names) Pieces(text string, f func(id uint16)) {
	from := 0
	for i := 0; i <= len(text); i++ {
		if i < len(text) && namePart[text[i]] {
			continue
		}
		if i > from {
			if id := n.ID(text[from:i]); id != 0 {
				f(id)
			}
		}
		from = i + 1
	}
}

// namePart tells the bytes that a name of an attribute has (RFC 7643, section 2.1), those
// of other alphabets with them.
var namePart = func() (t [256]bool) {
	for b := range t {
		t[b] = 'a' <= b|0x20 && b|0x20 <= 'z' || '0' <= b && b <= '9' || b == '-' || b == '_' || b == '$' || b >= 0x80
	}
	return t
}()

// words returns how many words a set of ids has.
func (n *Names) words() int { return len(n.list)/64 + 1 }

// slot returns where a name with a hash stands in the table, or would.
func (n *Names) slot(hash uint, name string) uint {
	mask := uint(len(n.table) - 1)
	for at := hash & mask; ; at = (at + 1) & mask {
		id := n.table[at]
		if id == 0 {
			return at
		}
		if known := n.list[id-1]; known == name || SameName(known, name) {
			return at
		}
	}
}

// nameHash returns the same number for names that are equal when folded. It reads the beginning, the
// middle and the end of a name, eight bytes of each: names that rules have by the hundred, such as
// custom1 to custom999, must not share their slots.
func nameHash(s string) uint {
	n := len(s)
	switch {
	case n < 4:
		h := uint64(0)
		for i := range n {
			h = h<<8 | uint64(s[i]|0x20)
		}
		return mixed(h, uint64(n))
	case n < 8:
		return mixed(folded4(s)|folded4(s[n-4:])<<32, uint64(n))
	}
	h := mixed(folded8(s), uint64(n))
	if n > 16 {
		h = mixed(folded8(s[n/2-4:]), uint64(h))
	}
	return mixed(folded8(s[n-8:]), uint64(h))
}

// folded8 returns the first eight bytes of a text, letters in one case.
func folded8(s string) uint64 {
	_ = s[7]
	return (uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 | uint64(s[4])<<32 |
		uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56) | 0x2020202020202020
}

// folded4 is folded8 for four.
func folded4(s string) uint64 {
	_ = s[3]
	return (uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24) | 0x20202020
}

// mixed spreads two numbers over the bits of one.
func mixed(a, b uint64) uint {
	hi, lo := bits.Mul64(a^0x9e3779b97f4a7c15, b^0xd6e8feb86659fd93)
	return uint(hi ^ lo)
}
