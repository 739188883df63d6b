package filter

import "testing"

func BenchmarkHolds(b *testing.B) {
	s := users()
	e := read(b, `emails[type eq "work" and value eq "a@example.com"] or userName eq "BJENSEN@example.com"`)
	b.ReportAllocs()
	for b.Loop() {
		if s.Holds(e, barbara) != True {
			b.Fatal("the filter does not hold")
		}
	}
}

func BenchmarkPlan(b *testing.B) {
	s, accept := users(), servicenow(b)
	e := read(b, `emails[type eq "work"].value eq "babs@example.com"`)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := accept.Plan(e, s); err != nil {
			b.Fatal(err)
		}
	}
}
