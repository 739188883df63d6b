package json

import (
	"iter"
	"strings"
)

// A span is a member of an object in a text: src[start:end] is the text of its value.
type span struct {
	name       string // decoded; a part of the source if it holds no escape
	start, end int
}

// membersAt goes through the members of the object at an offset. What is not an
// object has none, and neither has an empty text.
func membersAt(src string, start int) iter.Seq[span] {
	return func(yield func(span) bool) {
		for at := firstItem(src, start, '{'); at >= 0; {
			m := spanAt(src, at)
			if !yield(m) {
				return
			}
			at = nextItem(src, m.end)
		}
	}
}

// elementsAt goes through the array at an offset and gives the start and the end
// of each element. What is not an array has none, and neither has an empty text:
// unlike Elements, it does not take a single value for a list.
func elementsAt(src string, start int) iter.Seq2[int, int] {
	return func(yield func(start, end int) bool) {
		for at := firstItem(src, start, '['); at >= 0; {
			end := skip(src, at)
			if !yield(at, end) {
				return
			}
			at = nextItem(src, end)
		}
	}
}

// find returns where the value of the member with a name starts, in whatever case
// the name is written, in the object at an offset; -1 if there is none.
func find(src string, at int, name string) int {
	for m := range membersAt(src, at) {
		if SameName(m.name, name) {
			return m.start
		}
	}
	return -1
}

// skip returns the end of the value at an offset.
func skip(src string, at int) (end int) {
	at = skipSpace(src, at)
	end = End(src, at)
	Count(end - at)
	return end
}

// End returns the end of the value that starts at an offset of a text that has passed Check.
func End(src string, at int) int {
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

// ends has what can stand after a number or a word.
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

func spanAt(src string, at int) span {
	end := skipString(src, at)
	Count(end - at)
	colon := skipSpace(src, end)
	start := skipSpace(src, colon+1)
	return span{Decode(src[at:end]), start, skip(src, start)}
}
