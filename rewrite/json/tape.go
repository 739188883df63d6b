package json

import (
	"math"
	"sync"
	"unsafe"
)

// A Tape is the one reading of a text: where each value in it begins and ends, which
// members and elements stand in which, and which names of a Names occur. All places on
// it are found without reading the text again.
//
// A Tape is used again for other texts: see TakeTape. It serves one goroutine while it reads; what it
// has read may be looked at by several. Values of it hold until it reads the next.
type Tape struct {
	text  string
	nodes []node
	names *Names   // by which it knows names; may be nil
	seen  []uint64 // the names that occur, a bit for each id

	elements int  // of all arrays
	held     bool // whether Hold was called of one of its values
	*checker      // while it reads; it has twenty times the size of the rest
}

// A node is a value on a tape. The ones inside of it follow it, up to next.
type node struct {
	start, end int32  // of its text
	nameAt     int32  // offset of its name's opening quote, if it is a member
	nameSize   int32  // of the name with its quotes; 0 for what is no member
	next       int32  // the node after those inside
	id         uint16 // of the name; 0 for one that is not in the tape's Names
	kind       byte   // first byte of the value
	marks      marks  // of the name
}

// marks say how a name is written.
type marks byte

const (
	escaped marks = 1 << iota // with an escape
	spelled                   // as the tape's Names have it, and without an escape
)

// maxText is the longest text that a tape can hold, since it keeps offsets in 32 bits.
const maxText = math.MaxInt32

// Read reads a text, whose names are looked up in names. Its error is the *Error of
// Check, after which the tape has nothing.
func (t *Tape) Read(text string, names *Names) error { return t.ReadWithin(text, names, Bounds{}) }

// ReadWithin is Read of a text that is not read further than some bounds.
func (t *Tape) ReadWithin(text string, names *Names, b Bounds) error {
	t.begin(text, names)
	t.bounds = b
	t.reserve(len(text) / bytesOfNode)
	at, err := t.document(), t.fault
	t.end()
	if at < 0 {
		t.Forget()
		return err
	}
	return nil
}

// begin empties the tape for a text that is read.
func (t *Tape) begin(text string, names *Names) {
	t.beginUnread(text, names)
	t.beginReading()
}

// beginReading readies the tape to read, up to end.
func (t *Tape) beginReading() {
	t.checker = t.names.takeChecker()
}

// beginUnread empties the tape for a text that is not read.
func (t *Tape) beginUnread(text string, names *Names) {
	t.Forget()
	t.text, t.names = text, names
	if names != nil && cap(t.seen) < names.words() {
		t.seen = make([]uint64, names.words())
	}
	if names != nil {
		t.seen = t.seen[:names.words()]
	}
}

// end ends what beginReading began.
func (t *Tape) end() {
	c := t.checker
	t.checker = nil
	for word := range min(len(t.seen), len(c.occur)) {
		t.seen[word] |= c.occur[word]
	}
	c.occur = [4]uint64{}
	c.fault, c.escapes, c.bounds = nil, 0, Bounds{}
	c.nameSet.reset()
	t.names.giveChecker(c)
}

// Forget empties the tape, and lets go of the text.
func (t *Tape) Forget() {
	t.text, t.names, t.elements, t.held = "", nil, 0, false
	t.nodes = roomsOfNodes.give(t.nodes)
	clear(t.seen)
	t.seen = t.seen[:0]
}

// Text returns the text that was read.
func (t *Tape) Text() string { return t.text }

// IsOf reports whether a text is the very one that was read, and not only an equal one.
func (t *Tape) IsOf(text string) bool {
	return t != nil && len(text) > 0 && len(text) == len(t.text) &&
		unsafe.StringData(text) == unsafe.StringData(t.text) //nolint:gosec // which are only compared
}

// Held reports whether Hold was called of a value of the tape since the last Held.
func (t *Tape) Held() bool {
	held := t.held
	t.held = false
	return held
}

// Elements returns how many elements all arrays of the text have.
func (t *Tape) Elements() int { return t.elements }

// Values returns how many values the text has, members and elements at any depth included.
func (t *Tape) Values() int { return len(t.nodes) }

// MostMembers returns how many members the object has that has most of them.
func (t *Tape) MostMembers() int {
	most := 0
	for at := range t.nodes {
		if t.nodes[at].kind == '{' {
			most = max(most, Value{t, int32(at)}.Parts())
		}
	}
	return most
}

// Seen returns the names of the tape's Names that occur in the text, a bit for each id,
// or that have occurred in one that it is an edited copy of. The slice is the tape's own.
func (t *Tape) Seen() []uint64 { return t.seen }

// Root returns the value that the text is; no value if the tape is empty.
func (t *Tape) Root() Value {
	if len(t.nodes) == 0 {
		return Value{}
	}
	return Value{t, 0}
}

// saw notes that a name occurs.
func (t *Tape) saw(id uint16) { t.seen[id/64] |= 1 << (id % 64) }

var tapes = sync.Pool{New: func() any { return new(Tape) }}

// TakeTape returns an empty tape of those that were given back.
func TakeTape() *Tape { return tapes.Get().(*Tape) }

// Release gives a tape back, without a reference to what it read. It must not be used
// afterwards.
func (t *Tape) Release() {
	t.Forget()
	tapes.Put(t)
}
