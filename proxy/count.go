package proxy

import (
	"cmp"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"scimshim/rewrite"
)

// Labels of requests that name no route, or nothing that is configured.
const (
	noRoute    = "none"
	otherLabel = "other"
)

// routeCounters are the counters of a route, looked up when it is put in use.
type routeCounters struct {
	m         *metrics
	name      string
	resources []string
	steps     []rewrite.Step
	rules     []ruleCounters
	refusals  map[rewrite.Reason]prometheus.Counter
	stale     prometheus.Counter
	stray     prometheus.Counter

	mu      sync.RWMutex
	series  map[seriesKey]*series            // made as requests come
	answers map[seriesKey]prometheus.Counter // made as the target answers
}

// ruleCounters are the counters of one step of a chain.
type ruleCounters struct {
	outcomes []prometheus.Counter // by outcome; nil for skipped
	dropped  prometheus.Counter
}

// A seriesKey is a kind of request. The values are of closed sets.
type seriesKey struct {
	method, resource string
	code             int
}

type series struct {
	requests         prometheus.Counter
	duration, target prometheus.Observer
}

// forRoute returns the counters of a route. Those that alerts ask for begin
// at 0, since a rate needs a first value.
func (m *metrics) forRoute(name string, resources []string, steps []rewrite.Step) *routeCounters {
	c := &routeCounters{m: m, name: name, series: map[seriesKey]*series{},
		answers: map[seriesKey]prometheus.Counter{}, resources: resources, steps: steps}
	c.stale, c.stray = m.staleConns.WithLabelValues(name), m.strayConns.WithLabelValues(name)
	c.refusals = m.refusalsOf(name)
	m.beginRequests(name, resources)
	for _, s := range steps {
		c.rules = append(c.rules, m.forRule(name, s.Name))
	}
	return c
}

// isStale counts an idle connection that the target had closed.
func (c *routeCounters) isStale() { c.stale.Inc() }

// isStray counts a connection with bytes that nobody had asked for.
func (c *routeCounters) isStray() { c.stray.Inc() }

// beginRequests makes the counters of requests by which alerts tell that a client is
// served, and that a target has conflicts.
func (m *metrics) beginRequests(route string, resources []string) {
	for _, resource := range resources {
		m.requests.WithLabelValues(route, "GET", resource, "200")
		for _, write := range [...]string{"POST", "PUT", "PATCH"} {
			m.requests.WithLabelValues(route, write, resource, "409")
		}
	}
}

func (m *metrics) refusalsOf(route string) map[rewrite.Reason]prometheus.Counter {
	all := map[rewrite.Reason]prometheus.Counter{}
	for _, reason := range m.labels.Reasons {
		all[reason] = m.refusals.WithLabelValues(route, string(reason))
	}
	return all
}

func (m *metrics) forRule(route, rule string) ruleCounters {
	c := ruleCounters{dropped: m.ruleDrops.WithLabelValues(route, rule)}
	c.outcomes = make([]prometheus.Counter, len(rewrite.Outcomes()))
	for _, o := range []rewrite.Outcome{rewrite.Kept, rewrite.Warned, rewrite.Changed, rewrite.Refused} {
		c.outcomes[o] = m.ruleMessages.WithLabelValues(route, rule, o.String())
	}
	return c
}

// A done is a request that has ended, as it is counted.
type done struct {
	Method, Resource string // empty if it is none that is counted by name
	Code             int
	Took, Target     time.Duration
	Refusal          *rewrite.Refusal // nil for none
	Trace            *rewrite.Trace   // nil if no rule looked at it
	Local            bool             // whether a rule answered without the target
}

// count counts a request of the route.
func (c *routeCounters) count(d *done) {
	d.Method, d.Resource = cmp.Or(d.Method, otherLabel), cmp.Or(d.Resource, otherLabel)
	s := c.of(seriesKey{d.Method, d.Resource, d.Code})
	s.requests.Inc()
	s.duration.Observe(d.Took.Seconds())
	if d.Target > 0 {
		s.target.Observe(d.Target.Seconds())
	}
	if d.Refusal != nil {
		c.refusals[d.Refusal.Reason].Inc()
	}
	if d.Trace != nil {
		c.trace(d)
	}
}

// countNowhere counts a request that named no route.
func (m *metrics) countNowhere(d *done) {
	method := cmp.Or(d.Method, otherLabel)
	m.requests.WithLabelValues(noRoute, method, otherLabel, strconv.Itoa(d.Code)).Inc()
	m.duration.WithLabelValues(noRoute, method, otherLabel).Observe(d.Took.Seconds())
	if d.Refusal != nil {
		m.refusals.WithLabelValues(noRoute, string(d.Refusal.Reason)).Inc()
	}
}

// trace counts what the rules did.
func (c *routeCounters) trace(d *done) {
	for i, v := range d.Trace.Visits {
		o := v.Outcome()
		if o == rewrite.Skipped {
			continue
		}
		rule := &c.rules[i]
		if n := rule.outcomes[o]; n != nil {
			n.Inc()
		} else {
			c.m.ruleMessages.WithLabelValues(c.name, c.steps[i].Name, o.String()).Inc()
		}
		rule.dropped.Add(float64(v.Dropped))
	}
	if d.Trace.Plan != "" {
		c.m.plans.WithLabelValues(c.name, d.Resource, d.Trace.Plan).Inc()
		c.m.unmatched.WithLabelValues(c.name, d.Resource).Add(float64(d.Trace.Unmatched))
	}
	if d.Local {
		c.m.locals.WithLabelValues(c.name, d.Resource).Inc()
	}
	if w := d.Trace.Warrant; w != rewrite.NoWarrant {
		c.m.empties.WithLabelValues(c.name, d.Resource, string(w)).Inc()
	}
	if d.Trace.Unverified {
		c.m.unverifieds.WithLabelValues(c.name, d.Resource).Inc()
	}
}

// of returns the series of a kind of request.
func (c *routeCounters) of(k seriesKey) *series {
	c.mu.RLock()
	s := c.series[k]
	c.mu.RUnlock()
	if s != nil {
		return s
	}
	s = &series{
		requests: c.m.requests.WithLabelValues(c.name, k.method, k.resource, strconv.Itoa(k.code)),
		duration: c.m.duration.WithLabelValues(c.name, k.method, k.resource),
		target:   c.m.targetDuration.WithLabelValues(c.name, k.method, k.resource),
	}
	c.mu.Lock()
	c.series[k] = s
	c.mu.Unlock()
	return s
}

// answered counts an answer of the target to a request, whoever made it.
func (c *routeCounters) answered(m *rewrite.Message, status int) {
	k := seriesKey{m.Method, m.Resource, status}
	c.mu.RLock()
	n := c.answers[k]
	c.mu.RUnlock()
	if n == nil {
		n = c.firstAnswer(k)
	}
	n.Inc()
}

// firstAnswer returns the counter of answers that have not come before. Its labels are
// of closed sets, also if the target is none of SCIM's.
func (c *routeCounters) firstAnswer(k seriesKey) prometheus.Counter {
	code := otherLabel
	if 100 <= k.code && k.code <= 599 {
		code = strconv.Itoa(k.code)
	} else {
		k.code = 0
	}
	if !slices.Contains(c.m.labels.Methods, k.method) {
		k.method = otherLabel
	}
	if !slices.Contains(c.resources, k.resource) {
		k.resource = otherLabel
	}
	n := c.m.answers.WithLabelValues(c.name, k.method, k.resource, code)
	c.mu.Lock()
	c.answers[k] = n
	c.mu.Unlock()
	return n
}
