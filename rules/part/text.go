package part

import (
	"regexp"
	"unicode/utf8"

	"scimshim/rewrite"
	"scimshim/rewrite/filter"
)

// A TextLimit says which texts a target takes for an attribute of one value.
type TextLimit struct {
	Path    filter.Path
	Longest int            // in characters; 0 for any length
	Fits    *regexp.Regexp // nil for any text
	Says    string         // what the administrator is told, as the end of a sentence
}

// Takes reports whether the target takes a text, as it does an empty one.
func (l *TextLimit) Takes(text string) bool {
	if text == "" {
		return true
	}
	return (l.Longest == 0 || utf8.RuneCountInString(text) <= l.Longest) && (l.Fits == nil || l.Fits.MatchString(text))
}

// Asked refuses a filter that compares the attribute with a text that the target does
// not take.
func (l *TextLimit) Asked(m *rewrite.Message) error {
	e, err := m.Filter()
	if e == nil || err != nil {
		return err
	}
	filter.Walk(e, func(x filter.Expr) {
		c, ok := x.(*filter.Compare)
		if !ok || !m.Same(c.Path, l.Path) {
			return
		}
		if text, ok := c.Value.Text(); ok && !l.Takes(text) {
			err = rewrite.Refuse(rewrite.FilterUnsupported, "invalidFilter",
				"the target cannot be asked for this value of %s: %s", l.Path, l.Says)
		}
	})
	return err
}
