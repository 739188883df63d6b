package conformance

import (
	"regexp"
	"slices"
	"strings"

	"scimshim/rewrite/filter"
)

// quotes reports whether a sentence of the proxy's own holds a value out of the
// request: a text of the body that is not the name of anything, or a literal of
// the filter.
func (p *wildPlay) quotes(sentence string) bool {
	if strings.HasPrefix(sentence, "target: ") {
		return false
	}
	words := strings.FieldsFunc(sentence, func(r rune) bool { return strings.ContainsRune(" ,;:.[]()\"'", r) })
	for _, value := range p.values() {
		if len(value) <= 3 || slices.Contains(wildNames, value) {
			continue
		}
		if slices.Contains(words, value) || strings.Contains(value, " ") && strings.Contains(sentence, value) {
			return true
		}
	}
	return false
}

// wildNames are values in the corpus that are words of the proxy's own, too.
var wildNames = []string{"value", "display"}

// values returns the texts of the request that may be personal.
func (p *wildPlay) values() []string {
	values := wildTexts(wildDecode(p.asked.Body))
	if text, ok := p.asked.Param("filter"); ok {
		if e, _, err := filter.ParseLenient(text, filter.All); err == nil {
			filter.Walk(e, func(x filter.Expr) {
				if c, ok := x.(*filter.Compare); ok {
					if s, ok := c.Value.Text(); ok {
						values = append(values, s)
					}
				}
			})
		}
	}
	return values
}

// wildTexts returns the texts in a JSON value. What op, path, type and schemas
// hold is no person's.
func wildTexts(v any) []string {
	var texts []string
	switch v := v.(type) {
	case string:
		texts = append(texts, v)
	case []any:
		for _, element := range v {
			texts = append(texts, wildTexts(element)...)
		}
	case wildObject:
		for key, member := range v {
			switch key {
			case "op", "path", "type", "schemas", "resourceType":
			default:
				texts = append(texts, wildTexts(member)...)
			}
		}
	}
	return texts
}

// wildQuoted is where the targets quote the request in their sentences.
var wildQuoted = regexp.MustCompile(`(?s)(payload:|id :|filter:|with email| =)[ \[{"].*`)

// redacted returns a sentence of a target without what it quotes.
func (p *wildPlay) redacted(sentence string) string {
	if !strings.HasPrefix(sentence, "target: ") {
		return sentence
	}
	sentence = wildQuoted.ReplaceAllString(sentence, "$1 ...")
	for _, value := range p.values() {
		if len(value) > 3 {
			sentence = strings.ReplaceAll(sentence, value, "...")
		}
	}
	return sentence
}
