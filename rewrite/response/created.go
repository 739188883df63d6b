package response

import (
	"strings"
	"unicode"

	"scimshim/rewrite/filter/compare"
	"scimshim/rewrite/json"
)

// telling are the attributes by which a created resource is known again.
var telling = [...]string{"userName", "externalId", "displayName"}

// Created compares a created resource with the one that was sent, of users or of
// another kind. It returns the name of an attribute that shows it to be another one,
// if there is one, and otherwise whether what is shown proves it to be the same. Of
// the attributes for which skip returns true nothing is concluded.
//
// The account is there by now, so that a false alarm is dear: the client creates it
// once more, and meets a conflict for ever.
func Created(sent, got json.Value, users bool, skip func(name string) bool) (differs string, sure bool) {
	sure = true
	known := false // by a userName or an externalId
	for _, name := range telling {
		was, ok := sent.Lookup(name)
		if !ok || skip(name) || json.IsBlank(was) {
			continue
		}
		is, shown := got.Lookup(name)
		switch {
		case shown && sameValue(was, is):
			known = true
		case !shown, json.IsBlank(is), known && name == "displayName", mayAlter(name, users, was, is):
			sure = false
		default:
			return name, false
		}
	}
	return "", sure
}

// mayAlter reports whether a target may make the one value of the other when it
// stores it. It makes a user's displayName of his name. That of a group is what the
// group is known by, if nothing else: taken for another's, members would be given
// the rights of that one. It may become a slug, or get a domain.
func mayAlter(name string, users bool, sent, got string) bool {
	switch name {
	case "userName":
		return sameInDomain(sent, got)
	case "displayName":
		return users || sameInDomain(sent, got) || sameSlug(sent, got)
	}
	return false
}

// sameSlug reports whether two names have the same letters and digits.
func sameSlug(a, b string) bool {
	x, y := slug(a), slug(b)
	return x != "" && compare.Same(x, y)
}

func slug(value string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.M, r) {
			return r
		}
		return -1
	}, PlainText(value))
}

// sameValue reports whether two JSON texts are the same value but for what a
// target may do to it when it stores it; a number may come back as its text.
func sameValue(a, b string) bool {
	return compare.Same(PlainText(a), PlainText(b))
}

// PlainText returns the string that a JSON text is, or else the text itself. Some
// services show a single value as a list, or an object, of one.
func PlainText(value string) string {
	if value != "" && value[0] == '[' {
		n := 0
		for e := range json.Elements(value) {
			if n++; n == 1 {
				value = e
			}
		}
		if n > 1 {
			return ""
		}
	}
	if inner, ok := json.Lookup(value, "value"); ok {
		value = inner
	}
	if text, ok := json.Text(value); ok {
		return text
	}
	return value
}

// sameInDomain reports whether two names are the same, of which one has the domain
// before it that the target keeps its users in, as WSO2's PRIMARY/anna has, or
// Windows' EXAMPLE\anna. It takes one such domain, without blanks: what a target
// puts before a name is its own, while a name that differs in itself, in its end or
// in a second part is another person's.
func sameInDomain(a, b string) bool {
	x, y := PlainText(a), PlainText(b)
	if len(x) > len(y) {
		x, y = y, x
	}
	at := strings.IndexAny(y, `/\`)
	if at <= 0 || strings.ContainsAny(x, `/\`) || strings.ContainsAny(y[:at], " @") {
		return false
	}
	return compare.Same(x, y[at+1:])
}
