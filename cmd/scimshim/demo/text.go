package demo

import (
	"encoding/json"
	"net/url"
	"strings"
	"unicode/utf8"

	"scimshim/cmd/scimshim/demo/cycle"
)

// lay returns the request as lines for reading: method and URL with the query
// decoded, and the body, of a PATCH its operations one a line.
func lay(r cycle.Request) []string {
	line := r.Method + " " + r.Path
	if q := decoded(r); q != "" {
		line += "?" + q
	}
	lines := []string{line}
	var patch struct{ Operations []json.RawMessage }
	switch {
	case r.Body == "":
	case r.Method == "PATCH" && json.Unmarshal([]byte(r.Body), &patch) == nil:
		for _, op := range patch.Operations {
			lines = append(lines, string(op))
		}
	default:
		lines = append(lines, r.Body)
	}
	return lines
}

// decoded returns the query, form-decoded once.
func decoded(r cycle.Request) string {
	if text, err := url.QueryUnescape(r.Query); err == nil {
		return text
	}
	return r.Query
}

// same reports whether two requests say the same: the same body, byte for byte,
// and the same query, decoded.
func same(r, other cycle.Request) bool {
	return r.Method == other.Method && r.Path == other.Path && r.Body == other.Body && decoded(r) == decoded(other)
}

// fold breaks a text into lines of at most so many columns, after a comma or a
// space where there is one in the line's second half.
func fold(text string, columns int) []string {
	var lines []string
	for utf8.RuneCountInString(text) > columns {
		head := string([]rune(text)[:columns])
		cut := strings.LastIndexByte(head, ',') + 1
		if cut < columns/2 || strings.HasPrefix(text[cut:], " ") {
			cut = strings.LastIndexByte(head, ' ') + 1
		}
		if cut < columns/2 {
			cut = len(head)
		}
		lines = append(lines, text[:cut])
		text = text[cut:]
	}
	return append(lines, text)
}

// clip shortens a text to at most so many columns.
func clip(text string, columns int) string {
	if utf8.RuneCountInString(text) <= columns {
		return text
	}
	return string([]rune(text)[:columns-1]) + "…"
}

// pad fills a text up to so many columns.
func pad(text string, columns int) string {
	return text + strings.Repeat(" ", max(0, columns-utf8.RuneCountInString(text)))
}

// A paint colours text for a terminal, or for anything else leaves it alone.
type paint bool

func (p paint) bold(s string) string { return p.in("1", s) }
func (p paint) dim(s string) string  { return p.in("2", s) }
func (p paint) good(s string) string { return p.in("32", s) }
func (p paint) bad(s string) string  { return p.in("31", s) }

func (p paint) in(code, s string) string {
	if !p {
		return s
	}
	return "\x1b[" + code + "m" + s + "\x1b[0m"
}
