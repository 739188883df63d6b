package store

import (
	"regexp"
	"regexp/syntax"
	"slices"
	"unicode/utf8"
)

// A finder reports whether a text has something in it that a regular expression finds.
type finder func(text string) bool

// finderOf returns the finder of a regular expression. One that is a class of characters is not given
// to the package regexp, which takes 50 ms for a text of 1 MiB (BenchmarkFinder).
func finderOf(re *regexp.Regexp) finder {
	if re == nil { // whose fault is told already
		return nil
	}
	parsed, err := syntax.Parse(re.String(), syntax.Perl)
	if err != nil || parsed.Op != syntax.OpCharClass {
		return re.MatchString
	}
	c := &class{ranges: parsed.Rune}
	for r := range c.plain {
		c.plain[r] = c.has(rune(r))
	}
	return c.find
}

// A class is one of characters.
type class struct {
	ranges []rune // from and to, in their order
	plain  [utf8.RuneSelf]bool
}

func (c *class) find(text string) bool {
	for _, r := range text {
		if r < utf8.RuneSelf && c.plain[r] || r >= utf8.RuneSelf && c.has(r) {
			return true
		}
	}
	return false
}

// has reports whether a character is in one of the ranges: whether the first end of one that is not
// before it ends a range, or is the character itself.
func (c *class) has(r rune) bool {
	i, found := slices.BinarySearch(c.ranges, r)
	return found || i%2 == 1
}
