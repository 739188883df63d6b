package kind

import (
	"errors"
	"regexp"
)

// maxPattern is the length of the longest regular expression in a rule file.
const maxPattern = 1024

var errLongPattern = errors.New("the regular expression is longer than 1024 bytes")

// Regexp compiles a regular expression of a sane length.
func Regexp(s string) (*regexp.Regexp, error) {
	if len(s) > maxPattern {
		return nil, errLongPattern
	}
	return regexp.Compile(s)
}
