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
	from, to := rune(0), rune(-1) // between which no character is in the class
	for _, r := range text {
		switch {
		case r < utf8.RuneSelf:
			if c.plain[r] {
				return true
			}
		case r < from || r > to:
			if c.has(r) {
				return true
			}
			from, to = c.around(r)
		}
	}
	return false
}

// around returns from where to where no character is in one of the ranges, if one is not.
func (c *class) around(r rune) (from, to rune) {
	to = utf8.MaxRune
	i, _ := slices.BinarySearch(c.ranges, r)
	if i > 0 {
		from = c.ranges[i-1] + 1
	}
	if i < len(c.ranges) {
		to = c.ranges[i] - 1
	}
	return from, to
}

// has reports whether a character is in one of the ranges: whether the first end of one that is not
// before it ends a range, or is the character itself.
func (c *class) has(r rune) bool {
	i, found := slices.BinarySearch(c.ranges, r)
	return found || i%2 == 1
}
