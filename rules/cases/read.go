package cases

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

var (
	caseText    = regexp.MustCompile(`(?m)^-- request --\r?$`)
	absoluteURL = regexp.MustCompile(`^https?://[^/?]*`)
)

// Read reads a case, or a bare request as a case that has no more than it: a line with
// method and URL, perhaps header lines, a body. The URL may have a base path before one of
// the endpoints. What an Explainer has said of the case before is taken out of its title.
func Read(text []byte, endpoints []string) (*Case, error) {
	if caseText.Match(text) {
		c, err := Parse(text)
		if err == nil {
			c.Title = withoutNotes(c.Title)
		}
		return c, err
	}
	request, err := readRequest(string(text), endpoints)
	return &Case{Sections: []Section{{Request, request}}}, err
}

// noteMark begins the lines of a title that an Explainer has written.
const noteMark = "#"

func withoutNotes(title string) string {
	lines := strings.Split(title, "\n")
	lines = slices.DeleteFunc(lines, func(s string) bool { return strings.HasPrefix(s, noteMark) })
	return strings.TrimSpace(strings.Join(lines, "\n"))
}

// readRequest reads a request as it is written down by people and by other
// programs, and returns it as a case has it: the URL from the endpoint on, and
// without header fields, which may hold a credential.
func readRequest(text string, endpoints []string) (string, error) {
	line, _, body := CutMessage(text)
	method, url, ok := strings.Cut(line, " ")
	if !ok || method != strings.ToUpper(method) {
		return "", errors.New("a request begins with a method and a URL, such as GET /Users/42")
	}
	url = strings.TrimSpace(url)
	path, query, asks := strings.Cut(absoluteURL.ReplaceAllString(url, ""), "?")
	path, err := fromEndpoint(path, endpoints)
	if err != nil {
		return "", err
	}
	if asks {
		path += "?" + query
	}
	if body != "" {
		return fmt.Sprintf("%s %s\n\n%s\n", method, path, body), nil
	}
	return fmt.Sprintf("%s %s\n", method, path), nil
}

// fromEndpoint returns a path without the base path before its endpoint.
func fromEndpoint(path string, endpoints []string) (string, error) {
	segments := strings.Split(path, "/")
	i := slices.IndexFunc(segments, func(segment string) bool {
		return slices.ContainsFunc(endpoints, func(name string) bool { return strings.EqualFold(segment, name) })
	})
	if i < 0 {
		return "", fmt.Errorf("the URL of the request names no endpoint; expected one of %s after its base path",
			strings.Join(endpoints, ", "))
	}
	return "/" + strings.Join(segments[i:], "/"), nil
}
