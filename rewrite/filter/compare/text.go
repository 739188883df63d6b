// Package compare compares texts and numbers as directories do, whatever attribute they
// are of and whatever asks for them.
package compare

import (
	"strings"
	"unicode"
	"unicode/utf8"

	textcases "golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// Same reports whether two texts are the same but for what targets do to a
// text when they store it: blanks go at its ends, several become one, the form of
// Unicode becomes NFC, the case changes. Case is Unicode's own, by which "ß" is
// "SS", but for what distinct says.
func Same(a, b string) bool {
	if a == b {
		return true
	}
	a, b = distinct(a), distinct(b)
	return Fold(Tidy(a)) == Fold(Tidy(b))
}

// EqualFold reports whether two texts differ in case only: strings.EqualFold, but for
// what distinct says.
func EqualFold(a, b string) bool { return strings.EqualFold(distinct(a), distinct(b)) }

// distinct returns a text in which the long s and the Kelvin sign are characters of
// their own. Unicode takes them for an s and a k in another case, or form; but nobody is
// named with them, and who has given himself such a name is not the one without.
func distinct(s string) string {
	if IsASCII(s) || !strings.Contains(s, longS) && !strings.Contains(s, kelvin) {
		return s
	}
	return lookalikes.Replace(s)
}

// lookalikes replaces them by characters of the private use area, which have no case.
var lookalikes = strings.NewReplacer(longS, "\ue17f", kelvin, "\ue12a")

const longS, kelvin = "\u017f", "\u212a"

// Tidy returns a text without blanks at its ends, with one in the place of
// several, and in NFC.
func Tidy(s string) string {
	if IsTidy(s) {
		return s
	}
	return norm.NFC.String(strings.Join(strings.Fields(s), " "))
}

// IsTidy tells quickly of most texts that Tidy changes nothing in them.
func IsTidy(s string) bool {
	blank := true // a blank here would be one too many
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c >= utf8.RuneSelf || c == ' ' && blank || '\t' <= c && c <= '\r' {
			return false
		}
		blank = c == ' '
	}
	return s == "" || !blank
}

// Fold returns a tidy text that stands for all cases of it, and of which parts can be found
// in one another.
func Fold(s string) string {
	if IsASCII(s) {
		return strings.ToLower(s)
	}
	return norm.NFC.String(textcases.Fold().String(norm.NFD.String(s)))
}

// FoldRunes returns a text with each character replaced by one that stands for all its
// cases, by the simple folding of Unicode, but for what distinct says.
func FoldRunes(s string) string {
	return strings.Map(func(r rune) rune {
		first := r
		for next := unicode.SimpleFold(r); next != r; next = unicode.SimpleFold(next) {
			first = min(first, next)
		}
		return first
	}, distinct(s))
}

// Composed returns a text in NFC, in which the characters of distinct are those of their
// own that it makes of them.
func Composed(s string) string { return norm.NFC.String(distinct(s)) }

// IsASCII reports whether a text has no other characters than those of ASCII.
func IsASCII(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
