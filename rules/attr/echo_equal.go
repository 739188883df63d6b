package attr

import (
	"strings"
	"unicode"
)

// An echoEqual says which texts are the same value.
type echoEqual struct {
	anyCase, trim bool
	phones        []bool // of which of the rule's attributes digits are all that counts
}

// form returns what the texts that are the same value of an attribute, given by
// its place, have in common.
func (e *echoEqual) form(attribute int, text string) string {
	if e.phones[attribute] {
		if number, ok := phoneForm(text); ok {
			return number
		}
	}
	if e.trim {
		text = strings.TrimSpace(text)
	}
	if e.anyCase {
		text = strings.Map(foldedRune, text)
	}
	return text
}

// foldedRune returns the least of the runes that differ from r in case only.
func foldedRune(r rune) rune {
	least := r
	for x := unicode.SimpleFold(r); x != r; x = unicode.SimpleFold(x) {
		least = min(least, x)
	}
	return least
}

// phoneForm returns a phone number without what is there for the eye, as a URI of
// RFC 3966, and whether the text is one.
func phoneForm(text string) (string, bool) {
	text = strings.ToLower(strings.TrimSpace(text))
	number, extension, extended := strings.Cut(strings.TrimPrefix(text, "tel:"), ";ext=")
	global := strings.HasPrefix(number, "+")
	digits, ok := phoneDigits(strings.TrimPrefix(number, "+"))
	if !ok {
		return "", false
	}
	form := "tel:"
	if global {
		form += "+"
	}
	form += digits
	if !extended {
		return form, true
	}
	digits, ok = phoneDigits(extension)
	return form + ";ext=" + digits, ok
}

// phoneDigits returns the digits of a text that has digits, and otherwise only what
// people put between them.
func phoneDigits(text string) (string, bool) {
	digits := strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || strings.ContainsRune("-.()/", r) {
			return -1
		}
		return r
	}, text)
	return digits, digits != "" && strings.Trim(digits, "0123456789") == ""
}
