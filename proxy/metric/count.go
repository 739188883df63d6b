package metric

import (
	"cmp"
	"slices"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"scimshim/rewrite"
	"scimshim/rewrite/state"
)

// Labels of requests that name no route, or nothing that is configured.
const (
	NoRoute = "none"
	Other   = "other"
)

// Counters are the counters of a route, looked up when it is put in use.
type Counters struct {
	m         *Metrics
	name      string
	resources []string
	steps     []rewrite.Step
	rules     *ruleCounters
	refusals  map[rewrite.Reason]prometheus.Counter
	stale     prometheus.Counter
	stray     prometheus.Counter
	unkept    map[state.Cause]prometheus.Counter

	series  known[seriesKey, *series]            // made as requests come
	answers known[seriesKey, prometheus.Counter] // made as the target answers
	plans   known[planKey, *planCounters]        // made as filters are planned
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

// A planKey is what became of the filters of an endpoint. The values are of closed sets.
type planKey struct{ resource, plan string }

type planCounters struct{ plans, unmatched prometheus.Counter }

// Counters returns the counters of a route. Those that alerts ask for begin
// at 0, since a rate needs a first value.
func (m *Metrics) Counters(name string, resources []string, steps []rewrite.Step) *Counters {
	c := &Counters{m: m, name: name, resources: resources, steps: steps}
	c.stale, c.stray = m.staleConns.WithLabelValues(name), m.strayConns.WithLabelValues(name)
	c.refusals = m.refusalsOf(name)
	c.unkept = m.unkeptOf(name)
	m.beginRequests(name, resources)
	c.rules = m.forRules(name, steps)
	m.mu.Lock()
	m.rules[c.rules] = true
	m.mu.Unlock()
	return c
}

// Retire ends the use of the counters but for requests that are under way: others of the
// route are in their place.
func (c *Counters) Retire() {
	c.m.mu.Lock()
	delete(c.m.rules, c.rules)
	c.m.mu.Unlock()
	c.rules.retire()
}

// Stale counts an idle connection that the target had closed.
func (c *Counters) Stale() { c.stale.Inc() }

// Stray counts a connection with bytes that nobody had asked for.
func (c *Counters) Stray() { c.stray.Inc() }

// Unkept counts what could not be kept in the state, or read from it.
func (c *Counters) Unkept(cause state.Cause) { c.unkept[cause].Inc() }

func (m *Metrics) unkeptOf(route string) map[state.Cause]prometheus.Counter {
	all := map[state.Cause]prometheus.Counter{}
	for _, cause := range state.Causes() {
		all[cause] = m.stateErrors.WithLabelValues(route, string(cause))
	}
	return all
}

// beginRequests makes the counters of requests by which alerts tell that a client is
// served, and that a target has conflicts.
func (m *Metrics) beginRequests(route string, resources []string) {
	for _, resource := range resources {
		m.requests.WithLabelValues(route, "GET", resource, "200")
		for _, write := range [...]string{"POST", "PUT", "PATCH"} {
			m.requests.WithLabelValues(route, write, resource, "409")
		}
	}
}

func (m *Metrics) refusalsOf(route string) map[rewrite.Reason]prometheus.Counter {
	all := map[rewrite.Reason]prometheus.Counter{}
	for _, reason := range m.labels.Reasons {
		all[reason] = m.refusals.WithLabelValues(route, string(reason))
	}
	return all
}

// A Request is a request that has ended, as it is counted.
type Request struct {
	Method, Resource string // empty if it is none that is counted by name
	Code             int
	Took, Target     time.Duration
	Refusal          *rewrite.Refusal // nil for none
	Trace            *rewrite.Trace   // nil if no rule looked at it
	Local            bool             // whether a rule answered without the target
}

// Count counts a request of the route.
func (c *Counters) Count(d *Request) {
	d.Method, d.Resource = cmp.Or(d.Method, Other), cmp.Or(d.Resource, Other)
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

// CountNowhere counts a request that named no route.
func (m *Metrics) CountNowhere(d *Request) {
	method := cmp.Or(d.Method, Other)
	m.requests.WithLabelValues(NoRoute, method, Other, strconv.Itoa(d.Code)).Inc()
	m.duration.WithLabelValues(NoRoute, method, Other).Observe(d.Took.Seconds())
	if d.Refusal != nil {
		m.refusals.WithLabelValues(NoRoute, string(d.Refusal.Reason)).Inc()
	}
}

// trace counts what the rules did.
func (c *Counters) trace(d *Request) {
	c.rules.count(d.Trace, func(step int, o rewrite.Outcome) prometheus.Counter {
		return c.m.ruleMessages.WithLabelValues(c.name, c.steps[step].Name, o.String())
	})
	if d.Trace.Plan != "" {
		p := c.plansOf(planKey{d.Resource, d.Trace.Plan})
		p.plans.Inc()
		p.unmatched.Add(float64(d.Trace.Unmatched))
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
func (c *Counters) of(k seriesKey) *series {
	if s := c.series.get(k); s != nil {
		return s
	}
	return c.series.put(k, &series{
		requests: c.m.requests.WithLabelValues(c.name, k.method, k.resource, strconv.Itoa(k.code)),
		duration: c.m.duration.WithLabelValues(c.name, k.method, k.resource),
		target:   c.m.targetDuration.WithLabelValues(c.name, k.method, k.resource),
	})
}

// plansOf returns the counters of what became of filters.
func (c *Counters) plansOf(k planKey) *planCounters {
	if p := c.plans.get(k); p != nil {
		return p
	}
	return c.plans.put(k, &planCounters{
		plans:     c.m.plans.WithLabelValues(c.name, k.resource, k.plan),
		unmatched: c.m.unmatched.WithLabelValues(c.name, k.resource),
	})
}

// Answered counts an answer of the target to a request, whoever made it.
func (c *Counters) Answered(m *rewrite.Message, status int) {
	k := seriesKey{m.Method, m.Resource, status}
	n := c.answers.get(k)
	if n == nil {
		n = c.firstAnswer(k)
	}
	n.Inc()
}

// firstAnswer returns the counter of answers that have not come before. Its labels are
// of closed sets, also if the target is none of SCIM's.
func (c *Counters) firstAnswer(k seriesKey) prometheus.Counter {
	code := Other
	if 100 <= k.code && k.code <= 599 {
		code = strconv.Itoa(k.code)
	} else {
		k.code = 0
	}
	if !slices.Contains(c.m.labels.Methods, k.method) {
		k.method = Other
	}
	if !slices.Contains(c.resources, k.resource) {
		k.resource = Other
	}
	return c.answers.put(k, c.m.answers.WithLabelValues(c.name, k.method, k.resource, code))
}
