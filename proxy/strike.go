package proxy

import (
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"slices"
	"strings"
)

// A striker finds secrets in texts and strikes them out, in whatever shape they were
// written: in another case, with line ends or quotes in between, in escapes of JSON, of
// URLs or of HTML, in hexadecimal, in base64, in several of these at once. It holds
// against a service that quotes what it was sent, not against one that wants to tell:
// that one could spell it in words.
//
// To say that a text holds no secret takes about a nanosecond a byte and no memory. A
// striker does not change, so that goroutines may share it.
type striker struct {
	forms   []form
	windows map[uint64][]window
	bloom   [1 << 10]uint64 // of the keys of windows
	odd     []string        // secrets with too few letters and digits, lower case and without blanks
	grams   map[uint64]bool // eight bytes of what targets are shown, as it may be written
	sieve   [1 << 8]uint64  // of the keys of grams
}

// A window is a part of a form that is looked up at once.
type window struct{ form, at int }

// newStriker returns the striker of the secrets that targets are shown and of others.
func newStriker(own, others []string) *striker {
	k := &striker{windows: map[uint64][]window{}, grams: map[uint64]bool{}}
	for _, s := range own {
		k.add(s, true)
	}
	for _, s := range others {
		k.add(s, false)
	}
	return k
}

func (k *striker) add(secret string, own bool) {
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

func (k *striker) addOdd(secret string) {
	if low, _ := lowered(secret); len(low) >= leastStruck && !slices.Contains(k.odd, low) {
		k.odd = append(k.odd, low)
	}
}

func (k *striker) addForm(f form) {
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

// strike returns a text without the secrets, and without what is a long part of one.
func (k *striker) strike(text string) string {
	if !k.suspects(text) {
		return text
	}
	return struckOut(text, k.inChunks(text, false))
}

// suspects reports whether a text may hold a secret. It errs on the side of caution.
func (k *striker) suspects(text string) bool {
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

// echoes strikes what targets are shown out of an answer that is no error. Nothing
// shorter than the whole secret is, so that data stay data. Answers may be large and
// come often: of each eight bytes but one is looked at, which finds a secret that is
// written as one run of bytes.
func (k *striker) echoes(body string) string {
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

func (k *striker) inChunks(text string, whole bool) (all []span) {
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
			b.WriteString(redacted)
		}
		end = max(end, s.to)
	}
	b.WriteString(text[end:])
	return b.String()
}

// find returns where secrets are in a text. With whole, parts of them do not count, nor
// secrets that no target is shown.
func (k *striker) find(text string, whole bool) (all []span) {
	for _, v := range views(text) {
		all = k.inView(all, &v, whole)
		for _, r := range runs(v.text) {
			if k.isInRun(v.text[r.from:r.to], whole, maxLayers) {
				from, to := v.place(r.from, r.to)
				all = append(all, span{from, to})
			}
		}
	}
	return all
}

// inView appends where secrets are in a view.
func (k *striker) inView(all []span, v *view, whole bool) []span {
	bones, at := make([]byte, 0, len(v.text)), make([]int32, 0, len(v.text))
	for i := range len(v.text) {
		if r := kept[v.text[i]]; r != 0 {
			bones, at = append(bones, r), append(at, int32(i))
		}
	}
	h := uint64(0)
	for i, r := range bones {
		h = h*hashBase + uint64(r)
		if i < windowSize-1 {
			continue
		}
		if i >= windowSize {
			h -= leaving * uint64(bones[i-windowSize])
		}
		if !hasBit(k.bloom[:], h) {
			continue
		}
		for _, w := range k.windows[h] {
			if from, to, found := k.around(w, bones, i+1-windowSize, whole); found {
				from, to = k.widened(w, v.text, int(at[from]), int(at[to-1])+1)
				from, to = v.place(from, to)
				all = append(all, span{from, to})
			}
		}
	}
	return k.inOdd(all, v)
}

// around returns how far a form and a skeleton agree around a window of the form that
// begins at i, and whether that is far enough.
func (k *striker) around(w window, bones []byte, i int, whole bool) (from, to int, found bool) {
	f := &k.forms[w.form]
	if whole && !f.own || string(bones[i:i+windowSize]) != f.text[w.at:w.at+windowSize] {
		return 0, 0, false
	}
	from, to = i, i+windowSize
	for a := w.at; a > 0 && from > 0 && bones[from-1] == f.text[a-1]; a-- {
		from--
	}
	for a := w.at + windowSize; a < len(f.text) && to < len(bones) && bones[to] == f.text[a]; a++ {
		to++
	}
	least := len(f.text)
	if !whole {
		least = min(least, leastPart)
	}
	return from, to, to-from >= least
}

// widened takes in the letters beside a form of base64, which hold bits of the secret.
func (k *striker) widened(w window, text string, from, to int) (int, int) {
	if !k.forms[w.form].padded {
		return from, to
	}
	escaped := strings.Contains(text[max(0, from-longestEscape):from], `\`)
	for range 2 {
		if from > 0 && isBase64(text[from-1]) && !escaped {
			from--
		}
		if to < len(text) && isBase64(text[to]) {
			to++
		}
	}
	return from, to
}

// longestEscape is how long an escape of JSON is.
const longestEscape = len(`\u0000`)

// inOdd appends where secrets of few letters and digits are.
func (k *striker) inOdd(all []span, v *view) []span {
	if len(k.odd) == 0 {
		return all
	}
	text, at := lowered(v.text)
	for _, odd := range k.odd {
		for i := 0; ; {
			n := strings.Index(text[i:], odd)
			if n < 0 {
				break
			}
			i += n + len(odd)
			from, to := v.place(at[i-len(odd)], at[i-1]+1)
			all = append(all, span{from, to})
		}
	}
	return all
}

// lowered returns a text in lower case, without blanks and line ends, and where in the
// text each byte of that is.
func lowered(s string) (text string, at []int) {
	low := make([]byte, 0, len(s))
	for i := range len(s) {
		if c := s[i]; c > ' ' {
			low, at = append(low, max(c, kept[c])), append(at, i)
		}
	}
	return string(low), at
}

// leastRun is how long a run of letters and digits must be to be an encoded secret.
const leastRun = 20

// isBase64 reports whether a byte may be in base64, of either alphabet.
func isBase64(c byte) bool {
	return kept[c] != 0 || c == '+' || c == '/' || c == '-' || c == '_' || c == '='
}

// runs returns the parts of a text that may be base64 or hexadecimal, line ends in them
// included.
func runs(text string) (all []span) {
	for i := 0; i < len(text); i++ {
		if !isBase64(text[i]) {
			continue
		}
		from := i
		for i < len(text) && (isBase64(text[i]) || text[i] == '\r' || text[i] == '\n') {
			i++
		}
		if i-from >= leastRun {
			all = append(all, span{from, i})
		}
	}
	return all
}

var toStandard = strings.NewReplacer("-", "+", "_", "/", "=", "", "\r", "", "\n", "")

// longestRun bounds the work for a run. Longer than that is no header of HTTP.
const longestRun = 16 << 10

// isInRun reports whether a run is a secret that was encoded before it was written in
// base64 or hexadecimal. It may begin anywhere in the run.
func (k *striker) isInRun(run string, whole bool, depth int) bool {
	if run = toStandard.Replace(run); len(run) > longestRun {
		return false
	}
	for i := range min(4, len(run)) {
		part := run[i:]
		if len(part)&3 == 1 {
			part = part[:len(part)-1]
		}
		if b, err := base64.RawStdEncoding.DecodeString(part); err == nil && k.isIn(string(b), whole, depth-1) {
			return true
		}
		if b, err := hex.DecodeString(part[:len(part)&^1]); err == nil && k.isIn(string(b), whole, depth-1) {
			return true
		}
	}
	return false
}

// isIn reports whether a decoded text holds a secret.
func (k *striker) isIn(text string, whole bool, depth int) bool {
	for _, v := range views(text) {
		if len(k.inView(nil, &v, whole)) > 0 {
			return true
		}
		for _, r := range runs(v.text) {
			if depth > 0 && k.isInRun(v.text[r.from:r.to], whole, depth) {
				return true
			}
		}
	}
	return false
}
