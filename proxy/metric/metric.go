// Package metric counts. Docs is the table of all metrics, from which the Metrics are made;
// Counters are those of a route, looked up once when it is put in use, and a Request is what
// is counted of one. What is read rather than counted is told through Read by who has it: the
// package knows no proxy. All may be used by many goroutines.
package metric

import (
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"scimshim/rewrite"
)

// Metrics are the collectors, in a registry of their own.
type Metrics struct {
	registry *prometheus.Registry

	requests, ruleMessages, ruleDrops *prometheus.CounterVec
	refusals, plans, unmatched        *prometheus.CounterVec
	locals, unverifieds, answers      *prometheus.CounterVec
	empties                           *prometheus.CounterVec
	staleConns, strayConns            *prometheus.CounterVec
	refusedConns, stateErrors         *prometheus.CounterVec
	duration, targetDuration          *prometheus.HistogramVec
	panics                            prometheus.Counter
	setInfo                           *prometheus.GaugeVec
	loadedAt, loadSuccess             prometheus.Gauge
	sheds                             map[string]prometheus.Counter
	labels                            Labels
	loadRefused                       prometheus.Gauge

	mu    sync.Mutex
	rules map[*ruleCounters]bool // of the routes in use
}

// buckets suit both a proxy's own microseconds and a slow target.
var buckets = []float64{
	.0001, .00025, .0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30,
}

// Labels are the values of labels that others define.
type Labels struct {
	Methods []string         // that are counted by name
	Reasons []rewrite.Reason // of refusals
	Sheds   []string         // causes for which a request was too much
}

// New returns the metrics of a program of a version.
func New(version string, sets Labels) *Metrics {
	r := prometheus.NewRegistry()
	m := &Metrics{
		registry:       r,
		rules:          map[*ruleCounters]bool{},
		labels:         sets,
		requests:       counterVec(r, "scimshim_requests_total"),
		duration:       histogramVec(r, "scimshim_request_duration_seconds"),
		targetDuration: histogramVec(r, "scimshim_target_duration_seconds"),
		ruleMessages:   newCounterVec("scimshim_rule_messages_total"),
		ruleDrops:      counterVec(r, "scimshim_rule_operations_dropped_total"),
		refusals:       counterVec(r, "scimshim_refusals_total"),
		plans:          counterVec(r, "scimshim_filter_plans_total"),
		unmatched:      counterVec(r, "scimshim_unmatched_resources_total"),
		locals:         counterVec(r, "scimshim_local_answers_total"),
		unverifieds:    counterVec(r, "scimshim_unverified_answers_total"),
		answers:        counterVec(r, "scimshim_target_responses_total"),
		empties:        counterVec(r, "scimshim_empty_answers_total"),
		panics:         counterVec(r, "scimshim_panics_total").WithLabelValues(),
		staleConns:     counterVec(r, "scimshim_stale_connections_total"),
		strayConns:     counterVec(r, "scimshim_stray_connections_total"),
		refusedConns:   counterVec(r, "scimshim_connections_refused_total"),
		stateErrors:    counterVec(r, "scimshim_state_errors_total"),
		setInfo:        gaugeVec(r, "scimshim_ruleset_info"),
		loadedAt:       gaugeVec(r, "scimshim_ruleset_loaded_timestamp_seconds").WithLabelValues(),
		loadSuccess:    gaugeVec(r, "scimshim_ruleset_last_load_successful").WithLabelValues(),
		loadRefused:    gaugeVec(r, "scimshim_ruleset_last_load_refused").WithLabelValues(),
	}
	r.MustRegister(settling{m.ruleMessages, m})
	sheds := counterVec(r, "scimshim_shed_total")
	m.sheds = map[string]prometheus.Counter{}
	for _, cause := range sets.Sheds {
		m.sheds[cause] = sheds.WithLabelValues(cause)
	}
	gaugeVec(r, "scimshim_build_info").WithLabelValues(version).Set(1)
	r.MustRegister(collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// Gatherer returns what tells the metrics.
func (m *Metrics) Gatherer() prometheus.Gatherer { return m.registry }

// Shed counts what was too much. Nothing is no cause.
func (m *Metrics) Shed(cause string) {
	if n := m.sheds[cause]; n != nil {
		n.Inc()
	}
}

// Panicked counts a fault of the proxy's own.
func (m *Metrics) Panicked() { m.panics.Inc() }

// RefusedBy returns what counts connections of a listener that were refused, by cause.
func (m *Metrics) RefusedBy(listener string, causes []string) func(cause string, n int) {
	all := map[string]prometheus.Counter{}
	for _, cause := range causes {
		all[cause] = m.refusedConns.WithLabelValues(listener, cause)
	}
	return func(cause string, n int) { all[cause].Add(float64(n)) }
}

func counterVec(r prometheus.Registerer, name string) *prometheus.CounterVec {
	v := newCounterVec(name)
	r.MustRegister(v)
	return v
}

func newCounterVec(name string) *prometheus.CounterVec {
	d := docOf(name, "counter")
	return prometheus.NewCounterVec(prometheus.CounterOpts{Name: d.Name, Help: d.Help}, d.Labels)
}

func gaugeVec(r prometheus.Registerer, name string) *prometheus.GaugeVec {
	d := docOf(name, "gauge")
	v := prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: d.Name, Help: d.Help}, d.Labels)
	r.MustRegister(v)
	return v
}

func histogramVec(r prometheus.Registerer, name string) *prometheus.HistogramVec {
	d := docOf(name, "histogram")
	o := prometheus.HistogramOpts{Name: d.Name, Help: d.Help, Buckets: buckets}
	v := prometheus.NewHistogramVec(o, d.Labels)
	r.MustRegister(v)
	return v
}

// Loaded notes that rules of a hash were put in use, and when.
func (m *Metrics) Loaded(hash string, at time.Time) {
	m.setInfo.Reset()
	m.setInfo.WithLabelValues(hash).Set(1)
	m.loadedAt.Set(float64(at.UnixMilli()) / 1000)
	m.loadSuccess.Set(1)
	m.loadRefused.Set(0)
}

// NotLoaded notes that rules were not put in use, and whether that is since something
// would be lost.
func (m *Metrics) NotLoaded(loss bool) {
	m.loadSuccess.Set(0)
	m.loadRefused.Set(0)
	if loss {
		m.loadRefused.Set(1)
	}
}

// A Rule names a rule of a route; without a rule it is the whole route.
type Rule struct{ Route, Rule string }

// Forget deletes the series of routes and rules that are out of use.
func (m *Metrics) Forget(old, now []Rule) {
	inUse := map[Rule]bool{}
	for _, k := range now {
		inUse[k] = true
	}
	for _, k := range old {
		if !inUse[k] {
			m.delete(k.Route, k.Rule)
		}
	}
}

// delete deletes the series of a rule, or of a whole route.
func (m *Metrics) delete(route, rule string) {
	labels := prometheus.Labels{"route": route}
	if rule != "" {
		labels["rule"] = rule
		m.ruleMessages.DeletePartialMatch(labels)
		m.ruleDrops.DeletePartialMatch(labels)
		return
	}
	m.duration.DeletePartialMatch(labels)
	m.targetDuration.DeletePartialMatch(labels)
	for _, v := range [...]*prometheus.CounterVec{
		m.requests, m.refusals, m.plans, m.unmatched, m.locals, m.unverifieds, m.answers, m.empties,
		m.staleConns, m.strayConns, m.stateErrors,
	} {
		v.DeletePartialMatch(labels)
	}
}
