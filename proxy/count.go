package proxy

import (
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
func (m *metrics) forRoute(r *route) *routeCounters {
	c := &routeCounters{m: m, name: r.Name, series: map[seriesKey]*series{},
		answers: map[seriesKey]prometheus.Counter{}, resources: r.Resources}
	c.stale, c.stray = m.staleConns.WithLabelValues(r.Name), m.strayConns.WithLabelValues(r.Name)
	c.refusals = m.refusalsOf(r.Name)
	m.beginRequests(r)
	for _, s := range r.Chain.Steps {
		c.rules = append(c.rules, m.forRule(r.Name, s.Name))
	}
	return c
}

// beginRequests makes the counters of requests by which alerts tell that a client is
// served, and that a target has conflicts.
func (m *metrics) beginRequests(r *route) {
	for _, resource := range r.Resources {
		m.requests.WithLabelValues(r.Name, "GET", resource, "200")
		for _, write := range [...]string{"POST", "PUT", "PATCH"} {
			m.requests.WithLabelValues(r.Name, write, resource, "409")
		}
	}
}

func (m *metrics) refusalsOf(route string) map[rewrite.Reason]prometheus.Counter {
	all := map[rewrite.Reason]prometheus.Counter{}
	for _, reason := range Reasons() {
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

// count counts an exchange that has ended.
func (p *Proxy) count(x *exchange) {
	code := x.ctx.Response.StatusCode()
	if x.refusal != nil && x.shed != "" {
		p.metrics.shed(x.shed)
	}
	if x.lane == nil {
		p.metrics.countNowhere(x, code)
		return
	}
	c := x.lane.counters
	s := c.of(seriesKey{x.methodLabel(), x.resourceLabel(), code})
	s.requests.Inc()
	s.duration.Observe(time.Since(x.start).Seconds())
	if x.targetTime > 0 {
		s.target.Observe(x.targetTime.Seconds())
	}
	if x.refusal != nil {
		c.refusals[x.refusal.Reason].Inc()
	}
	if x.traced {
		c.trace(x)
	}
}

// countNowhere counts a request that named no route.
func (m *metrics) countNowhere(x *exchange, code int) {
	m.requests.WithLabelValues(noRoute, x.methodLabel(), otherLabel, strconv.Itoa(code)).Inc()
	m.duration.WithLabelValues(noRoute, x.methodLabel(), otherLabel).Observe(time.Since(x.start).Seconds())
	if x.refusal != nil {
		m.refusals.WithLabelValues(noRoute, string(x.refusal.Reason)).Inc()
	}
}

// trace counts what the rules did.
func (c *routeCounters) trace(x *exchange) {
	for i, v := range x.trace.Visits {
		o := v.Outcome()
		if o == rewrite.Skipped {
			continue
		}
		rule := &c.rules[i]
		if n := rule.outcomes[o]; n != nil {
			n.Inc()
		} else {
			c.m.ruleMessages.WithLabelValues(c.name, x.lane.Chain.Steps[i].Name, o.String()).Inc()
		}
		rule.dropped.Add(float64(v.Dropped))
	}
	resource := x.resourceLabel()
	if x.trace.Plan != "" {
		c.m.plans.WithLabelValues(c.name, resource, x.trace.Plan).Inc()
		c.m.unmatched.WithLabelValues(c.name, resource).Add(float64(x.trace.Unmatched))
	}
	if x.message.Local() {
		c.m.locals.WithLabelValues(c.name, resource).Inc()
	}
	if w := x.trace.Warrant; w != rewrite.NoWarrant {
		c.m.empties.WithLabelValues(c.name, resource, string(w)).Inc()
	}
	if x.trace.Unverified {
		c.m.unverifieds.WithLabelValues(c.name, resource).Inc()
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
	if !slices.Contains(methods[:], k.method) {
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

// methodLabel returns the client's method if it is one of SCIM's.
func (x *exchange) methodLabel() string {
	if x.method == "" {
		return otherLabel
	}
	return x.method
}

// resourceLabel returns the endpoint if it is a configured one.
func (x *exchange) resourceLabel() string {
	if r := x.resource(); r != "" {
		return r
	}
	return otherLabel
}
