package secret

import "strings"

// find returns where secrets are in a text. With whole, parts of them do not count, nor
// secrets that no target is shown.
func (k *Striker) find(text string, whole bool) (all []span) {
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
func (k *Striker) inView(all []span, v *view, whole bool) []span {
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
func (k *Striker) around(w window, bones []byte, i int, whole bool) (from, to int, found bool) {
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
func (k *Striker) widened(w window, text string, from, to int) (int, int) {
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
func (k *Striker) inOdd(all []span, v *view) []span {
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
