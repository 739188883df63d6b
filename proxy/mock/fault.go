package mock

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"scimshim/proxy/mock/kit"
)

// Fault is trouble that a target makes on purpose. Kinds:
//
//	status    answers Status in the vendor's shape; nothing is done
//	html      answers Status (200 if none) with an HTML page; nothing is done
//	slow      does the work, but only after Delay
//	cut       does the work, then closes the connection without an answer
//	truncate  does the work, then sends half of the answer and closes the connection
//	empty     does the work, then answers with no body
type Fault struct {
	Kind   string
	After  int           // requests that pass before it strikes
	Status int           // for status and html
	Delay  time.Duration // for slow
	Times  int           // requests that it strikes; 0 means every one from then on
}

// armedFault is a fault with its count of requests.
type armedFault struct {
	Fault
	seen int
}

// Fault arms a fault. Several may be armed; the first one that is due strikes. A kind it does not know is a
// mistake of the test and panics.
func (t *Target) Fault(f Fault) {
	switch f.Kind {
	case "status", "html", "slow", "cut", "truncate", "empty":
	default:
		panic("BUG: unknown kind of fault " + strconv.Quote(f.Kind))
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.faults = append(t.faults, &armedFault{Fault: f})
}

// Heal disarms all faults.
func (t *Target) Heal() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.faults = nil
}

// nextFault counts a request and returns the fault that strikes it; the zero Fault does nothing.
func (t *Target) nextFault() Fault {
	t.mu.Lock()
	defer t.mu.Unlock()
	var due Fault
	for _, f := range t.faults {
		f.seen++
		strikes := f.seen > f.After && (f.Times == 0 || f.seen <= f.After+f.Times)
		if strikes && due.Kind == "" {
			due = f.Fault
		}
	}
	return due
}

// wait holds a slow request back, at most until its client has gone.
func (f Fault) wait(ctx context.Context) {
	if f.Kind != "slow" {
		return
	}
	timer := time.NewTimer(f.Delay)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}

// replaces says whether the fault answers in the product's stead.
func (f Fault) replaces() bool { return f.Kind == "status" || f.Kind == "html" }

func (f Fault) replace(a *answer, p kit.Product) {
	if f.Kind == "status" {
		p.Refuse(a, f.Status)
		return
	}
	a.Header().Set("Content-Type", "text/html;charset=UTF-8")
	a.WriteHeader(max(f.Status, http.StatusOK))
	a.body.WriteString("<html><body><h1>The instance is not available</h1></body></html>")
}

// deliver sends the answer, or what the fault leaves of it.
func (f Fault) deliver(w http.ResponseWriter, a *answer) {
	body := a.body.Bytes()
	switch f.Kind {
	case "cut":
		panic(http.ErrAbortHandler)
	case "empty":
		a.body.Reset()
		body = nil
	}
	for name, values := range a.header {
		w.Header()[name] = values
	}
	if bodyAllowed(a.status) {
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	}
	w.WriteHeader(a.status)
	if f.Kind != "truncate" {
		_, _ = w.Write(body) // a client that has gone is its own business
		return
	}
	_, _ = w.Write(body[:len(body)/2])
	_ = http.NewResponseController(w).Flush() // a recorder that cannot flush has the half already
	panic(http.ErrAbortHandler)
}

func bodyAllowed(status int) bool {
	return status >= 200 && status != http.StatusNoContent && status != http.StatusNotModified
}
