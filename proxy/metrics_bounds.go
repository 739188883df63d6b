package proxy

import "github.com/prometheus/client_golang/prometheus"

// bounds registers the metrics of the bounds over all requests.
func (m *metrics) bounds(p *Proxy) {
	r := m.registry
	gaugeFunc(r, "scimshim_body_bytes", func() float64 { return float64(p.budget.used.Load()) })
	gaugeFunc(r, "scimshim_body_bytes_limit", func() float64 { return float64(p.budget.limit) })
	r.MustRegister(waitingCollector{p})
	sheds := counterVec(r, "scimshim_shed_total")
	m.sheds = map[shedCause]prometheus.Counter{}
	for _, cause := range shedCauses {
		m.sheds[cause] = sheds.WithLabelValues(string(cause))
	}
}

// shed counts what was too much. Nothing is no cause.
func (m *metrics) shed(cause shedCause) {
	if n := m.sheds[cause]; n != nil {
		n.Inc()
	}
}

// A waitingCollector makes the metric of what waits when it is asked for.
type waitingCollector struct{ proxy *Proxy }

var waitingDesc = describe("scimshim_waiting", "gauge")

// Describe implements prometheus.Collector.
func (c waitingCollector) Describe(out chan<- *prometheus.Desc) { out <- waitingDesc }

// Collect implements prometheus.Collector.
func (c waitingCollector) Collect(out chan<- prometheus.Metric) {
	for what, n := range map[string]int64{
		"memory": c.proxy.budget.waiting.Load(), "turn": int64(c.proxy.turns.waiting()),
	} {
		out <- prometheus.MustNewConstMetric(waitingDesc, prometheus.GaugeValue, float64(n), what)
	}
}
