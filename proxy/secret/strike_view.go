package secret

import (
	"html"
	"strconv"
	"strings"
)

// maxLayers is how many encodings, one around the other, are taken off a text: a URL in
// a message in JSON in JSON has three.
const maxLayers = 4

// A view is a text with a layer of encoding taken off, and where in the text as it came
// each of its bytes stood.
type view struct {
	text     string
	from, to []int32 // nil for the text as it came
}

// place returns where in the text as it came the bytes from i to j stood.
func (v *view) place(i, j int) (from, to int) {
	if v.from == nil {
		return i, j
	}
	return int(v.from[i]), int(v.to[j-1])
}

// views returns a text as it is, and with one layer of its encodings off after the
// other. Quoted-printable shares its mark with "name=value", so that it is taken off by
// itself.
func views(text string) []view {
	all := layers([]view{{text: text}}, decodeEscape)
	if v, changed := all[0].decoded(decodePrintable); changed {
		all = append(all, layers([]view{v}, decodeEscape)...)
	}
	return all
}

// layers takes further layers off the last view.
func layers(all []view, decode decoder) []view {
	for range maxLayers {
		v, changed := all[len(all)-1].decoded(decode)
		if !changed {
			break
		}
		all = append(all, v)
	}
	return all
}

// decodedFully returns a text without its layers of encoding.
func decodedFully(text string) string {
	all := layers([]view{{text: text}}, decodeEscape)
	return all[len(all)-1].text
}

// A decoder returns what an escape at the beginning of s stands for and how long it is;
// 0 for none. What is no ASCII is of no interest.
type decoder func(s string) (text string, size int)

// decoded returns the view with a layer off, and whether it had one.
func (v *view) decoded(decode decoder) (view, bool) {
	var next view
	var b []byte
	copied := 0
	for i := 0; i < len(v.text); {
		text, n := decode(v.text[i:])
		if n == 0 {
			i++
			continue
		}
		if next.from == nil {
			next.from, next.to = make([]int32, 0, len(v.text)), make([]int32, 0, len(v.text))
		}
		b = next.take(b, v, copied, i)
		if text != "" {
			from, to := v.place(i, i+n)
			b, next.from, next.to = append(b, text[0]), append(next.from, int32(from)), append(next.to, int32(to))
		}
		i += n
		copied = i
	}
	if next.from == nil {
		return view{}, false
	}
	next.text = string(next.take(b, v, copied, len(v.text)))
	return next, true
}

// take appends the bytes from i to j of a view as they are.
func (v *view) take(b []byte, of *view, i, j int) []byte {
	for ; i < j; i++ {
		from, to := of.place(i, i+1)
		b, v.from, v.to = append(b, of.text[i]), append(v.from, int32(from)), append(v.to, int32(to))
	}
	return b
}

// decodeEscape knows the escapes of URLs, of JSON and programming languages, and of HTML.
func decodeEscape(s string) (string, int) {
	switch s[0] {
	case '%':
		return charOf(s, 1, 3, 16)
	case '\\':
		return decodeBackslash(s)
	case '&':
		return decodeEntity(s)
	}
	return "", 0
}

// charOf returns the character whose number is written from i to j, and that the escape
// is j long.
func charOf(s string, i, j, base int) (string, int) {
	if len(s) < j {
		return "", 0
	}
	n, err := strconv.ParseUint(s[i:j], base, 32)
	switch {
	case err != nil:
		return "", 0
	case n > '~':
		return "?", j
	}
	return string(rune(n)), j
}

func decodeBackslash(s string) (string, int) {
	if len(s) < 2 {
		return "", 0
	}
	text, n := "", 0
	switch c := s[1]; {
	case c == 'u' || c == 'U':
		text, n = charOf(s, 2, 6, 16)
	case c == 'x' || c == 'X':
		text, n = charOf(s, 2, 4, 16)
	case '0' <= c && c <= '7':
		text, n = charOf(s, 1, 4, 8)
	case strings.IndexByte("nrtbf", c) >= 0:
		return " ", 2
	}
	if n > 0 {
		return text, n
	}
	return s[1:2], 2
}

// longestEntity is how many bytes an entity of HTML has that stands for ASCII.
const longestEntity = 12

func decodeEntity(s string) (string, int) {
	end := strings.IndexByte(s[:min(len(s), longestEntity)], ';')
	if end < 0 {
		return "", 0
	}
	text := html.UnescapeString(s[:end+1])
	switch {
	case text == s[:end+1]:
		return "", 0
	case text[0] > '~':
		return "?", end + 1
	}
	return text, end + 1
}

// decodePrintable knows the escapes of quoted-printable (RFC 2045, section 6.7).
func decodePrintable(s string) (string, int) {
	switch {
	case s[0] != '=':
		return "", 0
	case strings.HasPrefix(s, "=\r\n"):
		return "", 3
	case strings.HasPrefix(s, "=\n"):
		return "", 2
	}
	return charOf(s, 1, 3, 16)
}
