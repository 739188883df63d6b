package workload

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"scimshim/rules"
	"scimshim/rules/rulestest"
)

// A Chain is rules that the workloads go through.
type Chain struct {
	Name  string
	packs []string
	idle  int
}

// Chains returns the chains that the workloads are measured with, the first of which makes of each
// message what the load harness wants.
func Chains() []Chain {
	return []Chain{
		{Name: "entra", packs: []string{"entra"}},
		{Name: "entra,servicenow", packs: []string{"entra", "servicenow"}},
		{Name: "entra,atlassian", packs: []string{"entra", "atlassian"}},
		{Name: "none"},
		Idle(1000),
	}
}

// Idle returns the first of the chains with n rules more, each of which renames an attribute that no
// message has.
func Idle(n int) Chain {
	return Chain{Name: fmt.Sprintf("entra+%d idle", n), packs: []string{"entra"}, idle: n}
}

// Set compiles the chain for a workload: with what renames the two attributes of W5 and adds the
// phone number of W3, as in the configurations of the load harness.
func (c Chain) Set(t testing.TB, w Workload) *rules.Set {
	t.Helper()
	if len(c.packs) == 0 {
		return rulestest.CompileSources(t)
	}
	sources := rulestest.PackSources(t, c.packs...)
	for i, name := range c.packs {
		if name == "servicenow" {
			sources[i].Given = append(sources[i].Given, rules.Given{Name: "max_members", Value: fmt.Sprint(members)})
		}
	}
	if c.idle > 0 {
		sources = append(sources, rules.Source{File: "idle.yaml", Data: []byte(idleRules(c.idle))})
	}
	switch {
	case w.Name == "W3" && len(c.packs) == 1:
		sources = append(sources, benchRules(t, "phone.yaml"))
	case w.Name == "W5":
		sources = append(sources, benchRules(t, "legacy.yaml"))
	}
	return rulestest.CompileSources(t, sources...)
}

// idleRules returns a file of n rules, each of which renames an attribute that no message has.
func idleRules(n int) string {
	var b strings.Builder
	b.WriteString("name: idle\nrename:\n")
	for i := range n {
		fmt.Fprintf(&b, "  - {from: absent%d, to: other%d}\n", i, i)
	}
	return b.String()
}

// benchRules reads a rule file of deploy/bench/rules.
func benchRules(t testing.TB, name string) rules.Source {
	t.Helper()
	_, here, _, _ := runtime.Caller(0)
	text, err := os.ReadFile(filepath.Join(filepath.Dir(here), "../../deploy/bench/rules", name))
	if err != nil {
		t.Fatal(err)
	}
	return rules.Source{File: name, Data: text}
}
