package json

import (
	"strings"
	"unsafe"
)

// Object returns the object that has these members, in this order.
func Object(members ...Member) string {
	return made(appendObject(make([]byte, 0, sizeOf(members)), members))
}

// ListOf returns the array of one object, which has these members.
func ListOf(members ...Member) string {
	dst := append(make([]byte, 0, sizeOf(members)+len(`[]`)), '[')
	return made(append(appendObject(dst, members), ']'))
}

// sizeOf returns how much room an object needs, but for escapes in its names.
func sizeOf(members []Member) int {
	size := len(`{}`)
	for _, m := range members {
		size += len(m.Name) + len(m.Value) + len(`,"":`)
	}
	return size
}

func appendObject(dst []byte, members []Member) []byte {
	dst = append(dst, '{')
	for i, m := range members {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(AppendQuoted(dst, m.Name), ':')
		dst = append(dst, m.Value...)
	}
	return append(dst, '}')
}

// Single returns the object of one member.
func Single(name, value string) string { return Object(Member{name, value}) }

// Array returns the array of these values.
func Array(values ...string) string {
	size := len(`[]`)
	for _, v := range values {
		size += len(v) + 1
	}
	dst := append(make([]byte, 0, size), '[')
	for i, v := range values {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(dst, v...)
	}
	return made(append(dst, ']'))
}

// room returns an empty slice with room for so many bytes. Unlike that of make it is not cleared, which
// for a large body takes a twentieth of the time that it takes to write it.
func room(size int) []byte {
	var b strings.Builder
	b.Grow(size)
	return unsafe.Slice(unsafe.StringData(b.String()), size)[:0] //nolint:gosec // Grow has made room for as many
}

// made returns a text that was made, and of which nobody else has the bytes.
func made(text []byte) string {
	return unsafe.String(unsafe.SliceData(text), len(text)) //nolint:gosec // as above
}
