package expression

import (
	"fmt"
	"regexp/syntax"
	"strings"
)

// Twice says how two values become one by the list alone, whatever the data are:
// it names them itself. It is empty if nothing shows that. With keep, what the list
// does not match stays.
func (t *Transform) Twice(keep, exact bool) string {
	for i, r := range t.list {
		if r == nil || r.part || strings.Contains(r.with, "$") {
			continue
		}
		word, single := literalOf(r, exact)
		if !single {
			return fmt.Sprintf("everything that match number %d accepts becomes %q", i+1, r.with)
		}
		for j, other := range t.list[:i] {
			if other != nil && !other.part && sameValue(other.with, r.with, exact) {
				return fmt.Sprintf("something that match number %d accepts and something that match number %d "+
					"accepts both become %q", j+1, i+1, r.with)
			}
		}
		made, ok, _ := t.Apply(r.with)
		if stays := !ok && keep || ok && sameValue(made, r.with, exact); stays && !sameValue(word, r.with, exact) {
			return fmt.Sprintf("%q becomes %q, and %q stays as it is", word, r.with, r.with)
		}
	}
	return ""
}

// MayMeet reports whether what the list makes of one value may be another one that
// stays: of keep with groups only the data can tell.
func (t *Transform) MayMeet(keep bool) bool {
	for _, r := range t.list {
		if keep && r != nil && strings.Contains(r.with, "$") {
			return true
		}
	}
	return false
}

func sameValue(a, b string, exact bool) bool {
	return a == b || !exact && strings.EqualFold(a, b)
}

// literalOf returns the only value that a replacement matches, if it is one.
func literalOf(r *replacement, exact bool) (string, bool) {
	re, err := syntax.Parse(r.match.String(), syntax.Perl)
	if err != nil {
		return "", false
	}
	word := ""
	parts := []*syntax.Regexp{re}
	if re.Op == syntax.OpConcat {
		parts = re.Sub
	}
	for _, p := range parts {
		switch p.Op {
		case syntax.OpBeginText, syntax.OpEndText, syntax.OpEmptyMatch:
		case syntax.OpLiteral:
			if exact && p.Flags&syntax.FoldCase != 0 {
				return "", false
			}
			word += string(p.Rune)
		default:
			return "", false
		}
	}
	return word, true
}
