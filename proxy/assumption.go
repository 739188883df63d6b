package proxy

import (
	"github.com/prometheus/client_golang/prometheus"

	"scimshim/rewrite"
)

// An assumptionCollector makes scimshim_assumption_broken when it is asked for: of
// each rule in use that states something of the data, whether that was seen broken.
// A reload compiles the rules anew, and so begins at 0.
type assumptionCollector struct{ proxy *Proxy }

var assumptionBroken = describe("scimshim_assumption_broken", "gauge")

// Describe implements prometheus.Collector.
func (c assumptionCollector) Describe(out chan<- *prometheus.Desc) { out <- assumptionBroken }

// Collect implements prometheus.Collector.
func (c assumptionCollector) Collect(out chan<- prometheus.Metric) {
	s := c.proxy.serving.Load()
	if s == nil {
		return
	}
	for _, l := range s.lanes {
		for i, step := range l.Chain.Steps {
			a, ok := step.Rule.(rewrite.Assumer)
			if !ok || !a.Assumes() || step.Mode != rewrite.Enforce {
				continue
			}
			broken := 0.0
			if l.Chain.Lapsed(i) {
				broken = 1
			}
			out <- prometheus.MustNewConstMetric(assumptionBroken, prometheus.GaugeValue, broken, l.Name, step.Name)
		}
	}
}

// warnOfLapses logs each assumption that the exchange is the first to show broken.
func (x *exchange) warnOfLapses() {
	if !x.traced {
		return
	}
	for _, step := range x.trace.Lapsed {
		x.proxy.options.Log.Warn("assumption broken: what rests on it is answered with 503 until "+
			"the rules are loaded anew",
			"route", x.lane.Name, "rule", x.lane.Chain.Steps[step].Name, "request_id", x.id)
	}
}
