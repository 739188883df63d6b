package expression

import (
	"slices"
	"unicode"
)

type tokenKind byte

const (
	endToken tokenKind = iota
	wordToken
	numberToken
	textToken
	signToken // an operator or a bracket
)

// A token is a word of an expression.
type token struct {
	kind tokenKind
	at   int    // offset in characters
	text string // of a text what it says
}

// is reports whether a token is a sign or a word. A text in quotes is neither.
func (t token) is(text string) bool {
	return (t.kind == signToken || t.kind == wordToken) && t.text == text
}

// describe says what a token is, without a text of the expression.
func (t token) describe() string {
	switch t.kind {
	case endToken:
		return "the end of the expression"
	case textToken:
		return "a text in quotes"
	case numberToken:
		return "a number"
	}
	return t.text
}

// longSigns are the signs of two characters.
var longSigns = []string{"??", "?.", "||", "&&", "==", "!=", "<=", ">=", "**", ".."}

const shortSigns = "?!<>+|()[]{},:;.-*/%^=&"

// A lexer makes tokens of an expression.
type lexer struct {
	runes []rune
	at    int
}

// tokensOf returns the words of an expression, of which the last is its end.
func tokensOf(source string) ([]token, error) {
	l := &lexer{runes: []rune(source)}
	var list []token
	for {
		t, err := l.token()
		if err != nil {
			return nil, err
		}
		if list = append(list, t); t.kind == endToken {
			return list, nil
		}
	}
}

// token reads one token.
func (l *lexer) token() (token, error) {
	if err := l.skip(); err != nil {
		return token{}, err
	}
	start := l.at
	if start == len(l.runes) {
		return token{kind: endToken, at: start}, nil
	}
	switch r := l.runes[start]; {
	case r == '"' || r == '\'':
		text, err := l.quoted()
		return token{textToken, start, text}, err
	case r == '`':
		text, err := l.raw()
		return token{textToken, start, text}, err
	case '0' <= r && r <= '9':
		return token{numberToken, start, l.word()}, nil
	case isWord(r):
		return token{wordToken, start, l.word()}, nil
	}
	return l.sign()
}

// skip passes over space and comments.
func (l *lexer) skip() error {
	for l.at < len(l.runes) {
		switch {
		case unicode.IsSpace(l.runes[l.at]):
			l.at++
		case l.has("//"):
			for l.at < len(l.runes) && l.runes[l.at] != '\n' {
				l.at++
			}
		case l.has("/*"):
			start := l.at
			for l.at += 2; !l.has("*/"); l.at++ {
				if l.at >= len(l.runes) {
					return faultAt(start, "this comment has no end")
				}
			}
			l.at += 2
		default:
			return nil
		}
	}
	return nil
}

// has reports whether the next characters are these two.
func (l *lexer) has(two string) bool {
	return l.at+1 < len(l.runes) && string(l.runes[l.at:l.at+2]) == two
}

// word reads letters and digits.
func (l *lexer) word() string {
	start := l.at
	for l.at < len(l.runes) && isWord(l.runes[l.at]) {
		l.at++
	}
	return string(l.runes[start:l.at])
}

func isWord(r rune) bool {
	return r == '_' || r == '$' || unicode.IsLetter(r) || unicode.IsDigit(r)
}

// sign reads an operator or a bracket.
func (l *lexer) sign() (token, error) {
	start := l.at
	if slices.ContainsFunc(longSigns, l.has) {
		l.at += 2
		return token{signToken, start, string(l.runes[start:l.at])}, nil
	}
	if r := l.runes[start]; !slices.Contains([]rune(shortSigns), r) {
		return token{}, faultAt(start, "the character %#U is not allowed in expressions outside of quotes", r)
	}
	l.at++
	return token{signToken, start, string(l.runes[start])}, nil
}
