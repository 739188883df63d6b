package proxy

import (
	"time"

	"scimshim/proxy/metric"
	"scimshim/proxy/reason"
)

// count counts an exchange that has ended.
func (p *Proxy) count(x *exchange, now time.Time) {
	if x.refusal != nil && x.shed != "" {
		p.metrics.Shed(string(x.shed))
	}
	d := metric.Request{
		Method: x.method, Resource: x.resource(), Code: x.ctx.Response.StatusCode(),
		Took: now.Sub(x.start), Target: x.targetTime, Refusal: x.refusal,
	}
	if x.lane == nil {
		p.metrics.CountNowhere(&d)
		return
	}
	if x.traced {
		d.Trace, d.Local = &x.trace, x.message.Local()
	}
	x.lane.counters.Count(&d)
}

// labels returns each route's name, and with it each of its rules.
func (s *serving) labels() (all []metric.Rule) {
	for _, l := range s.lanes {
		all = append(all, metric.Rule{Route: l.Name})
		for _, step := range l.Chain.Steps {
			all = append(all, metric.Rule{Route: l.Name, Rule: step.Name})
		}
	}
	return all
}

// closedLabels returns the values of the metrics' labels that the proxy defines.
func closedLabels() metric.Labels {
	sets := metric.Labels{Methods: methods[:], Reasons: reason.All()}
	for _, cause := range shedCauses {
		sets.Sheds = append(sets.Sheds, string(cause))
	}
	return sets
}

// methodLabel returns the client's method if it is one of SCIM's.
func (x *exchange) methodLabel() string {
	if x.method == "" {
		return metric.Other
	}
	return x.method
}

// resourceLabel returns the endpoint if it is a configured one.
func (x *exchange) resourceLabel() string {
	if r := x.resource(); r != "" {
		return r
	}
	return metric.Other
}

// warnOfLapses logs each assumption that the exchange is the first to show broken.
func (x *exchange) warnOfLapses() {
	if !x.traced {
		return
	}
	for _, step := range x.trace.Lapsed {
		x.proxy.options.Log.Warn("assumption broken: what rests on it is answered with 503 until "+
			"the rules are loaded anew",
			"route", x.lane.Name, "rule", x.lane.Chain.Steps[step].Name, "request_id", x.requestID)
	}
}
