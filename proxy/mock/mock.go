// Package mock imitates strict SCIM targets, so that rules can be tried without an account at the vendor's.
// A mock refuses what the real target is known or documented to refuse, keeps what it accepts in memory,
// and records every request.
//
// The package shares no code with the rewriter: it has a filter parser, a path parser and a PATCH engine of
// its own, so that a fault of the rewriter cannot hide in its own mirror.
package mock

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"sync"

	"scimshim/proxy/mock/kit"
	"scimshim/proxy/mock/kit/ordered"
	"scimshim/proxy/mock/kit/store"
)

// maxBody is the most that a target reads of a request body.
const maxBody = 16 << 20

// Target is one imitated target: an http.Handler with a directory of its own. It is safe for concurrent
// use.
type Target struct {
	product kit.Product

	mu       sync.Mutex // guards all below, and the product while it serves
	store    *store.Store
	requests []Request
	faults   []*armedFault
}

// Request is a request that reached a target, with what was answered.
type Request struct {
	Method, Path, RawQuery string
	Query                  url.Values
	Header                 http.Header
	Body                   string
	Status                 int
	Answer                 string
	Cause                  string // why a target refused or ignored it, where the answer does not say
}

func newTarget(p kit.Product, s *store.Store) *Target { return &Target{product: p, store: s} }

// Base returns the path under which the SCIM endpoints lie, without a final slash.
func (t *Target) Base() string { return t.product.Base() }

// Requests returns the requests that arrived, in the order of their answers. The slice is the caller's.
func (t *Target) Requests() []Request {
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.Clone(t.requests)
}

// Forget drops the recorded requests; the directory and the faults stay.
func (t *Target) Forget() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.requests = nil
}

// Take returns the requests that arrived since the last Take or Forget, and drops them.
func (t *Target) Take() []Request {
	t.mu.Lock()
	defer t.mu.Unlock()
	taken := t.requests
	t.requests = nil
	return taken
}

// All returns the stored resources of a kind ("Users", "Groups") in order of creation, as stored: nothing
// is projected.
func (t *Target) All(resource string) []json.RawMessage {
	t.mu.Lock()
	defer t.mu.Unlock()
	var all []json.RawMessage
	for _, o := range t.store.All(resource) {
		all = append(all, ordered.Encode(o))
	}
	return all
}

// Find returns one stored resource and whether it exists.
func (t *Target) Find(resource, id string) (json.RawMessage, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	o, ok := t.store.Find(resource, id)
	if !ok {
		return nil, false
	}
	return ordered.Encode(o), true
}

// Seed puts a resource into the directory, past every check but that of JSON. It takes the id from the body
// and makes one where there is none.
func (t *Target) Seed(resource, body string) (id string, err error) {
	o, err := ordered.Decode([]byte(body))
	if err != nil {
		return "", fmt.Errorf("seed of %s: %w", resource, err)
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	id, _ = o.Get("id").(string)
	if id == "" {
		id = store.NewID()
		o.Set("id", id)
	}
	t.store.Put(resource, id, o)
	return id, nil
}

// ServeHTTP answers one request and records it. Where a fault of kind "cut" or "truncate" strikes, it
// panics with http.ErrAbortHandler, by which net/http closes the connection.
func (t *Target) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		kit.WriteError(w, http.StatusRequestEntityTooLarge, "", "the request body cannot be read")
		return
	}
	fault := t.nextFault()
	fault.wait(r.Context())
	a := t.answer(r, body, fault)
	fault.deliver(w, a)
}

// answer lets the product serve and records the outcome.
func (t *Target) answer(r *http.Request, body []byte, fault Fault) *answer {
	t.mu.Lock()
	defer t.mu.Unlock()
	a := newAnswer()
	query, err := url.ParseQuery(r.URL.RawQuery)
	c := &kit.Call{Request: r, Query: query, Content: body}
	switch {
	case fault.replaces():
		fault.replace(a, t.product)
	case err != nil:
		kit.WriteError(a, http.StatusBadRequest, "invalidSyntax", "the query string is not form-encoded")
	default:
		t.product.Serve(a, c)
	}
	t.requests = append(t.requests, Request{
		Method: r.Method, Path: r.URL.Path, RawQuery: r.URL.RawQuery, Query: query,
		Header: r.Header.Clone(), Body: string(body), Status: a.status, Answer: a.body.String(),
		Cause: c.Cause,
	})
	return a
}
