package kind

import (
	"errors"
	"fmt"
	"regexp"
	"regexp/syntax"
)

// maxPattern is the length of the longest regular expression in a rule file.
const maxPattern = 1024

var errLongPattern = errors.New("the regular expression is longer than 1024 bytes")

// Regexp compiles a regular expression of a sane length, in the syntax of RE2.
func Regexp(s string) (*regexp.Regexp, error) {
	if len(s) > maxPattern {
		return nil, errLongPattern
	}
	re, err := regexp.Compile(s)
	var fault *syntax.Error
	if errors.As(err, &fault) {
		return nil, fmt.Errorf("invalid regular expression: %s in %q", fault.Code, fault.Expr)
	}
	return re, err
}
