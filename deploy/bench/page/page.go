package main

import (
	_ "embed" // the text of the page
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"text/template"
)

//go:embed page.md
var frame string

// connections are those of the goals.
const connections = 64

// pageOf returns the files that show what was measured, for a folder that has results: the page, its
// curves, and copies of the tables that the tests hold, which are in a folder of their own.
func pageOf(folder, tables string) (map[string]string, error) {
	bench, err := readBenchmarks(filepath.Join(folder, "results/go.txt"))
	if err != nil {
		return nil, err
	}
	all, err := readSamples(filepath.Join(folder, "results/proxy.tsv"))
	if err != nil {
		return nil, err
	}
	allocated, err := os.ReadFile(filepath.Join(tables, "allocations.tsv"))
	if err != nil {
		return nil, err
	}
	read, err := os.ReadFile(filepath.Join(tables, "read.tsv"))
	if err != nil {
		return nil, err
	}
	about, err := os.ReadFile(filepath.Join(folder, "results/about.txt"))
	if err != nil {
		return nil, err
	}
	run := harnessRun(all).closed(connections)
	lists, members := curves(bench)
	t, err := template.New("page").Parse(frame)
	if err != nil {
		return nil, err
	}
	var b strings.Builder
	err = t.Execute(&b, map[string]any{
		"About": strings.TrimSpace(string(about)), "Rounds": run.rounds(), "Connections": connections,
		"Goals": goalTable(run), "CPU": harnessTable(run, "CPU per request, µs", cpu),
		"Memory": harnessTable(run, "memory (PSS), MB", memory), "Latency": latencyTable(harnessRun(all).open()),
		"Chains":      chainTable(bench, []string{"none", "entra", "entra,servicenow", "entra,atlassian"}),
		"Idle":        idleTable(bench),
		"Allocations": heldTable("allocations / bytes", string(allocated)),
		"Read":        heldTable("read for each byte", string(read)),
		"Exponents":   exponentTable(append(lists, members...)),
	})
	if err != nil {
		return nil, fmt.Errorf("page.md: %w", err)
	}
	return map[string]string{
		"SPEED.md":                b.String(),
		"results/allocations.tsv": string(allocated),
		"results/read.tsv":        string(read),
		"results/lists.svg":       chart("A list, by the users in it", "users", lists),
		"results/members.svg":     chart("A PATCH of a group, by the members in it", "members", members),
	}, nil
}

// curves returns what is measured of more than one size.
func curves(b benchmarks) (lists, members []line) {
	for _, c := range []string{"entra", "entra,servicenow", "entra,atlassian"} {
		lists = append(lists, line{c, b.curve("List/users=#/rules="+c, 1, 200, 10_000)})
	}
	return lists, []line{{"entra, members", b.curve("Members/members=#/rules=entra", 1, 90, 900, 9000)}}
}

// heldTable writes a table that the tests hold, whose cells are what it has for a chain and a workload.
func heldTable(title, table string) string {
	var rules []string
	cells := map[string]string{}
	for line := range strings.Lines(table) {
		c := strings.Split(strings.TrimSpace(line), "\t")
		if len(c) < 3 || c[0] == "rules" {
			continue
		}
		if len(rules) == 0 || rules[len(rules)-1] != c[0] {
			rules = append(rules, c[0])
		}
		cells[c[0]+c[1]] = strings.Join(c[2:], " / ")
	}
	out := headOf(1, append([]string{title}, workloads...)...)
	for _, r := range rules {
		list := []string{r}
		for _, w := range workloads {
			list = append(list, cells[r+w])
		}
		out += row(list...)
	}
	return out
}
