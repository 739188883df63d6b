package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The page and its curves are what the committed results make of them.
func TestPageIsWritten(t *testing.T) {
	files, err := pageOf("..", "../results")
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range files {
		got, err := os.ReadFile(filepath.Join("..", name))
		if err != nil || string(got) != want {
			t.Errorf("%s is not what the results make of it (%v): run go run ./page in deploy/bench", name, err)
		}
		if strings.Contains(want, "NaN") || strings.Contains(want, "Inf") {
			t.Errorf("%s has a figure that is no number", name)
		}
	}
}

// Benchmarks are read as Go prints them, and of several runs the median counts.
func TestReadBenchmarks(t *testing.T) {
	file := filepath.Join(t.TempDir(), "go.txt")
	text := "cpu: x\nBenchmarkList/users=1/rules=entra-2  \t 10\t 300 ns/op\t 5.1 MB/s\t 16 B/op\t 2 allocs/op\n" +
		"BenchmarkList/users=1/rules=entra-2  \t 10\t 100 ns/op\t 16 B/op\t 2 allocs/op\n" +
		"BenchmarkList/users=1/rules=entra-2  \t 10\t 200 ns/op\t 16 B/op\t 3 allocs/op\nPASS\n"
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	b, err := readBenchmarks(file)
	if want := (figure{200, 16, 2}); err != nil || b["List/users=1/rules=entra"] != want {
		t.Errorf("got %v, %v", b, err)
	}
}

// A ratio is taken within a round: what disturbs one round disturbs both sides of it.
func TestRatios(t *testing.T) {
	r := harnessRun{
		{Round: 0, Name: "a", W: "W1", CPU: 20}, {Round: 0, Name: "b", W: "W1", CPU: 10},
		{Round: 1, Name: "a", W: "W1", CPU: 90}, {Round: 1, Name: "b", W: "W1", CPU: 30},
		{Round: 2, Name: "a", W: "W1", CPU: 40},
	}
	if got := spread(r.ratios("a", "b", "W1")); got != "2.50 (2.00-3.00)" {
		t.Error(got)
	}
}

// What grows as the square of its input has the exponent 2.
func TestExponent(t *testing.T) {
	table := exponentTable([]line{{"x", []point{{1, 1}, {10, 100}}}})
	if !strings.Contains(table, "| 2.00 |") {
		t.Error(table)
	}
}
