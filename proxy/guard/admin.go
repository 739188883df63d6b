package guard

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"time"
)

// A Named is the guard of a route.
type Named struct {
	Route string
	*Guard
}

// An Admin answers an administrator.
type Admin struct {
	Guards func() []Named // those in use
	Log    *slog.Logger
}

// A Report is what an administrator is told of a route.
type Report struct {
	Route  string   `json:"route"`
	Window string   `json:"window"`
	Sorts  []Status `json:"sorts"`
}

// Handle adds what is answered below /-/guard.
func (a Admin) Handle(mux *http.ServeMux) {
	mux.HandleFunc("GET /-/guard", a.status)
	mux.HandleFunc("POST /-/guard/release", a.release)
	mux.HandleFunc("POST /-/guard/reject", a.reject)
}

func (a Admin) status(w http.ResponseWriter, _ *http.Request) {
	reports := []Report{}
	for _, g := range a.Guards() {
		reports = append(reports, Report{g.Route, brief(g.window()), g.Status()})
	}
	w.Header().Set("Content-Type", "application/json")
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	_ = e.Encode(reports)
}

func (a Admin) release(w http.ResponseWriter, r *http.Request) {
	a.decide(w, r, "released", func(g Named, sorts []Sort) ([]Sort, error) { return g.Release(sorts...) })
}

func (a Admin) reject(w http.ResponseWriter, r *http.Request) {
	length := time.Duration(0)
	if text := r.URL.Query().Get("for"); text != "" {
		var err error
		if length, err = time.ParseDuration(text); err != nil || length <= 0 {
			http.Error(w, "for: expected a duration, such as 24h", http.StatusBadRequest)
			return
		}
	}
	a.decide(w, r, "rejected", func(g Named, sorts []Sort) ([]Sort, error) { return g.Reject(length, sorts...) })
}

// decide has the guard of the route that is asked for do something, and says what it did.
func (a Admin) decide(w http.ResponseWriter, r *http.Request, done string, do func(Named, []Sort) ([]Sort, error)) {
	guards, route := a.Guards(), r.URL.Query().Get("route")
	i := slices.IndexFunc(guards, func(g Named) bool { return g.Route == route })
	if i < 0 {
		http.Error(w, "route: expected a route that has a guard"+namesOf(guards), http.StatusNotFound)
		return
	}
	var sorts []Sort
	for _, text := range r.URL.Query()["sort"] {
		if !slices.Contains(Sorts(), Sort(text)) {
			http.Error(w, "sort: expected one of: deletes, disables, removals", http.StatusBadRequest)
			return
		}
		sorts = append(sorts, Sort(text))
	}
	list, err := do(guards[i], sorts)
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	for _, s := range list {
		a.Log.Warn("changes that were held are "+done, "route", guards[i].Route, "sort", string(s))
		fmt.Fprintf(w, "%s: %s of the route %s\n", done, s, guards[i].Route)
	}
	switch {
	case errors.Is(err, ErrNotHeld):
		http.Error(w, "nothing is held of the route "+route, http.StatusConflict)
	case err != nil:
		http.Error(w, err.Error(), http.StatusInternalServerError)
	}
}

// namesOf lists the routes.
func namesOf(guards []Named) string {
	var names []string
	for _, g := range guards {
		names = append(names, g.Route)
	}
	if len(names) == 0 {
		return "; none has"
	}
	return ": " + strings.Join(names, ", ")
}

func (g *Guard) window() time.Duration {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.settings.Window
}
