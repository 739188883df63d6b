package plan

import (
	"testing"

	"scimshim/rewrite/filter"
)

// mail is the filter that Entra sends most.
const mail = `emails[type eq "work"].value eq "anna.lind@example.com"`

// BenchmarkPlan plans it on the heap, by its shape.
func BenchmarkPlan(b *testing.B) {
	s, accept := users(), servicenow(b)
	e := read(b, mail)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := accept.Plan(e, s); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkPlanAnew plans it as the first of its shape.
func BenchmarkPlanAnew(b *testing.B) {
	s, accept := users(), servicenow(b)
	f, e := accept.normalFor(s), read(b, mail)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := accept.planAnew(f, e, s); err != nil {
			b.Fatal(err)
		}
	}
}

// A way takes a filter from the text of the client to that for the target, as a message of
// a chain does.
type way struct {
	accept *Accept
	scope  *filter.Scope
	nodes  filter.Nodes
	sent   []byte
}

func (w *way) take(t testing.TB, text string) {
	w.nodes.Reset()
	e, _, err := w.nodes.Parse(text, filter.All)
	if err != nil {
		t.Fatal(err)
	}
	p, err := w.accept.Answer(&w.nodes, e, w.scope, Limits{Requests: 10})
	if err != nil {
		t.Fatal(err)
	}
	w.sent = filter.AppendStrict(w.sent[:0], p.Filter)
}

// BenchmarkWay reads, plans and prints it.
func BenchmarkWay(b *testing.B) {
	w := way{accept: servicenow(b), scope: users()}
	b.ReportAllocs()
	for b.Loop() {
		w.take(b, mail)
	}
}

// Of each shape the filters after the first cost no allocation.
func TestWayAllocates(t *testing.T) {
	w := way{accept: servicenow(t), scope: users()}
	for _, c := range []struct{ text, sent string }{
		{mail, `emails[type eq "work" and value eq "anna.lind@example.com"]`},
		{`userName eq "anna"`, `userName eq "anna"`},
		{`USERNAME eq "anna" and active eq true`, `userName eq "anna" and active eq true`},
		{`externalId eq "7" and title sw "x"`, `externalId eq "7" and title sw "x"`},
	} {
		w.take(t, c.text)
		if string(w.sent) != c.sent {
			t.Errorf("%s: %s is sent", c.text, w.sent)
		}
		if filter.Poisoned {
			continue
		}
		if n := testing.AllocsPerRun(200, func() { w.take(t, c.text) }); n != 0 {
			t.Errorf("%s: %v allocations", c.text, n)
		}
	}
}
