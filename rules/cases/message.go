package cases

import (
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"strconv"
	"strings"

	"scimshim/rewrite"
)

// errUnanswered ends the way of a request that no answer is given for.
var errUnanswered = errors.New("the target does not answer in this case")

// refused returns the refusal that an error is.
func refused(err error) (*rewrite.Refusal, bool) {
	var r *rewrite.Refusal
	ok := errors.As(err, &r)
	return r, ok
}

// A headerLine is a field of a header, and httpVersion is what may stand after a
// request's URL and before an answer's status.
var (
	headerLine  = regexp.MustCompile("^[!#$%&'*+.^_`|~0-9A-Za-z-]+:")
	httpVersion = regexp.MustCompile(` HTTP/[0-9.]+$`)
	beforeCode  = regexp.MustCompile(`^HTTP/[0-9.]+ +`)
)

// CutMessage splits a message, as people and programs write it down, into its first
// line without the version of HTTP, its header lines and its body. The empty line
// between may be missing where nothing, or a JSON text, follows.
func CutMessage(text string) (first string, header []string, body string) {
	text = strings.TrimLeft(strings.ReplaceAll(text, "\r\n", "\n"), "\n")
	first, rest, _ := strings.Cut(text, "\n")
	first = httpVersion.ReplaceAllString(strings.TrimSpace(first), "")
	for headerLine.MatchString(rest) {
		var line string
		line, rest, _ = strings.Cut(rest, "\n")
		header = append(header, line)
	}
	return beforeCode.ReplaceAllString(first, ""), header, strings.TrimSpace(rest)
}

// ParseRequest reads a request: a line with method and URL below the base, header lines, of
// which If-Match counts, an empty line, the body.
func ParseRequest(text string) (*rewrite.Message, error) {
	line, header, body := CutMessage(text)
	method, target, ok := strings.Cut(line, " ")
	if !ok {
		return nil, fmt.Errorf("a request begins with a method and a URL, such as GET /Users/42")
	}
	target = strings.TrimSpace(target)
	path, query, _ := strings.Cut(target, "?")
	resource, id, _ := strings.Cut(strings.Trim(path, "/"), "/")
	m := &rewrite.Message{Method: method, Resource: resource, Body: body, Route: Route}
	m.IfMatch = field(header, "If-Match")
	var err error
	if m.ID, err = url.PathUnescape(id); err != nil {
		return nil, fmt.Errorf("the URL of the request: %w", err)
	}
	m.Query = parseQuery(query)
	return m, nil
}

// parseQuery reads a query that is form-encoded, or, for reading by people, as
// plain as one likes: a blank is a blank, and what is no escape is itself.
func parseQuery(query string) []rewrite.Param {
	var list []rewrite.Param
	for pair := range strings.SplitSeq(query, "&") {
		if pair == "" {
			continue
		}
		name, value, _ := strings.Cut(pair, "=")
		if text, err := url.QueryUnescape(value); err == nil {
			value = text
		}
		list = append(list, rewrite.Param{Name: name, Value: value})
	}
	return list
}

// FormatRequest writes a request with its query decoded, for reading, and the
// header fields that rules set.
func FormatRequest(m *rewrite.Message) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s /%s", m.Method, m.Resource)
	if m.ID != "" {
		b.WriteString("/" + strings.ReplaceAll(m.ID, "%", "%25"))
	}
	for i, p := range m.Query {
		b.WriteByte("?&"[min(i, 1)])
		b.WriteString(p.Name + "=" + readable(p.Value))
	}
	b.WriteByte('\n')
	if m.IfMatch != "" {
		b.WriteString("If-Match: " + m.IfMatch + "\n")
	}
	for _, field := range m.Header {
		b.WriteString(field.Name + ": " + field.Value + "\n")
	}
	if m.Body != "" {
		b.WriteString("\n" + m.Body + "\n")
	}
	return b.String()
}

// readable escapes of a query value only what would be read as something else.
func readable(value string) string {
	return strings.NewReplacer("%", "%25", "+", "%2B", "&", "%26", "#", "%23", "\n", "%0A").Replace(value)
}

// field returns the value of a header field; empty for none.
func field(header []string, name string) string {
	for _, line := range header {
		if n, value, _ := strings.Cut(line, ":"); strings.EqualFold(n, name) {
			return strings.TrimSpace(value)
		}
	}
	return ""
}

// ParseResponse reads an answer: a line with the status, header lines of which Location,
// Content-Type and ETag count, an empty line, the body.
func ParseResponse(text string, m *rewrite.Message) error {
	first, header, body := CutMessage(text)
	code, _, _ := strings.Cut(first, " ")
	status, err := strconv.Atoi(code)
	if err != nil {
		return fmt.Errorf("a response begins with its status: %w", err)
	}
	m.Answer(status, field(header, "Location"), body)
	media, _, _ := strings.Cut(field(header, "Content-Type"), ";")
	m.Media, m.ETag = strings.ToLower(strings.TrimSpace(media)), field(header, "ETag")
	return nil
}

// FormatResponse writes an answer.
func FormatResponse(m *rewrite.Message) string {
	text := strconv.Itoa(m.Status) + "\n"
	if m.Location != "" {
		text += "Location: " + m.Location + "\n"
	}
	if m.Body != "" {
		text += "\n" + m.Body + "\n"
	}
	return text
}
