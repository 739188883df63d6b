package proxy

import (
	"crypto/tls"
	"time"

	"scimshim/proxy/listen"
	"scimshim/proxy/metric"
	"scimshim/rewrite"
	"scimshim/rewrite/state"
)

// reads has the metrics of what the proxy has at a time be read when they are asked for.
func (p *Proxy) reads(m *metric.Metrics) {
	m.Read(p.tellState, "scimshim_requests_in_flight", "scimshim_ready", "scimshim_body_bytes",
		"scimshim_body_bytes_limit", "scimshim_waiting", "scimshim_log_lines_dropped_total")
	m.Read(p.tellIndexes, "scimshim_index_resources", "scimshim_index_bytes", "scimshim_index_complete",
		"scimshim_index_age_seconds", "scimshim_index_walks_total")
	m.Read(p.tellAssumptions, "scimshim_assumption_broken")
	m.Read(p.tellTargets, "scimshim_connection_reuse", "scimshim_target_connections", "scimshim_target_left_alone")
	m.Read(p.tellListeners, "scimshim_connections", "scimshim_connections_limit")
	m.Read(p.tellGuards, "scimshim_guard_changes_total", "scimshim_guard_refused_total", "scimshim_guard_held")
	m.Read(p.tellKept, "scimshim_state_entries", "scimshim_state_bytes")
	m.Read(p.tellExpiry, "scimshim_certificate_expiry_timestamp_seconds", "scimshim_token_expiry_timestamp_seconds")
}

// asNumber returns 1 for true and 0 for false.
func asNumber(is bool) float64 {
	if is {
		return 1
	}
	return 0
}

func (p *Proxy) tellState(tell metric.Tell) {
	tell("scimshim_requests_in_flight", float64(p.inFlight.Load()))
	tell("scimshim_ready", asNumber(p.Ready() && p.Healthy()))
	tell("scimshim_body_bytes", float64(p.budget.Held()))
	tell("scimshim_body_bytes_limit", float64(p.budget.Limit()))
	tell("scimshim_waiting", float64(p.budget.Waiting()), "memory")
	tell("scimshim_waiting", float64(p.turns.Waiting()), "turn")
	tell("scimshim_waiting", float64(p.serving.Load().held()), "pace")
	tell("scimshim_log_lines_dropped_total", float64(p.options.LogWriter.Dropped()))
}

func (p *Proxy) tellIndexes(tell metric.Tell) {
	for _, s := range p.indexes() {
		tell("scimshim_index_resources", float64(s.Resources), s.route, s.Resource)
		tell("scimshim_index_bytes", float64(s.Bytes), s.route, s.Resource)
		tell("scimshim_index_complete", asNumber(s.Complete), s.route, s.Resource)
		if s.Age >= 0 {
			tell("scimshim_index_age_seconds", s.Age, s.route, s.Resource)
		}
		for outcome, n := range s.Walks {
			tell("scimshim_index_walks_total", float64(n), s.route, s.Resource, outcome)
		}
	}
}

// tellAssumptions tells of each rule in use that states something of the data whether that
// was seen broken. A reload compiles the rules anew, and so begins at 0.
func (p *Proxy) tellAssumptions(tell metric.Tell) {
	for _, l := range p.serving.Load().all() {
		for i, step := range l.Chain.Steps {
			a, ok := step.Rule.(rewrite.Assumer)
			if !ok || !a.Assumes() || step.Mode != rewrite.Enforce {
				continue
			}
			tell("scimshim_assumption_broken", asNumber(l.Chain.Lapsed(i)), l.Name, step.Name)
		}
	}
}

// tellTargets tells of the connections to the targets.
func (p *Proxy) tellTargets(tell metric.Tell) {
	for _, l := range p.serving.Load().all() {
		tell("scimshim_connection_reuse", asNumber(l.pool.Reuses()), l.Name)
		tell("scimshim_target_left_alone", asNumber(l.pacer.IsOpen()), l.Name)
		active, idle := l.pool.Count()
		tell("scimshim_target_connections", float64(active), l.Name, "active")
		tell("scimshim_target_connections", float64(idle), l.Name, "idle")
	}
}

// tellGuards tells what guards have counted and hold.
func (p *Proxy) tellGuards(tell metric.Tell) {
	for _, g := range p.guards() {
		for _, s := range g.Status() {
			tell("scimshim_guard_changes_total", float64(s.Counted), g.Route, string(s.Sort))
			tell("scimshim_guard_refused_total", float64(s.Refused), g.Route, string(s.Sort))
			tell("scimshim_guard_held", asNumber(s.Hold != nil && !s.Hold.Rejected), g.Route, string(s.Sort))
		}
	}
}

// tellKept tells how much is kept, also of routes that are gone.
func (p *Proxy) tellKept(tell metric.Tell) {
	for _, r := range p.options.State.Rooms() {
		route, room := state.Split(r.Name)
		tell("scimshim_state_entries", float64(r.Entries), route, room)
		tell("scimshim_state_bytes", float64(r.Bytes), route, room)
	}
}

// held returns how many requests are held back for the sake of their targets.
func (s *serving) held() (n int) {
	for _, p := range s.allPacers() {
		n += p.Waiting()
	}
	return n
}

// tellListeners tells of the open connections of clients and of operators.
func (p *Proxy) tellListeners(tell metric.Tell) {
	for _, l := range [...]*listen.Listener{p.servers.public, p.servers.admin} {
		if l == nil {
			continue
		}
		waiting, active, idle, most := l.Count()
		tell("scimshim_connections", float64(waiting), l.Name, "new")
		tell("scimshim_connections", float64(active), l.Name, "active")
		tell("scimshim_connections", float64(idle), l.Name, "idle")
		tell("scimshim_connections_limit", float64(most), l.Name)
	}
}

// An expiring is a Credential that ends; its Expires is zero while there is none.
type expiring interface{ Expires() time.Time }

// tellExpiry tells when what ends at a certain time does: the certificates that are shown to
// clients, to operators and to targets, what targets show, and the tokens of OAuth. What has
// no end, or is not known yet, has no series.
func (p *Proxy) tellExpiry(tell metric.Tell) {
	at := func(name string, end time.Time, labels ...string) {
		if !end.IsZero() {
			tell(name, float64(end.Unix()), labels...)
		}
	}
	const certificate = "scimshim_certificate_expiry_timestamp_seconds"
	at(certificate, endOf(p.servers.public.Certificate()), "public", metric.NoRoute)
	at(certificate, endOf(p.servers.admin.Certificate()), "admin", metric.NoRoute)
	for _, l := range p.serving.Load().all() {
		at(certificate, endOf(l.Target.Egress.ClientCert()), "target", l.Name)
		if shown := l.pool.Certificate(); shown != nil {
			at(certificate, shown.NotAfter, "proxy", l.Name)
		}
		if token, ok := l.credential.(expiring); ok {
			at("scimshim_token_expiry_timestamp_seconds", token.Expires(), l.Name)
		}
	}
}

// endOf returns when a certificate ends; zero for none.
func endOf(c *tls.Certificate) time.Time {
	if c == nil || c.Leaf == nil {
		return time.Time{}
	}
	return c.Leaf.NotAfter
}
