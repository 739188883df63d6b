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
	at   int // where its opening quote stands
	text string
}

// A nameSet finds the names that stand twice in one object. The names of the
// objects that are still open lie on a stack, those of the inner above those
// of the outer, so that the ones of an object that closes are on top.
type nameSet struct {
	names  []name
	table  []uint32 // of indices into the closing object's names, plus one
	folded []byte
}

// add puts a name on the stack; raw has its quotes.
func (s *nameSet) add(at int, raw string, escaped bool) {
	text := raw[1 : len(raw)-1]
	if escaped {
		text = Decode(raw)
	}
	s.names = append(s.names, name{at, text})
}

// close takes the names from index first off the stack. It returns one that
// equals an earlier one of them, if there is one.
func (s *nameSet) close(first int) (twice name, found bool) {
	names := s.names[first:]
	var i int
	if len(names) <= fewNames {
		i = repeatedOfFew(names)
	} else {
		i = s.repeatedOfMany(names)
	}
	if i >= 0 {
		twice, found = names[i], true
	}
	clear(names)
	s.names = s.names[:first]
	return twice, found
}

func (s *nameSet) reset() {
	clear(s.names)
	s.names = s.names[:0]
	if cap(s.names) > keptNames {
		s.names = nil
	}
	if cap(s.table) > keptSlots {
		s.table = nil
	}
	if cap(s.folded) > keptNames {
		s.folded = nil
	}
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
func SameName(a, b string) bool {
	if len(a) != len(b) {
		return false
	}
	for i := 0; i < len(a); i++ {
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
