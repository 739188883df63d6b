package space

import (
	"math/bits"
	"sync"
	"unsafe"
)

// Largest is how many bytes a room has at most.
const Largest = 1 << 20

// A room has room for one text that is longer than what a Space keeps itself. Who needs one takes it from
// those that are not in use. The garbage collector takes these away when nobody has needed them for a while.
type room struct {
	buf  []byte
	of   *sync.Pool
	back func() // giveBack, bound once
}

// steps is how many sizes of rooms there are from one power of two to the next: a fifth of a room is not
// used at most.
const steps = 4

// rooms has the rooms that are not in use, those of each size for themselves.
var rooms [steps * 7]sync.Pool

// sizeOf returns the size of a room for n bytes, which are more than Most and no more than Largest, and where
// in rooms those of this size are.
func sizeOf(n int) (size, at int) {
	power := bits.Len(uint(n - 1))
	step := 1 << (power - 1) / steps
	size = (n + step - 1) / step * step
	return size, (power-bits.Len(Most))*steps + size/step - steps - 1
}

// takeRoom returns a room for n bytes.
func takeRoom(n int) *room {
	size, at := sizeOf(n)
	if r, ok := rooms[at].Get().(*room); ok {
		return r
	}
	r := &room{buf: make([]byte, size), of: &rooms[at]}
	r.back = r.giveBack
	return r
}

// giveBack gives a room back of which nobody has anything any more.
func (r *room) giveBack() {
	Spoil(r.buf)
	if poisoned {
		return // and what is spoilt stays so
	}
	r.of.Put(r)
}

// has reports whether a text is in the room.
func (r *room) has(text string) bool {
	from := uintptr(unsafe.Pointer(unsafe.SliceData(r.buf))) //nolint:gosec // to compare them, no more
	at := uintptr(unsafe.Pointer(unsafe.StringData(text)))   //nolint:gosec // as above
	return from <= at && at < from+uintptr(len(r.buf))
}
