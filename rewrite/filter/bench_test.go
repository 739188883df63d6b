package filter

import (
	"encoding/json"
	"strings"
	"testing"
	"time"
)

const emailFilter = `emails[type eq "work"].value eq "anna.lind@example.com"`

// BenchmarkParsePrint reads and prints the filter that Entra ID sends most. Its
// ratio to json.Valid on 1 KB, measured in the same run, compares machines.
func BenchmarkParsePrint(b *testing.B) {
	body := []byte(`{"x":"` + strings.Repeat("a", 500) + `","y":[` + strings.Repeat(`{"z":1},`, 63) + `1]}`)
	const rounds = 20_000
	start := time.Now()
	for range rounds {
		if !json.Valid(body) {
			b.Fatal("the body is no JSON")
		}
	}
	yardstick := float64(time.Since(start).Nanoseconds()) / rounds

	var buf []byte
	b.ReportAllocs()
	for b.Loop() {
		e, _, err := ParseLenient(emailFilter, All)
		if err != nil {
			b.Fatal(err)
		}
		buf = e.Append(buf[:0])
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/yardstick, "x-json.Valid-1KB")
}

// BenchmarkParsePrintIn is BenchmarkParsePrint in room that is there already.
func BenchmarkParsePrintIn(b *testing.B) {
	var nodes Nodes
	var buf []byte
	b.ReportAllocs()
	for b.Loop() {
		nodes.Reset()
		e, _, err := nodes.Parse(emailFilter, All)
		if err != nil {
			b.Fatal(err)
		}
		buf = e.Append(buf[:0])
	}
}

func BenchmarkParseTarget(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, _, err := ParseTargetLenient(`emails[type eq "work"].value`, All); err != nil {
			b.Fatal(err)
		}
	}
}

func TestParsePrintAllocations(t *testing.T) {
	allocs := testing.AllocsPerRun(100, func() {
		e, _, err := ParseLenient(emailFilter, All)
		if err != nil || String(e) != emailFilter {
			t.Errorf("got %v, %v", e, err)
		}
	})
	if allocs > 5 {
		t.Errorf("got %v allocations, want at most 5", allocs)
	}
}

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
