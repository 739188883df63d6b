package mockserver

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"unicode"

	"scimshim/proxy/mock"
)

// A log serves a target and writes a line for each request, and below it the cause of a refusal
// that the target keeps to itself.
type log struct {
	target *mock.Target

	mu sync.Mutex
	w  io.Writer
}

// ServeHTTP serves a request.
func (l *log) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	answer := &statusWriter{ResponseWriter: w}
	l.target.ServeHTTP(answer, r)
	l.mu.Lock()
	defer l.mu.Unlock()
	fmt.Fprintln(l.w, answer.status, r.Method, readable(r.URL))
	for _, seen := range l.target.Take() { // nobody else asks for the requests, so they need not be kept
		if seen.Cause != "" {
			fmt.Fprintf(l.w, "    %s: %s\n", seen.Method, seen.Cause)
		}
	}
}

// readable returns the path and the query of a URL decoded, for reading.
func readable(u *url.URL) string {
	text := u.Path
	if query, err := url.QueryUnescape(u.RawQuery); err != nil {
		text += "?" + u.RawQuery
	} else if query != "" {
		text += "?" + query
	}
	return strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return '.' // nothing of a request may steer the terminal
		}
		return r
	}, text)
}

// A statusWriter remembers the status of an answer.
type statusWriter struct {
	http.ResponseWriter
	status int
}

func (s *statusWriter) WriteHeader(status int) {
	s.status = status
	s.ResponseWriter.WriteHeader(status)
}
