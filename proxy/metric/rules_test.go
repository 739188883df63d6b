package metric_test

import (
	"fmt"
	"maps"
	"testing"

	"scimshim/proxy/metric"
	"scimshim/rewrite"
)

// A rule refuses one id, and changes the answer for another.
type rule struct{ refuses, changes string }

func (r rule) Request(m *rewrite.Message) error {
	if m.ID == r.refuses {
		return rewrite.Refuse(rewrite.RuleRefused, "", "refused")
	}
	return nil
}

func (r rule) Response(m *rewrite.Message) error {
	if m.ID == r.changes {
		m.SetBody(`{"id":"` + m.ID + `","changed":true}`)
	}
	return nil
}

// What is read of what steps did is what the trace of each message says, however it went: all of a
// way, a part of one, or on one way too many; and also of what ended after the route's counters were
// replaced.
func TestStepsAreCounted(t *testing.T) {
	chain := &rewrite.Chain{Steps: []rewrite.Step{
		{Name: "a", Rule: rule{"none", "2"}},
		{Name: "b", Rule: rule{"3", "2"}, When: rewrite.Match{Methods: []string{"GET"}}},
		{Name: "c", Rule: rule{"4", "none"}},
	}}
	m := metric.New("test", metric.Labels{})
	old, now := m.Counters("r", []string{"Users"}, chain.Steps), m.Counters("r", []string{"Users"}, chain.Steps)
	want := map[string]float64{}
	var trace rewrite.Trace
	take := func(c *metric.Counters, method, resource, id string) {
		answer := func(m *rewrite.Message) error {
			m.Answer(200, "", `{"id":"`+id+`"}`)
			return nil
		}
		msg := &rewrite.Message{Method: method, Resource: resource, ID: id}
		_ = chain.Do(msg, &trace, answer) // some are refused
		for i, v := range trace.Visits() {
			if o := v.Outcome(); o != rewrite.Skipped {
				want[chain.Steps[i].Name+" "+o.String()]++
			}
		}
		c.Count(&metric.Request{Method: method, Resource: resource, Code: 200, Trace: &trace})
	}
	check := func(when string) {
		t.Helper()
		if got := stepsOf(t, m); !maps.Equal(got, want) {
			t.Errorf("%s: %v, want %v", when, got, want)
		}
	}
	for range 3 {
		for _, id := range []string{"1", "2", "3", "4"} {
			for _, method := range []string{"GET", "DELETE"} {
				take(old, method, "Users", id)
			}
		}
		check("in use")
	}
	old.Retire()
	check("retired")
	take(old, "GET", "Users", "2")
	take(now, "GET", "Users", "1")
	check("replaced")
	for i := range 100 {
		take(now, "GET", fmt.Sprint("Resource", i), "2")
	}
	check("many ways")
}

// stepsOf returns how often steps did what, where that is not never.
func stepsOf(t *testing.T, m *metric.Metrics) map[string]float64 {
	t.Helper()
	families, err := m.Gatherer().Gather()
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]float64{}
	for _, f := range families {
		if f.GetName() != "scimshim_rule_messages_total" {
			continue
		}
		for _, s := range f.GetMetric() {
			key := ""
			for _, l := range s.GetLabel() {
				switch l.GetName() {
				case "rule":
					key = l.GetValue() + key
				case "outcome":
					key += " " + l.GetValue()
				}
			}
			if n := s.GetCounter().GetValue(); n > 0 {
				all[key] = n
			}
		}
	}
	return all
}
