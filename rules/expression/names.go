package expression

import (
	"strings"
	"unicode/utf8"

	"scimshim/rewrite/filter"
	"scimshim/rules/kind"
)

// A namedAt is an attribute that an expression names, and where, in characters.
type namedAt struct {
	path filter.Path
	at   int
}

const several = `this attribute has several values; say which one, as in attr('emails[type eq "work"].value')`

// name reads the value, or the name of an attribute.
func (r *reader) name(n *node) (term, error) {
	if r.scope == nil && n.text == "value" {
		return textTerm(func(in frame) (string, error) { return in.value, nil }), nil
	}
	if r.scope != nil {
		p, err := filter.ParsePath(n.text)
		a, known := r.scope.Types.Find(r.scope.Resource, p)
		switch {
		case err != nil || !known:
		case r.severalIn(p):
			return term{}, faultAt(n.at, several)
		case a.Type != filter.TypeComplex:
			return r.slot(filter.Target{Path: r.scope.Types.Canonical(r.scope.Resource, p)}), nil
		}
	}
	if _, ok := functions[n.text]; ok {
		return term{}, faultAt(n.at, "%s is a function; its arguments follow in parentheses", n.text)
	}
	return term{}, faultAt(n.at, "unknown name %s", n.text)
}

// path reads name.givenName.
func (r *reader) path(n *node) (term, error) {
	if r.scope == nil {
		return term{}, faultAt(n.dot, onlyInName)
	}
	p, err := filter.ParsePath(n.text)
	a, known := r.scope.Types.Find(r.scope.Resource, p)
	switch {
	case err != nil || !known:
		return term{}, faultAt(n.at, `unknown attribute %s; one that is not declared is read with attr("%[1]s")`,
			n.text)
	case a.Type == filter.TypeComplex || r.severalIn(p):
		return term{}, faultAt(n.at, several)
	}
	return r.slot(filter.Target{Path: r.scope.Types.Canonical(r.scope.Resource, p)}), nil
}

// severalIn reports whether an attribute has several values.
func (r *reader) severalIn(p filter.Path) bool {
	a, _ := r.scope.Types.Find(r.scope.Resource, p)
	p.Sub = ""
	holder, _ := r.scope.Types.Find(r.scope.Resource, p)
	return a.Multi || holder.Multi
}

// slot is the text of an attribute.
func (r *reader) slot(t filter.Target) term {
	i := len(r.reads)
	r.reads = append(r.reads, t)
	return textTerm(func(in frame) (string, error) { return in.texts[i], nil })
}

// attr reads attr("emails[type eq \"work\"].value").
func (r *reader) attr(n *node) (term, error) {
	if len(n.args) != 1 || n.args[0].kind != textNode {
		return term{}, faultAt(n.at, "attr takes the path of an attribute in quotes, and nothing else")
	}
	path := n.args[0]
	t, err := filter.ParseTarget(path.text)
	if err != nil {
		return term{}, faultAt(path.at+columnOf(err), "%s", sentenceOf(err))
	}
	for _, p := range kind.NamedBy(t) {
		r.named = append(r.named, namedAt{p, path.at + 1 + kind.WordIn(path.text, p.Name, 0)})
	}
	if t.Where == nil {
		t.Path = r.scope.Types.Canonical(r.scope.Resource, t.Path)
	}
	a, _ := r.scope.Types.Find(r.scope.Resource, t.Path)
	complexValue := a.Type == filter.TypeComplex && t.Where == nil || t.Where != nil && t.Sub == ""
	if complexValue || t.Where == nil && r.severalIn(t.Path) {
		return term{}, faultAt(path.at, several)
	}
	return r.slot(t), nil
}

// columnOf returns how far behind the quote of a text its fault stands.
func columnOf(err error) int {
	if c, ok := err.(interface{ Col() int }); ok {
		return c.Col()
	}
	return 0
}

// sentenceOf returns an error without the column in front of it.
func sentenceOf(err error) string {
	msg := err.Error()
	if _, sentence, ok := strings.Cut(msg, ": "); ok {
		return sentence
	}
	return msg
}

// IsCall reports whether a source is nothing but a function of the value.
func IsCall(source, function string) bool {
	bare := strings.Join(strings.Fields(source), "")
	return utf8.ValidString(source) && bare == function+"(value)"
}
