package probe

import (
	"regexp"
	"strings"
	"unicode"
)

// maxWords is how many characters of the words of the target are repeated.
const maxWords = 160

// saying returns what a refusal says, and after it the target's own words, if there are any. They are
// about what the probe has made, whose values are left out.
func (r *Report) saying(a *answer) string {
	if words := r.words(a); words != "" && a.status >= 400 {
		return a.String() + ": " + words
	}
	return a.String()
}

// words returns the words of an error on one line, without values that were sent.
func (r *Report) words(a *answer) string {
	text := strings.Join(strings.FieldsFunc(a.detail, func(c rune) bool {
		return unicode.IsSpace(c) || unicode.IsControl(c)
	}), " ")
	for _, o := range r.owned {
		for _, value := range []string{o.id, o.name} {
			if value != "" {
				text = strings.ReplaceAll(text, value, "...")
			}
		}
	}
	text = ownValue.ReplaceAllString(text, "...")
	if runes := []rune(text); len(runes) > maxWords {
		text = string(runes[:maxWords]) + "..."
	}
	return text
}

// ownValue is a value that the probe makes up.
var ownValue = regexp.MustCompile(`((mail-|home-)?scimshim-probe-[0-9a-f]+(@example\.com)?|Probe [0-9a-f]{6})`)

// pattern returns an expression for errors with the same words.
func pattern(words string) string {
	parts := strings.Split(words, "...")
	for i := range parts {
		parts[i] = regexp.QuoteMeta(parts[i])
	}
	return "^" + strings.Join(parts, ".*")
}
