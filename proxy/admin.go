package proxy

import (
	"fmt"
	"net/http"

	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// Ready reports whether the proxy takes requests: a Set is in use, and it is
// not shutting down. That the target can be reached is no part of it: an
// outage is to be answered with 502, not with a vanished service.
func (p *Proxy) Ready() bool { return p.serving.Load() != nil && !p.draining.Load() }

// adminHandler returns what the admin listener serves, and nothing else, behind its guard.
func (p *Proxy) adminHandler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(p.metrics.registry, promhttp.HandlerOpts{}))
	mux.HandleFunc("GET /healthz", p.healthz)
	mux.HandleFunc("GET /readyz", p.readyz)
	if p.options.Reload != nil {
		mux.HandleFunc("POST /-/reload", p.reload)
	}
	return p.guardAdmin(underWay(mux))
}

// reload answers a failure with its faults, one a line.
func (p *Proxy) reload(w http.ResponseWriter, _ *http.Request) {
	if err := p.reloads.do(p.options.Reload); err != nil {
		http.Error(w, p.strike("not loaded, what is in use stays in force:\n"+err.Error()),
			http.StatusInternalServerError)
		return
	}
	fmt.Fprintln(w, "ok")
}
