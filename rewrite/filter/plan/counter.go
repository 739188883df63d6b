package plan

import (
	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
)

// An Example is what CounterExample found.
type Example struct {
	Resource string // the resource, in JSON; empty where none was found
	Holes    string // what the holes stand for: {type} as "work", {value} as "ada"
	Tried    int    // how many resources were judged
}

// searchShare bounds the search for one counter-example, as a part of what a Judge
// does: a tenth of a second.
const searchShare = 10

// CounterExample looks for a resource that refutes that to selects all that from
// does: one of which from is True and to is False. With the two patterns swapped
// it is one that to selects besides. It knows no law and no proof: it fills the
// holes with a few literals, makes resources of the values that the two filters
// compare and of the neighbours of those, and judges them as Scope.Holds does.
// What is Unknown is no difference.
//
// The search is the same each time, and bounded. The holes are filled with the
// plainest values first; of the resources that then differ, the one with the
// fewest oddities (null, a value of another type) is returned, and of those the
// shortest. Its values are made up or the patterns' own. That none is found is
// no proof.
func CounterExample(from, to *Pattern, s *filter.Scope) Example {
	judge := filter.NewJudge(*s).Share(searchShare)
	tape := json.TakeTape()
	defer tape.Release()
	tried := 0
	for _, c := range choices(from, to, s) {
		f, t := c.filled.fill(from.expr), c.filled.fill(to.expr)
		g := newGenerator(s, judge, tape, f, t)
		for _, r := range g.resources() {
			if judge.Spent() {
				return Example{Tried: tried}
			}
			tried++
			resource := g.read(r.text)
			if judge.Holds(f, resource) == filter.True && judge.Holds(t, resource) == filter.False {
				return Example{r.text, c.String(), tried}
			}
		}
	}
	return Example{Tried: tried}
}
