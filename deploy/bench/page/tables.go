package main

import (
	"fmt"
	"math"
	"strings"
)

var workloads = []string{"W1", "W2", "W3", "W4", "W5", "W6"}

// A goal is how many times the CPU of another proxy a request of a workload may take.
type goal struct {
	w, base      string
	must, beyond float64
}

var goals = []goal{
	{"W1", "fasthttp", 1.5, 1.3},
	{"W1", "go-nethttp", 0.5, 0},
	{"W2", "fasthttp", 1.6, 1.3},
	{"W2", "nginx-lua", 0, 1.2},
	{"W3", "nginx-lua", 1.0, 0.7},
	{"W4", "nginx-lua", 0.75, 0.5},
	{"W5", "nginx-lua", 0.22, 0.15},
	{"W6", "nginx-lua", 0.3, 0.2},
}

// row writes the row of a table.
func row(cells ...string) string { return "| " + strings.Join(cells, " | ") + " |\n" }

// headOf writes the head of a table whose first columns are words.
func headOf(words int, columns ...string) string {
	marks := make([]string, len(columns))
	for i := range marks {
		if marks[i] = "--:"; i < words {
			marks[i] = "---"
		}
	}
	return row(columns...) + "|" + strings.Join(marks, "|") + "|\n"
}

// limit writes a ratio that is a goal; nothing for none.
func limit(v float64) string {
	if v == 0 {
		return ""
	}
	return fmt.Sprintf("%.2f", v)
}

// goalTable says of each goal how near it is.
func goalTable(r harnessRun) string {
	out := headOf(2, "", "CPU compared with", "must reach", "beyond", "scimshim", "shim-es")
	for _, g := range goals {
		cells := []string{g.w, g.base, limit(g.must), limit(g.beyond)}
		for _, name := range []string{"scimshim", "shim-es"} {
			cells = append(cells, spread(r.ratios(name, g.base, g.w)))
		}
		out += row(cells...)
	}
	return out
}

// spread writes the median of ratios with the least and the greatest.
func spread(list []float64) string {
	if len(list) == 0 {
		return "not measured"
	}
	return fmt.Sprintf("%.2f (%.2f-%.2f)", median(list), list[0], list[len(list)-1])
}

// harnessTable has what was measured of each proxy.
func harnessTable(r harnessRun, title string, measure func(sample) float64) string {
	out := headOf(1, append([]string{title}, workloads...)...)
	for _, name := range r.names() {
		cells := []string{name}
		for _, w := range workloads {
			if m := r.of(name, w, measure); len(m) > 0 {
				cells = append(cells, fmt.Sprintf("%.1f", medianOf(m)))
			} else {
				cells = append(cells, "-")
			}
		}
		out += row(cells...)
	}
	return out
}

// latencyTable has what each proxy adds to the time in which 99 of 100 requests have their answer;
// nothing if no rate was fixed.
func latencyTable(r harnessRun) string {
	if len(r) == 0 {
		return ""
	}
	out := headOf(1, "added p99, µs", "W2 at a fixed rate")
	for _, name := range r.names() {
		direct, through := r.of("direct", "W2", p99), r.of(name, "W2", p99)
		added := map[int]float64{}
		for round, t := range through {
			if d, ok := direct[round]; ok {
				added[round] = t - d
			}
		}
		out += row(name, fmt.Sprintf("%.0f", medianOf(added)))
	}
	return out
}

// chainTable has the time of a whole chain without HTTP, for each workload.
func chainTable(b benchmarks, chains []string) string {
	out := headOf(1, append([]string{"rules"}, workloads...)...)
	for _, c := range chains {
		cells := []string{c}
		for _, w := range workloads {
			f := b["Chain/"+w+"/rules="+strings.ReplaceAll(c, " ", "_")]
			cells = append(cells, timeOf(f.ns))
		}
		out += row(cells...)
	}
	return out
}

// idleTable says how many times the time of no idle rules as many take.
func idleTable(b benchmarks) string {
	out := headOf(1, append([]string{"idle rules"}, workloads...)...)
	for _, n := range []int{20, 100, 1000} {
		cells := []string{fmt.Sprint(n)}
		for _, w := range workloads {
			none, some := b["IdleRules/"+w+"/idle=0"], b[fmt.Sprintf("IdleRules/%s/idle=%d", w, n)]
			if none.ns == 0 || some.ns == 0 {
				cells = append(cells, "-")
				continue
			}
			cells = append(cells, fmt.Sprintf("%.2f", some.ns/none.ns))
		}
		out += row(cells...)
	}
	return out
}

// exponentTable says by which power of its input the time of each line grows.
func exponentTable(lines []line) string {
	out := headOf(1, "", "from", "to", "time", "exponent")
	for _, l := range lines {
		if len(l.points) < 2 {
			continue
		}
		a, b := l.points[len(l.points)-2], l.points[len(l.points)-1]
		out += row(l.name, fmt.Sprint(a.x), fmt.Sprint(b.x), timeOf(a.y)+" to "+timeOf(b.y),
			fmt.Sprintf("%.2f", math.Log(b.y/a.y)/math.Log(b.x/a.x)))
	}
	return out
}
