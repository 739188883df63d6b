package proxy

import (
	"sync"
	"time"

	"github.com/valyala/fasthttp"

	"scimshim/proxy/limit"
	"scimshim/proxy/reason"
	"scimshim/rewrite"
)

// strangersBody is what a request may have in its body before anything of its header was
// looked at (A3: 4,090 connections of 64 KiB each).
const strangersBody = 4 << 10

// incoming are the bodies that the HTTP server was told to read, and what was reserved
// for each. The server tells a hook of the header alone, and not of the connection: the
// request finds its own by the header when it is served. Some are never served, since
// their connection broke; they are given up when the time to send a request is over.
type incoming struct {
	budget *limit.Budget
	within time.Duration

	mu    sync.Mutex
	all   map[*fasthttp.RequestHeader]incomingBody
	order []aged // the oldest first
}

// An incomingBody is what is reserved for a body that is being read.
type incomingBody struct {
	share   int64
	refusal *rewrite.Refusal // why it is not read; nil if it is, or is too large
	cause   shedCause        // of the refusal
	since   time.Time
}

type aged struct {
	of    *fasthttp.RequestHeader
	since time.Time
}

func newIncoming(b *limit.Budget, within time.Duration) *incoming {
	return &incoming{budget: b, within: within, all: map[*fasthttp.RequestHeader]incomingBody{}}
}

// begin notes what is reserved for the body of a request.
func (r *incoming) begin(h *fasthttp.RequestHeader, of incomingBody) {
	now := time.Now()
	r.mu.Lock()
	defer r.mu.Unlock()
	r.forget(now)
	r.drop(h) // of a request before it, that was never served
	of.since = now
	r.all[h] = of
	r.order = append(r.order, aged{h, now})
}

// end returns what is reserved for the body of a request that is served now.
func (r *incoming) end(h *fasthttp.RequestHeader) incomingBody {
	r.mu.Lock()
	defer r.mu.Unlock()
	of := r.all[h]
	delete(r.all, h)
	return of
}

// clean gives up what is too old.
func (r *incoming) clean() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.forget(time.Now())
}

// forget gives up what is too old. The lock is held.
func (r *incoming) forget(now time.Time) {
	for len(r.order) > 0 {
		first := r.order[0]
		if of, ok := r.all[first.of]; ok && of.since.Equal(first.since) {
			if now.Sub(first.since) <= r.within {
				return
			}
			r.drop(first.of)
		}
		r.order[0] = aged{}
		r.order = r.order[1:]
	}
}

func (r *incoming) drop(h *fasthttp.RequestHeader) {
	if of, ok := r.all[h]; ok {
		delete(r.all, h)
		r.budget.Give(of.share)
	}
}

// announcesBody reports whether the body of a request may be larger than a stranger's, so
// that it is looked at before it is read.
func announcesBody(h *fasthttp.RequestHeader) bool {
	n := h.ContentLength()
	return n == -1 || n > strangersBody
}

// wasAnnounced reports whether announcesBody did before the body was read: the server
// has made a length of 0 out of a chunked one without bytes.
func wasAnnounced(h *fasthttp.RequestHeader) bool { return announcesBody(h) || h.ContentLength() == 0 }

// headerReceived is asked before a body is read. A body that is not little is read if its
// request will be served so far as the header shows, and there is room for it.
func (p *Proxy) headerReceived(h *fasthttp.RequestHeader) fasthttp.RequestConfig {
	ignoreExpect(h)
	if !announcesBody(h) {
		return fasthttp.RequestConfig{}
	}
	if refusal, cause := p.unwelcome(h); refusal != nil {
		p.incoming.begin(h, incomingBody{refusal: refusal, cause: cause})
		return fasthttp.RequestConfig{MaxRequestBodySize: strangersBody}
	}
	n := int64(h.ContentLength())
	switch {
	case n > int64(p.options.MaxBody): // the server does not read it
		p.incoming.begin(h, incomingBody{})
		return fasthttp.RequestConfig{}
	case n < 0: // it may be as long as it may be, until it is known
		n = int64(p.options.MaxBody)
	}
	share := limit.ShareOfRequest(n)
	// What has not come yet has no claim to the room that is kept for small bodies: many that
	// are announced and never come would take it from answers.
	if !p.budget.Take(share, true, limit.Patience) {
		p.incoming.begin(h, incomingBody{refusal: noRoom(), cause: shedMemory})
		return fasthttp.RequestConfig{MaxRequestBodySize: 1}
	}
	p.incoming.begin(h, incomingBody{share: share})
	return fasthttp.RequestConfig{}
}

// unwelcome returns why the header of a request alone is cause to refuse it.
func (p *Proxy) unwelcome(h *fasthttp.RequestHeader) (*rewrite.Refusal, shedCause) {
	x := p.exchanges.Get().(*exchange)
	defer func() {
		x.reset()
		p.exchanges.Put(x)
	}()
	x.head, x.serving = h, p.serving.Load()
	if err := x.judgeHeader(); err != nil {
		return reason.RefusalOf(err), x.shed
	}
	return nil, ""
}
