package filter

import "strings"

// ParsePath reads an attribute path: a name, at most one sub-attribute, and
// the URN of a schema before them. The URN ends at the last colon, so that its
// version number is not taken for a sub-attribute. A URN that ends in its version
// is read, too: its numbers are the names then.
func ParsePath(s string) (Path, error) {
	p := parser{s: s, kind: "path", open: noBrackets}
	if err := p.begin(); err != nil {
		return Path{}, err
	}
	path, err := p.path()
	if err != nil {
		return Path{}, err
	}
	if p.pos < len(s) {
		return Path{}, p.expected(p.pos, "the end of the path")
	}
	return path, nil
}

// ParseTarget reads the path of a PATCH operation (RFC 7644, figure 7):
//
//	target = attrPath / valuePath [ "." name ]
func ParseTarget(s string) (Target, error) {
	t, _, err := ParseTargetLenient(s, 0)
	return t, err
}

// ParseTargetLenient reads the path of a PATCH operation and the forms in allow.
// It returns which of them s needed; none if ParseTarget reads s.
func ParseTargetLenient(s string, allow Lenience) (Target, Lenience, error) {
	p := parser{s: s, kind: "path", allow: allow, open: noBrackets}
	if err := p.begin(); err != nil {
		return Target{}, 0, err
	}
	return p.wholeTarget()
}

func (p *parser) wholeTarget() (Target, Lenience, error) {
	t, err := p.target()
	if err == nil {
		err = p.finish("the end of the path")
	}
	if err != nil {
		return Target{}, 0, err
	}
	return t, p.used, nil
}

// target = attrPath / valuePath [ "." name ]
func (p *parser) target() (t Target, err error) {
	if err = p.noBlank("an attribute"); err != nil {
		return t, err
	}
	if t.Path, err = p.path(); err != nil {
		return t, err
	}
	if kind := p.typeTerm(); kind != nil {
		t.Path.Sub, t.Where, t.Sub = "", kind, t.Path.Sub
		return t, nil
	}
	if !p.isNext('[') {
		return t, nil
	}
	if t.Where, err = p.brackets(); err != nil || !p.isNext('.') {
		return t, err
	}
	t.Sub, err = p.subAttribute()
	return t, err
}

// attrPath = [ URN ":" ] name [ "." name ]
func (p *parser) path() (Path, error) {
	if p.holes && p.at('{') {
		hole, err := p.hole(":attr")
		return Path{Name: hole}, err
	}
	if path, end := plainPath(p.s, p.pos); end > 0 {
		p.pos = end
		return path, nil
	}
	start, end := p.pos, p.pos
	for end < len(p.s) && isPathByte(p.s[end]) {
		end++
	}
	var path Path
	if colon := strings.LastIndexByte(p.s[start:end], ':'); colon >= 0 {
		if path.Schema = p.s[start : start+colon]; !isURN(path.Schema) {
			return Path{}, p.errorAt(start, "expected a URN such as urn:example:schemas:User "+
				"before the last colon")
		}
		start += colon + 1
	}
	return p.names(path, start, end)
}

// plainPath reads what most paths are: a name, or two of them. Of any other end is 0.
func plainPath(s string, start int) (path Path, end int) {
	end = nameEnd(s, start)
	if path.Name = s[start:end]; end > start && end < len(s) && s[end] == '.' {
		start, end = end+1, nameEnd(s, end+1)
		path.Sub = s[start:end]
	}
	if end == start || end < len(s) && isPathByte(s[end]) {
		return Path{}, 0
	}
	return path, end
}

// nameEnd returns the offset after the name that begins at start with a letter, or start.
func nameEnd(s string, start int) int {
	end := start
	for end < len(s) && isNameByte(s[end]) {
		end++
	}
	if end > start && !isAlpha(s[start]) {
		return start
	}
	return end
}

// names = name [ "." name ], and what TypedPath allows: three names
func (p *parser) names(path Path, start, end int) (Path, error) {
	name, sub, isSub := strings.Cut(p.s[start:end], ".")
	if kind, rest := p.threeNames(start, sub); kind != "" {
		p.typed, sub, start = kind, rest, start+len(kind)+1
	}
	if path.Schema == "" || p.typed != "" || !isVersion(name, sub) {
		if err := p.checkName(start, name); err != nil {
			return Path{}, err
		}
		if isSub {
			if err := p.checkName(start+len(name)+1, sub); err != nil {
				return Path{}, err
			}
		}
	}
	path.Name, path.Sub, p.pos = name, sub, end
	return path, nil
}

// threeNames returns the middle one of three names and the last, of what stands after the
// first, where TypedPath allows them.
func (p *parser) threeNames(start int, names string) (kind, rest string) {
	kind, rest, three := strings.Cut(names, ".")
	if !three || p.inside || p.checkName(start, kind) != nil || !p.take(TypedPath) {
		return "", ""
	}
	return kind, rest
}

// typeTerm returns what the middle one of three names says of elements, and forgets it; nil where
// there were no three.
func (p *parser) typeTerm() Expr {
	if p.typed == "" {
		return nil
	}
	kind := p.typed
	p.typed = ""
	return &Compare{Path{Name: "type"}, Eq, Quote(kind)}
}

// isVersion tells whether the two names at the end of a URN are its version number, perhaps
// with the type that a colon should stand before (Q33): such a URN names a schema as a whole,
// as those of SCIM 1 do, and has no attribute after it.
func isVersion(name, sub string) bool {
	if name == "" || sub == "" || !isDigit(sub[0]) {
		return false
	}
	for i := range len(name) {
		if !isDigit(name[i]) {
			return false
		}
	}
	for i := range len(sub) {
		if !isNameByte(sub[i]) {
			return false
		}
	}
	return true
}

// checkName tells what is wrong with the attribute name that stands at the
// offset at. RFC 7643, section 2.1 has no name that begins with "$", and its
// section 2.4 has $ref.
func (p *parser) checkName(at int, name string) error {
	if name == "" {
		return p.expected(at, "an attribute name")
	}
	if !isAlpha(name[0]) && !Fold(name, "$ref") {
		return p.errorAt(at, "expected an attribute name, which begins with a letter")
	}
	for i := 1; i < len(name); i++ {
		if name[i] == '.' {
			return p.errorAt(at+i, "expected at most two names in a path, such as name.familyName")
		}
		if !isNameByte(name[i]) {
			return p.errorAt(at+i, "found '%c' in an attribute name; "+
				"expected letters, digits, '-', '_' or '$'", name[i])
		}
	}
	return nil
}

// isURN tells whether s is a URN (RFC 8141) as far as its characters, which are
// those of a path, leave it open: "urn", a namespace, and something in it.
func isURN(s string) bool {
	if len(s) < 4 || !Fold(s[:4], "urn:") {
		return false
	}
	space, specific, _ := strings.Cut(s[4:], ":")
	return space != "" && specific != ""
}

// Is tells whether p and q name the same attribute, in whatever case.
func (p Path) Is(q Path) bool {
	return Fold(p.Name, q.Name) && Fold(p.Sub, q.Sub) && Fold(p.Schema, q.Schema)
}
