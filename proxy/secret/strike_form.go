package secret

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"html"
	"net/url"
	"strconv"
	"strings"
)

// Lengths of what a striker looks for, in letters and digits.
const (
	leastStruck = 8  // a shorter secret is found in words that have nothing to do with it
	windowSize  = 12 // what is looked up at once
	leastPart   = 16 // of a longer secret, a part of this length is struck out too
	windowStep  = leastPart - windowSize + 1
)

// A form is one way to write a secret, as a striker compares it: its letters and
// digits alone, in lower case. What stands between them differs from writer to writer:
// quotes, line ends, escapes of a slash, the padding of base64.
type form struct {
	text   string
	own    bool // whether the secret is one that a target is shown
	padded bool // whether the letters beside it hold bits of the secret too
}

// formsOf returns the forms of a secret: as it is, in hexadecimal and decimal bytes, and
// in base64 at each of the three places where it can begin inside a longer text.
func formsOf(secret string, own bool) []form {
	var bytes strings.Builder
	for i := range len(secret) {
		bytes.WriteString(strconv.Itoa(int(secret[i])))
	}
	all := []form{
		{text: skeleton(secret), own: own},
		{text: hex.EncodeToString([]byte(secret)), own: own},
		{text: bytes.String(), own: own},
	}
	if plain := skeleton(decodedFully(secret)); plain != all[0].text { // it looks like an escape itself
		all = append(all, form{text: plain, own: own})
	}
	for before := range 3 {
		all = append(all, form{skeleton(insideBase64(base64.StdEncoding, secret, before)), own, true})
	}
	return all
}

// insideBase64 returns the letters of base64 that a secret alone decides when some
// bytes precede it.
func insideBase64(e *base64.Encoding, secret string, before int) string {
	text := e.WithPadding(base64.NoPadding).EncodeToString([]byte(strings.Repeat("x", before) + secret))
	return text[[3]int{0, 2, 3}[before] : (before+len(secret))*8/6]
}

// written returns the ways to write a secret as one run of bytes.
func written(secret string) (all []string) {
	quoted, _ := json.Marshal(secret)
	path := url.PathEscape(secret)
	for _, text := range [...]string{
		secret, path, url.QueryEscape(secret), url.PathEscape(path), string(quoted[1 : len(quoted)-1]),
		strings.ReplaceAll(secret, "/", `\/`), html.EscapeString(secret),
	} {
		all = append(all, text, hex.EncodeToString([]byte(text)))
		for before := range 3 {
			all = append(all, insideBase64(base64.StdEncoding, text, before),
				insideBase64(base64.URLEncoding, text, before))
		}
	}
	for _, layout := range [...]string{`\u%04x`, "%%%02x", "&#%d;", "&#x%x;", `\x%02x`} {
		var b strings.Builder
		for i := range len(secret) {
			fmt.Fprintf(&b, layout, secret[i])
		}
		all = append(all, b.String())
	}
	return all
}

// kept maps a byte to what a skeleton has of it; 0 for nothing.
var kept = func() (t [256]byte) {
	for c := byte('0'); c <= '9'; c++ {
		t[c] = c
	}
	for c := byte('a'); c <= 'z'; c++ {
		t[c], t[c-'a'+'A'] = c, c
	}
	return t
}()

// skeleton returns the letters and digits of a text, in lower case.
func skeleton(s string) string {
	b := make([]byte, 0, len(s))
	for i := range len(s) {
		if c := kept[s[i]]; c != 0 {
			b = append(b, c)
		}
	}
	return string(b)
}
