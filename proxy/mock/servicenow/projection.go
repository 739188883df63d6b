package servicenow

import (
	"net/url"
	"strings"

	"scimshim/proxy/mock/kit"
	"scimshim/proxy/mock/kit/ordered"
	"scimshim/proxy/mock/servicenow/sdk"
)

// projection is a projection: the attributes that a request wants, or those that it does not. The zero value
// shows all.
type projection struct {
	wanted, unwanted []sdk.Path
}

// newProjection reads attributes and excludedAttributes, of which a request may have one.
func newProjection(query url.Values) (projection, error) {
	wanted, err1 := pathsOf(query.Get("attributes"))
	unwanted, err2 := pathsOf(query.Get("excludedAttributes"))
	switch {
	case err1 != nil || err2 != nil:
		return projection{}, invalid("An attribute's name is not valid")
	case len(wanted) > 0 && len(unwanted) > 0:
		return projection{}, invalid("attributes and excludedAttributes cannot be used together")
	}
	return projection{wanted, unwanted}, nil
}

func pathsOf(list string) ([]sdk.Path, error) {
	var paths []sdk.Path
	for name := range strings.SplitSeq(list, ",") {
		if strings.TrimSpace(name) == "" {
			continue
		}
		if isExtension(name) {
			name += ":" // an extension's URN alone
		}
		p, err := sdk.ParsePath(name)
		if err != nil {
			return nil, err
		}
		if strings.EqualFold(p.URN, kit.UserURN) || strings.EqualFold(p.URN, kit.GroupURN) {
			p.URN = ""
		}
		paths = append(paths, p)
	}
	return paths, nil
}

func isExtension(name string) bool {
	_, user := userType.Extension(strings.TrimSpace(name))
	_, group := groupType.Extension(strings.TrimSpace(name))
	return user || group
}

// apply projects a resource, which it may edit. id and schemas are always shown.
func (s projection) apply(o *ordered.Object) *ordered.Object {
	for _, p := range s.unwanted {
		hide(o, p.Names())
	}
	if len(s.wanted) == 0 {
		return o
	}
	shown := ordered.New("schemas", o.Get("schemas"), "id", o.Get("id"))
	for _, p := range s.wanted {
		reveal(shown, o, p.Names())
	}
	return shown
}

func hide(o *ordered.Object, path []string) {
	if len(path) == 0 {
		return
	}
	if len(path) > 1 {
		for _, inner := range ordered.Objects(o.Values(path[0])) {
			hide(inner, path[1:])
		}
		return
	}
	if !strings.EqualFold(path[0], "id") && !strings.EqualFold(path[0], "schemas") {
		o.Drop(path[0])
	}
}

// reveal copies what a path names from one object to another.
func reveal(to, from *ordered.Object, path []string) {
	if len(path) == 0 {
		return
	}
	v, ok := from.Lookup(path[0])
	if !ok {
		return
	}
	name := from.Members[from.Index(path[0])].Name
	if len(path) == 1 {
		to.Set(name, v)
		return
	}
	switch v := v.(type) {
	case *ordered.Object:
		inner, ok := to.Get(name).(*ordered.Object)
		if !ok {
			inner = &ordered.Object{}
		}
		reveal(inner, v, path[1:])
		to.Set(name, inner)
	case []any:
		to.Set(name, revealEach(to.Get(name), v, path[1:]))
	}
}

// revealEach does so for each element, on top of what was revealed of them before.
func revealEach(shown any, list []any, path []string) []any {
	before, _ := shown.([]any)
	if before == nil {
		before = make([]any, len(list))
		for i := range before {
			before[i] = &ordered.Object{}
		}
	}
	for i, v := range list {
		from, ok1 := v.(*ordered.Object)
		to, ok2 := before[i].(*ordered.Object)
		if ok1 && ok2 {
			reveal(to, from, path)
		}
	}
	return before
}
