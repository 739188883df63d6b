package secret

import (
	"encoding/binary"
	"slices"
	"strings"
)

// A Striker finds secrets in texts and strikes them out, in whatever shape they were
// written: in another case, with line ends or quotes in between, in escapes of JSON, of
// URLs or of HTML, in hexadecimal, in base64, in several of these at once. It holds
// against a service that quotes what it was sent, not against one that wants to tell:
// that one could spell it in words.
//
// To say that a text holds no secret takes about a nanosecond a byte and no memory. A
// striker does not change, so that goroutines may share it.
type Striker struct {
	forms   []form
	windows map[uint64][]window
	bloom   [1 << 10]uint64 // of the keys of windows
	odd     []string        // secrets with too few letters and digits, lower case and without blanks
	grams   map[uint64]bool // eight bytes of what targets are shown, as it may be written
	sieve   [1 << 8]uint64  // of the keys of grams
}

// A window is a part of a form that is looked up at once.
type window struct{ form, at int }

// NewStriker returns the striker of the secrets that targets are shown and of others.
func NewStriker(own, others []string) *Striker {
	k := &Striker{windows: map[uint64][]window{}, grams: map[uint64]bool{}}
	for _, s := range own {
		k.add(s, true)
	}
	for _, s := range others {
		k.add(s, false)
	}
	return k
}

func (k *Striker) add(secret string, own bool) {
	if len(secret) < leastStruck {
		return
	}
	if len(skeleton(secret)) < windowSize {
		k.addOdd(secret)
		k.addOdd(decodedFully(secret)) // it looks like an escape itself
	}
	for _, f := range formsOf(secret, own) {
		k.addForm(f)
	}
	if own {
		for _, text := range written(secret) {
			for i := 0; i+8 <= len(text); i++ {
				g := gram(text[i:])
				k.grams[g] = true
				setBit(k.sieve[:], g)
			}
		}
	}
}

func (k *Striker) addOdd(secret string) {
	if low, _ := lowered(secret); len(low) >= leastStruck && !slices.Contains(k.odd, low) {
		k.odd = append(k.odd, low)
	}
}

func (k *Striker) addForm(f form) {
	if len(f.text) < windowSize {
		return
	}
	n := len(k.forms)
	k.forms = append(k.forms, f)
	for at := 0; at+windowSize <= len(f.text); at += windowStep {
		key := hashOf(f.text[at : at+windowSize])
		k.windows[key] = append(k.windows[key], window{n, at})
		setBit(k.bloom[:], key)
	}
}

// The hash of a window rolls: each byte multiplies it and is added, and the byte that
// leaves it is taken out again.
const hashBase = 0x9E3779B97F4A7C15

// leaving is what the byte that leaves a window was multiplied by.
var leaving = func() uint64 {
	n := uint64(1)
	for range windowSize {
		n *= hashBase
	}
	return n
}()

func hashOf(s string) (h uint64) {
	for i := range len(s) {
		h = h*hashBase + uint64(s[i])
	}
	return h
}

// gram returns the first eight bytes of s, in lower case.
func gram(s string) uint64 {
	return binary.LittleEndian.Uint64([]byte(s[:8])) | 0x2020202020202020
}

func setBit(bits []uint64, key uint64) {
	bit := key * hashBase >> 40
	bits[bit>>6%uint64(len(bits))] |= 1 << (bit & 63)
}

func hasBit(bits []uint64, key uint64) bool {
	bit := key * hashBase >> 40
	return bits[bit>>6%uint64(len(bits))]&(1<<(bit&63)) != 0
}

// Strike returns a text without the secrets, and without what is a long part of one.
func (k *Striker) Strike(text string) string {
	if !k.suspects(text) {
		return text
	}
	return struckOut(text, k.inChunks(text, false))
}

// suspects reports whether a text may hold a secret. It errs on the side of caution.
func (k *Striker) suspects(text string) bool {
	if len(text) < leastStruck {
		return false
	}
	if len(k.odd) > 0 {
		return true
	}
	var (
		ring   [16]byte // the last letters and digits
		h      uint64
		n, run int
	)
	for i := range len(text) {
		c := text[i]
		r := kept[c]
		if r == 0 {
			if c == '%' || c == '\\' || c == '&' || c == '=' {
				return true
			}
			run = 0
			continue
		}
		if run++; run == leastRun {
			return true
		}
		h = h*hashBase + uint64(r) - leaving*uint64(ring[(n-windowSize)&15])
		ring[n&15] = r
		if n++; n >= windowSize && hasBit(k.bloom[:], h) {
			return true
		}
	}
	return false
}

// Echoes strikes what targets are shown out of an answer that is no error. Nothing
// shorter than the whole secret is, so that data stay data. Answers may be large and
// come often: of each eight bytes but one is looked at, which finds a secret that is
// written as one run of bytes.
func (k *Striker) Echoes(body string) string {
	var all []span
	for i := 0; i+8 <= len(body); i += 8 {
		if g := gram(body[i:]); !hasBit(k.sieve[:], g) || !k.grams[g] {
			continue
		}
		from, to := max(0, i-chunkSize), min(len(body), i+chunkSize)
		for _, s := range k.find(body[from:to], true) {
			all = append(all, span{s.from + from, s.to + from})
		}
		i = max(i, to-chunkOverlap) &^ 7
	}
	return struckOut(body, all)
}

// A span is a part of a text.
type span struct{ from, to int }

// Long texts are looked at in chunks that overlap, which bounds the memory for them.
const (
	chunkSize    = 64 << 10
	chunkOverlap = 4 << 10
)

func (k *Striker) inChunks(text string, whole bool) (all []span) {
	for from := 0; ; from += chunkSize - chunkOverlap {
		to := min(len(text), from+chunkSize)
		for _, s := range k.find(text[from:to], whole) {
			all = append(all, span{s.from + from, s.to + from})
		}
		if to == len(text) {
			return all
		}
	}
}

// struckOut returns a text with marks in place of spans.
func struckOut(text string, all []span) string {
	if len(all) == 0 {
		return text
	}
	slices.SortFunc(all, func(a, b span) int { return a.from - b.from })
	var b strings.Builder
	end := 0
	for i, s := range all {
		if i == 0 || s.from > end {
			b.WriteString(text[end:s.from])
			b.WriteString(Redacted)
		}
		end = max(end, s.to)
	}
	b.WriteString(text[end:])
	return b.String()
}
