package form

import (
	"strings"

	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
	"scimshim/rules/part"
)

// Repair gives the schemas in an answer the URNs that they are meant to have. It runs
// before the answer is judged: by a filter on an attribute of an extension, a resource
// would be found that has nothing there.
func (r *urnForms) Repair(m *rewrite.Message) error {
	if !r.damaged || m.Types().CoreURN(m.Resource) == "" {
		return nil
	}
	if !m.Odd(rewrite.OddURN) {
		return nil
	}
	x := &urnRun{urnForms: r, m: m}
	if !x.repairs(m.Body) {
		return nil
	}
	var names, declared map[string]bool // of the resource that is walked through, in lower case
	return m.MapAttributes(func(a rewrite.Attr) (rewrite.Edit, error) {
		isSchemas := a.Path.Is(part.Schemas)
		switch {
		case a.Level == rewrite.Root:
			names = namesIn(a.Value)
		case a.Level == rewrite.Whole && isSchemas:
			declared = declaredIn(a.Value)
		case a.Level == rewrite.Element && isSchemas:
			return x.entry(a.Value, declared), nil
		case a.Level == rewrite.Extension:
			return x.inAnswer(a.Path.Schema, names), nil
		case a.Level == rewrite.Whole && a.Path.Schema == "" && part.IsURN(a.Path.Name):
			return x.inAnswer(a.Path.Name, names), nil
		}
		return rewrite.Keep, nil
	})
}

// repairs reports whether a text in an answer is the URN of a schema that is known, and
// damaged. Most answers have none, and need no walk.
func (x *urnRun) repairs(body string) bool {
	for {
		start := strings.IndexByte(body, '"')
		if start < 0 {
			return false
		}
		body = body[start+1:]
		if !part.IsURN(body) {
			continue
		}
		text := body[:max(strings.IndexByte(body, '"'), 0)]
		if urn, rest, ok := x.split(text); ok && pathUnder(urn, rest) != text {
			return true
		}
	}
}

// inAnswer renames a member of an answered resource to what it is called under its URN,
// unless the resource has that, too.
func (x *urnRun) inAnswer(name string, names map[string]bool) rewrite.Edit {
	urn, rest, ok := x.split(name)
	is := pathUnder(urn, rest)
	if !ok || is == name || names[filter.Lower(is)] && !filter.Fold(is, name) {
		return rewrite.Keep
	}
	names[filter.Lower(is)] = true
	return rewrite.Rename(is)
}

// pathUnder returns the path of an attribute under a URN, or the URN alone.
func pathUnder(urn, rest string) string {
	if rest == "" {
		return urn
	}
	return urn + ":" + rest
}

// namesIn returns the names of an object's members, in lower case.
func namesIn(object string) map[string]bool {
	names := map[string]bool{}
	for member := range json.Members(object) {
		names[filter.Lower(member.Name)] = true
	}
	return names
}
