// Package probe asks a SCIM service which filters, pages, projections and forms of PATCH it
// takes, and writes that down as a pack of rules.
//
// An answer is right if it is what the filter selects of the resources that the service has
// shown, so that a service which ignores filters, or answers an empty list to what it does
// not understand, is found out. The package knows HTTP and SCIM's filters, and of the
// product's rules only how a pack is written; it does not know the proxy, nor any target by
// name. Nothing of what a target stores gets into what it writes.
//
// Its types in reading order: Options and Run; Report, all that was found out; survey, what
// was found out about one endpoint; world, the sample that answers are held against;
// attribute and form, what is asked; prober and answer, the requests; packText, the pack.
package probe

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"time"
)

// Options say what a target is asked, and how fast.
type Options struct {
	Base  string // the URL of the service, below which /Users is
	Token string // to show as a bearer; "" for none
	// Authorization returns the value of that field for each request, in place of the Token; may be nil.
	Authorization func() (string, error)
	Client        Doer           // such as that of NewClient
	Resources     []string       // the endpoints to ask, of those that Resources returns
	Requests      int            // how many may be sent, but for the deletion of the user
	Every         time.Duration  // between the beginnings of two requests
	Write         bool           // whether to create users and a group, try writes on them, and delete them
	User          string         // the user to create, with {random} in its userName; "" for the probe's own
	Progress      func(sent int) // called with the number of requests as one is sent; may be nil
}

// A Doer sends requests as http.Client does. It must follow no redirection, by which a
// credential would reach another server.
type Doer interface {
	Do(*http.Request) (*http.Response, error)
}

// NewClient returns a client that waits so long for an answer.
func NewClient(timeout time.Duration) *http.Client {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	return &http.Client{Transport: transport, Timeout: timeout,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

var resources = []string{"Users", "Groups"}

// Resources returns the endpoints that can be asked.
func Resources() []string { return slices.Clone(resources) }

// Run asks a target all there is to ask, until ctx ends. The user that it makes is deleted in
// any case; if that fails, Left of the report says so. The report is never nil, but its pack
// means something only where there is no error. A Run is for one goroutine.
func Run(ctx context.Context, o Options) (*Report, error) {
	if o.Progress == nil {
		o.Progress = func(int) {}
	}
	r := &Report{template: o.User, prober: &prober{base: o.Base, token: o.Token, authorization: o.Authorization,
		client: o.Client, every: o.Every, left: o.Requests,
		progress: o.Progress}}
	err := r.find(ctx, o)
	if ctx.Err() != nil {
		err = errInterrupted
	}
	return r, err
}

var errInterrupted = errors.New("interrupted; no pack is printed")
