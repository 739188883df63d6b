package sdk

import (
	"strings"
	"unicode/utf16"
)

// Path is an attribute path: an optional schema URN and the attribute names, each with an optional value
// filter.
type Path struct {
	URN      string
	Elements []Element
}

// Element is one attribute name of a path, with the value filter that follows it, if any.
type Element struct {
	Name   string
	Filter *Filter
}

// IsRoot says whether the path names no attribute.
func (p Path) IsRoot() bool { return len(p.Elements) == 0 }

// last returns the last element; the path must not be a root.
func (p Path) last() Element { return p.Elements[len(p.Elements)-1] }

// String prints the path in the library's normal form.
func (p Path) String() string {
	names := make([]string, len(p.Elements))
	for i, e := range p.Elements {
		names[i] = e.String()
	}
	path := strings.Join(names, ".")
	if p.URN != "" {
		return p.URN + ":" + path
	}
	return path
}

func (e Element) String() string {
	if e.Filter != nil {
		return e.Name + "[" + e.Filter.String() + "]"
	}
	return e.Name
}

// ParsePath reads an attribute path. It fails with an invalidPath error.
func ParsePath(text string) (Path, error) {
	r := newReader(text)
	var p Path
	if trimmed := string(utf16.Decode(r.text)); IsURN(trimmed) {
		rest, err := p.takeURN(trimmed)
		if err != nil {
			return p, err
		}
		r = newReader(rest)
	}
	err := p.readElements(r)
	return p, err
}

// IsURN says whether a name starts as a schema URN does.
func IsURN(name string) bool {
	return len(name) > 4 && strings.EqualFold(name[:4], "urn:")
}

// takeURN splits the text at the last colon before a value filter and returns what is right of it.
func (p *Path) takeURN(text string) (rest string, err error) {
	head := text
	if i := strings.IndexByte(text, '['); i >= 0 {
		head = text[:i]
	}
	i := strings.LastIndexByte(head, ':')
	p.URN = text[:i]
	if !IsURN(p.URN) {
		return "", badPath("Invalid extension schema URN: %s", p.URN)
	}
	return text[i+1:], nil
}

func (p *Path) readElements(r *reader) error {
	for {
		name, end, err := r.pathToken()
		if err != nil || end && name == "" {
			return err
		}
		if name == "" { // the dot that follows a value filter
			if p.IsRoot() || p.last().Filter == nil {
				return badPath("Attribute name expected at position %d", r.mark)
			}
			continue
		}
		element := Element{Name: name}
		if bare, ok := strings.CutSuffix(name, "["); ok {
			element.Name = bare
			if element.Filter, err = readFilter(r, true); err != nil {
				return badPath("Invalid value filter: %s", err)
			}
		}
		p.Elements = append(p.Elements, element)
	}
}

// pathToken reads up to a dot, which it drops, or up to and with an opening bracket.
func (r *reader) pathToken() (token string, end bool, err error) {
	r.mark = r.pos
	for {
		c := r.next()
		switch {
		case c == 0:
			return r.since(r.mark), true, nil
		case c == '.':
			if r.atEnd() {
				return "", false, badPath("Unexpected end of path string")
			}
			token = r.since(r.mark)
			return token[:len(token)-1], false, nil
		case c == '[':
			return r.since(r.mark), false, nil
		case !isPathUnit(c):
			return "", false, badPath("%s", r.unexpected())
		}
	}
}

// Names returns the names to walk, the schema URN among them.
func (p Path) Names() []string {
	var names []string
	if p.URN != "" {
		names = append(names, p.URN)
	}
	for _, e := range p.Elements {
		names = append(names, e.Name)
	}
	return names
}
