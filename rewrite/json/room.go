package json

// A Room is where texts are made one after another, which last until it is emptied. It is
// used again, so that they take no memory of their own. A nil Room has none.
type Room struct {
	Long func(size int) []byte // room for a long text, which lasts as long; nil for memory of its own
	text []byte
}

const (
	firstRoom = 1 << 12
	mostRoom  = 1 << 15 // more is not kept
	mostText  = 1 << 13 // a longer text is not made here
)

// take returns an empty slice with room for so many bytes, which nobody else has.
func (r *Room) take(size int) []byte {
	switch {
	case r == nil, size > mostText && r.Long == nil:
		return room(size)
	case size > mostText:
		return r.Long(size)[:0]
	}
	from := len(r.text)
	if from+size > cap(r.text) {
		r.text, from = room(min(max(firstRoom, 2*cap(r.text), size), mostRoom)), 0 // the texts keep what was
	}
	r.text = r.text[:from+size]
	return r.text[from:from:len(r.text)]
}

// Empty ends the texts. With spoil, who has one all the same finds it spoilt.
func (r *Room) Empty(spoil bool) {
	if spoil {
		for i := range r.text {
			r.text[i] = '!'
		}
		r.text = nil
	}
	r.text, r.Long = r.text[:0], nil
}
