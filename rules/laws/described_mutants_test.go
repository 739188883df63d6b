package laws_test

import (
	"flag"
	"testing"

	"scimshim/rewrite/mutants"
)

var tryMutants = flag.Bool("mutants", false, "put each deliberate fault into what plans a PATCH, and see whether it is noticed")

// faults are in the forms in which elements are written, in what is stored, and in how what is
// lost is counted.
var faults = mutants.Set{Root: "..", Test: "TestDescribedTargets", Args: []string{"-described=12000"}, Notice: "seed ", Faults: []mutants.Fault{
	// Which operations are on an element.
	{"patch/element_change.go", "case !sameBrackets(op.Target, g.e.at, m.Scope()):", "case false:"},
	{"patch/element_change.go", "		g.gone = true\n		g.clear(i)\n", "		g.gone = true\n"},
	{"patch/element_named.go", "return op.Target.Where == nil && (m.Covers(op.At(), p) || m.Covers(p, op.At()))", "return false"},
	// Which form fits.
	{"patch/element_change.go", "return form == formAdd || g.reset >= 0 || g.wrote(g.e.need)", "return true"},
	{"patch/element_change.go", "return form != formAdd && (g.gone || g.e.emptied != nil && g.wrote(g.e.emptied))", "return form != formAdd"},
	// What is written.
	{"patch/element_emit.go", "		emit(remove.Made(g.e.at, \"\"))\n	}\n	emit(first", "	}\n	emit(first"},
	{"patch/element_emit.go", "		emit(remove)\n", ""},
	{"patch/element_emit.go", "emit(first.Named(\"replace\").Made(whole, value))", "emit(first.Named(\"add\").Made(whole, value))"},
	{"patch/element_emit.go", "emit(op.Named(\"replace\"))", "emit(op)"},
	{"patch/element_change.go", "		g.members = append(g.members, elementMember{t, -1, true})\n", "		_ = t\n"},
	{"patch/element_change.go", "		g.members[i].Value = member.Value\n", "		_ = member.Value\n"},
	// What of it is counted.
	{"../rewrite/ops_walk.go", "	m.dropped += dropped\n}", "}"},
	{"../rewrite/ops_edit.go", "			dropped++\n", ""},
	// What the target stores.
	{"store/only.go", "		if r.action != kind.Drop {\n			emit(op)\n		}\n", "		emit(op)\n"},
	{"store/only.go", "		return rewrite.Drop, nil\n", "		return rewrite.Keep, nil\n"},
	{"store/only.go", "if !selects(&op) || !r.excludes(m, op) {", "if op.Target.Where == nil {"},
	{"store/single.go", "	choose := r.choose(m)\n", "	choose := r.choose(m)\n	if m.Method == \"PATCH\" {\n		return nil\n	}\n"},
	{"store/single.go", "		m.CountDropped(saying(slices.Collect(list.Elements())...) - saying(chosen))\n", "		_ = slices.Collect(list.Elements())\n"},
	{"store/keep.go", "		if part.IsNamed(a) && !r.keeps(m, a.Path) {\n			return rewrite.Drop, nil", "		if part.IsNamed(a) && !r.keeps(m, a.Path) && a.Path.Sub == \"\" {\n			return rewrite.Drop, nil"},
	// Forms that the target does not take, and who leaves.
	{"patch/clear.go", "emit(op.Named(\"remove\").Made(op.Target, \"\"))", "emit(op)"},
	{"patch/last.go", "if n--; n > 0 {", "if n--; n > 5 {"},
	{"patch/last.go", "if n--; n > 0 {\n					return nil\n				}", "if n--; n == 0 {\n					return nil\n				}"},
	{"../rewrite/leaver.go", "	m.dropped += len(out)\n", ""},
}}

// What a fault replaces is there.
func TestMutantsFit(t *testing.T) { faults.Fit(t) }

// Each deliberate fault is noticed by TestDescribedTargets.
func TestMutants(t *testing.T) {
	if !*tryMutants {
		t.Skip("each fault compiles the packages anew and plays thousands of PATCHes; CI does, with -mutants")
	}
	faults.Try(t, 20)
}
