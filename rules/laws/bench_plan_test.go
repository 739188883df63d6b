package laws_test

import (
	"testing"

	"scimshim/rewrite/filter"
	"scimshim/rewrite/filter/plan"
	"scimshim/rules/rulestest"
)

// A planned is the usual filter of Entra, and the accept list of ServiceNow.
func planned(t testing.TB) (filter.Expr, *plan.Accept, *filter.Scope) {
	set := rulestest.CompileSources(t, rulestest.PackSources(t, "entra", "servicenow")...)
	e, _, err := filter.ParseLenient(`emails[type eq "work"].value eq "anna.lind@example.com"`, filter.All)
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range set.Chain.Accept {
		if a.Resource == "Users" {
			return e, a.List, &filter.Scope{Types: set.Chain.Types, Resource: "Users"}
		}
	}
	t.Fatal("no accept list")
	return nil, nil, nil
}

// Planning the usual filter costs few allocations, though the list is long.
func TestPlanningAllocates(t *testing.T) {
	e, list, scope := planned(t)
	var p plan.Plan
	run := func() {
		var err error
		if p, err = list.Answer(nil, e, scope, plan.Limits{Requests: 10}); err != nil {
			t.Fatal(err)
		}
	}
	run()
	if got := filter.String(p.Filter); got != `emails[type eq "work" and value eq "anna.lind@example.com"]` {
		t.Errorf("%s: %s", p.How, got)
	}
	if rulestest.RaceDetector {
		t.Skip("the race detector lets pools forget, so that allocations cannot be counted")
	}
	if n := testing.AllocsPerRun(200, run); n > 4 { // the tree of what is sent
		t.Errorf("%.0f allocations, want at most 4", n)
	}
}

func BenchmarkPlanning(b *testing.B) {
	e, list, scope := planned(b)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := list.Answer(nil, e, scope, plan.Limits{Requests: 10}); err != nil {
			b.Fatal(err)
		}
	}
	ratio(b)
}
