package form

import (
	"strings"

	"scimshim/config/tree"
	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rules/kind"
)

// lenient lets filters and PATCH paths be read that leave the grammar of
// RFC 7644 in the named way:
//
//	lenient: unquoted
//
// The forms are element-compare (emails[type eq "work"].value eq "x", which
// means the value path with one more term), unquoted (userName eq joe),
// unescaped (a quote or backslash in a value without its backslash),
// plus-space (a plus sign for a space, in a query encoded twice), spacing
// (more, less or other white space than one space) and typed-path
// (emails.work.value, for emails[type eq "work"].value). What was read is sent on in
// the form of RFC 7644. The rule counts as changing a message that could not
// have been read without it. Without such a rule the filter is refused. Its place in
// the chain does not matter: reading comes before all rules.
type lenient struct {
	kind.Inert
	form filter.Lenience
}

func newLenient(_ *kind.Build, n *tree.Node) rewrite.Rule {
	return lenient{form: tree.Parse(n, func(word string) (filter.Lenience, error) {
		return filter.ParseLenience(strings.ReplaceAll(word, "-", "_"))
	})}
}

func (l lenient) Lenience() filter.Lenience { return l.form }
