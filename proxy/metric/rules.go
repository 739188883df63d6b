package metric

import (
	"sync"
	"sync/atomic"

	"github.com/prometheus/client_golang/prometheus"

	"scimshim/rewrite"
)

// ruleCounters count what the steps of a chain did. Of most requests most steps do nothing: how often a
// request went the whole of a way is one number, out of which the counters of its steps are made when
// they are read. So a request costs as little in a chain of a thousand rules as in one of ten.
type ruleCounters struct {
	steps []stepCounters
	ways  known[*rewrite.Way, *atomic.Uint64] // how many requests went the whole of a way

	retired atomic.Bool // whether nobody will settle what is counted from now on

	mu      sync.Mutex
	settled []uint64 // how much of what each step kept its counter has
}

// stepCounters are the counters of one step.
type stepCounters struct {
	outcomes []prometheus.Counter // by outcome; nil for skipped
	dropped  prometheus.Counter
	kept     atomic.Uint64 // messages beside those that went the whole of a way
	more     atomic.Uint64 // messages among those that it did more to than to keep them
}

// maxWays bounds the ways that are counted as a whole: a client can think of any number.
const maxWays = 64

func (m *Metrics) forRules(route string, steps []rewrite.Step) *ruleCounters {
	c := &ruleCounters{steps: make([]stepCounters, len(steps)), settled: make([]uint64, len(steps))}
	for i, s := range steps {
		of := &c.steps[i]
		of.dropped = m.ruleDrops.WithLabelValues(route, s.Name)
		of.outcomes = make([]prometheus.Counter, len(rewrite.Outcomes()))
		for _, o := range []rewrite.Outcome{rewrite.Kept, rewrite.Warned, rewrite.Changed, rewrite.Refused} {
			of.outcomes[o] = m.ruleMessages.WithLabelValues(route, s.Name, o.String())
		}
	}
	return c
}

// count counts what the steps did with a message. other returns the counter of an outcome that few
// steps ever have.
func (c *ruleCounters) count(t *rewrite.Trace, other func(step int, o rewrite.Outcome) prometheus.Counter) {
	whole := t.Whole()
	went := c.way(whole)
	if went == nil {
		whole = nil
		for i, v := range t.Visits() {
			if v.Outcome() == rewrite.Kept {
				c.steps[i].kept.Add(1)
			}
		}
	}
	for i, v := range t.Noted() {
		of, o := &c.steps[i], v.Outcome()
		switch {
		case o > rewrite.Kept:
			if whole != nil && whole.Has(i) {
				of.more.Add(1)
			}
			n := of.outcomes[o]
			if n == nil {
				n = other(i, o)
			}
			n.Inc()
		case o == rewrite.Kept && whole != nil && !whole.Has(i):
			of.kept.Add(1)
		}
		if v.Dropped > 0 {
			of.dropped.Add(float64(v.Dropped))
		}
	}
	if went != nil {
		went.Add(1) // after what is subtracted from it
	}
	if c.retired.Load() {
		c.settle()
	}
}

// way returns the number of requests that went a way; nil for none, and for one way too many.
func (c *ruleCounters) way(w *rewrite.Way) *atomic.Uint64 {
	if w == nil {
		return nil
	}
	if n := c.ways.get(w); n != nil || len(c.ways.now()) >= maxWays {
		return n
	}
	return c.ways.put(w, new(atomic.Uint64))
}

// settle brings the counters of what steps kept up to date.
func (c *ruleCounters) settle() {
	c.mu.Lock()
	defer c.mu.Unlock()
	kept := make([]uint64, len(c.steps))
	for w, n := range c.ways.now() {
		went := n.Load()
		for i := range w.Steps() {
			kept[i] += went
		}
	}
	for i := range c.steps {
		of := &c.steps[i]
		// What is under way may be in more and in no way yet: it is settled the next time.
		if now, more := kept[i]+of.kept.Load(), of.more.Load(); now > more+c.settled[i] {
			of.outcomes[rewrite.Kept].Add(float64(now - more - c.settled[i]))
			c.settled[i] = now - more
		}
	}
}

// retire settles what is counted, now and from now on: nobody else will.
func (c *ruleCounters) retire() {
	c.retired.Store(true)
	c.settle()
}

// A settling is the collector of what steps did, which is settled before it is read.
type settling struct {
	*prometheus.CounterVec
	m *Metrics
}

// Collect implements prometheus.Collector.
func (s settling) Collect(out chan<- prometheus.Metric) {
	s.m.settle()
	s.CounterVec.Collect(out)
}

// settle brings the counters of all routes in use up to date.
func (m *Metrics) settle() {
	m.mu.Lock()
	defer m.mu.Unlock()
	for c := range m.rules {
		c.settle()
	}
}
