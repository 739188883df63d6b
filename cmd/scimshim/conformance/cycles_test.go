//go:build conformance

package conformance

import (
	"encoding/json"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"scimshim/cmd/scimshim/demo/cycle"
)

// A lifeCycle is what a client does with an account and a group over their lives.
type lifeCycle struct {
	client string
	steps  []cycle.Step
}

var cycles = []lifeCycle{
	{"entra", cycle.Entra(cycle.Mapping{Phones: true, Titles: true})}, {"okta", oktaCycle()},
}

// TestConformanceCycles plays the cycles of clients at servers of others:
// straight, through the proxy without rules, which must change nothing, and with
// the rules from the client to the server, which must make all of it right. What a
// server has no place for, or no way to do in one request, is in testdata/exceptions-cycles.tsv
// with the verdict and the reason.
func TestConformanceCycles(t *testing.T) {
	cannot := readCycleTable(t)
	for _, target := range realTargets {
		server := startReal(t, target)
		for _, c := range cycles {
			t.Run(target.name+"/"+c.client, func(t *testing.T) {
				straight := server.play(t, server.base, c)
				empty := server.play(t, server.proxied(t, noRules), c)
				full := server.play(t, server.proxied(t, c.client, conformanceFile(target.name+".yaml")), c)
				t.Logf("%d steps straight: %s", len(c.steps), tallied(straight))
				t.Logf("%d steps without rules: %s", len(c.steps), tallied(empty))
				t.Logf("%d steps with rules: %s", len(c.steps), tallied(full))
				for i, step := range c.steps {
					if empty[i].word != straight[i].word || empty[i].status != straight[i].status {
						t.Errorf("%s: straight it is %v, and without rules %v", step.Title, straight[i], empty[i])
					}
					row := cycleRow{target.name, c.client, step.Title}
					want, listed := cannot[row]
					if !listed {
						want = "right"
					}
					delete(cannot, row)
					if full[i].word != want {
						t.Errorf("%s is to be %s: %v: %s", step.Title, want, full[i], full[i].says)
					}
				}
			})
		}
	}
	for row := range cannot {
		t.Errorf("exceptions-cycles.tsv: there is no such step: %v", row)
	}
}

// A cycleRow is a step of a client's cycle at a target.
type cycleRow struct{ target, client, step string }

// readCycleTable returns the verdicts of the steps that do not end right.
func readCycleTable(t *testing.T) map[cycleRow]string {
	t.Helper()
	text, err := os.ReadFile(conformanceFile("exceptions-cycles.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	table := map[cycleRow]string{}
	for line := range strings.Lines(string(text)) {
		f := strings.Split(strings.TrimSpace(line), "\t")
		if len(f) != 5 || f[4] == "" {
			t.Fatalf("exceptions-cycles.tsv: expected a target, a client, a step, a verdict and the reason: %s", line)
		}
		table[cycleRow{f[0], f[1], f[2]}] = f[3]
	}
	return table
}

func tallied(verdicts []realVerdict) (c realTally) {
	for _, v := range verdicts {
		c.add(v)
	}
	return c
}

// play plays a cycle at a base URL, in front of an empty server.
func (s *realServer) play(t *testing.T, base string, c lifeCycle) []realVerdict {
	t.Helper()
	s.reset()
	people := cycle.NewCast(rand.New(rand.NewPCG(1, 1)))
	people.Mover.ID, people.Leaver.ID = s.seed("Users", people.Mover.Seed()), s.seed("Users", people.Leaver.Seed())
	var verdicts []realVerdict
	for _, step := range c.steps {
		verdicts = append(verdicts, s.step(t, base, step, people))
	}
	return verdicts
}

// step takes one step of a cycle and says what came of it. Where it was refused,
// it is done by hand, so that those after it can be tried at all.
func (s *realServer) step(t *testing.T, base string, step cycle.Step, people *cycle.Cast) realVerdict {
	t.Helper()
	r := step.Ask(people)
	path := r.Path
	if r.Query != "" {
		path += "?" + r.Query
	}
	a := s.ask(base, r.Method, path, r.Body)
	wrong := ""
	if a.status >= 200 && a.status < 300 {
		wrong = step.Hear(people, cycle.ReadAnswer(a.body))
	} else if step.ByHand != nil {
		endpoint, resource, id := step.ByHand(people)
		*id = s.seed(endpoint, resource)
	}
	found, ok := step.Meant(people, s.read(t))
	switch {
	case a.status < 200 || a.status >= 300:
		answer := wildDecode(a.body)
		return realVerdict{"refused", a.status, wildText(answer, "scimType"), wildText(answer, "detail")}
	case wrong != "" || !ok:
		return realVerdict{word: "wrong", says: strings.TrimSpace(wrong + " " + found)}
	}
	return realVerdict{word: "right"}
}

// read reads what is in the server.
func (s *realServer) read(t *testing.T) cycle.Directory {
	t.Helper()
	d, err := cycle.ReadDirectory(func(endpoint string) (all []json.RawMessage) {
		list, err := s.list(endpoint)
		if err != nil {
			t.Fatal(err)
		}
		for _, o := range list {
			all = append(all, json.RawMessage(wildEncode(o)))
		}
		return all
	})
	if err != nil {
		t.Fatal(err)
	}
	return d
}
