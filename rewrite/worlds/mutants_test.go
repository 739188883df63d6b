package worlds

import (
	"flag"
	"testing"

	"scimshim/rewrite/mutants"
)

var tryMutants = flag.Bool("mutants", false, "put each deliberate fault into the planner, and see whether it is noticed")

// faults are in the planner, in the laws, and in how a plan is carried out.
var faults = mutants.Set{Root: "..", Test: "TestPlansAnswer", Args: []string{"-plans=200000"}, Notice: "seed ", Faults: []mutants.Fault{
	// Plans.
	{"filter/plan/plan.go", "\t\tp.Check = e\n", ""},
	{"filter/plan/search.go", "\t\tif slices.ContainsFunc(plan.Parts, p.asks) {", "\t\tif len(plan.Parts) > 0 {"},
	{"filter/plan/search.go", "(p.Filter == nil || filter.String(p.Filter) == filter.String(q.Filter))", "true"},
	{"filter/plan/search.go", "next = append(next, filter.AllOf(left, right))", "next = append(next, left)"},
	{"filter/plan/search.go", "at := filter.Path{Schema: t.Path.Schema, Name: t.Path.Name, Sub: c.Path.Name}",
		"at := filter.Path{Schema: t.Path.Schema, Name: t.Path.Name, Sub: \"value\"}"},
	{"filter/plan/search.go", "if !ok || c.Op != filter.Eq || !c.Path.Is(filter.Path{Name: \"id\"}) {",
		"if !ok || c.Op != filter.Eq {"},
	{"filter/plan/weaker.go", "for _, op := range [...]filter.Op{filter.Sw, filter.Ew, filter.Co, filter.Ge, filter.Le} {\n" +
		"\t\tif w := (&filter.Compare{Path: c.Path, Op: op, Value: c.Value}); op != c.Op && p.compareImplies(c, w) {",
		"for _, op := range [...]filter.Op{filter.Eq, filter.Sw, filter.Ew, filter.Co, filter.Ge, filter.Le} {\n" +
			"\t\tif w := (&filter.Compare{Path: c.Path, Op: op, Value: c.Value}); op != c.Op && p.steps != nil {"},
	{"filter/plan/weaker.go", "inner := &filter.Compare{Path: filter.Path{Name: c.Path.Sub}, Op: c.Op, Value: c.Value}",
		"inner := &filter.Compare{Path: filter.Path{Name: c.Path.Sub}, Op: filter.Eq, Value: c.Value}"},
	{"filter/plan/weaker.go", "list = append(list, &filter.Has{Path: p, Where: filter.AllOf(some...)})",
		"list = append(list, &filter.Has{Path: p, Where: filter.AnyOf(some[0], terms[0])}, &filter.Has{Path: p, Where: terms[0]})\n" +
			"\t\t\t\tlist[0] = &filter.Has{Path: p, Where: &filter.Compare{Path: filter.Path{Name: \"value\"}, Op: filter.Eq, Value: `\"a\"`}}"},
	// The forms that the target takes.
	{"filter/plan/accept.go", "if joined && !f.JoinAnd {", "if false {"},
	{"filter/plan/accept_normal.go", "if !ok || !slices.Contains(n.Operators, c.Op) || c", "if !ok || slices.Contains(n.Operators, \"none\") || c"},
	// The laws.
	{"filter/plan/normal.go", "return n.join(x, x.List, negated, negated)", "return n.join(x, x.List, negated, false)"},
	{"filter/plan/normal.go", "return n.join(x, x.List, negated, !negated)", "return n.join(x, x.List, negated, true)"},
	{"filter/plan/normal.go", "return n.normal(x.X, !negated)", "return n.normal(x.X, negated)"},
	{"filter/plan/normal.go", "\tif negated {\n\t\treturn &filter.Not{X: e}\n\t}\n", ""},
	{"filter/plan/normal.go", "if key := (keyer{s: n.s, of: n.of}).key(e); !seen[key] {",
		"if key := (keyer{s: n.s, of: n.of}).key(e)[:4]; !seen[key] {"},
	{"filter/plan/relate.go", "case filter.Sw, filter.Ew:\n\t\treturn op == filter.Co",
		"case filter.Sw, filter.Ew:\n\t\treturn op == filter.Co || op == filter.Le"},
	{"filter/plan/relate.go", "case filter.Eq:\n\t\tattr, known", "case filter.Co:\n\t\treturn op == filter.Sw\n\tcase filter.Eq:\n\t\tattr, known"},
	// How a plan is carried out.
	{"gather.go", "for _, part := range p.Parts {\n\t\t\terr := g.plan(part)", "for _, part := range p.Parts[:1] {\n\t\t\terr := g.plan(part)"},
	{"gather_walk.go", "case filter.False:\n\t\tg.t.Unmatched++\n\t\treturn nil\n", "case filter.False:\n\t\tg.t.Unmatched++\n"},
	{"gather_walk.go", "if !g.seen[id] {", "if id != \"\" {"},
	{"gather.go", "\treturn m.Trim(shown)\n", "\t_ = shown\n\treturn nil\n"},
	{"gather_walk.go", "case w.at.Start > w.total || was", "case w.at.Start >= w.total || was"},
	{"gather_walk.go", "w.at.Start += shown", "w.at.Start += shown + 1"},
	{"gather.go", "shows := checkedPaths(p)", "shows := []filter.Path(nil)"},
	{"gather.go", "order.Sort(g.found)", "_ = order"},
	{"response/list.go", "from := min(start-1, len(resources))", "from := min(start, len(resources))"},
	{"gather_query.go", "count = max(n, 0)", "count = max(n, 5)"},
	{"response/list.go", "strconv.Itoa(total) +\n", "strconv.Itoa(len(shown)) +\n"},
}}

// What a fault replaces is there.
func TestMutantsFit(t *testing.T) { faults.Fit(t) }

// Each deliberate fault is noticed by TestPlansAnswer.
func TestMutants(t *testing.T) {
	if !*tryMutants {
		t.Skip("each fault compiles the packages anew and plays thousands of worlds; CI does, with -mutants")
	}
	faults.Try(t, 20)
}
