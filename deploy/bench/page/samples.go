package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
)

// A sample is what the load harness measured of one proxy under one workload in one round.
type sample struct {
	Round int     `json:"round"`
	Name  string  `json:"name"`
	W     string  `json:"w"`
	Conns int     `json:"conns"`
	Rate  float64 `json:"rate"` // requests a second that were due; 0 for as many as there are answers
	CPU   float64 `json:"proxy_cpu_us"`
	RPS   float64 `json:"rps"`
	P99   float64 `json:"p99"`
	Pss   int     `json:"pss_kb"`
}

const samplesHead = "round\tproxy\tworkload\tconnections\trate\tcpu_us\trequests_per_s\tp99_us\tpss_kb"

// takeSamples writes the samples of runs of the harness, whose files have commas between them, as a table.
func takeSamples(from, to string) error {
	lines := []string{samplesHead}
	for file := range strings.SplitSeq(from, ",") {
		text, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		var list []sample
		if err := json.Unmarshal(text, &list); err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
		for _, s := range list {
			lines = append(lines, fmt.Sprintf("%d\t%s\t%s\t%d\t%.0f\t%.1f\t%.0f\t%.0f\t%d",
				s.Round, s.Name, s.W, s.Conns, s.Rate, s.CPU, s.RPS, s.P99, s.Pss))
		}
	}
	return os.WriteFile(to, []byte(strings.Join(lines, "\n")+"\n"), 0o644)
}

// readSamples reads a table of samples.
func readSamples(file string) (list []sample, err error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	for line := range strings.Lines(string(text)) {
		c := strings.Split(strings.TrimSpace(line), "\t")
		if len(c) != 9 || c[0] == "round" {
			continue
		}
		var s sample
		s.Name, s.W = c[1], c[2]
		numbers := make([]float64, len(c))
		for i := range c {
			if i == 1 || i == 2 {
				continue
			}
			if numbers[i], err = strconv.ParseFloat(c[i], 64); err != nil {
				return nil, fmt.Errorf("%s: %w", file, err)
			}
		}
		s.Round, s.Conns, s.Rate = int(numbers[0]), int(numbers[3]), numbers[4]
		s.CPU, s.RPS, s.P99, s.Pss = numbers[5], numbers[6], numbers[7], int(numbers[8])
		list = append(list, s)
	}
	return list, nil
}

// A harnessRun is samples that are compared with each other.
type harnessRun []sample

// closed returns the samples with as many connections, each of which sends its next request when it
// has its answer.
func (r harnessRun) closed(conns int) (some harnessRun) {
	for _, s := range r {
		if s.Conns == conns && s.Rate == 0 {
			some = append(some, s)
		}
	}
	return some
}

// open returns the samples at a fixed rate.
func (r harnessRun) open() (some harnessRun) {
	for _, s := range r {
		if s.Rate > 0 {
			some = append(some, s)
		}
	}
	return some
}

// names returns the proxies, in order.
func (r harnessRun) names() (list []string) {
	for _, s := range r {
		if s.Name != "direct" && !slices.Contains(list, s.Name) {
			list = append(list, s.Name)
		}
	}
	slices.Sort(list)
	return list
}

// rounds returns how many rounds there were.
func (r harnessRun) rounds() (n int) {
	for _, s := range r {
		n = max(n, s.Round+1)
	}
	return n
}

// of returns what was measured of a proxy under a workload, by round.
func (r harnessRun) of(name, w string, measure func(sample) float64) map[int]float64 {
	m := map[int]float64{}
	for _, s := range r {
		if s.Name == name && s.W == w {
			m[s.Round] = measure(s)
		}
	}
	return m
}

// What is measured: the microseconds of CPU of a request, the megabytes of memory afterwards, and the
// microseconds in which 99 of 100 requests have their answer.
func cpu(s sample) float64    { return s.CPU }
func memory(s sample) float64 { return float64(s.Pss) / 1024 }
func p99(s sample) float64    { return s.P99 }

// ratios returns how many times as much CPU one proxy took as another, round by round, in order.
func (r harnessRun) ratios(name, base, w string) (list []float64) {
	a, b := r.of(name, w, cpu), r.of(base, w, cpu)
	for round, x := range a {
		if y := b[round]; y > 0 {
			list = append(list, x/y)
		}
	}
	slices.Sort(list)
	return list
}

// median returns the middle of a sorted list; 0 of none.
func median(list []float64) float64 {
	if n := len(list); n > 0 {
		return (list[(n-1)/2] + list[n/2]) / 2
	}
	return 0
}

// medianOf returns the median of the values of a map.
func medianOf(m map[int]float64) float64 {
	list := slices.Collect(maps.Values(m))
	slices.Sort(list)
	return median(list)
}
