// Package proxy serves SCIM clients over HTTP and asks SCIM targets over HTTP.
// Between the two, a rewrite.Chain edits the messages.
//
// Either side may be hostile or broken, and the other must not notice: what
// goes out is composed anew out of parsed parts, never copied from what came
// in. Whatever cannot be read in one way only is refused with a SCIM error.
// Requests are counted, never quoted: no secret, filter, id or body is logged.
//
// This package is the way of a request: a Proxy and its Options; a Set of Routes, each with
// its Target and Clients, which Use puts in use while others end; and the exchange, whose steps
// are in proxy.go. What a step works with are rooms of their own, none of which knows a Proxy:
//
//   - head reads what comes before a body, and reason says why it is refused;
//   - listen takes the connections of clients, target makes those to targets;
//   - limit bounds what is done at once;
//   - secret keeps secrets, file reads certificates, log writes lines, metric counts;
//   - fault names errors, ascii knows bytes, space has room for them.
package proxy

import (
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/valyala/fasthttp"

	"scimshim/proxy/limit"
	"scimshim/proxy/listen"
	"scimshim/proxy/log"
	"scimshim/proxy/metric"
	"scimshim/proxy/reason"
	"scimshim/proxy/reload"
	"scimshim/proxy/target"
	"scimshim/rewrite"
	"scimshim/rewrite/serve"
)

// A Proxy serves the routes of the Set in use. Its methods may be called by
// many goroutines at once.
type Proxy struct {
	options   Options
	agent     string // the User-Agent that targets see
	metrics   *metric.Metrics
	serving   atomic.Pointer[serving]
	using     sync.Mutex // held while a Set is put in use
	keepers   map[Index]*keeper
	conducts  target.Conducts
	draining  atomic.Bool
	releasing atomic.Bool  // whether memory is to be given back in a moment
	inFlight  atomic.Int64 // requests whose answer has not wholly left
	landed    func()       // takes one out of inFlight, bound once
	exchanges sync.Pool
	servers   servers
	reloads   reload.Reloads // that the admin listener was asked for
	forced    reload.Reloads // those by force
	health    health

	budget   *limit.Budget
	turns    *limit.Turns
	incoming *incoming
	unsent   *listen.Unsent
}

// New returns a Proxy that listens to nothing yet.
func New(o Options) (*Proxy, error) {
	if err := o.check(); err != nil {
		return nil, fmt.Errorf("proxy: %w", err)
	}
	p := &Proxy{options: o, agent: "scimshim/" + o.Version}
	p.options.Log = slog.New(log.Struck(o.Log.Handler(), p.striker))
	p.bound()
	p.metrics = metric.New(o.Version, closedLabels())
	p.reads(p.metrics)
	p.landed = func() { p.inFlight.Add(-1) }
	p.exchanges.New = func() any {
		x := &exchange{proxy: p, place: nowhere}
		x.next, x.due, x.read, x.room = x.askGuarded, x.inTime, x.readAnswer, x.roomFor
		return x
	}
	return p, nil
}

// A step is a part of the way of a request, at which it may be refused. Nothing is looked
// at before what precedes it was found sound.
type step func(*exchange) error

// headWay is the beginning of the way, which needs no more than the header.
var headWay = [...]step{
	(*exchange).readHeader,    // the raw bytes, so that no two readers differ
	(*exchange).checkVersion,  // HTTP/1.1, or an unambiguous HTTP/1.0
	(*exchange).checkMethod,   // one of SCIM's
	(*exchange).findPlace,     // route, endpoint and id, out of the raw path
	(*exchange).checkClient,   // who asks
	(*exchange).checkEndpoint, // the method, at this endpoint
}

// bodyWay is the rest of the way, once the body is there.
var bodyWay = [...]step{
	(*exchange).takePlace,       // one of its route's
	(*exchange).checkTrailer,    // fields that came after the body
	(*exchange).checkBody,       // where there must be one, and of which type
	(*exchange).readMessage,     // query and body
	(*exchange).askThroughChain, // rules forward, the target, rules backward
}

// Handle serves one request.
func (p *Proxy) Handle(ctx *fasthttp.RequestCtx) {
	x := p.begin(ctx)
	defer p.end(x)
	if wasAnnounced(x.head) {
		x.share = p.incoming.end(x.head).share
	}
	err := x.judgeHeader()
	for i := 0; err == nil && i < len(bodyWay); i++ {
		err = bodyWay[i](x)
	}
	if err != nil {
		x.refuse(err)
		return
	}
	x.reply()
}

// begin readies an exchange for a request.
func (p *Proxy) begin(ctx *fasthttp.RequestCtx) *exchange {
	x := p.exchanges.Get().(*exchange)
	x.ctx, x.head, x.serving = ctx, &ctx.Request.Header, p.serving.Load()
	x.start = time.Now()
	x.requestID = x.ownID.renew()
	x.client = listen.ConnOf(ctx)
	if x.client != nil {
		x.client.Serves()
		if x.client.IsOwn() {
			return x // it takes no place from a client
		}
		x.client.WhenReplied(p.landed)
	}
	p.inFlight.Add(1)
	return x
}

// end counts and logs the exchange. A fault of ours, or of a rule, ends
// neither the process nor the connection.
func (p *Proxy) end(x *exchange) {
	fault := recover()
	if fault != nil {
		p.metrics.Panicked()
		p.options.Log.Error("panic while serving a request", "request_id", x.requestID,
			"fault", fmt.Sprintf("%T", fault), "at", panicPlace())
		x.reusable = false
		x.refuse(reason.RefusalOf(nil))
	}
	now := time.Now()
	x.release(now)
	x.leaveBounds()
	if x.client != nil {
		x.client.Answers(x.admitted)
	} else {
		p.landed()
	}
	if x.client == nil || !x.client.IsOwn() {
		p.count(x, now)
		p.log(x, now)
	}
	x.warnOfLapses()
	if fault == nil {
		x.reset()
		p.exchanges.Put(x)
	}
}

// distrusted are the reasons after which a connection is not used again: what it
// brought may be the answer to another request.
var distrusted = map[rewrite.Reason]bool{rewrite.AnswerContradicts: true, rewrite.AnswerUnreadable: true}

// askThroughChain takes the message through the rules to the target and back.
func (x *exchange) askThroughChain() error {
	x.deadline = x.start.Add(x.lane.Target.Timeout)
	if len(x.body) > limit.Large {
		if err := x.takeTurn(false); err != nil {
			return err
		}
	}
	x.traced = true
	proven := &x.lane.proven[x.place.index]
	x.message.Route.Proven = proven.Load()
	err := x.do()
	if x.trace.Spoke && !x.message.Route.Proven {
		proven.Store(true)
	}
	if reason := reason.Of(err); distrusted[reason] {
		x.distrust(reason)
	}
	return err
}

// do takes the message through the chain, or each operation of a bulk.
func (x *exchange) do() error {
	if x.message.Resource != serve.BulkPath {
		return x.lane.Chain.Do(&x.message, &x.trace, x.next)
	}
	b := serve.Bulk{Do: x.lane.Chain.Several(&x.trace, x.next), Place: x.lane.placeInBulk}
	return b.Run(&x.message)
}
