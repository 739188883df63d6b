package proxy

import (
	"runtime/debug"
	"time"

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
	time.AfterFunc(calmTime, func() {
		if p.budget.IsCalm() {
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
