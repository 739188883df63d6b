package main

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"scimshim/rewrite/filter"
)

// A probeKind is a type of values, as far as it decides what is asked.
type probeKind int

// The kinds. What is complex can only be present or not.
const (
	probeText probeKind = iota
	probeDate
	probeNumber
	probeBool
	probeComplex
)

// A probeAttr is an attribute and what was found out about filters on it.
type probeAttr struct {
	path   filter.Path
	kind   probeKind
	values []filter.Literal // that the sample has, the plainest first
	forms  []*probeForm     // by operator, eq first, or pr where nothing else can be asked
	ops    []filter.Op
	exact  string // what the case of values does, if that is known
	loose  bool   // another attribute's value finds it as well
}

// form returns the form of an operator that the target honours, or nil.
func (a *probeAttr) form(op filter.Op) *probeForm {
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
func (a *probeAttr) rank() int {
	if i := slices.Index(firstAttributes, a.path.String()); i >= 0 {
		return i
	}
	return len(firstAttributes)
}

// kindOps are the operators that mean something on a kind (RFC 7644, section
// 3.4.2.2), the first of which is asked before the others.
var kindOps = map[probeKind][]filter.Op{
	probeText: {filter.Eq, filter.Sw, filter.Co, filter.Pr, filter.Ne, filter.Ew, filter.Gt, filter.Ge, filter.Lt,
		filter.Le},
	probeDate:    {filter.Eq, filter.Ge, filter.Gt, filter.Pr, filter.Ne, filter.Lt, filter.Le},
	probeNumber:  {filter.Eq, filter.Ge, filter.Gt, filter.Pr, filter.Ne, filter.Lt, filter.Le},
	probeBool:    {filter.Eq, filter.Pr, filter.Ne},
	probeComplex: {filter.Pr},
}

// maxValues is how many values of an attribute are tried for good questions.
const maxValues = 6

// note adds what one resource shows of the attribute.
func (a *probeAttr) note(value any) {
	literal, kind := filter.Literal(""), probeComplex
	switch v := value.(type) {
	case string:
		literal, kind = filter.Quote(v), probeText
		if _, err := time.Parse(time.RFC3339, v); err == nil {
			kind = probeDate
		}
	case float64:
		literal, kind = filter.Literal(strconv.FormatFloat(v, 'f', -1, 64)), probeNumber
	case bool:
		literal, kind = filter.Literal(strconv.FormatBool(v)), probeBool
	}
	if len(a.values) == 0 || kind == probeText {
		a.kind = kind
	}
	if kind != probeComplex && !slices.Contains(a.values, literal) && len(literal) < 200 {
		a.values = append(a.values, literal)
	}
}

// attributes returns what the sample has values of.
func (w *probeWorld) attributes() []*probeAttr {
	var list []*probeAttr
	note := func(p filter.Path, value any) {
		read, err := filter.ParsePath(p.String())
		if err != nil || read != p || strings.Contains(p.String(), "$") {
			return // no filter can name it (RFC 7644, figure 1)
		}
		i := slices.IndexFunc(list, func(a *probeAttr) bool { return a.path.Is(p) })
		if i < 0 {
			i = len(list)
			list = append(list, &probeAttr{path: p})
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
func (a *probeAttr) settle(w *probeWorld) {
	known, ok := w.scope.Types.Find(w.resource, a.path)
	switch {
	case a.kind == probeComplex || ok && known.Type == filter.TypeComplex:
		a.kind = probeComplex
	case ok && known.Type == filter.TypeDateTime:
		a.kind = probeDate
	case ok && a.kind == probeDate:
		a.kind = probeText
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
