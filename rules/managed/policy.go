package managed

import (
	"regexp"
	"slices"

	"scimshim/rewrite/filter/compare"
)

// A policy says which groups are the client's to manage, by their displayName.
type policy struct {
	usersOnly            bool
	only, never, protect patterns
}

// patterns are regular expressions, of which each has to match all of a name.
type patterns []*regexp.Regexp

// match reports whether one of them matches a name. The name is as targets store it, so that
// blanks around it do not make another group of it.
func (list patterns) match(name string) bool {
	name = compare.Tidy(name)
	return slices.ContainsFunc(list, func(p *regexp.Regexp) bool { return p.MatchString(name) })
}

// whole returns a regular expression that matches a name as a whole, in any case: displayName is
// compared without regard to it (RFC 7643, section 8.7.1).
func whole(pattern string) (*regexp.Regexp, error) {
	return regexp.Compile(`(?i)\A(?:` + pattern + `)\z`)
}

// selects reports whether there are groups that the policy refuses.
func (p *policy) selects() bool { return p.usersOnly || len(p.only)+len(p.never) > 0 }

// refuses returns the key of the rule file by which a group is not the client's to manage; an empty
// text if it is.
func (p *policy) refuses(name string) (key string) {
	switch {
	case p.usersOnly:
		return "users_only"
	case len(p.only) > 0 && !p.only.match(name):
		return "only"
	case p.never.match(name):
		return "never"
	}
	return ""
}
