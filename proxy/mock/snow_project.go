package mock

import (
	"net/url"
	"strings"
)

// snowShow is a projection: the attributes that a request wants, or those that it does not. The zero value
// shows all.
type snowShow struct {
	wanted, unwanted []sdkPath
}

// snowProjection reads attributes and excludedAttributes, of which a request may have one.
func snowProjection(query url.Values) (snowShow, error) {
	wanted, err1 := snowPaths(query.Get("attributes"))
	unwanted, err2 := snowPaths(query.Get("excludedAttributes"))
	switch {
	case err1 != nil || err2 != nil:
		return snowShow{}, snowInvalid("An attribute's name is not valid")
	case len(wanted) > 0 && len(unwanted) > 0:
		return snowShow{}, snowInvalid("attributes and excludedAttributes cannot be used together")
	}
	return snowShow{wanted, unwanted}, nil
}

func snowPaths(list string) ([]sdkPath, error) {
	var paths []sdkPath
	for name := range strings.SplitSeq(list, ",") {
		if strings.TrimSpace(name) == "" {
			continue
		}
		if snowExtension(name) {
			name += ":" // an extension's URN alone
		}
		p, err := parseSDKPath(name)
		if err != nil {
			return nil, err
		}
		if strings.EqualFold(p.urn, snowUserURN) || strings.EqualFold(p.urn, snowGroupURN) {
			p.urn = ""
		}
		paths = append(paths, p)
	}
	return paths, nil
}

func snowExtension(name string) bool {
	_, user := snowUserType.extension(strings.TrimSpace(name))
	_, group := snowGroupType.extension(strings.TrimSpace(name))
	return user || group
}

// apply projects a resource, which it may edit. id and schemas are always shown.
func (s snowShow) apply(o *object) *object {
	for _, p := range s.unwanted {
		hide(o, p.names())
	}
	if len(s.wanted) == 0 {
		return o
	}
	shown := newObject("schemas", o.get("schemas"), "id", o.get("id"))
	for _, p := range s.wanted {
		reveal(shown, o, p.names())
	}
	return shown
}

// names returns the names to walk, the schema URN among them.
func (p sdkPath) names() []string {
	var names []string
	if p.urn != "" {
		names = append(names, p.urn)
	}
	for _, e := range p.elements {
		names = append(names, e.name)
	}
	return names
}

func hide(o *object, path []string) {
	if len(path) == 0 {
		return
	}
	if len(path) > 1 {
		for _, inner := range objectsOf(members([]any{o}, path[0])) {
			hide(inner, path[1:])
		}
		return
	}
	if !strings.EqualFold(path[0], "id") && !strings.EqualFold(path[0], "schemas") {
		o.drop(path[0])
	}
}

// reveal copies what a path names from one object to another.
func reveal(to, from *object, path []string) {
	if len(path) == 0 {
		return
	}
	v, ok := from.lookup(path[0])
	if !ok {
		return
	}
	name := from.members[from.index(path[0])].name
	if len(path) == 1 {
		to.set(name, v)
		return
	}
	switch v := v.(type) {
	case *object:
		inner, ok := to.get(name).(*object)
		if !ok {
			inner = &object{}
		}
		reveal(inner, v, path[1:])
		to.set(name, inner)
	case []any:
		to.set(name, revealEach(to.get(name), v, path[1:]))
	}
}

// revealEach does so for each element, on top of what was revealed of them before.
func revealEach(shown any, list []any, path []string) []any {
	before, _ := shown.([]any)
	if before == nil {
		before = make([]any, len(list))
		for i := range before {
			before[i] = &object{}
		}
	}
	for i, v := range list {
		from, ok1 := v.(*object)
		to, ok2 := before[i].(*object)
		if ok1 && ok2 {
			reveal(to, from, path)
		}
	}
	return before
}
