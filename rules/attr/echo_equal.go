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

// same reports whether two texts are the same value of an attribute, given by its place: whether
// they have the same form.
func (e *echoEqual) same(attribute int, a, b string) bool {
	switch {
	case a == b:
		return true
	case e.phones[attribute]:
		return sameDigits(a, b) && e.form(attribute, a) == e.form(attribute, b)
	}
	if e.trim {
		a, b = strings.TrimSpace(a), strings.TrimSpace(b)
	}
	return a == b || e.anyCase && strings.EqualFold(a, b)
}

// sameDigits reports whether two texts have the same digits, as all have that are the same.
func sameDigits(a, b string) bool {
	i, j := 0, 0
	for {
		for i < len(a) && !isDigit(a[i]) {
			i++
		}
		for j < len(b) && !isDigit(b[j]) {
			j++
		}
		if i == len(a) || j == len(b) || a[i] != b[j] {
			return i == len(a) && j == len(b)
		}
		i, j = i+1, j+1
	}
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

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
