// Package shape says what a request asks for in a form that a log may hold: the filter without its
// values, the operations with their paths and the kinds of their values, the names of attributes.
// Nothing that was sent as a value is in it, and no more than 480 bytes.
package shape

import (
	"strconv"
	"strings"

	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/filter/plan"
	"scimshim/rewrite/json"
)

// maxShape bounds a shape, in bytes.
const maxShape = 480

// maxBody is the length of the longest body that is read, in bytes: a second reading of a hostile one
// would take as long as what it is logged for, and there is room for the beginning of its shape only.
const maxBody = 256 << 10

// notRead is the shape of what cannot be read.
const notRead = "unreadable"

// Of returns the shape of a request: of the filter, or of the operations of a PATCH, or of
// a resource; of a body of more than 256 KiB only that length is said. It is empty where there is none of
// them. The request may be any that came,
// also one that is refused for being unreadable. The types tell which names are known.
func Of(types *filter.Types, method, resource string, query []rewrite.Param, body string) string {
	s := shape{types: types, resource: resource}
	for _, p := range query {
		if p.Name == "filter" {
			s.filter(p.Value)
		}
	}
	switch {
	case body == "":
	case len(body) > maxBody:
		s.add("", strconv.Itoa(len(body))+" bytes")
	case json.Check(body) != nil || !json.IsObject(body):
		s.add("", notRead)
	case method == "PATCH":
		s.patch(body)
	default:
		s.add("", s.names(body))
	}
	return s.String()
}

// OfPlan returns what a plan of several requests asks of the target, in the same form.
func OfPlan(types *filter.Types, p *plan.Plan, resource string) string {
	return cut(p.Shape(types, resource))
}

// A shape is the text of one, its parts joined by semicolons. A part that comes
// several times in a row is written once.
type shape struct {
	types    *filter.Types
	resource string
	text     strings.Builder
	last     string
	times    int
}

// String returns the shape.
func (s *shape) String() string {
	s.repeated()
	return cut(s.text.String())
}

// cut returns text, shortened if it is too long.
func cut(text string) string {
	if len(text) <= maxShape {
		return text
	}
	return strings.ToValidUTF8(text[:maxShape], "") + "…"
}

// add writes a part.
func (s *shape) add(head, tail string) {
	part := head + tail
	if part == s.last {
		s.times++
		return
	}
	s.repeated()
	s.last, s.times = part, 1
	if s.text.Len() > maxShape {
		return
	}
	if s.text.Len() > 0 {
		s.text.WriteString("; ")
	}
	s.text.WriteString(part)
}

// repeated writes how often the last part came.
func (s *shape) repeated() {
	if s.times > 1 {
		s.text.WriteString(" (" + strconv.Itoa(s.times) + " times)")
	}
	s.times = 0
}

func (s *shape) filter(text string) {
	e, _, err := filter.ParseLenient(text, filter.All)
	if err != nil { // by that it may have two readings, which nobody asks here
		e, _, err = filter.ParseLenient(text, filter.All&^filter.Unescaped)
	}
	if err != nil {
		s.add("filter ", notRead)
		return
	}
	s.add("", s.types.Shape(s.resource, e))
}

// maxOperations bounds how many operations are read. A body of 1 MiB has room for 12,000, and what is
// logged of them must not take longer than what they are logged for.
const maxOperations = 256

// patch writes the operations of a PATCH, or what else its body has.
func (s *shape) patch(body string) {
	list, found := json.Lookup(body, "Operations")
	if !found {
		s.add("no Operations: ", s.names(body))
		return
	}
	n := 0
	for op := range json.Elements(list) {
		if n++; n <= maxOperations {
			s.operation(op)
		}
	}
	if n > maxOperations {
		s.add("and "+strconv.Itoa(n-maxOperations), " more")
	}
}

// operation writes one operation: its name as it came, its path, and the kind of its
// value.
func (s *shape) operation(op string) {
	name, path, kind := "?", "", ""
	for m := range json.Members(op) {
		switch {
		case filter.Fold(m.Name, "op"):
			name = s.opName(m.Value)
		case filter.Fold(m.Name, "path"):
			path = s.path(m.Value)
		case filter.Fold(m.Name, "value"):
			kind = ": " + s.kind(m.Value)
		}
	}
	s.add(name, path+kind)
}

func (s *shape) opName(value string) string {
	text, _ := json.Text(value)
	if filter.Fold(text, "add") || filter.Fold(text, "remove") || filter.Fold(text, "replace") {
		return text
	}
	return "?"
}

func (s *shape) path(value string) string {
	text, ok := json.Text(value)
	switch {
	case ok && text == "", value == "null":
		return ""
	case !ok:
		return " ?"
	}
	at, err := filter.ParseTarget(text)
	if err != nil {
		at, _, err = filter.ParseTargetLenient(text, filter.All)
	}
	if err != nil {
		return " ?"
	}
	return " " + s.types.ShapeTarget(s.resource, at)
}

// kind returns of which kind a value is.
func (s *shape) kind(value string) string {
	switch value[0] {
	case '"':
		return "text"
	case '{':
		return s.names(value)
	case '[':
		n := 0
		for range json.Elements(value) {
			n++
		}
		return "list of " + strconv.Itoa(n)
	case 't', 'f':
		return "boolean"
	case 'n':
		return "null"
	}
	return "number"
}

// maxNames bounds how many names of an object's members are written.
const maxNames = 24

// names returns the names of an object's members, but for schemas.
func (s *shape) names(object string) string {
	var list []string
	more := 0
	for m := range json.Members(object) {
		switch {
		case filter.Fold(m.Name, "schemas"):
		case len(list) == maxNames:
			more++
		default:
			list = append(list, s.name(m.Name))
		}
	}
	if more > 0 {
		list = append(list, "and "+strconv.Itoa(more)+" more")
	}
	return "{" + strings.Join(list, ", ") + "}"
}

func (s *shape) name(name string) string {
	p, err := filter.ParsePath(name)
	if err != nil {
		return "?"
	}
	return s.types.ShapePath(s.resource, p)
}
