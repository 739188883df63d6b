package proxy

import (
	"fmt"
	"net/http"

	"github.com/prometheus/client_golang/prometheus/promhttp"

	"scimshim/proxy/listen"
)

// Ready reports whether the proxy takes requests: a Set is in use, and it is
// not shutting down. That the target can be reached is no part of it: an
// outage is to be answered with 502, not with a vanished service.
func (p *Proxy) Ready() bool { return p.serving.Load() != nil && !p.draining.Load() }

// adminHandler returns what the admin listener serves, and nothing else, behind its guard.
func (p *Proxy) adminHandler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(p.metrics.Gatherer(), promhttp.HandlerOpts{}))
	mux.HandleFunc("GET /healthz", p.healthz)
	mux.HandleFunc("GET /readyz", p.readyz)
	if p.options.Reload != nil {
		mux.HandleFunc("POST /-/reload", p.reload)
	}
	return p.guardAdmin(listen.UnderWay(mux))
}

// reload answers a failure with its faults, one a line. What would lose something that may
// not be meant is a conflict, and done if it is asked for by force.
func (p *Proxy) reload(w http.ResponseWriter, r *http.Request) {
	force, shared := r.URL.Query().Get("force") == "true", &p.reloads
	if force {
		shared = &p.forced
	}
	err := shared.do(func() error { return p.options.Reload(force) })
	if err == nil {
		fmt.Fprintln(w, "ok")
		return
	}
	code := http.StatusInternalServerError
	if isLoss(err) {
		code = http.StatusConflict
	}
	http.Error(w, p.strike("not loaded, what is in use stays in force:\n"+err.Error()), code)
}
