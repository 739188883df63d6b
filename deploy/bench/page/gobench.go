package main

import (
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// A figure is what a benchmark of Go says, the medians of its runs.
type figure struct{ ns, bytes, allocations float64 }

// benchmarks are the figures of a run of make bench, by the name of the benchmark.
type benchmarks map[string]figure

var (
	benchLine = regexp.MustCompile(`^Benchmark(\S+?)(?:-\d+)?\s+\d+\s+(.*)$`)
	measured  = regexp.MustCompile(`([0-9.e+]+) (\S+)`)
)

// readBenchmarks reads the output of make bench.
func readBenchmarks(file string) (benchmarks, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	values := map[string]map[string][]float64{} // by name and unit
	for line := range strings.Lines(string(text)) {
		found := benchLine.FindStringSubmatch(strings.TrimSpace(line))
		if found == nil {
			continue
		}
		if values[found[1]] == nil {
			values[found[1]] = map[string][]float64{}
		}
		for _, m := range measured.FindAllStringSubmatch(strings.ReplaceAll(found[2], "\t", " "), -1) {
			if n, err := strconv.ParseFloat(m[1], 64); err == nil {
				values[found[1]][m[2]] = append(values[found[1]][m[2]], n)
			}
		}
	}
	all := benchmarks{}
	for name, units := range values {
		middle := func(unit string) float64 {
			slices.Sort(units[unit])
			return median(units[unit])
		}
		all[name] = figure{middle("ns/op"), middle("B/op"), middle("allocs/op")}
	}
	return all, nil
}

// A point of a curve.
type point struct{ x, y float64 }

// curve returns the points of a benchmark for each size; name has a # where the size stands. Sizes
// that were not measured are left out.
func (b benchmarks) curve(name string, sizes ...int) (list []point) {
	for _, n := range sizes {
		if f, ok := b[strings.Replace(name, "#", strconv.Itoa(n), 1)]; ok {
			list = append(list, point{float64(n), f.ns})
		}
	}
	return list
}
