package filter

import (
	"strings"
	"unicode/utf8"

	textcases "golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// SameText reports whether two texts are the same but for what targets do to a
// text when they store it: blanks go at its ends, several become one, the form of
// Unicode becomes NFC, the case changes. Case is Unicode's own, by which "ß" is
// "SS", but for what distinct says.
func SameText(a, b string) bool {
	a, b = distinct(a), distinct(b)
	return a == b || foldText(Tidy(a)) == foldText(Tidy(b))
}

// EqualFold reports whether two texts differ in case only: strings.EqualFold, but for
// what distinct says.
func EqualFold(a, b string) bool { return strings.EqualFold(distinct(a), distinct(b)) }

// distinct returns a text in which the long s and the Kelvin sign are characters of
// their own. Unicode takes them for an s and a k in another case, or form; but nobody is
// named with them, and who has given himself such a name is not the one without.
func distinct(s string) string {
	if isASCII(s) {
		return s
	}
	return lookalikes.Replace(s)
}

// lookalikes replaces them by characters of the private use area, which have no case.
var lookalikes = strings.NewReplacer("\u017f", "\ue17f", "\u212a", "\ue12a")

// Tidy returns a text without blanks at its ends, with one in the place of
// several, and in NFC.
func Tidy(s string) string {
	if isTidy(s) {
		return s
	}
	return norm.NFC.String(strings.Join(strings.Fields(s), " "))
}

// isTidy tells quickly of most texts that Tidy changes nothing in them.
func isTidy(s string) bool {
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

// foldText returns a tidy text that stands for all cases of it.
func foldText(s string) string {
	if isASCII(s) {
		return Lower(s)
	}
	return norm.NFC.String(textcases.Fold().String(norm.NFD.String(s)))
}

// stored compares two strings as targets store them. The case decides where the
// attribute has one; nothing but a target's own order of characters decides which
// of two comes first.
func (c comparison) stored(op Op, value, want string) Truth {
	value, want = norm.NFC.String(distinct(value)), norm.NFC.String(distinct(want))
	if c.answered || !op.IsPart() { // the blank before a part is a part of it
		value, want = Tidy(value), Tidy(want)
	}
	t := parts(op, value, want)
	if !c.fold {
		return t
	}
	folded := parts(op, foldText(value), foldText(want))
	if c.exact {
		return agreed(t, folded)
	}
	return folded
}
