package plan

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"scimshim/rewrite/filter"
)

// A world makes random filters, and resources that these filters tell apart.
type world struct{ *rand.Rand }

func newWorld(seed uint64) world { return world{rand.New(rand.NewPCG(seed, 7))} }

func pick[T any](w world, list ...T) T { return list[w.IntN(len(list))] }

func (w world) literal() filter.Literal {
	return pick[filter.Literal](w, `"a"`, `"A"`, `"ab"`, `"b"`, `"work"`, `"WORK"`, `"é"`, `"É"`, `""`, `"\u0041"`,
		`"true"`, `"1"`,
		`true`, `false`, `1`, `1.0`, `2`, `null`, `"2024-01-01T00:00:00Z"`, `"2024-01-01T01:00:00+01:00"`)
}

func (w world) op() filter.Op {
	return pick(w, filter.Eq, filter.Eq, filter.Eq, filter.Ne, filter.Co, filter.Sw, filter.Ew, filter.Gt, filter.Ge, filter.Lt, filter.Le, filter.Pr)
}

func (w world) path() filter.Path {
	p := pick(w,
		filter.Path{Name: "userName"}, filter.Path{Name: "title"}, filter.Path{Name: "externalId"}, filter.Path{Name: "active"},
		filter.Path{Name: "emails"}, filter.Path{Name: "emails", Sub: "type"}, filter.Path{Name: "emails", Sub: "value"},
		filter.Path{Name: "emails", Sub: "nope"}, filter.Path{Name: "addresses"}, filter.Path{Name: "name", Sub: "familyName"},
		filter.Path{Name: "name"}, filter.Path{Name: "nope"}, filter.Path{Name: "nope", Sub: "value"}, filter.Path{Name: "password"},
		filter.Path{Name: "meta", Sub: "created"}, filter.Path{Schema: filter.EnterpriseURN, Name: "department"},
		filter.Path{Schema: filter.EnterpriseURN, Name: "manager", Sub: "value"}, filter.Path{Schema: filter.EnterpriseURN[:strings.LastIndex(filter.EnterpriseURN, ":")],
			Name: "User"},
		filter.Path{Schema: "urn:example:x", Name: "level"})
	if p.Schema == "" && w.IntN(5) == 0 {
		p.Schema = filter.UserURN
	}
	if w.IntN(4) == 0 {
		p.Name = strings.ToUpper(p.Name)
	}
	return p
}

func (w world) sub() string { return pick(w, "type", "value", "Value", "primary", "nope") }

func (w world) compare(p filter.Path) *filter.Compare {
	if op := w.op(); op != filter.Pr {
		return &filter.Compare{Path: p, Op: op, Value: w.literal()}
	}
	return &filter.Compare{Path: p, Op: filter.Pr}
}

// where makes what is in brackets, the same as outside but for the paths.
func (w world) where(depth int) filter.Expr {
	return w.logic(depth, w.where, w.inner)
}

// inner makes a comparison of an element.
func (w world) inner() filter.Expr { return w.compare(filter.Path{Name: w.sub()}) }

func (w world) filter(depth int) filter.Expr { return w.logic(depth, w.filter, w.leaf) }

func (w world) leaf() filter.Expr {
	of := filter.Path{Name: pick(w, "emails", "EMAILS", "addresses", "nope", "name", "userName")}
	switch w.IntN(6) {
	case 0, 1:
		return &filter.Has{Path: of, Where: w.where(2)}
	case 2:
		c := w.compare(filter.Path{})
		return &filter.Select{Path: of, Where: w.where(1), Sub: pick(w, "", w.sub()), Op: c.Op, Value: c.Value}
	}
	return w.compare(w.path())
}

func (w world) logic(depth int, inner func(int) filter.Expr, leaf func() filter.Expr) filter.Expr {
	if depth == 0 {
		return leaf()
	}
	switch w.IntN(6) {
	case 0:
		return &filter.Not{X: inner(depth - 1)}
	case 1:
		return filter.AllOf(inner(depth-1), inner(depth-1), leaf())
	case 2:
		return filter.AnyOf(inner(depth-1), inner(depth-1))
	}
	return leaf()
}

// resource makes a resource, some of whose members are missing or odd.
func (w world) resource() string {
	value := func() string { return string(w.literal()) }
	element := func() string {
		switch w.IntN(6) {
		case 0:
			return value()
		case 1:
			return "{}"
		case 2:
			return fmt.Sprintf(`{"type":%s}`, value())
		}
		return fmt.Sprintf(`{"TYPE":%s,"value":%s,"primary":%s,"nope":%s}`, value(), value(), value(),
			value())
	}
	list := func() string {
		return pick(w, "[]", element(), "["+element()+"]", "["+element()+","+element()+","+element()+"]")
	}
	var members []string
	add := func(name, value string) {
		if w.IntN(3) > 0 {
			members = append(members, fmt.Sprintf("%q:%s", name, value))
		}
	}
	for _, name := range []string{"userName", "title", "externalId", "active"} {
		add(name, value())
	}
	for _, name := range []string{"emails", "addresses", "nope"} {
		add(name, list())
	}
	add("name", fmt.Sprintf(`{"familyName":%s,"value":%s}`, value(), value()))
	add("meta", fmt.Sprintf(`{"created":%s}`, value()))
	add("urn:example:x", fmt.Sprintf(`{"level":%s}`, value()))
	add(filter.EnterpriseURN, fmt.Sprintf(`{"department":%s,"manager":{"value":%s}}`, value(), value()))
	return "{" + strings.Join(members, ",") + "}"
}

// scope makes a scope in which some attributes are hidden.
func (w world) scope() *filter.Scope {
	s := users()
	var hidden []string
	for range w.IntN(3) {
		hidden = append(hidden, pick(w, "emails", "emails.type", "emails.value", "title", "nope",
			"nope.value", "addresses",
			"name.familyName", filter.EnterpriseURN, filter.EnterpriseURN+":department", filter.EnterpriseURN+":manager.value"))
	}
	if hidden != nil {
		s.Hidden = func(p filter.Path) bool {
			for _, name := range hidden {
				if filter.Fold(p.String(), name) {
					return true
				}
			}
			return false
		}
	}
	return s
}

// checkPrints fails unless what e prints is read as e.
func checkPrints(t *testing.T, e filter.Expr) {
	t.Helper()
	again, _, err := filter.ParseLenient(filter.String(e), filter.ElementCompare)
	if err != nil || !filter.Equal(e, again) {
		t.Fatalf("%s is read as %v (%v)", filter.String(e), again, err)
	}
}

// disguise returns e as somebody else may write it: often the same, not always.
func (w world) disguise(e filter.Expr) filter.Expr {
	switch x := e.(type) {
	case *filter.Not:
		return &filter.Not{X: w.disguise(x.X)}
	case *filter.And:
		if w.IntN(3) == 0 {
			return &filter.Not{X: filter.AnyOf(w.disguiseList(x.List, true)...)}
		}
		return filter.AllOf(w.disguiseList(x.List, false)...)
	case *filter.Or:
		if w.IntN(3) == 0 {
			return &filter.Not{X: filter.AllOf(w.disguiseList(x.List, true)...)}
		}
		return filter.AnyOf(w.disguiseList(x.List, false)...)
	case *filter.Compare:
		p := x.Path
		p.Name = pick(w, p.Name, strings.ToLower(p.Name))
		return &filter.Compare{Path: p, Op: x.Op, Value: pick(w, x.Value, x.Value, upper(x.Value))}
	case *filter.Has:
		return &filter.Has{Path: x.Path, Where: w.disguise(x.Where)}
	case *filter.Select:
		return pick[filter.Expr](w, x, x.Has())
	}
	return e
}

// upper returns a string in upper case, and anything else as it is.
func upper(l filter.Literal) filter.Literal {
	if text, ok := l.Text(); ok {
		return filter.Quote(strings.ToUpper(text))
	}
	return l
}

func (w world) disguiseList(list []filter.Expr, negate bool) []filter.Expr {
	var disguised []filter.Expr
	for _, i := range w.Perm(len(list)) {
		e := w.disguise(list[i])
		if negate {
			e = &filter.Not{X: e}
		}
		disguised = append(disguised, e)
	}
	return disguised
}
