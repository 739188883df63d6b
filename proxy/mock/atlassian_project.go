package mock

import (
	"net/url"
	"strings"
)

// A projection is what attributes or excludedAttributes leave of a user. The
// zero projection leaves all.
type projection struct {
	only, without []string
}

// newProjection reads the two parameters, which exclude each other ("Get
// users").
func newProjection(query url.Values) (projection, *refusal) {
	p := projection{names(query, "attributes"), names(query, "excludedAttributes")}
	if p.only != nil && p.without != nil {
		return p, invalid("invalidValue", "attributes and excludedAttributes exclude each other")
	}
	return p, nil
}

// names splits a list of attribute names; nil where the parameter is absent.
func names(query url.Values, parameter string) []string {
	if !query.Has(parameter) {
		return nil
	}
	list := strings.Split(query.Get(parameter), ",")
	for i := range list {
		list[i] = strings.TrimSpace(list[i])
	}
	return list
}

// apply trims a user that nobody else holds. schemas and id always stay (RFC
// 7643, section 7, "returned").
func (p projection) apply(user *object) *object {
	if p.only == nil && p.without == nil {
		return user
	}
	shown := newObject()
	for _, m := range user.members {
		switch {
		case m.name == "schemas" || m.name == "id":
			shown.set(m.name, m.value)
		case p.only != nil:
			if value, ok := selected(m, p.only); ok {
				shown.set(m.name, value)
			}
		case !listed(p.without, m.name):
			shown.set(m.name, eachObject(m.value, func(o *object) *object {
				return pick(o, func(sub string) bool { return !mentions(p.without, m.name, sub) })
			}))
		}
	}
	return shown
}

// selected returns what names leave of a member, and whether it is shown.
func selected(m member, names []string) (any, bool) {
	if listed(names, m.name) {
		return m.value, true
	}
	found := false
	value := eachObject(m.value, func(o *object) *object {
		return pick(o, func(sub string) bool {
			hit := mentions(names, m.name, sub)
			found = found || hit
			return hit
		})
	})
	return value, found
}

// eachObject maps a complex value, or each element of a list of them.
func eachObject(value any, f func(*object) *object) any {
	switch v := value.(type) {
	case *object:
		return f(v)
	case []any:
		list := make([]any, len(v))
		for i, element := range v {
			list[i] = eachObject(element, f)
		}
		return list
	}
	return value
}

func pick(o *object, keep func(name string) bool) *object {
	kept := newObject()
	for _, m := range o.members {
		if keep(m.name) {
			kept.set(m.name, m.value)
		}
	}
	return kept
}

// listed finds an attribute in a list of names, with or without the URN of the
// core schema and whatever the case (RFC 7644, section 3.10).
func listed(names []string, attr string) bool {
	for _, name := range names {
		if strings.EqualFold(name, attr) || strings.EqualFold(name, atlassianUserURN+":"+attr) {
			return true
		}
	}
	return false
}

// mentions finds a sub-attribute, after a dot or, for an extension, a colon.
func mentions(names []string, attr, sub string) bool {
	return listed(names, attr+"."+sub) || listed(names, attr+":"+sub)
}
