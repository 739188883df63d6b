package proxy

import (
	"slices"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
)

// A MetricDoc describes one metric of the proxy.
type MetricDoc struct {
	Name   string
	Type   string // counter, gauge or histogram
	Labels []string
	Help   string
}

// metricDocs is where the metrics are defined: their collectors are made from
// it, and the documentation is checked against it.
var metricDocs = []MetricDoc{
	{"scimshim_requests_total", "counter", []string{"route", "method", "resource", "code"},
		"Requests answered, by the status that the client got."},
	{"scimshim_request_duration_seconds", "histogram", []string{"route", "method", "resource"},
		"Time from a request's arrival to its answer."},
	{"scimshim_target_duration_seconds", "histogram", []string{"route", "method", "resource"},
		"Time that requests waited for the target, its credential and its connection included."},
	{"scimshim_target_responses_total", "counter", []string{"route", "method", "resource", "code"},
		"Answers of the target, also to requests that the proxy made by itself."},
	{"scimshim_rule_messages_total", "counter", []string{"route", "rule", "outcome"},
		"Messages that a rule looked at, by what became of them."},
	{"scimshim_rule_operations_dropped_total", "counter", []string{"route", "rule"},
		"PATCH operations, and parts of their values, that a rule took out."},
	{"scimshim_refusals_total", "counter", []string{"route", "reason"},
		"Requests that the proxy refused, and answers that it did not pass on."},
	{"scimshim_filter_plans_total", "counter", []string{"route", "resource", "plan"},
		"Filters that were held against the target's accept list, by what became of them."},
	{"scimshim_unmatched_resources_total", "counter", []string{"route", "resource"},
		"Resources that a target answered and that did not satisfy the client's filter, so that they were left out."},
	{"scimshim_local_answers_total", "counter", []string{"route", "resource"},
		"Requests that a rule answered without the target."},
	{"scimshim_empty_answers_total", "counter", []string{"route", "resource", "warrant"},
		"Queries answered with an empty list, by whose word that is: target, index or assumption."},
	{"scimshim_unverified_answers_total", "counter", []string{"route", "resource"},
		"Answers that did not show whether they belong to their request, errors that are not SCIM included."},
	{"scimshim_assumption_broken", "gauge", []string{"route", "rule"},
		"Whether an exchange has shown that what a rule assumes of the data is wrong; then it answers 503."},
	{"scimshim_panics_total", "counter", nil,
		"Requests during which the proxy met a fault of its own."},
	{"scimshim_stale_connections_total", "counter", []string{"route"},
		"Idle connections that the target had closed."},
	{"scimshim_stray_connections_total", "counter", []string{"route"},
		"Connections on which the target sent bytes that nobody had asked for."},
	{"scimshim_connection_reuse", "gauge", []string{"route"},
		"Whether connections to the target are used again; with reuse auto 0 after bytes that nobody had asked for."},
	{"scimshim_target_connections", "gauge", []string{"route", "state"},
		"Open connections to the target: active, in use by a request, or idle, kept for the next ones."},
	{"scimshim_requests_in_flight", "gauge", nil,
		"Requests being served, until the last byte of their answer was written."},
	{"scimshim_connections", "gauge", []string{"listener", "state"},
		"Open connections of a listener, public or admin: new (nothing was sent yet), active or idle."},
	{"scimshim_connections_limit", "gauge", []string{"listener"},
		"Connections that a listener may have open; the one too many takes the place of another."},
	{"scimshim_connections_refused_total", "counter", []string{"listener", "cause"},
		"Connections that were refused, or ended early, by cause."},
	{"scimshim_body_bytes", "gauge", nil,
		"Bytes that are reserved for bodies: of requests, of answers, and of replies that were not sent yet."},
	{"scimshim_body_bytes_limit", "gauge", nil,
		"Bytes that may be reserved for bodies."},
	{"scimshim_waiting", "gauge", []string{"for"},
		"Requests that wait for room in memory, or for the turn of their large body."},
	{"scimshim_shed_total", "counter", []string{"cause"},
		"Requests that were too much at their time, by what there was too much of."},
	{"scimshim_ruleset_info", "gauge", []string{"hash"},
		"The rules in use; always 1."},
	{"scimshim_ruleset_loaded_timestamp_seconds", "gauge", nil,
		"When the rules in use were loaded, in seconds since 1970."},
	{"scimshim_ruleset_last_load_successful", "gauge", nil,
		"Whether the last attempt to load rules was successful."},
	{"scimshim_ruleset_last_load_refused", "gauge", nil,
		"Whether the last attempt to load rules was refused for what would be lost, until it is asked for twice."},
	{"scimshim_certificate_expiry_timestamp_seconds", "gauge", []string{"shown_to", "route"},
		"When a certificate ends, in seconds since 1970; shown_to is public, admin or target, or proxy for the " +
			"target's."},
	{"scimshim_token_expiry_timestamp_seconds", "gauge", []string{"route"},
		"When the access token for a target ends, in seconds since 1970; absent without one."},
	{"scimshim_ready", "gauge", nil,
		"Whether the proxy takes requests: rules are in use, its listener answers, and it is not shutting down."},
	{"scimshim_index_resources", "gauge", []string{"route", "resource"},
		"Resources that an index knows."},
	{"scimshim_index_bytes", "gauge", []string{"route", "resource"},
		"Memory that an index takes."},
	{"scimshim_index_complete", "gauge", []string{"route", "resource"},
		"Whether an index can tell that nobody has a value."},
	{"scimshim_index_age_seconds", "gauge", []string{"route", "resource"},
		"Time since the last whole walk of an index began; absent before."},
	{"scimshim_index_walks_total", "counter", []string{"route", "resource", "outcome"},
		"Walks through the resources of a target to build an index, by what became of them."},
	{"scimshim_log_lines_dropped_total", "counter", nil,
		"Lines of the log that are lost, since nobody read the log in time or it could not be written."},
	{"scimshim_build_info", "gauge", []string{"version"},
		"The version of the proxy; always 1."},
}

// MetricNames returns a description of each metric of the proxy. The Go
// runtime's and the process's own are not among them. The caller may keep and
// change what it gets.
func MetricNames() []MetricDoc {
	all := slices.Clone(metricDocs)
	for i := range all {
		all[i].Labels = slices.Clone(all[i].Labels)
	}
	return all
}

// metrics are the collectors, in a registry of their own.
type metrics struct {
	registry *prometheus.Registry

	requests, ruleMessages, ruleDrops *prometheus.CounterVec
	refusals, plans, unmatched        *prometheus.CounterVec
	locals, unverifieds, answers      *prometheus.CounterVec
	empties                           *prometheus.CounterVec
	staleConns, strayConns            *prometheus.CounterVec
	refusedConns                      *prometheus.CounterVec
	duration, targetDuration          *prometheus.HistogramVec
	panics                            prometheus.Counter
	setInfo                           *prometheus.GaugeVec
	loadedAt, loadSuccess             prometheus.Gauge
	sheds                             map[shedCause]prometheus.Counter
	loadRefused                       prometheus.Gauge
}

// buckets suit both a proxy's own microseconds and a slow target.
var buckets = []float64{
	.0001, .00025, .0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30,
}

func newMetrics(p *Proxy) *metrics {
	r := prometheus.NewRegistry()
	m := &metrics{
		registry:       r,
		requests:       counterVec(r, "scimshim_requests_total"),
		duration:       histogramVec(r, "scimshim_request_duration_seconds"),
		targetDuration: histogramVec(r, "scimshim_target_duration_seconds"),
		ruleMessages:   counterVec(r, "scimshim_rule_messages_total"),
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
		setInfo:        gaugeVec(r, "scimshim_ruleset_info"),
		loadedAt:       gaugeVec(r, "scimshim_ruleset_loaded_timestamp_seconds").WithLabelValues(),
		loadSuccess:    gaugeVec(r, "scimshim_ruleset_last_load_successful").WithLabelValues(),
		loadRefused:    gaugeVec(r, "scimshim_ruleset_last_load_refused").WithLabelValues(),
	}
	gaugeFunc(r, "scimshim_requests_in_flight", func() float64 { return float64(p.inFlight.Load()) })
	gaugeFunc(r, "scimshim_ready", func() float64 {
		if p.Ready() && p.Healthy() {
			return 1
		}
		return 0
	})
	m.bounds(p)
	counterFunc(r, "scimshim_log_lines_dropped_total", p.options.LogWriter.Dropped)
	r.MustRegister(indexCollector{p}, assumptionCollector{p}, poolCollector{p}, connectionCollector{p},
		expiryCollector{p})
	gaugeVec(r, "scimshim_build_info").WithLabelValues(p.options.Version).Set(1)
	r.MustRegister(collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// docOf returns the definition of a metric.
func docOf(name, kind string) MetricDoc {
	for _, d := range metricDocs {
		if d.Name == name && d.Type == kind {
			return d
		}
	}
	panic("BUG: no " + kind + " " + name + " is defined")
}

func counterVec(r prometheus.Registerer, name string) *prometheus.CounterVec {
	d := docOf(name, "counter")
	v := prometheus.NewCounterVec(prometheus.CounterOpts{Name: d.Name, Help: d.Help}, d.Labels)
	r.MustRegister(v)
	return v
}

func gaugeVec(r prometheus.Registerer, name string) *prometheus.GaugeVec {
	d := docOf(name, "gauge")
	v := prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: d.Name, Help: d.Help}, d.Labels)
	r.MustRegister(v)
	return v
}

func gaugeFunc(r prometheus.Registerer, name string, f func() float64) {
	d := docOf(name, "gauge")
	r.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: d.Name, Help: d.Help}, f))
}

func counterFunc(r prometheus.Registerer, name string, f func() uint64) {
	d := docOf(name, "counter")
	o := prometheus.CounterOpts{Name: d.Name, Help: d.Help}
	r.MustRegister(prometheus.NewCounterFunc(o, func() float64 { return float64(f()) }))
}

func histogramVec(r prometheus.Registerer, name string) *prometheus.HistogramVec {
	d := docOf(name, "histogram")
	o := prometheus.HistogramOpts{Name: d.Name, Help: d.Help, Buckets: buckets}
	v := prometheus.NewHistogramVec(o, d.Labels)
	r.MustRegister(v)
	return v
}

// loaded notes that a Set was put in use.
func (m *metrics) loaded(info SetInfo) {
	m.setInfo.Reset()
	m.setInfo.WithLabelValues(info.Hash).Set(1)
	m.loadedAt.Set(float64(info.LoadedAt.UnixMilli()) / 1000)
	m.loadSuccess.Set(1)
	m.loadRefused.Set(0)
}

// forget deletes the series of routes and rules that are out of use.
func (m *metrics) forget(old, now *serving) {
	inUse := map[[2]string]bool{}
	for _, k := range now.labels() {
		inUse[k] = true
	}
	for _, k := range old.labels() {
		if !inUse[k] {
			m.delete(k[0], k[1])
		}
	}
}

// labels returns each route's name, and with it each of its rules.
func (s *serving) labels() (all [][2]string) {
	for _, l := range s.lanes {
		all = append(all, [2]string{l.Name, ""})
		for _, step := range l.Chain.Steps {
			all = append(all, [2]string{l.Name, step.Name})
		}
	}
	return all
}

// delete deletes the series of a rule, or of a whole route.
func (m *metrics) delete(route, rule string) {
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
		m.staleConns, m.strayConns,
	} {
		v.DeletePartialMatch(labels)
	}
}
