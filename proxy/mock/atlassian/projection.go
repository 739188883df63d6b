package atlassian

import (
	"net/url"
	"strings"

	"scimshim/proxy/mock/kit"
	"scimshim/proxy/mock/kit/ordered"
)

// A projection is what attributes or excludedAttributes leave of a user. The
// zero projection leaves all.
type projection struct {
	only, without []string
}

// newProjection reads the two parameters, which exclude each other ("Get
// users").
func newProjection(query url.Values) (projection, *kit.Refusal) {
	p := projection{names(query, "attributes"), names(query, "excludedAttributes")}
	if p.only != nil && p.without != nil {
		return p, kit.Invalid("invalidValue", "attributes and excludedAttributes exclude each other")
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
func (p projection) apply(user *ordered.Object) *ordered.Object {
	if p.only == nil && p.without == nil {
		return user
	}
	shown := ordered.New()
	for _, m := range user.Members {
		switch {
		case m.Name == "schemas" || m.Name == "id":
			shown.Set(m.Name, m.Value)
		case p.only != nil:
			if value, ok := selected(m, p.only); ok {
				shown.Set(m.Name, value)
			}
		case !listed(p.without, m.Name):
			shown.Set(m.Name, eachObject(m.Value, func(o *ordered.Object) *ordered.Object {
				return pick(o, func(sub string) bool { return !mentions(p.without, m.Name, sub) })
			}))
		}
	}
	return shown
}

// selected returns what names leave of a member, and whether it is shown.
func selected(m ordered.Member, names []string) (any, bool) {
	if listed(names, m.Name) {
		return m.Value, true
	}
	found := false
	value := eachObject(m.Value, func(o *ordered.Object) *ordered.Object {
		return pick(o, func(sub string) bool {
			hit := mentions(names, m.Name, sub)
			found = found || hit
			return hit
		})
	})
	return value, found
}

// eachObject maps a complex value, or each element of a list of them.
func eachObject(value any, f func(*ordered.Object) *ordered.Object) any {
	switch v := value.(type) {
	case *ordered.Object:
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

func pick(o *ordered.Object, keep func(name string) bool) *ordered.Object {
	kept := ordered.New()
	for _, m := range o.Members {
		if keep(m.Name) {
			kept.Set(m.Name, m.Value)
		}
	}
	return kept
}

// listed finds an attribute in a list of names, with or without the URN of the
// core schema and whatever the case (RFC 7644, section 3.10).
func listed(names []string, attr string) bool {
	for _, name := range names {
		if strings.EqualFold(name, attr) || strings.EqualFold(name, kit.UserURN+":"+attr) {
			return true
		}
	}
	return false
}

// mentions finds a sub-attribute, after a dot or, for an extension, a colon.
func mentions(names []string, attr, sub string) bool {
	return listed(names, attr+"."+sub) || listed(names, attr+":"+sub)
}
