package expression

import "fmt"

// A fault is what is wrong with an expression. It does not repeat the texts in it.
type fault struct {
	at  int // offset in characters, or -1 for all of it
	msg string
}

func (f *fault) Error() string { return f.msg }

// Col returns the column, for readers of files that hold expressions.
func (f *fault) Col() int { return f.at + 1 }

func faultAt(at int, format string, args ...any) *fault {
	return &fault{at, fmt.Sprintf(format, args...)}
}

const (
	notAllowed = "this is not allowed in expressions; they consist of texts, functions, operators and conditions"
	onlyInName = "a dot is allowed only in an attribute name, such as name.givenName"
)
