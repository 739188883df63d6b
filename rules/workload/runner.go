package workload

import (
	"errors"
	"testing"

	"scimshim/rewrite"
	"scimshim/rules"
)

// route is where the load harness has client and target.
var route = rewrite.Route{
	Public: "http://127.0.0.1:9400/scim/v2", Target: "http://127.0.0.1:19100/scim/v2", Proven: true,
}

// A Runner takes exchanges through a chain one after the other, in one Message, as a connection of the
// proxy does.
type Runner struct {
	set  *rules.Set
	ring []Exchange
	next int // of ring
	on   *Exchange

	message rewrite.Message
	trace   rewrite.Trace
	answer  rewrite.Next // made once
	room    room
	take    func(int) []byte // of room, likewise

	sent func(*rewrite.Message) // sees each request that the target is sent; nil for nobody
}

// NewRunner returns a Runner that takes n exchanges of a workload in turn.
func NewRunner(t testing.TB, c Chain, w Workload, n int) *Runner {
	t.Helper()
	r := &Runner{set: c.Set(t, w), ring: w.Ring(n)}
	r.take = r.room.take
	r.answer = func(m *rewrite.Message) error {
		if r.sent != nil {
			r.sent(m)
		}
		m.Answer(r.on.Status, "", r.on.Answer)
		m.Media = "application/scim+json"
		return nil
	}
	return r
}

// Run takes the next exchange to the target and back.
func (r *Runner) Run(t testing.TB) {
	if err := r.do(r.answer); err != nil {
		t.Fatal(err)
	}
}

// errNoTarget ends the way of a request that nobody answers.
var errNoTarget = errors.New("there is no target")

// RunRequest takes the next exchange as far as the target.
func (r *Runner) RunRequest(t testing.TB) {
	if err := r.do(func(*rewrite.Message) error { return errNoTarget }); !errors.Is(err, errNoTarget) {
		t.Fatal(err)
	}
}

// do takes the next exchange through the chain.
func (r *Runner) do(next rewrite.Next) error {
	r.on = &r.ring[r.next]
	r.next = (r.next + 1) % len(r.ring)
	m := &r.message
	m.Reset()
	m.Method, m.Resource, m.ID, m.Body, m.Route = r.on.Method, r.on.Resource, r.on.ID, r.on.Body, route
	m.Query = append(m.Query, r.on.Query...)
	m.Room, r.room.used = r.take, 0
	return r.set.Chain.Do(m, &r.trace, next)
}

// Bytes returns how many bytes an exchange of the ring has to read.
func (r *Runner) Bytes() int { return r.ring[0].Bytes() }

// Steps returns the steps of the chain.
func (r *Runner) Steps() []rewrite.Step { return r.set.Chain.Steps }

// Trace returns what the steps did with the last exchange.
func (r *Runner) Trace() *rewrite.Trace { return &r.trace }

// A room is where long texts are made, as the proxy has one for each exchange.
type room struct {
	buf  []byte
	used int
}

func (r *room) take(n int) []byte {
	if r.used+n > len(r.buf) {
		r.buf, r.used = make([]byte, max(2*len(r.buf), n)), 0
	}
	r.used += n
	return r.buf[r.used-n : r.used : r.used]
}
