package later

import (
	"fmt"
	"time"

	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
	"scimshim/rewrite/state"
	"scimshim/rules/kind"
)

// Retry makes the references that are kept of one kind of resource.
type Retry struct {
	kind.Inert
	Resource string        // Users or Groups
	For      time.Duration // how long a reference is kept

	// Over reports whether a PATCH of the resource says itself what becomes of a reference.
	Over func(m *rewrite.Message, r Reference) bool

	// Already reports whether an error says that the reference is there; nil for never.
	Already func(answer *rewrite.Message) bool
}

// How many references one request has tried at most: of the resource that it is about, and of others.
const (
	ownTried   = 10
	otherTried = 3
)

// Conducts reports whether there is a reference that a request concerns.
func (r *Retry) Conducts(m *rewrite.Message) bool {
	own, others := r.concerned(m)
	return len(own)+len(others) > 0
}

// concerned returns the references of the resource that a request is about, and those of others that
// may be tried with it.
func (r *Retry) concerned(m *rewrite.Message) (own, others []kept) {
	if m.State == nil || m.ID == "" && m.Method != "POST" {
		return nil, nil
	}
	now := time.Now()
	// What cannot be read now is tried later.
	_ = m.State.Each(room, func(e state.Entry) bool {
		k := read(e)
		switch {
		case !filter.Fold(k.Resource, r.Resource):
		case m.ID != "" && filter.Fold(k.Resource, m.Resource) && k.ID == m.ID:
			own = append(own, k)
		case m.ID != "" && m.Method == "DELETE" && filter.Fold(m.Resource, "Users") && k.To == m.ID:
			others = append(others, k)
		case m.Method != "GET" && (!now.Before(k.next) || creates(m)):
			others = append(others, k)
		}
		return true
	})
	return own, others
}

// creates reports whether a request creates a user, to whom a reference may be.
func creates(m *rewrite.Message) bool { return m.Method == "POST" && filter.Fold(m.Resource, "Users") }

// Conduct sends a request, and tries references with it: those of its resource before, unless it says
// itself what becomes of them, and others afterwards.
func (r *Retry) Conduct(m *rewrite.Message, next rewrite.Next) error {
	own, others := r.concerned(m)
	over, rest := r.split(m, own)
	if m.IfMatch == "" {
		r.try(m, next, rest, ownTried)
	}
	method, made := m.Method, creates(m)
	err := next(m)
	if method == "GET" || rewrite.EffectOf(m, err) != rewrite.Done {
		return err
	}
	for _, k := range over {
		k.drop(m)
	}
	id := ""
	if made {
		id = textOf(m.Body, "id")
	}
	wait := others[:0]
	for _, k := range others {
		switch {
		case method == "DELETE" && k.To == m.ID:
			k.drop(m)
			continue
		case made && k.To == id:
			k.next = time.Time{}
		}
		wait = append(wait, k)
	}
	r.try(m, next, wait, otherTried)
	return err
}

// split returns the references of which a request says itself what becomes of them, and the others.
func (r *Retry) split(m *rewrite.Message, own []kept) (over, rest []kept) {
	for _, k := range own {
		if m.Method == "PUT" || m.Method == "DELETE" || m.Method == "PATCH" && r.Over(m, k.Reference) {
			over = append(over, k)
		} else {
			rest = append(rest, k)
		}
	}
	return over, rest
}

// try tries references that are due, and as many as one request may. After one of which nobody knows
// what became it tries no other.
func (r *Retry) try(m *rewrite.Message, next rewrite.Next, list []kept, most int) {
	made, now := 0, time.Now()
	for _, k := range list {
		if most == 0 {
			break
		}
		if now.Before(k.next) {
			continue
		}
		most--
		done, goOn := r.one(m, next, k)
		if done {
			made++
		}
		if !goOn {
			break
		}
	}
	if made > 0 {
		m.Decide(func() string { return fmt.Sprintf("makes %d of the references that were put off", made) })
	}
}

// one tries a reference. That it is tried is kept before: nobody else does so at the same time.
func (r *Retry) one(m *rewrite.Message, next rewrite.Next, k kept) (done, goOn bool) {
	k.tried++
	k.next = time.Now().Add(pause(k.tried))
	e := k.entry(r.For)
	if err := m.State.Put(room, e); err != nil {
		return false, false
	}
	k.text = string(e.Value)
	sub := m.Another("PATCH", k.Resource, k.ID, patchOf(k.Operation))
	err := next(sub)
	effect := rewrite.EffectOf(sub, err)
	switch {
	case effect == rewrite.Done && k.isAsWas(m), r.isMade(sub, err):
		k.drop(m)
		return true, true
	case time.Since(k.since) > r.For:
		_ = m.State.Delete(room, k.key())
		m.CountDropped(1)
		m.Warn()
		m.Decide(func() string {
			return fmt.Sprintf("gives up a reference by %s that was put off, and tried %d times", k.Attribute, k.tried)
		})
	case effect == rewrite.Done && k.isThere(m): // a step after this one has put it off anew
		_ = m.State.Put(room, e)
	}
	return false, effect != rewrite.UnknownEffect
}

// isMade reports whether the target says that a reference is made already.
func (r *Retry) isMade(answer *rewrite.Message, err error) bool {
	return err == nil && rewrite.EffectOf(answer, nil) == rewrite.NoEffect && r.Already != nil && r.Already(answer)
}

// patchOf returns the body of a PATCH.
func patchOf(operations ...string) string {
	return `{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":` + json.Array(operations...) +
		`}`
}
