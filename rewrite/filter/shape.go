package filter

import "strings"

// The functions of this file write what a log may hold: attributes and operators,
// and no value that anybody sent. The name of an attribute that is not declared is
// written only if it cannot well be anything else, such as somebody's id.

// Shape returns a filter with a question mark for each value. What the schema itself
// says, such as the type "work" of an e-mail, and true, false and null stay.
func (t *Types) Shape(resource string, e Expr) string {
	return String(veil{t, resource}.expr(e, Path{}))
}

// ShapeTarget does so for the path of a PATCH operation.
func (t *Types) ShapeTarget(resource string, at Target) string {
	v := veil{t, resource}
	if at.Where == nil {
		return t.ShapePath(resource, at.Path)
	}
	of := at.Path
	shown := Target{Path: v.path(of), Where: v.expr(at.Where, of)}
	if at.Sub != "" {
		shown.Sub = v.sub(of, at.Sub)
	}
	return shown.String()
}

// ShapePath does so for the name of an attribute.
func (t *Types) ShapePath(resource string, p Path) string {
	return veil{t, resource}.path(p).String()
}

// hidden stands for what is not shown.
const hidden = "?"

// A veil writes shapes of the filters of one endpoint.
type veil struct {
	types    *Types
	resource string
}

// expr returns the shape of e, whose attributes are those of the complex attribute
// of, if there is one.
func (v veil) expr(e Expr, of Path) Expr {
	switch x := e.(type) {
	case *Compare:
		return &Compare{v.within(of, x.Path), x.Op, v.value(x.Path.In(of), x.Value)}
	case *Has:
		return &Has{v.path(x.Path), v.expr(x.Where, x.Path)}
	case *Select:
		sub := ""
		at := x.Path
		if x.Sub != "" {
			sub, at.Sub = v.sub(x.Path, x.Sub), x.Sub
		}
		return &Select{v.path(x.Path), v.expr(x.Where, x.Path), sub, x.Op, v.value(at, x.Value)}
	case *Not:
		return &Not{v.expr(x.X, of)}
	case *And:
		return &And{v.list(x.List, of)}
	case *Or:
		return &Or{v.list(x.List, of)}
	}
	return e
}

func (v veil) list(list []Expr, of Path) []Expr {
	shapes := make([]Expr, len(list))
	for i, e := range list {
		shapes[i] = v.expr(e, of)
	}
	return shapes
}

// within returns the shape of an attribute, or of a sub-attribute in brackets.
func (v veil) within(of, p Path) Path {
	if of.Name == "" || p.Schema != "" || p.Sub != "" {
		return v.path(p)
	}
	return Path{Name: v.sub(of, p.Name)}
}

// path returns the shape of an attribute's name: as it is declared, if it is.
func (v veil) path(p Path) Path {
	known := v.types.Canonical(v.resource, p)
	if _, ok := v.types.Find(v.resource, known); ok {
		return known
	}
	if known.Schema != "" && !isPlainURN(known.Schema) {
		known.Schema, known.Name = "", hidden
	}
	if !isPlain(known.Name) {
		known.Name = hidden
	}
	if known.Sub != "" && !isPlain(known.Sub) {
		known.Sub = hidden
	}
	return known
}

// sub returns the shape of the name of a sub-attribute.
func (v veil) sub(of Path, name string) string {
	of.Sub = name
	return v.path(of).Sub
}

// value returns a value that says nothing of anybody, otherwise a question mark.
func (v veil) value(at Path, given Literal) Literal {
	text := strings.Trim(string(given), `"`)
	switch {
	case given == "", given == "null", Fold(text, "true"), Fold(text, "false"):
		return given
	}
	a, _ := v.types.Find(v.resource, v.types.Canonical(v.resource, at))
	for _, known := range a.Canonical {
		if Fold(known, text) {
			return given
		}
	}
	return hidden
}

// The most that the names of undeclared attributes have, of which an id has more.
const (
	maxPlain    = 40
	maxPlainURN = 100
	maxDigits   = 3
)

// isPlain reports whether a word is what attributes are called: letters, and a digit
// or two. Ids and tokens have more of them, and hyphens.
func isPlain(word string) bool {
	digits := 0
	for i := range len(word) {
		switch c := word[i]; {
		case isDigit(c) && i > 0:
			digits++
		case !isAlpha(c) && c != '_' && c != '$', digits > maxDigits:
			return false
		}
	}
	return word != "" && word != hidden && len(word) <= maxPlain && digits <= maxDigits
}

// isPlainURN reports whether a URN is one of a schema as far as its form goes.
func isPlainURN(urn string) bool {
	digits := 0
	for i := range len(urn) {
		switch c := urn[i]; {
		case isDigit(c):
			digits++
		case !isAlpha(c) && c != ':' && c != '.' && c != '_':
			return false
		}
	}
	return len(urn) <= maxPlainURN && digits <= maxDigits
}
