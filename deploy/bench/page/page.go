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

// allocationsCopy is the table of allocations as the page has it. The one that the tests hold goes on.
const allocationsCopy = "results/allocations.tsv"

// pageOf returns the files that show what was measured, for a folder that has results: the page, its
// curves, and the table of allocations that it was made with.
func pageOf(folder, allocations string) (map[string]string, error) {
	bench, err := readBenchmarks(filepath.Join(folder, "results/go.txt"))
	if err != nil {
		return nil, err
	}
	all, err := readSamples(filepath.Join(folder, "results/proxy.tsv"))
	if err != nil {
		return nil, err
	}
	allocated, err := os.ReadFile(allocations)
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
		"Allocations": allocationTable(string(allocated)),
		"Exponents":   exponentTable(append(lists, members...)),
	})
	if err != nil {
		return nil, fmt.Errorf("page.md: %w", err)
	}
	return map[string]string{
		"SPEED.md":            b.String(),
		allocationsCopy:       string(allocated),
		"results/lists.svg":   chart("A list, by the users in it", "users", lists),
		"results/members.svg": chart("A PATCH of a group, by the members in it", "members", members),
	}, nil
}

// curves returns what is measured of more than one size.
func curves(b benchmarks) (lists, members []line) {
	for _, c := range []string{"entra", "entra,servicenow", "entra,atlassian"} {
		lists = append(lists, line{c, b.curve("List/users=#/rules="+c, 1, 200, 10_000)})
	}
	return lists, []line{{"entra, members", b.curve("Members/members=#/rules=entra", 1, 90, 900, 9000)}}
}

// allocationTable writes the table of allocations that the tests hold.
func allocationTable(table string) string {
	var rules []string
	cells := map[string]string{}
	for line := range strings.Lines(table) {
		c := strings.Split(strings.TrimSpace(line), "\t")
		if len(c) != 4 || c[0] == "rules" {
			continue
		}
		if len(rules) == 0 || rules[len(rules)-1] != c[0] {
			rules = append(rules, c[0])
		}
		cells[c[0]+c[1]] = c[2] + " / " + c[3]
	}
	out := headOf(1, append([]string{"allocations / bytes"}, workloads...)...)
	for _, r := range rules {
		list := []string{r}
		for _, w := range workloads {
			list = append(list, cells[r+w])
		}
		out += row(list...)
	}
	return out
}
