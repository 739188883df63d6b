package rewrite

import (
	"bytes"
	"flag"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

var tryMutants = flag.Bool("mutants", false, "put each deliberate fault into a copy of the planner, and see whether it is noticed")

// A mutant is a deliberate fault in the planner, in the laws, or in how a plan is
// carried out.
type mutant struct{ file, was, is string }

var mutants = []mutant{
	// Plans.
	{"filter/plan.go", "\t\tp.Check = e\n", ""},
	{"filter/plan_search.go", "\t\tif slices.ContainsFunc(plan.Parts, p.asks) {", "\t\tif len(plan.Parts) > 0 {"},
	{"filter/plan_search.go", "(p.Filter == nil || String(p.Filter) == String(q.Filter))", "true"},
	{"filter/plan_search.go", "next = append(next, AllOf(left, right))", "next = append(next, left)"},
	{"filter/plan_search.go", "&Compare{Path{t.Path.Schema, t.Path.Name, c.Path.Name}, c.Op, c.Value}",
		"&Compare{Path{t.Path.Schema, t.Path.Name, \"value\"}, c.Op, c.Value}"},
	{"filter/plan_search.go", "if !ok || c.Op != Eq || !c.Path.Is(Path{Name: \"id\"}) {", "if !ok || c.Op != Eq {"},
	{"filter/plan_weaker.go", "for _, op := range [...]Op{Sw, Ew, Co, Ge, Le} {\n\t\tif w := (&Compare{c.Path, op, c.Value}); op != c.Op && p.compareImplies(c, w) {",
		"for _, op := range [...]Op{Eq, Sw, Ew, Co, Ge, Le} {\n\t\tif w := (&Compare{c.Path, op, c.Value}); op != c.Op && p.steps != nil {"},
	{"filter/plan_weaker.go", "return &Has{parent, &Compare{Path{Name: c.Path.Sub}, c.Op, c.Value}}",
		"return &Has{parent, &Compare{Path{Name: c.Path.Sub}, Eq, c.Value}}"},
	{"filter/plan_weaker.go", "list = append(list, &Has{p, AllOf(some...)})", "list = append(list, &Has{p, AnyOf(some[0], terms[0])}, &Has{p, terms[0]})\n\t\t\t\tlist[0] = &Has{p, &Compare{Path{Name: \"value\"}, Eq, `\"a\"`}}"},
	// The forms that the target takes.
	{"filter/accept.go", "if joined && !f.JoinAnd {", "if false {"},
	{"filter/accept_normal.go", "if !ok || !slices.Contains(n.Operators, c.Op) || c", "if !ok || slices.Contains(n.Operators, \"none\") || c"},
	// The laws.
	{"filter/normal.go", "return n.join(x, x.List, negated, negated)", "return n.join(x, x.List, negated, false)"},
	{"filter/normal.go", "return n.join(x, x.List, negated, !negated)", "return n.join(x, x.List, negated, true)"},
	{"filter/normal.go", "return n.normal(x.X, !negated)", "return n.normal(x.X, negated)"},
	{"filter/normal.go", "\tif negated {\n\t\treturn &Not{e}\n\t}\n", ""},
	{"filter/normal.go", "if key := (keyer{s: n.s, of: n.of}).key(e); !seen[key] {",
		"if key := (keyer{s: n.s, of: n.of}).key(e)[:4]; !seen[key] {"},
	{"filter/relate.go", "case Sw, Ew:\n\t\treturn op == Co", "case Sw, Ew:\n\t\treturn op == Co || op == Le"},
	{"filter/relate.go", "case Eq:\n\t\tattr, known", "case Co:\n\t\treturn op == Sw\n\tcase Eq:\n\t\tattr, known"},
	// How a plan is carried out.
	{"gather.go", "for _, part := range p.Parts {\n\t\t\terr := g.plan(part)", "for _, part := range p.Parts[:1] {\n\t\t\terr := g.plan(part)"},
	{"gather_take.go", "case filter.False:\n\t\tg.t.Unmatched++\n\t\treturn nil\n", "case filter.False:\n\t\tg.t.Unmatched++\n"},
	{"gather_take.go", "if !g.seen[id] {", "if id != \"\" {"},
	{"gather.go", "\treturn m.Trim(shown)\n", "\t_ = shown\n\treturn nil\n"},
	{"gather.go", "shown := m.Show(shows)", "shown := m.Show(order.paths())"},
	{"gather.go", "order.sort(g.found)", "_ = order"},
	{"gather_walk.go", "case w.at.Start > w.total || was", "case w.at.Start >= w.total || was"},
	{"gather_walk.go", "w.at.Start += shown", "w.at.Start += shown + 1"},
	{"gather_list.go", "from := min(start-1, len(results))", "from := min(start, len(results))"},
	{"gather_list.go", "count = max(n, 0)", "count = max(n, 5)"},
	{"gather_list.go", "strconv.Itoa(len(results)) +\n", "strconv.Itoa(len(shown)) +\n"},
}

// Each deliberate fault is noticed by TestPlansAnswer.
func TestMutants(t *testing.T) {
	if !*tryMutants {
		t.Skip("each fault compiles the package anew and plays thousands of worlds; CI does, with -mutants")
	}
	if len(mutants) < 20 {
		t.Fatalf("only %d mutants", len(mutants))
	}
	for _, m := range mutants {
		t.Run(m.file+": "+strings.TrimSpace(strings.SplitN(m.was, "\n", 2)[0]), func(t *testing.T) {
			t.Parallel()
			m.try(t)
		})
	}
}

// try puts the fault into a copy, and runs TestPlansAnswer there.
func (m mutant) try(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"go.mod", "go.sum"} {
		text, err := os.ReadFile(filepath.Join("..", name))
		if err != nil {
			t.Fatal(err)
		}
		writeCopy(t, filepath.Join(dir, name), text)
	}
	copyRacetest(t, dir)
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if filepath.ToSlash(path) == m.file {
			if n := bytes.Count(text, []byte(m.was)); n < 1 {
				t.Fatalf("%s does not have what the fault replaces:\n%s", m.file, m.was)
			}
			text = bytes.Replace(text, []byte(m.was), []byte(m.is), 1)
		}
		writeCopy(t, filepath.Join(dir, "rewrite", path), text)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	c := exec.Command("go", "test", "-run=^TestPlansAnswer$", "-count=1", "./rewrite", "-plans=200000")
	c.Dir = dir
	out, err := c.CombinedOutput()
	switch {
	case err == nil:
		t.Errorf("nobody noticed")
	case !bytes.Contains(out, []byte("seed ")) && !bytes.Contains(out, []byte("panic")):
		t.Errorf("it was not noticed by what came out:\n%s", out)
	}
}

// copyRacetest copies what the tests import from beside this package.
func copyRacetest(t *testing.T, dir string) {
	t.Helper()
	for _, name := range []string{"norace.go", "race.go", "racetest.go"} {
		text, err := os.ReadFile(filepath.Join("..", "racetest", name))
		if err != nil {
			t.Fatal(err)
		}
		writeCopy(t, filepath.Join(dir, "racetest", name), text)
	}
}

func writeCopy(t *testing.T, path string, text []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
}
