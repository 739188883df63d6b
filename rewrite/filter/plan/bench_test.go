package plan

import "testing"

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
