package index

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"scimshim/rewrite"
)

// A play is random traffic of clients while an index is walked. Requests begin, are
// carried out by the target, and are answered; between these, pages are read.
type play struct {
	*rand.Rand
	t     *testing.T
	w     *world
	x     *Index
	under []*request // on the way
}

type request struct {
	m      *rewrite.Message
	status int
	body   string
	err    error
	did    bool
}

func (p *play) mail() string { return fmt.Sprintf("m%d@example.com", p.IntN(40)) }

// begin sends a request of a client.
func (p *play) begin() {
	r := &request{m: &rewrite.Message{Resource: "Users"}}
	users := p.w.all()
	kind := p.IntN(10)
	if len(users) == 0 {
		kind = 0
	}
	switch {
	case kind < 4:
		r.m.Method = "POST"
	case kind < 8:
		r.m.Method, r.m.ID = "PATCH", users[p.IntN(len(users))].id
	default:
		r.m.Method, r.m.ID = "DELETE", users[p.IntN(len(users))].id
	}
	p.x.Sent(r.m)
	p.under = append(p.under, r)
}

// carryOut lets the target do what a request says.
func (p *play) carryOut(r *request) {
	r.did = true
	lost := p.IntN(20) == 0
	if lost {
		r.err = errors.New("lost")
	}
	if lost && p.IntN(2) == 0 {
		return
	}
	switch r.m.Method {
	case "POST":
		u := p.w.create(p.mail(), p.IntN(1000))
		r.status, r.body = 201, u.json()
		if p.IntN(5) == 0 {
			r.body = fmt.Sprintf(`{"id":%q}`, u.id)
		}
	case "PATCH":
		mail := p.mail()
		p.w.change(r.m.ID, mail)
		r.status = 204
		if p.IntN(2) == 0 {
			r.status, r.body = 200, user{id: r.m.ID, mail: mail}.json()
		}
	case "DELETE":
		p.w.remove(r.m.ID)
		r.status = 204
	}
}

// step lets something happen.
func (p *play) step() {
	if len(p.under) < 4 && p.IntN(2) == 0 {
		p.begin()
		return
	}
	if len(p.under) == 0 {
		return
	}
	i := p.IntN(len(p.under))
	r := p.under[i]
	if !r.did {
		p.carryOut(r)
		return
	}
	p.finish(r)
	p.under = slices.Delete(p.under, i, i+1)
}

func (p *play) finish(r *request) {
	if r.err == nil {
		r.m.Answer(r.status, "", r.body)
	}
	p.x.Answered(r.m, r.err)
}

// settle ends all requests that are under way.
func (p *play) settle() {
	for _, r := range p.under {
		if !r.did {
			p.carryOut(r)
		}
		p.finish(r)
	}
	p.under = nil
}

// check asks for each value that there is. Whoever has it is found, or it is not
// said that nobody has.
func (p *play) check() (whole int) {
	p.t.Helper()
	for _, u := range p.w.all() {
		ids, miss := p.x.Find("Users", mail, u.mail)
		if miss == nil {
			whole++
			if !slices.Contains(ids, u.id) {
				p.t.Errorf("%s has %s and is not found among %v", u.id, u.mail, ids)
			}
		}
	}
	return whole
}

// Whatever clients do while an index is walked, and whatever of it is lost: once it
// is whole, it misses nobody who has a value.
func TestMissesNobody(t *testing.T) {
	whole, walks := 0, 0
	for seed := range uint64(400) {
		p := &play{Rand: rand.New(rand.NewPCG(seed, 2)), t: t, w: populated(20)}
		var d *directory
		p.x, d = newTest(spec())
		for range 3 {
			busy := p.IntN(4)
			err := d.walkAll(t.Context(), func(m *rewrite.Message) error {
				for range p.IntN(1 + busy) {
					p.step()
				}
				err := p.w.next(m)
				for range p.IntN(1 + busy) {
					p.step()
				}
				return err
			})
			d.conclude(err)
			if err == nil {
				walks++
			}
			for range p.IntN(30) {
				p.step()
			}
			p.settle()
			whole += p.check()
			d.readMarked(t.Context(), p.w.next)
			whole += p.check()
			if t.Failed() {
				t.Fatalf("seed %d", seed)
			}
		}
	}
	if walks < 800 || whole < 10_000 {
		t.Errorf("%d walks were whole, and %d questions were answered: the test shows little", walks, whole)
	}
}
