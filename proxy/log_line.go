package proxy

import (
	"log/slog"
	"strconv"
	"time"

	"scimshim/proxy/head"
	"scimshim/proxy/log"
	"scimshim/proxy/metric"
	"scimshim/rewrite"
	"scimshim/rewrite/shape"
)

// log writes the line of a request: what was asked, what became of it, and why. A
// request that failed is to be understood from it alone.
func (p *Proxy) log(x *exchange, now time.Time) {
	to, code := p.options.Requests, x.ctx.Response.StatusCode()
	level := x.level(code)
	if !to.Wants(level) {
		return
	}
	l := &x.line
	l.Begin(now, level, p.striker())
	l.Text("route", x.routeLabel())
	l.Text("method", x.methodLabel())
	l.Text("resource", x.resourceLabel())
	l.Number("code", code)
	l.Number("target_status", x.target.status)
	x.reasons(l, code)
	if x.traced {
		x.ways(l, to.Shapes(level))
	}
	l.Duration("ms", now.Sub(x.start))
	l.Duration("target_ms", x.targetTime)
	l.Own("request_id", x.requestID)
	to.Write(l.End())
}

// level returns how much a line matters. That somebody is not there is an answer like
// any other, by which clients find out who is new or gone.
func (x *exchange) level(code int) slog.Level {
	gone := code == 404 && x.refusal == nil && (x.method == "GET" || x.method == "DELETE")
	if code < 400 || gone {
		return slog.LevelInfo
	}
	return slog.LevelWarn
}

func (x *exchange) routeLabel() string {
	if x.lane == nil {
		return metric.NoRoute
	}
	return x.lane.Name
}

// reasons writes why a request failed.
func (x *exchange) reasons(l *log.Line, code int) {
	if code < 400 {
		return
	}
	scimType := ""
	if x.refusal != nil {
		l.Text("reason", string(x.refusal.Reason))
		scimType = knownType(x.refusal.ScimType)
	} else {
		scimType = answeredType(&x.message)
	}
	l.Text("scim_type", scimType)
	if x.target.scimType != scimType {
		l.Text("target_scim_type", x.target.scimType)
	}
	l.Text("detail", log.Shortened(x.strike(x.sentence(code, scimType))))
}

// ways writes what the chain made of a request, and the shapes of what the client asked
// and of what the target was sent, if they are wanted.
func (x *exchange) ways(l *log.Line, shapes bool) {
	if shapes {
		asked, sent := x.shapes()
		l.Text("shape", asked)
		if sent != asked {
			l.Text("sent", sent)
		}
	}
	l.Text("plan", x.trace.Plan)
	if plan := x.trace.Asked; plan != nil {
		l.Text("asks", shape.OfPlan(x.lane.Chain.Definitions(), plan, x.resource()))
		l.Number("target_requests", x.target.requests)
	}
	l.Text("rules", x.verdicts())
	l.Text("warrant", string(x.trace.Warrant))
	l.Number("unmatched", x.trace.Unmatched)
	if x.trace.Unverified && x.ctx.Response.StatusCode() < 400 {
		l.Flag("unverified")
	}
	if x.message.Local() {
		l.Flag("local")
	}
}

// shapes returns the shapes of what the client asked and of what the target was sent
// last; empty if nothing was sent. They are read again, which only lines of failures
// and of debugging take the time for; no request is to end the process here.
func (x *exchange) shapes() (asked, sent string) {
	defer func() {
		if recover() != nil {
			x.proxy.metrics.Panicked()
			x.proxy.options.Log.Error("panic while a request was logged", "request_id", x.requestID, "at", panicPlace())
		}
	}()
	types := x.lane.Chain.Definitions()
	query, _ := head.ReadQuery(nil, x.place.query, x.proxy.options.MaxFilter)
	asked = shape.Of(types, x.method, x.resource(), query, x.body)
	if s := &x.target; s.requests > 0 {
		var params []rewrite.Param
		if s.filter != "" {
			params = []rewrite.Param{{Name: "filter", Value: s.filter}}
		}
		sent = shape.Of(types, s.method, s.resource, params, s.body)
		if s.method != x.method || s.resource != x.resource() {
			sent = s.method + " " + s.resource + ": " + sent
		}
	}
	return asked, sent
}

// maxVerdicts bounds how many rules a line names.
const maxVerdicts = 24

// verdicts lists the rules that did something with the message, with what they did. The text
// is good until x.buf is used again.
func (x *exchange) verdicts() string {
	b, n := x.buf[:0], 0
	for i, v := range x.trace.Noted() {
		o := v.Outcome()
		if o <= rewrite.Kept && v.Dropped == 0 {
			continue
		}
		if n++; n > maxVerdicts {
			continue
		}
		if n > 1 {
			b = append(b, "; "...)
		}
		b = append(b, x.lane.Chain.Steps[i].Name...)
		b = append(append(b, ' '), o.String()...)
		if v.Dropped > 0 {
			b = strconv.AppendInt(append(b, ", dropped "...), int64(v.Dropped), 10)
		}
	}
	if n > maxVerdicts {
		b = append(strconv.AppendInt(append(b, "; and "...), int64(n-maxVerdicts), 10), " more"...)
	}
	x.buf = b
	return textOf(b)
}
