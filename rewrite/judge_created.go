package rewrite

import (
	"strings"

	"scimshim/rewrite/filter"
)

// telling are the attributes by which a created resource is known again.
var telling = [...]filter.Path{{Name: "userName"}, {Name: "externalId"}, {Name: "displayName"}}

// judgeCreated checks a created resource against the one that was sent. The account
// is there by now, so that a false alarm is dear: the client creates it once more,
// and meets a conflict for ever.
func (m *Message) judgeCreated() (sure bool, err error) {
	sure = true
	for _, p := range telling {
		sent, ok := Lookup(m.sent, p)
		if !ok || m.isLoose(p) || saysNothing(sent) {
			continue
		}
		got, shown := Lookup(m.Body, p)
		switch {
		case shown && sameValue(sent, got):
		case !shown, saysNothing(got), p.Name == "displayName", p.Name == "userName" && sameInDomain(sent, got):
			sure = false
		default:
			return false, BadAnswer(AnswerContradicts, "the target answered the creation with another %s than "+
				"was sent", p.Name)
		}
	}
	return sure, nil
}

// saysNothing reports whether a JSON text is a string of nothing but blanks, which
// targets show for a value that is not there.
func saysNothing(json string) bool {
	text, ok := Text(json)
	return ok && strings.TrimSpace(text) == ""
}

// sameValue reports whether two JSON texts are the same value but for what a
// target may do to it when it stores it; a number may come back as its text.
func sameValue(a, b string) bool {
	return filter.SameText(plainText(a), plainText(b))
}

// plainText returns the string that a JSON text is, or else the text itself.
func plainText(json string) string {
	if text, ok := Text(json); ok {
		return text
	}
	return json
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
