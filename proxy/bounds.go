package proxy

import (
	"runtime"
	"runtime/debug"
	"time"
	"unsafe"

	"github.com/valyala/fasthttp"

	"scimshim/proxy/limit"
	"scimshim/proxy/listen"
)

// bound makes the bounds over all requests. Half of the memory is for bodies. A quarter at
// most is for what rules need to work on large ones, on half of the processors, so that
// small requests always find one. The rest is for connections, and for garbage.
func (p *Proxy) bound() {
	o := &p.options
	p.budget = limit.NewBudget(o.Memory / 2)
	p.turns = limit.NewTurns(limit.TurnsFor(o.Memory/4, max(o.MaxBody, o.MaxAnswer)))
	p.incoming = newIncoming(p.budget, o.ReadTimeout+time.Second)
	p.unsent = listen.NewUnsent(p.budget)
	p.budget.When(p.makeRoom, p.releaseMemory)
	fasthttp.SetBodySizePoolLimit(limit.Large, limit.Large)
}

// calmTime is how long after a load the memory that it took is given back to the system.
const calmTime = 10 * time.Second

// releaseMemory gives back what a load took, when it is over. Garbage is collected when as
// much is allocated anew, which takes long where nothing is done (P5).
func (p *Proxy) releaseMemory() {
	if !p.releasing.CompareAndSwap(false, true) {
		return // it is due already
	}
	time.AfterFunc(calmTime, func() {
		p.releasing.Store(false)
		if p.budget.IsCalm() {
			runtime.GC() // what is kept to be used again is garbage after the second one
			debug.FreeOSMemory()
		}
	})
}

// makeRoom returns what is held for nobody, and closes connections of the clients that have
// been sending a request, or have taken nothing of a reply, for the longest time.
func (p *Proxy) makeRoom() {
	p.incoming.clean()
	if l := p.servers.public; l != nil {
		l.GiveUpSlow()
	}
	if p.unsent.CloseSlowest() {
		p.metrics.Shed(string(shedUnread))
	}
}

// hold reserves n bytes more for a body of the exchange. It reports false if there was no
// room for them in time. They are returned when the reply has left.
func (x *exchange) hold(n int64, large bool, wait time.Duration) bool {
	if n <= 0 {
		return true
	}
	if !x.proxy.budget.Take(n, large, wait) {
		return false
	}
	x.share += n
	return true
}

// letGo returns all that is reserved for the exchange but what its reply takes, which is
// returned when that has left.
func (x *exchange) letGo(reply int) {
	b := x.proxy.budget
	if x.client == nil || reply <= listen.SmallReply {
		reply = 0
	}
	b.Add(int64(reply) - x.share)
	x.share = 0
	if reply > 0 {
		x.proxy.unsent.Add(x.client, int64(reply))
	}
}

// leaveBounds returns what the exchange holds of the bounds over all requests.
func (x *exchange) leaveBounds() {
	x.leaveTurn()
	x.leavePlace()
	x.letGo(x.replied)
}

// textOf returns the text of bytes that nobody changes any more, without a copy.
func textOf(b []byte) string {
	return unsafe.String(unsafe.SliceData(b), len(b)) //nolint:gosec // nobody else has the bytes
}

// bytesOf returns the bytes of a text for who only reads them, without a copy.
func bytesOf(s string) []byte {
	return unsafe.Slice(unsafe.StringData(s), len(s)) //nolint:gosec // fasthttp does not write into a raw body
}
