package proxy

import (
	"fmt"

	"github.com/prometheus/client_golang/prometheus"

	"scimshim/rewrite"
)

// An indexState is the state of the index of one endpoint of a route.
type indexState struct {
	route string
	rewrite.IndexStatus
}

// indexes returns the states of the indexes in use.
func (p *Proxy) indexes() []indexState {
	s := p.serving.Load()
	if s == nil {
		return nil
	}
	var list []indexState
	for _, l := range s.lanes {
		if l.Index == nil {
			continue
		}
		for _, status := range l.Index.Status() {
			list = append(list, indexState{l.Name, status})
		}
	}
	return list
}

// sentence says how an index is. That one is not complete does not make the proxy
// less ready: the other requests do not need it.
func (s *indexState) sentence() string {
	of := fmt.Sprintf("index of %s of route %s: ", s.Resource, s.route)
	switch {
	case s.Complete:
		of += fmt.Sprintf("complete, %d resources, %.0f seconds old", s.Resources, s.Age)
	case s.Walking && s.Total > 0:
		of += fmt.Sprintf("not complete, %d of %d resources read", s.Read, s.Total)
	default:
		of += "not complete"
	}
	if s.Fault != "" {
		of += "; " + s.Fault
	}
	return of
}

// An indexCollector makes the metrics of the indexes when they are asked for, so
// that none remains of a route that is gone.
type indexCollector struct{ proxy *Proxy }

// Describe implements prometheus.Collector.
func (c indexCollector) Describe(out chan<- *prometheus.Desc) {
	for _, d := range [...]*prometheus.Desc{indexResources, indexBytes, indexComplete, indexAge, indexWalks} {
		out <- d
	}
}

var (
	indexResources = describe("scimshim_index_resources", "gauge")
	indexBytes     = describe("scimshim_index_bytes", "gauge")
	indexComplete  = describe("scimshim_index_complete", "gauge")
	indexAge       = describe("scimshim_index_age_seconds", "gauge")
	indexWalks     = describe("scimshim_index_walks_total", "counter")
)

func describe(name, kind string) *prometheus.Desc {
	d := docOf(name, kind)
	return prometheus.NewDesc(d.Name, d.Help, d.Labels, nil)
}

// Collect implements prometheus.Collector.
func (c indexCollector) Collect(out chan<- prometheus.Metric) {
	for _, s := range c.proxy.indexes() {
		gauge := func(d *prometheus.Desc, v float64) {
			out <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v, s.route, s.Resource)
		}
		gauge(indexResources, float64(s.Resources))
		gauge(indexBytes, float64(s.Bytes))
		complete := 0.0
		if s.Complete {
			complete = 1
		}
		gauge(indexComplete, complete)
		if s.Age >= 0 {
			gauge(indexAge, s.Age)
		}
		for outcome, n := range s.Walks {
			out <- prometheus.MustNewConstMetric(indexWalks, prometheus.CounterValue, float64(n), s.route, s.Resource,
				outcome)
		}
	}
}
