package json

import (
	"strings"
	"unsafe"
)

// bytesOfNode is how much of a text has a node, in most resources.
const bytesOfNode = 24

// maxKeptNodes bounds the memory that a tape holds on to between texts.
const maxKeptNodes = 1 << 15

var roomsOfNodes = longRooms[node]{most: maxKeptNodes}

// reserve makes room for n more nodes.
func (t *Tape) reserve(n int) { t.nodes = roomsOfNodes.grow(t.nodes, n) }

// longText is the length from which a text is given room for as many values as it can have, since
// room that grows step by step is there twice.
const longText = 1 << 18

// BytesOfValue is what a tape needs for a value.
const BytesOfValue = int(unsafe.Sizeof(node{}))

// MostValues returns how many values a text has at most, as its commas and brackets show.
func MostValues(text string) int {
	return 1 + strings.Count(text, ",") + strings.Count(text, "{") + strings.Count(text, "[")
}

// grow makes room for values from an offset on, and returns that, or -1 beyond the bound of values.
func (t *Tape) grow(at int) int {
	most := t.bounds.Values
	if most > 0 && len(t.nodes) > most {
		return t.failBeyond(at, OfValues)
	}
	more := 1
	if len(t.text) > longText {
		more = MostValues(t.text[at:])
	}
	if most > 0 {
		more = min(more, most+1-len(t.nodes))
	}
	t.reserve(more)
	t.nodes = t.nodes[:cap(t.nodes)]
	return at
}
