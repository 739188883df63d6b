package answer

import (
	"errors"
	"slices"
	"strings"

	"scimshim/config/tree"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
)

// An errorPlace is where in a body of JSON a part of an error stands: the names of
// the members on the way to it, * for any.
type errorPlace []string

// maxErrors is how many errors of a list are told.
const maxErrors = 5

var (
	errPlace = errors.New("expected names joined by dots, such as error.message; put a name that contains a dot " +
		"in double quotes")
	errUnknownGroup = errors.New("expected only groups named detail, type or attribute")
)

func errorPlaceOf(n *tree.Node) errorPlace {
	if n == nil {
		return nil
	}
	return parseErrorPlace(n, n.NonEmpty())
}

func parseErrorPlace(n *tree.Node, text string) errorPlace {
	var p errorPlace
	for text != "" {
		name, rest, more := "", "", false
		if quoted, ok := strings.CutPrefix(text, `"`); ok {
			name, rest, ok = strings.Cut(quoted, `"`)
			rest, more = strings.CutPrefix(rest, ".")
			if !ok || !more && rest != "" {
				break
			}
		} else {
			name, rest, more = strings.Cut(text, ".")
		}
		if name == "" || more == (rest == "") {
			break
		}
		p, text = append(p, name), rest
	}
	if text != "" || p == nil {
		n.Errorf("%v", errPlace)
	}
	return p
}

// walk calls found for each text or other scalar at the place, with the name of
// the member that a * stood for last. A list stands for each of its elements.
func (p errorPlace) walk(value, star string, found func(star, value string) bool) bool {
	if value == "" || value == "null" {
		return true
	}
	switch {
	case value[0] == '[':
		for e := range json.Elements(value) {
			if !p.walk(e, star, found) {
				return false
			}
		}
	case value[0] == '{' && len(p) > 0:
		for f := range json.Members(value) {
			switch {
			case p[0] == "*":
				if !p[1:].walk(f.Value, f.Name, found) {
					return false
				}
			case filter.Fold(f.Name, p[0]):
				return p[1:].walk(f.Value, star, found)
			}
		}
	case value[0] != '{' && len(p) == 0:
		return found(star, value)
	}
	return true
}

// words returns the texts at the place, each with the name that a * stood for.
func (p errorPlace) words(body string) string {
	var all []string
	p.walk(body, "", func(star, value string) bool {
		text, _ := json.Text(value)
		if text = strings.TrimSpace(text); text != "" && star != "" {
			text = star + ": " + text
		}
		if text != "" && !slices.Contains(all, text) {
			all = append(all, text)
		}
		return len(all) < maxErrors
	})
	return strings.Join(all, "; ")
}

// first returns the first text or number at the place.
func (p errorPlace) first(body string) string {
	found := ""
	if p == nil {
		return found
	}
	p.walk(body, "", func(_, value string) bool {
		if text, ok := json.Text(value); ok {
			found = text
		} else {
			found = value
		}
		return false
	})
	return found
}
