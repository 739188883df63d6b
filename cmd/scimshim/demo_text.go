package main

import (
	"encoding/json"
	"net/url"
	"strings"
	"unicode/utf8"
)

// lay returns the request as lines for reading: method and URL with the query
// decoded, and the body, of a PATCH its operations one a line.
func (r demoRequest) lay() []string {
	line := r.method + " " + r.path
	if q := r.decoded(); q != "" {
		line += "?" + q
	}
	lines := []string{line}
	var patch struct{ Operations []json.RawMessage }
	switch {
	case r.body == "":
	case r.method == "PATCH" && json.Unmarshal([]byte(r.body), &patch) == nil:
		for _, op := range patch.Operations {
			lines = append(lines, string(op))
		}
	default:
		lines = append(lines, r.body)
	}
	return lines
}

// decoded returns the query, form-decoded once.
func (r demoRequest) decoded() string {
	if text, err := url.QueryUnescape(r.query); err == nil {
		return text
	}
	return r.query
}

// same reports whether two requests say the same: the same body, byte for byte,
// and the same query, decoded.
func (r demoRequest) same(other demoRequest) bool {
	return r.method == other.method && r.path == other.path && r.body == other.body && r.decoded() == other.decoded()
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
