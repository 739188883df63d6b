package json

import (
	"hash/maphash"
	"math/bits"
)

const (
	// fewNames are compared with one another, more of them through a table.
	fewNames = 16
	// keptNames and keptSlots bound the memory that a pooled set holds on to.
	keptNames = 4096
	keptSlots = 4 * keptNames
)

// nameSeed differs in each process, so that nobody can prepare names that
// share their slots.
var nameSeed = maphash.MakeSeed()

// A name is a member name, decoded.
type name struct {
	node int32 // of the member
	text string
}

// A nameSet finds the names that stand twice in one object, when that closes. Those that
// the tape knows it tells by their ids, the others by their texts.
type nameSet struct {
	others []name
	table  []uint32 // of indices into the closing object's names, plus one
	folded []byte
}

func (s *nameSet) reset() {
	clear(s.others)
	s.others = s.others[:0]
	if cap(s.others) > keptNames {
		s.others = nil
	}
	if cap(s.table) > keptSlots {
		s.table = nil
	}
	if cap(s.folded) > keptNames {
		s.folded = nil
	}
}

// repeated returns the first member whose name is that of one before it, or -1, in the
// object that closes, whose members have the nodes from first up to past.
func (t *Tape) repeated(first, past int) int32 {
	twice := int32(-1)
	var ids [4]uint64
	names := t.others[:0]
	for at := first; at < past; at = int(t.nodes[at].next) {
		id := t.nodes[at].id
		if id == 0 || int(id) >= 64*len(ids) {
			names = append(names, name{int32(at), t.name(int32(at))})
			continue
		}
		if bit := uint64(1) << (id % 64); ids[id/64]&bit == 0 {
			ids[id/64] |= bit
		} else if twice < 0 {
			twice = int32(at)
		}
	}
	t.others = names
	if other := t.repeatedOther(); other >= 0 && (twice < 0 || other < twice) {
		twice = other
	}
	return twice
}

// repeatedOther is repeated for those that are told by their texts.
func (s *nameSet) repeatedOther() int32 {
	var i int
	switch {
	case len(s.others) < 2:
		return -1
	case len(s.others) <= fewNames:
		i = repeatedOfFew(s.others)
	default:
		i = s.repeatedOfMany(s.others)
	}
	if i < 0 {
		return -1
	}
	return s.others[i].node
}

// repeatedOfFew returns the index of a name that equals an earlier one, or -1.
// Most names have a bit of their own and need no comparison.
func repeatedOfFew(names []name) int {
	var seen uint64
	for i, n := range names {
		bit := nameBit(n.text)
		if seen&bit != 0 {
			for _, m := range names[:i] {
				if SameName(m.text, n.text) {
					return i
				}
			}
		}
		seen |= bit
	}
	return -1
}

// nameBit returns the same bit for names that are equal when folded.
func nameBit(s string) uint64 {
	if s == "" {
		return 1
	}
	head, tail := int(s[0]|0x20), int(s[len(s)-1]|0x20)
	return 1 << uint((len(s)*5+head*3+tail)&63)
}

// repeatedOfMany does as repeatedOfFew, in time linear in the names' length.
func (s *nameSet) repeatedOfMany(names []name) int {
	size := 1 << bits.Len(uint(2*len(names)))
	if cap(s.table) < size {
		s.table = make([]uint32, size)
	}
	table := s.table[:size]
	clear(table)
	for i, n := range names {
		slot := s.hash(n.text) & uint64(size-1)
		for table[slot] != 0 {
			if SameName(names[table[slot]-1].text, n.text) {
				return i
			}
			slot = (slot + 1) & uint64(size-1)
		}
		table[slot] = uint32(i + 1)
	}
	return -1
}

func (s *nameSet) hash(text string) uint64 {
	s.folded = s.folded[:0]
	for i := range len(text) {
		s.folded = append(s.folded, lower(text[i]))
	}
	return maphash.Bytes(nameSeed, s.folded)
}

// SameName reports whether two names are equal but for the case of ASCII letters, as the names of
// SCIM's members are. They are ASCII; strings.EqualFold would take the Kelvin sign for a k.
func SameName(a, b string) bool { return len(a) == len(b) && sameLetters(a, b) }

// sameLetters is SameName of names of the same length, of which it reads eight bytes at once: those of URNs
// differ late.
func sameLetters(a, b string) bool {
	const word = 8
	for len(a) >= word {
		x, y := wordAt(a, 0), wordAt(b, 0)
		if x != y && (x|smallBits != y|smallBits || !sameBytes(a[:word], b[:word])) {
			return false
		}
		a, b = a[word:], b[word:]
	}
	return sameBytes(a, b)
}

// smallBits are those that letters have in small letters only, in eight bytes.
const smallBits = 0x2020202020202020

func sameBytes(a, b string) bool {
	for i := range len(a) {
		if x, y := a[i], b[i]; x != y && (x|0x20 != y|0x20 || !isLetter(x)) {
			return false
		}
	}
	return true
}

// LowerName returns a name with its ASCII letters in lower case, by which all names that
// are the same can be found.
func LowerName(name string) string {
	for i := range len(name) {
		if lower(name[i]) == name[i] {
			continue
		}
		folded := []byte(name)
		for j := i; j < len(folded); j++ {
			folded[j] = lower(folded[j])
		}
		return string(folded)
	}
	return name
}

func isLetter(b byte) bool { return 'a' <= b|0x20 && b|0x20 <= 'z' }

func lower(b byte) byte {
	if 'A' <= b && b <= 'Z' {
		return b + 'a' - 'A'
	}
	return b
}

// quotable reports whether a name looks like one of an attribute, so that an
// error may repeat it: anything else may be data that slipped.
func quotable(name string) bool {
	for i := range len(name) {
		b := lower(name[i])
		letter := 'a' <= b && b <= 'z' || '0' <= b && b <= '9'
		if !letter && b != '$' && b != '_' && b != ':' && b != '.' && b != '-' {
			return false
		}
	}
	return name != "" && len(name) <= 100
}
