package laws_test

import (
	"testing"

	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/response"
	"scimshim/rules"
	"scimshim/rules/cases"
	"scimshim/rules/rulestest"
)

// A mailBench asks for a user by e-mail, as Entra does.
type mailBench struct {
	set   *rules.Set
	m     rewrite.Message
	trace rewrite.Trace
	next  rewrite.Next // made once, as the proxy's is
	sent  string
}

// run takes the query through the chain once.
func (b *mailBench) run(t testing.TB) {
	m := &b.m
	m.Reset()
	m.Method, m.Resource, m.Route = "GET", "Users", cases.Route
	m.Query = append(m.Query, rewrite.Param{Name: "filter", Value: `emails[type eq "work"].value eq "bjensen@example.com"`})
	if b.next == nil {
		b.next = func(m *rewrite.Message) error {
			b.sent, _ = m.Param("filter")
			m.Answer(200, "", response.EmptyList)
			return nil
		}
	}
	if err := b.set.Chain.Do(m, &b.trace, b.next); err != nil {
		t.Fatal(err)
	}
}

// mailRule asks for the user name instead of the e-mail, by a rule that reads
// what Entra writes, with an accept list behind it.
const mailRule = `
name: mail
read: [element_compare]
users:
  filter: {match: 'emails[type eq "work" and value eq {v}]', to: 'userName eq {v}', assume: complete}
  queries: {filters: ['userName eq {v}']}
`

// equivalentRule is the same with nothing to check on the way back.
const equivalentRule = `
name: mail
read: [element_compare]
users:
  filter: {match: 'emails[type eq {t}].value eq {v}', to: 'emails[type eq {t} and value eq {v}]'}
`

// filterBenches are the ways to rewrite the filter and what is sent, with the
// allocations that are allowed.
var filterBenches = []struct {
	name   string
	set    func(testing.TB) *rules.Set
	want   string
	allocs float64
}{
	{"equivalent", func(t testing.TB) *rules.Set { return rulestest.Compile(t, equivalentRule) },
		`emails[type eq "work" and value eq "bjensen@example.com"]`, 5},
	{"assumed", func(t testing.TB) *rules.Set { return rulestest.Compile(t, mailRule) },
		`userName eq "bjensen@example.com"`, 7},
	{"entra", func(t testing.TB) *rules.Set { return rulestest.Packs(t, "entra") },
		`emails[type eq "work" and value eq "bjensen@example.com"]`, 1},
	{"entra,servicenow", func(t testing.TB) *rules.Set { return rulestest.Packs(t, "entra", "servicenow") },
		`emails[type eq "work" and value eq "bjensen@example.com"]`, 1},
}

func TestFilterAllocates(t *testing.T) {
	for _, bench := range filterBenches {
		b := &mailBench{set: bench.set(t)}
		b.run(t)
		if b.sent != bench.want {
			t.Errorf("%s: sent %s", bench.name, b.sent)
		}
		if rulestest.RaceDetector || filter.Poisoned {
			continue
		}
		if n := testing.AllocsPerRun(200, func() { b.run(t) }); n > bench.allocs {
			t.Errorf("%s: %.0f allocations, want at most %.0f", bench.name, n, bench.allocs)
		}
	}
}

func BenchmarkFilter(b *testing.B) {
	for _, bench := range filterBenches {
		b.Run(bench.name, func(b *testing.B) {
			m := &mailBench{set: bench.set(b)}
			b.ReportAllocs()
			for b.Loop() {
				m.run(b)
			}
			ratio(b)
		})
	}
}
