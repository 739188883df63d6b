package expression

import (
	"strings"
	"unicode/utf8"

	"github.com/expr-lang/expr"
)

// A functionError says why an expression cannot be worked out for a value,
// which it does not repeat.
type functionError string

func (e functionError) Error() string { return string(e) }

// expressionFunctions are the functions of expressions. A text that is not
// there is an empty one.
var expressionFunctions = []expr.Option{
	ofText("lower", strings.ToLower),
	ofText("upper", strings.ToUpper),
	ofText("trim", strings.TrimSpace),
	ofText("digits", onlyDigits),
	ofText("local", func(s string) string { local, _ := splitAddress(s); return local }),
	ofText("domain", func(s string) string { _, domain := splitAddress(s); return domain }),
	ofText("guest", repairGuest),
	ofTexts("before", func(s, sep string) string { head, _, _ := strings.Cut(s, sep); return head }),
	ofTexts("after", func(s, sep string) string { _, tail, _ := strings.Cut(s, sep); return tail }),
	expr.Function("len", func(p ...any) (any, error) { return utf8.RuneCountInString(p[0].(string)), nil },
		new(func(string) int)),
	expr.Function("cut", func(p ...any) (any, error) { return cutText(p[0].(string), p[1].(int)) },
		new(func(string, int) string)),
	expr.Function("fallback", fallback, new(func(string, ...string) string)),
	expr.Function("coalesce", fallback, new(func(string, ...string) string)),
	expr.Function(concatName, concat, new(func(string, string) string)),
	expr.Function("replace", func(p ...any) (any, error) {
		text, _, err := p[1].(*replacement).apply(p[0].(string))
		return text, err
	}, new(func(string, *replacement) string)),
}

// concatName is the function that + stands for. No name in an expression can be
// spelled so.
const concatName = "+"

func ofText(name string, f func(string) string) expr.Option {
	return expr.Function(name, func(p ...any) (any, error) { return f(p[0].(string)), nil },
		new(func(string) string))
}

func ofTexts(name string, f func(s, t string) string) expr.Option {
	return expr.Function(name, func(p ...any) (any, error) { return f(p[0].(string), p[1].(string)), nil },
		new(func(string, string) string))
}

// cutText returns the first n characters of a text.
func cutText(s string, n int) (string, error) {
	if n < 0 {
		return "", functionError("cut takes a number of characters, which must not be negative")
	}
	for i := range s {
		if n == 0 {
			return s[:i], nil
		}
		n--
	}
	return s, nil
}

// concat joins two texts, up to a length: an expression that doubles a text
// often enough would fill the memory.
func concat(p ...any) (any, error) {
	a, b := p[0].(string), p[1].(string)
	if len(a)+len(b) > maxText {
		return "", errTooLong
	}
	return a + b, nil
}

const errTooLong = functionError("the text becomes too long")

// fallback returns the first text that is not empty.
func fallback(p ...any) (any, error) {
	for _, text := range p {
		if text != "" {
			return text, nil
		}
	}
	return "", nil
}

func onlyDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if '0' <= r && r <= '9' {
			return r
		}
		return -1
	}, s)
}

// splitAddress returns the parts of an e-mail address before and behind its
// last @, or all of the text and nothing where there is none.
func splitAddress(s string) (local, domain string) {
	at := strings.LastIndexByte(s, '@')
	if at < 0 {
		return s, ""
	}
	return s[:at], s[at+1:]
}

// repairGuest returns the e-mail address that Entra ID makes the name of a guest
// of, ada_example.com#EXT#@contoso.onmicrosoft.com of ada@example.com. The last
// underscore was the @, since no domain has one. Another text stays as it is.
//
// https://learn.microsoft.com/entra/external-id/user-properties
func repairGuest(s string) string {
	const mark = "#EXT#@"
	i := strings.Index(strings.ToUpper(s), mark)
	if i < 0 || i > len(s) || len(strings.ToUpper(s)) != len(s) {
		return s
	}
	at := strings.LastIndexByte(s[:i], '_')
	if at < 0 {
		return s
	}
	return s[:at] + "@" + s[at+1:i]
}
