package expression

import (
	"strings"
	"unicode/utf8"
)

// A functionError says why an expression cannot be worked out for a value,
// which it does not repeat.
type functionError string

func (e functionError) Error() string { return string(e) }

// A function makes a term of terms of the sorts that it takes.
type function struct {
	takes []sort
	more  bool // whether there may be more of the last sort
	term  func(args []term) term
}

// functions are the functions of expressions. A text that is not there is an empty one.
var functions = map[string]function{
	"lower":    ofText(strings.ToLower),
	"upper":    ofText(strings.ToUpper),
	"trim":     ofText(strings.TrimSpace),
	"digits":   ofText(onlyDigits),
	"local":    ofText(func(s string) string { local, _ := splitAddress(s); return local }),
	"domain":   ofText(func(s string) string { _, domain := splitAddress(s); return domain }),
	"guest":    ofText(repairGuest),
	"before":   ofTexts(func(s, sep string) (string, error) { head, _, _ := strings.Cut(s, sep); return head, nil }),
	"after":    ofTexts(func(s, sep string) (string, error) { _, tail, _ := strings.Cut(s, sep); return tail, nil }),
	"fallback": {[]sort{aText}, true, fallback},
	"coalesce": {[]sort{aText}, true, fallback},
	"len": {[]sort{aText}, false, func(args []term) term {
		return numberTerm(with(args[0].text, func(s string) (int, error) { return utf8.RuneCountInString(s), nil }))
	}},
	"cut": {[]sort{aText, aNumber}, false, func(args []term) term {
		return textTerm(withBoth(args[0].text, args[1].number, cutText))
	}},
}

func ofText(f func(string) string) function {
	return function{[]sort{aText}, false, func(args []term) term {
		return textTerm(with(args[0].text, func(s string) (string, error) { return f(s), nil }))
	}}
}

func ofTexts(f func(s, t string) (string, error)) function {
	return function{[]sort{aText, aText}, false, func(args []term) term {
		return textTerm(withBoth(args[0].text, args[1].text, f))
	}}
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
func concat(a, b string) (string, error) {
	if len(a)+len(b) > maxText {
		return "", errTooLong
	}
	return a + b, nil
}

const errTooLong = functionError("the text becomes too long")

// fallback is the first text that is not empty. All are worked out.
func fallback(args []term) term {
	return textTerm(func(in frame) (first string, err error) {
		for _, a := range args {
			text, err := a.text(in)
			if err != nil {
				return "", err
			}
			if first == "" {
				first = text
			}
		}
		return first, nil
	})
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
