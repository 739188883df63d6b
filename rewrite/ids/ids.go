// Package ids knows of the ids of resources when one can be sent in the path of a URL, and when two
// are the same, be one of them percent-encoded.
package ids

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

const (
	maxID       = 512 // bytes of an id that is sent
	maxReadings = 4   // times that an id may be percent-encoded
)

// FitPath reports whether an id can be sent in a path, percent-encoded: however
// often a reader decodes it, and whichever form of Unicode he brings it into, he
// finds one segment there, which means itself.
//
// Services give ids that are percent-encoded themselves, of the names of an LDAP
// directory for instance, and ids with any of the characters that RFC 3986
// reserves. What is refused is what some reader takes for a separator, for the end
// of the path, for parameters (Tomcat), or for the folder above.
func FitPath(id string) bool {
	if len(id) > maxID {
		return false
	}
	if isPlain(id) {
		return true
	}
	for range maxReadings {
		if !isSegment(id) {
			return false
		}
		next, dot := Unescape(id)
		switch {
		case dot:
			return false
		case next == id:
			return true
		}
		id = next
	}
	return false
}

// isPlain reports whether an id is letters, digits, hyphens and underscores, as most are: everybody
// reads it as it is.
func isPlain(id string) bool {
	for i := range len(id) {
		if !plain[id[i]] {
			return false
		}
	}
	return id != ""
}

var plain = func() (set [256]bool) {
	for _, c := range "-_0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ" {
		set[c] = true
	}
	return set
}()

// Same reports whether two ids are the same, be one of them percent-encoded.
func Same(a, b string) bool {
	if a == b {
		return true
	}
	a, _ = Unescape(a)
	b, _ = Unescape(b)
	return norm.NFC.String(a) == norm.NFC.String(b)
}

// separators end a segment, or the path, for some reader.
const separators = `/\;?#`

// isSegment reports whether a text is a segment to whoever reads it as it is.
func isSegment(s string) bool {
	if !utf8.ValidString(s) || strings.ContainsAny(s, separators) || strings.ContainsFunc(s, isTreacherous) {
		return false
	}
	if form := norm.NFKC.String(s); form != s && (strings.ContainsAny(form, separators) ||
		strings.Count(form, ".") > strings.Count(s, ".") || strings.Count(form, "%") > strings.Count(s, "%")) {
		return false
	}
	return strings.ContainsFunc(s, isSolid)
}

// isTreacherous reports whether a character is a control, or one that some servers
// turn into a dot, a slash or a backslash though Unicode does not.
func isTreacherous(r rune) bool {
	switch r {
	case '\u2044', '\u2215', '\u2216', '\u29f5', '\u29f8', '\ufe68':
		return true
	}
	return unicode.IsControl(r)
}

// isSolid reports whether a character makes a segment more than dots: some servers
// drop blanks, and what nobody sees, at its end.
func isSolid(r rune) bool { return r != '.' && !unicode.IsSpace(r) && !unicode.Is(unicode.Cf, r) }

// Unescape decodes the percent-encoding of a text once, also that of IIS (%u002e),
// and leaves alone what is none. dot says that a dot was encoded, which nobody needs
// to do.
func Unescape(s string) (text string, dot bool) {
	if strings.IndexByte(s, '%') < 0 {
		return s, false
	}
	b := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		r, n := escapeAt(s[i:])
		switch {
		case n == 0:
			b = append(b, s[i])
			continue
		case n == len("%2e"):
			b = append(b, byte(r))
		default:
			b = utf8.AppendRune(b, r)
		}
		dot = dot || r == '.'
		i += n - 1
	}
	return string(b), dot
}

// escapeAt returns what the escape that s begins with stands for, and its length; 0
// for none.
func escapeAt(s string) (r rune, n int) {
	switch {
	case s[0] != '%':
		return 0, 0
	case len(s) >= 6 && s[1]|0x20 == 'u':
		r, ok := hexRune(s[2:6])
		if ok {
			return r, 6
		}
	case len(s) >= 3:
		if r, ok := hexRune(s[1:3]); ok {
			return r, 3
		}
	}
	return 0, 0
}

func hexRune(digits string) (r rune, ok bool) {
	for i := range len(digits) {
		switch c := digits[i]; {
		case '0' <= c && c <= '9':
			r = r<<4 | rune(c-'0')
		case 'a' <= c|0x20 && c|0x20 <= 'f':
			r = r<<4 | rune(c|0x20-'a'+10)
		default:
			return 0, false
		}
	}
	return r, true
}
