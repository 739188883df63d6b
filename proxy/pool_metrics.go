package proxy

import "github.com/prometheus/client_golang/prometheus"

// A poolCollector makes the metrics of the connections to the targets when they are asked for.
type poolCollector struct{ proxy *Proxy }

var (
	connectionReuse   = describe("scimshim_connection_reuse", "gauge")
	targetConnections = describe("scimshim_target_connections", "gauge")
)

// Describe implements prometheus.Collector.
func (c poolCollector) Describe(out chan<- *prometheus.Desc) {
	out <- connectionReuse
	out <- targetConnections
}

// Collect implements prometheus.Collector.
func (c poolCollector) Collect(out chan<- prometheus.Metric) {
	s := c.proxy.serving.Load()
	if s == nil {
		return
	}
	for _, l := range s.lanes {
		gauge := func(d *prometheus.Desc, v float64, labels ...string) {
			out <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v, labels...)
		}
		used := 0.0
		if l.pool.reuses() {
			used = 1
		}
		gauge(connectionReuse, used, l.Name)
		active, idle := l.pool.count()
		gauge(targetConnections, float64(active), l.Name, "active")
		gauge(targetConnections, float64(idle), l.Name, "idle")
	}
}
