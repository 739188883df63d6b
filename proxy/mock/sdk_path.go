package mock

import (
	"strings"
	"unicode/utf16"
)

// sdkPath is an attribute path: an optional schema URN and the attribute names, each with an optional value
// filter.
type sdkPath struct {
	urn      string
	elements []sdkElement
}

type sdkElement struct {
	name   string
	filter *sdkFilter
}

// isRoot says whether the path names no attribute.
func (p sdkPath) isRoot() bool { return len(p.elements) == 0 }

// last returns the last element; the path must not be a root.
func (p sdkPath) last() sdkElement { return p.elements[len(p.elements)-1] }

// String prints the path in the library's normal form.
func (p sdkPath) String() string {
	names := make([]string, len(p.elements))
	for i, e := range p.elements {
		names[i] = e.String()
	}
	path := strings.Join(names, ".")
	if p.urn != "" {
		return p.urn + ":" + path
	}
	return path
}

func (e sdkElement) String() string {
	if e.filter != nil {
		return e.name + "[" + e.filter.String() + "]"
	}
	return e.name
}

// parseSDKPath reads an attribute path. It fails with an invalidPath error.
func parseSDKPath(text string) (sdkPath, error) {
	r := newSDKReader(text)
	var p sdkPath
	if trimmed := string(utf16.Decode(r.text)); isURN(trimmed) {
		rest, err := p.takeURN(trimmed)
		if err != nil {
			return p, err
		}
		r = newSDKReader(rest)
	}
	err := p.readElements(r)
	return p, err
}

// isURN says whether a name starts as a schema URN does.
func isURN(name string) bool {
	return len(name) > 4 && strings.EqualFold(name[:4], "urn:")
}

// takeURN splits the text at the last colon before a value filter and returns what is right of it.
func (p *sdkPath) takeURN(text string) (rest string, err error) {
	head := text
	if i := strings.IndexByte(text, '['); i >= 0 {
		head = text[:i]
	}
	i := strings.LastIndexByte(head, ':')
	p.urn = text[:i]
	if !isURN(p.urn) {
		return "", badPath("Invalid extension schema URN: %s", p.urn)
	}
	return text[i+1:], nil
}

func (p *sdkPath) readElements(r *sdkReader) error {
	for {
		name, end, err := r.pathToken()
		if err != nil || end && name == "" {
			return err
		}
		if name == "" { // the dot that follows a value filter
			if p.isRoot() || p.last().filter == nil {
				return badPath("Attribute name expected at position %d", r.mark)
			}
			continue
		}
		element := sdkElement{name: name}
		if bare, ok := strings.CutSuffix(name, "["); ok {
			element.name = bare
			if element.filter, err = readFilter(r, true); err != nil {
				return badPath("Invalid value filter: %s", err)
			}
		}
		p.elements = append(p.elements, element)
	}
}

// pathToken reads up to a dot, which it drops, or up to and with an opening bracket.
func (r *sdkReader) pathToken() (token string, end bool, err error) {
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
