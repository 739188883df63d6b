package kind

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"scimshim/config/tree"
)

// Prefixes are short words for the URNs of schema extensions, so that a rule file may write
// enterprise.department for
// urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department, and enterprise for
// all of the extension.
type Prefixes map[string]string

// CorePrefixes are those of the extensions of RFC 7643.
var CorePrefixes = Prefixes{"enterprise": "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"}

// A grown is where a text became longer: from the character at, by that many characters.
type grown struct{ at, by int }

// Long returns a path, filter or pattern with the URNs for their words.
func (p Prefixes) Long(text string) string {
	text, _ = p.long(text)
	return text
}

// long returns a path, filter or pattern with the URNs for their words, and where it grew.
func (p Prefixes) long(text string) (string, []grown) {
	var b strings.Builder
	var growth []grown
	quoted, begins := false, true
	for rest, at := text, 0; rest != ""; {
		if begins && !quoted {
			if word, urn := p.at(rest); word != "" {
				b.WriteString(urn)
				by := len(urn) - len(word)
				if rest = rest[len(word):]; strings.HasPrefix(rest, ".") {
					rest = ":" + rest[1:]
				}
				at += len(urn)
				growth, begins = append(growth, grown{at: at, by: by}), false
				continue
			}
		}
		r, size := utf8.DecodeRuneInString(rest)
		if r == '\\' && quoted && len(rest) > size {
			_, next := utf8.DecodeRuneInString(rest[size:])
			b.WriteString(rest[:size+next])
			rest, at = rest[size+next:], at+2
			continue
		}
		quoted = quoted != (r == '"')
		begins = strings.ContainsRune(" ([{", r)
		b.WriteString(rest[:size])
		rest, at = rest[size:], at+1
	}
	return b.String(), growth
}

// at returns the word that a text begins with, and its URN.
func (p Prefixes) at(text string) (word, urn string) {
	end := nameLength(text)
	urn, ok := p[text[:end]]
	if !ok || end < len(text) && !strings.ContainsRune(". )]}", rune(text[end])) {
		return "", ""
	}
	return text[:end], urn
}

// A shifted is an error about a text that had become longer, with the column in that which
// the file has.
type shifted struct {
	error
	column   int
	sentence string
}

func (s *shifted) Error() string { return fmt.Sprintf("column %d: %s", s.column, s.sentence) }

// Col returns the column, counted from 1 in characters.
func (s *shifted) Col() int { return s.column }

// shorter returns the error with its column in the text before it grew.
func shorter(err error, growth []grown) error {
	var c interface{ Col() int }
	if len(growth) == 0 || !errors.As(err, &c) || c.Col() < 1 {
		return err
	}
	column := c.Col()
	for i := len(growth) - 1; i >= 0; i-- {
		if g := growth[i]; column > g.at {
			column -= g.by
		} else if column > g.at-g.by { // inside the URN
			column = g.at - g.by
		}
	}
	_, sentence, ok := strings.Cut(err.Error(), fmt.Sprintf("column %d: ", c.Col()))
	if !ok {
		sentence = err.Error()
	}
	return &shifted{error: err, column: column, sentence: sentence}
}

// parse is [tree.Parse] of a text in which words may stand for the URNs of extensions.
func parse[T any](b *Build, n *tree.Node, read func(string) (T, error)) T {
	return tree.Parse(n, func(text string) (T, error) {
		text, growth := b.Prefixes.long(text)
		v, err := read(text)
		return v, shorter(err, growth)
	})
}
