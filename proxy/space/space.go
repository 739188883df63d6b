// Package space has room for texts that live no longer than an exchange, so that what most answers
// are read into is not allocated anew for each. It knows nothing of what the texts are.
package space

// Most is how many bytes a Space keeps itself. What is longer has a room of its own, which another Space
// may have afterwards; what is longer than Largest is allocated.
const Most = 8 << 10

// least is how many bytes a Space begins with.
const least = 2 << 10

// A Space gives out room. It is used by one goroutine at a time; the zero value is ready.
type Space struct {
	buf   []byte
	used  int
	rooms [mostRooms]*room // of texts longer than Most; the first of them that are taken
}

// mostRooms is how many rooms a Space takes: what an exchange of many answers is done with is garbage, and
// not held until its end.
const mostRooms = 4

// Take returns room for n bytes, which is the caller's until Release.
func (s *Space) Take(n int) []byte {
	if s.used == 0 && len(s.buf) < n && n <= Most {
		s.buf = make([]byte, max(n, least, min(2*len(s.buf), Most)))
	}
	switch {
	case n > Most && n <= Largest:
		return s.takeRoom(n)
	case n > len(s.buf)-s.used:
		return make([]byte, n)
	}
	s.used += n
	return s.buf[s.used-n : s.used : s.used]
}

func (s *Space) takeRoom(n int) []byte {
	for i, r := range s.rooms {
		if r == nil {
			s.rooms[i] = takeRoom(n)
			return s.rooms[i].buf[:n:n]
		}
	}
	return make([]byte, n)
}

// Leave has a text outlive the next Release, if it is in a room of its own. The room is taken back when
// back is called, which is nil if there is none.
func (s *Space) Leave(text string) (back func()) {
	for i, r := range s.rooms {
		if r != nil && r.has(text) {
			s.rooms[i] = nil
			return r.back
		}
	}
	return nil
}

// Release takes all room back. With the build tag poison, who has some of it all the same finds it
// spoilt.
func (s *Space) Release() {
	for i, r := range s.rooms {
		if r != nil {
			r.giveBack()
			s.rooms[i] = nil
		}
	}
	Spoil(s.buf[:s.used])
	if poisoned {
		s.buf = nil // and what is spoilt stays so
	}
	s.used = 0
}

// Spoil spoils what nobody may have any more, with the build tag poison.
func Spoil(text []byte) {
	if poisoned {
		for i := range text {
			text[i] = '!'
		}
	}
}
