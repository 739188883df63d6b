package rewrite

import (
	"strings"
	"unicode"

	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
)

// telling are the attributes by which a created resource is known again.
var telling = [...]filter.Path{{Name: "userName"}, {Name: "externalId"}, {Name: "displayName"}}

// judgeCreated checks a created resource against the one that was sent. The account
// is there by now, so that a false alarm is dear: the client creates it once more,
// and meets a conflict for ever.
func (m *Message) judgeCreated() (sure bool, err error) {
	sure = true
	known := false // by a userName or an externalId
	for _, p := range telling {
		sent, ok := Lookup(m.sent, p)
		if !ok || m.isLoose(p) || saysNothing(sent) {
			continue
		}
		got, shown := Lookup(m.Body, p)
		switch {
		case shown && sameValue(sent, got):
			known = true
		case !shown, saysNothing(got), known && p.Name == "displayName", m.mayAlter(p, sent, got):
			sure = false
		default:
			return false, BadAnswer(AnswerContradicts, "the target answered the creation with another %s than "+
				"was sent", p.Name)
		}
	}
	return sure, nil
}

// mayAlter reports whether a target may make the one value of the other when it
// stores it. It makes a user's displayName of his name. That of a group is what the
// group is known by, if nothing else: taken for another's, members would be given
// the rights of that one. It may become a slug, or get a domain.
func (m *Message) mayAlter(p filter.Path, sent, got string) bool {
	switch p.Name {
	case "userName":
		return sameInDomain(sent, got)
	case "displayName":
		return filter.Fold(m.Resource, "Users") || sameInDomain(sent, got) || sameSlug(sent, got)
	}
	return false
}

// sameSlug reports whether two names have the same letters and digits.
func sameSlug(a, b string) bool {
	x, y := slug(a), slug(b)
	return x != "" && filter.SameText(x, y)
}

func slug(value string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.M, r) {
			return r
		}
		return -1
	}, plainText(value))
}

// saysNothing reports whether a JSON text is a string of nothing but blanks, which
// targets show for a value that is not there.
func saysNothing(value string) bool {
	text, ok := json.Text(value)
	return ok && strings.TrimSpace(text) == ""
}

// sameValue reports whether two JSON texts are the same value but for what a
// target may do to it when it stores it; a number may come back as its text.
func sameValue(a, b string) bool {
	return filter.SameText(plainText(a), plainText(b))
}

// plainText returns the string that a JSON text is, or else the text itself. Some
// services show a single value as a list, or an object, of one.
func plainText(value string) string {
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
	if inner, ok := Lookup(value, filter.Path{Name: "value"}); ok {
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
	x, y := plainText(a), plainText(b)
	if len(x) > len(y) {
		x, y = y, x
	}
	at := strings.IndexAny(y, `/\`)
	if at <= 0 || strings.ContainsAny(x, `/\`) || strings.ContainsAny(y[:at], " @") {
		return false
	}
	return filter.SameText(x, y[at+1:])
}
