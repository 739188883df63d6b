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
	"strings"
	"sync"
	"time"
)

// maxBody is the most that a target reads of a request body.
const maxBody = 16 << 20

// Options chooses how a target behaves. The zero value is the strict imitation with no credential asked
// for.
type Options struct {
	Token   string // bearer token that is asked for; where no credential at all is set, none is needed
	BaseURL string // scheme and host in meta.location, default http://127.0.0.1

	// What follows is for ServiceNow.
	Profile        string        // SDK build for PATCH: "sdk230", "sdk23" (the default) or "sdk5"
	AcceptOr       bool          // accept OR in filters, about which the vendor's page is silent
	AcceptJoin     bool          // accept the fixed forms of e-mails, phones and addresses joined by AND
	StrictExternal bool          // look externalId up as it stands, without trying user names and e-mails
	SDKDetail      bool          // answer a bad filter or PATCH body in the parser's own words
	GroupPatch204  bool          // answer a PATCH of a group with 204 and no body
	MaxMembers     int           // members that one request may name, default 100
	User, Password string        // credentials for Basic authentication
	ClientID       string        // credentials of the token endpoint /oauth_token.do
	ClientSecret   string        // see ClientID
	TokenLife      time.Duration // life of an issued token, default 30 minutes
	Now            func() time.Time
}

// Target is one imitated target: an http.Handler with a directory of its own. It is safe for concurrent
// use.
type Target struct {
	product product

	mu       sync.Mutex // guards all below, and the product while it serves
	store    *store
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

// product is what one vendor's imitation adds. Its methods run with the target's lock held.
type product interface {
	// base is the path prefix of the SCIM endpoints.
	base() string
	// serve answers one request.
	serve(w http.ResponseWriter, c *call)
	// refuse writes the vendor's answer for a status that a Fault forces.
	refuse(w http.ResponseWriter, status int)
}

// call is a request as a product sees it: body read, query form-decoded once.
type call struct {
	*http.Request
	query url.Values
	body  []byte
	cause string // set by a product that has more to say than its answer does
}

var products = map[string]func(Options, *store) (product, error){
	"atlassian":           newAtlassian,
	"aws-identity-center": newAWSIdentityCenter,
	"github-emu":          newGitHubEMU,
	"servicenow":          newServiceNow,
}

// Names lists the targets that New knows, in alphabetical order.
func Names() []string {
	names := make([]string, 0, len(products))
	for name := range products {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// New returns an empty target of the given name. It fails on a name that Names does not list and on options
// that the target cannot honour.
func New(name string, o Options) (*Target, error) {
	build, ok := products[name]
	if !ok {
		return nil, fmt.Errorf("unknown target %q: want one of %s", name, strings.Join(Names(), ", "))
	}
	if o.BaseURL == "" {
		o.BaseURL = "http://127.0.0.1"
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	s := newStore()
	p, err := build(o, s)
	if err != nil {
		return nil, err
	}
	return &Target{product: p, store: s}, nil
}

// Base returns the path under which the SCIM endpoints lie, without a final slash.
func (t *Target) Base() string { return t.product.base() }

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
	for _, o := range t.store.all(resource) {
		all = append(all, encode(o))
	}
	return all
}

// Find returns one stored resource and whether it exists.
func (t *Target) Find(resource, id string) (json.RawMessage, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	o, ok := t.store.find(resource, id)
	if !ok {
		return nil, false
	}
	return encode(o), true
}

// Seed puts a resource into the directory, past every check but that of JSON. It takes the id from the body
// and makes one where there is none.
func (t *Target) Seed(resource, body string) (id string, err error) {
	o, err := decodeObject([]byte(body))
	if err != nil {
		return "", fmt.Errorf("seed of %s: %w", resource, err)
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	id, _ = o.get("id").(string)
	if id == "" {
		id = newID()
		o.set("id", id)
	}
	t.store.put(resource, id, o)
	return id, nil
}

// ServeHTTP answers one request and records it. Where a fault of kind "cut" or "truncate" strikes, it
// panics with http.ErrAbortHandler, by which net/http closes the connection.
func (t *Target) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		scimError(w, http.StatusRequestEntityTooLarge, "", "the request body cannot be read")
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
	c := &call{Request: r, query: query, body: body}
	switch {
	case fault.replaces():
		fault.replace(a, t.product)
	case err != nil:
		scimError(a, http.StatusBadRequest, "invalidSyntax", "the query string is not form-encoded")
	default:
		t.product.serve(a, c)
	}
	t.requests = append(t.requests, Request{
		Method: r.Method, Path: r.URL.Path, RawQuery: r.URL.RawQuery, Query: query,
		Header: r.Header.Clone(), Body: string(body), Status: a.status, Answer: a.body.String(),
		Cause: c.cause,
	})
	return a
}
