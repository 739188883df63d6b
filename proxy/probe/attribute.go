package probe

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"scimshim/rewrite/filter"
)

// A valueKind is a type of values, as far as it decides what is asked.
type valueKind int

// The kinds. What is complex can only be present or not.
const (
	textKind valueKind = iota
	dateKind
	numberKind
	boolKind
	complexKind
)

// An attribute is one of the sample, and what was found out about filters on it.
type attribute struct {
	path   filter.Path
	kind   valueKind
	values []filter.Literal // that the sample has, the plainest first
	forms  []*form          // by operator, eq first, or pr where nothing else can be asked
	ops    []filter.Op
	exact  string // what the case of values does, if that is known
	loose  bool   // another attribute's value finds it as well
}

// form returns the form of an operator that the target honours, or nil.
func (a *attribute) form(op filter.Op) *form {
	for i, f := range a.forms {
		if a.ops[i] == op && f.verdict == formHonoured {
			return f
		}
	}
	return nil
}

// firstAttributes are what clients match by, which are asked for first.
var firstAttributes = []string{"userName", "displayName", "externalId", "id", "active", "emails.value"}

// rank is the place of an attribute among what is asked for.
func (a *attribute) rank() int {
	if i := slices.Index(firstAttributes, a.path.String()); i >= 0 {
		return i
	}
	return len(firstAttributes)
}

// kindOps are the operators that mean something on a kind (RFC 7644, section
// 3.4.2.2), the first of which is asked before the others.
var kindOps = map[valueKind][]filter.Op{
	textKind: {filter.Eq, filter.Sw, filter.Co, filter.Pr, filter.Ne, filter.Ew, filter.Gt, filter.Ge, filter.Lt,
		filter.Le},
	dateKind:    {filter.Eq, filter.Ge, filter.Gt, filter.Pr, filter.Ne, filter.Lt, filter.Le},
	numberKind:  {filter.Eq, filter.Ge, filter.Gt, filter.Pr, filter.Ne, filter.Lt, filter.Le},
	boolKind:    {filter.Eq, filter.Pr, filter.Ne},
	complexKind: {filter.Pr},
}

// maxValues is how many values of an attribute are tried for good questions.
const maxValues = 6

// note adds what one resource shows of the attribute.
func (a *attribute) note(value any) {
	literal, kind := filter.Literal(""), complexKind
	switch v := value.(type) {
	case string:
		literal, kind = filter.Quote(v), textKind
		if _, err := time.Parse(time.RFC3339, v); err == nil {
			kind = dateKind
		}
	case float64:
		literal, kind = filter.Literal(strconv.FormatFloat(v, 'f', -1, 64)), numberKind
	case bool:
		literal, kind = filter.Literal(strconv.FormatBool(v)), boolKind
	}
	if len(a.values) == 0 || kind == textKind {
		a.kind = kind
	}
	if kind != complexKind && !slices.Contains(a.values, literal) && len(literal) < 200 {
		a.values = append(a.values, literal)
	}
}

// attributes returns what the sample has values of.
func (w *world) attributes() []*attribute {
	var list []*attribute
	note := func(p filter.Path, value any) {
		read, err := filter.ParsePath(p.String())
		if err != nil || read != p || strings.Contains(p.String(), "$") {
			return // no filter can name it (RFC 7644, figure 1)
		}
		i := slices.IndexFunc(list, func(a *attribute) bool { return a.path.Is(p) })
		if i < 0 {
			i = len(list)
			list = append(list, &attribute{path: p})
		}
		list[i].note(value)
	}
	for _, o := range w.objects {
		for name, value := range sorted(o) {
			if inner, ok := value.(map[string]any); ok && strings.HasPrefix(strings.ToLower(name), "urn:") {
				for sub, v := range sorted(inner) {
					walkAttribute(filter.Path{Schema: name, Name: sub}, v, note)
				}
				continue
			}
			walkAttribute(filter.Path{Name: name}, value, note)
		}
	}
	for _, a := range list {
		a.settle(w)
	}
	return list
}

// walkAttribute calls note for an attribute and its sub-attributes.
func walkAttribute(p filter.Path, value any, note func(filter.Path, any)) {
	switch v := value.(type) {
	case nil:
	case []any:
		for _, element := range v {
			walkAttribute(p, element, note)
		}
	case map[string]any:
		note(p, v)
		for sub, inner := range sorted(v) {
			if _, list := inner.([]any); !list {
				walkAttribute(filter.Path{Schema: p.Schema, Name: p.Name, Sub: sub}, inner, note)
			}
		}
	default:
		note(p, v)
	}
}

// settle says of what kind the attribute is, where its schema knows better than
// its values, and puts those first that are easy to ask for.
func (a *attribute) settle(w *world) {
	known, ok := w.scope.Types.Find(w.resource, a.path)
	switch {
	case a.kind == complexKind || ok && known.Type == filter.TypeComplex:
		a.kind = complexKind
	case ok && known.Type == filter.TypeDateTime:
		a.kind = dateKind
	case ok && a.kind == dateKind:
		a.kind = textKind
	}
	slices.SortStableFunc(a.values, func(x, y filter.Literal) int { return oddness(x) - oddness(y) })
	a.values = a.values[:min(len(a.values), maxValues)]
}

// oddness tells values apart that targets read alike, 0, from those that they may
// trip over.
func oddness(l filter.Literal) int {
	text, ok := l.Text()
	switch {
	case !ok:
		return 0
	case len(text) < 3 || strings.TrimSpace(text) != text:
		return 1
	case strings.ContainsFunc(text, func(r rune) bool { return r < ' ' || r > '~' || r == '"' || r == '\\' }):
		return 2
	}
	return 0
}
