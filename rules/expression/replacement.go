package expression

import (
	"errors"
	"regexp"
	"regexp/syntax"
	"strconv"
	"strings"

	"scimshim/config/tree"
)

// A replacement is a regular expression and what is to stand in its place.
type replacement struct {
	match *regexp.Regexp
	with  string // as regexp.Expand takes it
	part  bool   // whether each match in a text is replaced, and not a text as a whole
}

// newReplacement returns a replacement, or what is wrong with the expression or
// with the text in its place.
func newReplacement(match, with string, part bool) (r *replacement, badMatch, badWith error) {
	r = &replacement{part: part}
	if r.match, badMatch = compileRegexp(match, part); badMatch != nil {
		return nil, badMatch, nil
	}
	r.with, badWith = expandable(with, r.match.NumSubexp())
	return r, nil, badWith
}

// compileRegexp compiles a regular expression, which without part matches a
// whole text only.
func compileRegexp(match string, part bool) (*regexp.Regexp, error) {
	re, err := regexp.Compile(match)
	var fault *syntax.Error
	switch {
	case errors.As(err, &fault): // without the text that it quotes
		return nil, errors.New("invalid regular expression: " + fault.Code.String())
	case err != nil:
		return nil, errors.New("invalid regular expression")
	case part:
		return re, nil
	}
	return regexp.Compile(`\A(?:` + match + `)\z`)
}

var groupRef = regexp.MustCompile(`\$(\d{0,3})`)

// expandable returns with as regexp.Expand takes it, in which $1x is the group 1
// and an x, and not a group of the name 1x.
func expandable(with string, groups int) (string, error) {
	for _, m := range groupRef.FindAllStringSubmatch(with, -1) {
		n, err := strconv.Atoi(m[1])
		if err != nil {
			return "", errors.New("expected the number of a group after a dollar sign, as in $1")
		}
		if n > groups {
			return "", errors.New("$" + m[1] + " is a group that match does not have; it has " + strconv.Itoa(groups))
		}
	}
	return groupRef.ReplaceAllString(with, `$${$1}`), nil
}

// apply returns the text with what matches replaced, and whether it matches.
func (r *replacement) apply(text string) (string, bool, error) {
	if len(text) > maxText {
		return "", false, errTooLong
	}
	if !r.part {
		at := r.match.FindStringSubmatchIndex(text)
		if at == nil {
			return text, false, nil
		}
		return boundedText(r.match.ExpandString(nil, r.with, text, at))
	}
	matches := r.match.FindAllStringSubmatchIndex(text, -1)
	if matches == nil {
		return text, false, nil
	}
	var out []byte
	last := 0
	for _, at := range matches {
		out = append(out, text[last:at[0]]...)
		out = r.match.ExpandString(out, r.with, text, at)
		if last = at[1]; len(out) > maxText {
			break
		}
	}
	return boundedText(append(out, text[last:]...))
}

// boundedText returns the outcome of a replacement, unless it is too long.
func boundedText(text []byte) (string, bool, error) {
	if len(text) > maxText {
		return "", false, errTooLong
	}
	return string(text), true, nil
}

// replacements reads a list of replacements.
func replacements(n *tree.Node) []*replacement {
	var list []*replacement
	for _, item := range n.All() {
		match, with := item.Need("match"), item.Need("with")
		part := item.Key("part").Bool()
		r, badMatch, badWith := newReplacement(match.String(), with.String(), part)
		if badMatch != nil {
			match.Errorf("%v", badMatch)
		}
		if badWith != nil {
			with.Errorf("%v", badWith)
		}
		list = append(list, r)
		item.Rest()
	}
	if n != nil && len(list) == 0 {
		n.Errorf("expected at least one replacement, such as {match: '(.*)@.*', with: '$1'}")
	}
	return list
}

// Word returns a transform of one word, in any case, to another.
func Word(from, to string) *Transform {
	match := regexp.MustCompile(`\A(?i:` + regexp.QuoteMeta(from) + `)\z`)
	return &Transform{list: []*replacement{{match: match, with: strings.ReplaceAll(to, "$", "$$")}}}
}
