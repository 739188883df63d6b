package metric

import "github.com/prometheus/client_golang/prometheus"

// A Tell tells the value of a metric, of those that are read when they are asked for.
type Tell func(name string, v float64, labels ...string)

// Read has metrics of these names be read by a function whenever they are asked for, so that
// no series remains of what is gone.
func (m *Metrics) Read(from func(Tell), names ...string) {
	c := &reader{from: from, descs: map[string]described{}}
	for _, name := range names {
		c.descs[name] = describe(name)
	}
	m.registry.MustRegister(c)
}

// A reader is the prometheus.Collector of metrics that are read.
type reader struct {
	from  func(Tell)
	descs map[string]described
}

// A described is a metric's description, and whether it is a counter or a gauge.
type described struct {
	*prometheus.Desc
	kind prometheus.ValueType
}

func describe(name string) described {
	for kind, text := range map[prometheus.ValueType]string{
		prometheus.GaugeValue: "gauge", prometheus.CounterValue: "counter",
	} {
		if d, ok := find(name, text); ok {
			return described{prometheus.NewDesc(d.Name, d.Help, d.Labels, nil), kind}
		}
	}
	panic("BUG: no gauge or counter " + name + " is defined")
}

// Describe implements prometheus.Collector.
func (c *reader) Describe(out chan<- *prometheus.Desc) {
	for _, d := range c.descs {
		out <- d.Desc
	}
}

// Collect implements prometheus.Collector.
func (c *reader) Collect(out chan<- prometheus.Metric) {
	c.from(func(name string, v float64, labels ...string) {
		d := c.descs[name]
		out <- prometheus.MustNewConstMetric(d.Desc, d.kind, v, labels...)
	})
}
