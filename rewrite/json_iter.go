package rewrite

import (
	"iter"
	"strings"
)

// A field is where a member of an object begins. Its value has not been
// looked at.
type field struct {
	key      string // decoded; a part of the source if it holds no escape
	keyStart int    // offset of the name's opening quote
	start    int    // offset of the value
}

// A member is a field and the end of its value: source[start:end] is the text
// of the value.
type member struct {
	field
	end int
}

// members goes through the object at an offset of checked text. What is no
// object has no members, and neither has an empty text.
func members(src string, start int) iter.Seq[member] {
	return func(yield func(member) bool) {
		for at := firstItem(src, start, '{'); at >= 0; {
			m := member{field: fieldAt(src, at)}
			m.end = skipValue(src, m.start)
			if !yield(m) {
				return
			}
			at = nextItem(src, m.end)
		}
	}
}

// elements goes through the array at an offset of checked text and gives the
// start and the end of each element. What is no array has no elements, and
// neither has an empty text.
func elements(src string, start int) iter.Seq2[int, int] {
	return func(yield func(start, end int) bool) {
		for at := firstItem(src, start, '['); at >= 0; {
			end := skipValue(src, at)
			if !yield(at, end) {
				return
			}
			at = nextItem(src, end)
		}
	}
}

// kindAt returns the first byte of the value at an offset: one of {["tfn, a
// minus or a digit.
func kindAt(src string, at int) byte {
	return src[skipSpace(src, at)]
}

// skipValue returns the end of the value at an offset of checked text.
func skipValue(src string, at int) (end int) {
	at = skipSpace(src, at)
	switch src[at] {
	case '"':
		return skipString(src, at)
	case '{', '[':
		return skipNested(src, at)
	}
	for at < len(src) && !ends[src[at]] {
		at++
	}
	return at
}

// ends has what can stand behind a number or a word.
var ends = [256]bool{' ': true, '\t': true, '\n': true, '\r': true, ',': true, ']': true, '}': true}

func skipNested(src string, at int) int {
	for depth := 0; ; {
		switch src[at] {
		case '"':
			at = skipString(src, at)
			continue
		case '{', '[':
			depth++
		case '}', ']':
			depth--
		}
		at++
		if depth == 0 {
			return at
		}
	}
}

// skipString looks for quotes only, and then back for what escapes them: that
// is faster than a look at each byte, and not more than two looks.
func skipString(src string, at int) int {
	for at++; ; at++ {
		n := strings.IndexByte(src[at:], '"')
		if n < 0 {
			panic("BUG: string without an end in checked text")
		}
		at += n
		slashes := 0
		for src[at-1-slashes] == '\\' {
			slashes++
		}
		if slashes%2 == 0 {
			return at + 1
		}
	}
}

// firstItem returns where the first member or element stands of what the
// bracket open begins, and -1 if there is none, or another kind of value, or
// no value because the text is empty.
func firstItem(src string, start int, open byte) int {
	at := skipSpace(src, start)
	if at == len(src) || src[at] != open {
		return -1
	}
	at = skipSpace(src, at+1)
	if src[at] == '}' || src[at] == ']' {
		return -1
	}
	return at
}

// nextItem returns where the member or element stands that follows the one
// that ends at an offset, and -1 if that was the last.
func nextItem(src string, end int) int {
	at := skipSpace(src, end)
	if src[at] != ',' {
		return -1
	}
	return skipSpace(src, at+1)
}

func fieldAt(src string, at int) field {
	end := skipString(src, at)
	colon := skipSpace(src, end)
	return field{key: decodeString(src[at:end]), keyStart: at, start: skipSpace(src, colon+1)}
}
