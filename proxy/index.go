package proxy

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"

	"scimshim/proxy/reason"
	"scimshim/rewrite"
)

// An Index is what a route remembers of its target, to answer filters that the
// target does not take. The chain of the route asks it. It may outlive the route,
// if the next Set has a route with the same Index.
type Index interface {
	// Keep builds the index and keeps it fresh, by requests through next, until ctx
	// ends.
	Keep(ctx context.Context, next rewrite.Next)
	// Status returns how much the index knows of each endpoint.
	Status() []rewrite.IndexStatus
}

// A keeper keeps an Index as long as there is a lane that has it. A walk that is
// under way when the rules are loaded again goes on through the new lane.
type keeper struct {
	proxy *Proxy
	index Index
	lane  atomic.Pointer[lane]
	stop  context.CancelFunc
}

// keep keeps the indexes of a serving, and no others. The lock p.using is held.
func (p *Proxy) keep(s *serving) {
	old := p.keepers
	p.keepers = map[Index]*keeper{}
	if p.draining.Load() {
		s = &serving{}
	}
	for _, l := range s.lanes {
		if l.Index == nil {
			continue
		}
		k := old[l.Index]
		if k == nil {
			k = p.startKeeper(l)
		}
		k.lane.Store(l)
		p.keepers[l.Index] = k
	}
	for index, k := range old {
		if p.keepers[index] == nil {
			k.stop()
		}
	}
}

func (p *Proxy) startKeeper(l *lane) *keeper {
	ctx, stop := context.WithCancel(context.Background())
	k := &keeper{proxy: p, index: l.Index, stop: stop}
	k.lane.Store(l)
	go k.index.Keep(ctx, k.askForIndex)
	return k
}

// stopKeepers ends what keeps the indexes. A request that is under way for one only
// reads, so that nobody waits for it.
func (p *Proxy) stopKeepers() {
	p.using.Lock()
	defer p.using.Unlock()
	for _, k := range p.keepers {
		k.stop()
	}
	p.keepers = nil
}

// askForIndex sends a request of an index to the target. The index learns nothing of a
// fault of ours but that there is one.
func (k *keeper) askForIndex(m *rewrite.Message) (err error) {
	p := k.proxy
	x := p.exchanges.Get().(*exchange)
	x.lane, x.start, x.requestID = k.lane.Load(), time.Now(), x.ownID.renew()
	x.deadline = x.start.Add(x.lane.Target.Timeout)
	m.Route, m.Due = x.lane.found(), x.due
	defer func() {
		fault := recover()
		if fault != nil {
			p.metrics.Panicked()
			p.options.Log.Error("panic while an index asked the target", "request_id", x.requestID,
				"fault", fmt.Sprintf("%T", fault), "at", panicPlace())
			x.reusable = false
			err = reason.RefusalOf(nil)
		}
		x.release(time.Now())
		x.leaveBounds() // before another request has x
		if fault == nil {
			x.reset()
			p.exchanges.Put(x)
		}
	}()
	err = x.lane.Chain.Own(m, x.next)
	if reason := reason.Of(err); distrusted[reason] {
		x.distrust(reason)
	}
	return err
}

// An indexState is the state of the index of one endpoint of a route.
type indexState struct {
	route string
	rewrite.IndexStatus
}

// indexes returns the states of the indexes in use.
func (p *Proxy) indexes() []indexState {
	s := p.serving.Load()
	if s == nil {
		return nil
	}
	var list []indexState
	for _, l := range s.lanes {
		if l.Index == nil {
			continue
		}
		for _, status := range l.Index.Status() {
			list = append(list, indexState{l.Name, status})
		}
	}
	return list
}

// sentence says how an index is. That one is not complete does not make the proxy
// less ready: the other requests do not need it.
func (s *indexState) sentence() string {
	of := fmt.Sprintf("index of %s of route %s: ", s.Resource, s.route)
	switch {
	case s.Complete:
		of += fmt.Sprintf("complete, %d resources, %.0f seconds old", s.Resources, s.Age)
	case s.Walking && s.Total > 0:
		of += fmt.Sprintf("not complete, %d of %d resources read", s.Read, s.Total)
	default:
		of += "not complete"
	}
	if s.Fault != "" {
		of += "; " + s.Fault
	}
	return of
}
