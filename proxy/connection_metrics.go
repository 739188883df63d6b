package proxy

import "github.com/prometheus/client_golang/prometheus"

// A connectionCollector makes the metrics of open connections when they are asked for.
type connectionCollector struct{ proxy *Proxy }

var (
	connectionsOpen = describe("scimshim_connections", "gauge")
	connectionsMost = describe("scimshim_connections_limit", "gauge")
)

// Describe implements prometheus.Collector.
func (c connectionCollector) Describe(out chan<- *prometheus.Desc) {
	out <- connectionsOpen
	out <- connectionsMost
}

// Collect implements prometheus.Collector.
func (c connectionCollector) Collect(out chan<- prometheus.Metric) {
	for _, l := range [...]*listener{c.proxy.servers.public, c.proxy.servers.admin} {
		if l == nil {
			continue
		}
		waiting, active, idle, most := l.places.count()
		gauge := func(d *prometheus.Desc, n int, labels ...string) {
			out <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, float64(n), labels...)
		}
		gauge(connectionsOpen, waiting, l.name, "new")
		gauge(connectionsOpen, active, l.name, "active")
		gauge(connectionsOpen, idle, l.name, "idle")
		gauge(connectionsMost, most, l.name)
	}
}
