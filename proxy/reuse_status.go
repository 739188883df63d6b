package proxy

import "github.com/prometheus/client_golang/prometheus"

// A reuseCollector makes scimshim_connection_reuse when it is asked for.
type reuseCollector struct{ proxy *Proxy }

var connectionReuse = describe("scimshim_connection_reuse", "gauge")

// Describe implements prometheus.Collector.
func (c reuseCollector) Describe(out chan<- *prometheus.Desc) { out <- connectionReuse }

// Collect implements prometheus.Collector.
func (c reuseCollector) Collect(out chan<- prometheus.Metric) {
	s := c.proxy.serving.Load()
	if s == nil {
		return
	}
	for _, l := range s.lanes {
		used := 0.0
		if l.pool.reuses() {
			used = 1
		}
		out <- prometheus.MustNewConstMetric(connectionReuse, prometheus.GaugeValue, used, l.Name)
	}
}
