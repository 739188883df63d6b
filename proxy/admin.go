package proxy

import (
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/prometheus/client_golang/prometheus/promhttp"

	"scimshim/proxy/guard"
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
	guard.Admin{Guards: p.guards, Log: p.options.Log}.Handle(mux)
	return p.guardAdmin(listen.UnderWay(mux))
}

// reload answers a failure with its faults, one a line. What would lose something that may
// not be meant is a conflict, and done if it is asked for by force.
func (p *Proxy) reload(w http.ResponseWriter, r *http.Request) {
	force, shared := r.URL.Query().Get("force") == "true", &p.reloads
	if force {
		shared = &p.forced
	}
	err := shared.Do(func() error { return p.options.Reload(force) })
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

// A LossError is the error of a reload that would lose part of what is in force, as a
// file does that is cut or half written. It is carried out when it is asked for twice.
type LossError struct{ Losses []string }

// Error says what would be lost, one a line, and how to have it nonetheless.
func (e *LossError) Error() string {
	return "these would be lost:\n  " + strings.Join(e.Losses, "\n  ") +
		"\nif that is meant, ask again: POST /-/reload?force=true, or SIGHUP a second time"
}

func isLoss(err error) bool {
	var loss *LossError
	return errors.As(err, &loss)
}
