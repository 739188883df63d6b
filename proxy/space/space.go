// Package space has room for texts that live no longer than an exchange, so that what most answers
// are read into is not allocated anew for each. It knows nothing of what the texts are.
package space

// Most is how many bytes a Space keeps: all that is longer is allocated.
const Most = 8 << 10

// least is how many bytes a Space begins with.
const least = 2 << 10

// A Space gives out room. It is used by one goroutine at a time; the zero value is ready.
type Space struct {
	buf  []byte
	used int
}

// Take returns room for n bytes, which is the caller's until Release.
func (s *Space) Take(n int) []byte {
	if s.used == 0 && len(s.buf) < n && n <= Most {
		s.buf = make([]byte, max(n, least, min(2*len(s.buf), Most)))
	}
	if n > len(s.buf)-s.used {
		return make([]byte, n)
	}
	s.used += n
	return s.buf[s.used-n : s.used : s.used]
}

// Release takes all room back. With the build tag poison, who has some of it all the same finds it
// spoilt.
func (s *Space) Release() {
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
