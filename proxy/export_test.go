package proxy

import (
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"scimshim/proxy/limit"
	"scimshim/proxy/listen"
	"scimshim/proxy/metric"
)

// What tests outside of the package see of a Proxy, or do to it.

func (p *Proxy) Budget() *limit.Budget         { return p.budget }
func (p *Proxy) Turns() *limit.Turns           { return p.turns }
func (p *Proxy) SetTurns(t *limit.Turns)       { p.turns = t }
func (p *Proxy) Public() *listen.Listener      { return p.servers.public }
func (p *Proxy) Admin() *listen.Listener       { return p.servers.admin }
func (p *Proxy) Operators() *http.Server       { return p.servers.operator }
func (p *Proxy) Drain()                        { p.draining.Store(true) }
func (p *Proxy) Gatherer() prometheus.Gatherer { return p.metrics.Gatherer() }
func (p *Proxy) Counters() *metric.Counters    { return p.serving.Load().lanes[0].counters }

// UnderWay returns how many requests of the first route are served.
func (p *Proxy) UnderWay() int64 { return p.serving.Load().lanes[0].inUse.Load() }

// ForgetHealth has the next question for the health look anew.
func (p *Proxy) ForgetHealth() {
	p.health.mu.Lock()
	p.health.seen = time.Time{}
	p.health.mu.Unlock()
}

// ForgetIncoming gives up the bodies that are being read, as after the time to send a request.
func (p *Proxy) ForgetIncoming() {
	p.incoming.mu.Lock()
	within := p.incoming.within
	p.incoming.within = 0
	p.incoming.mu.Unlock()
	p.incoming.clean()
	p.incoming.mu.Lock()
	p.incoming.within = within
	p.incoming.mu.Unlock()
}
