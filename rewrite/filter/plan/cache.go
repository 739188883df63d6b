package plan

import (
	"hash/maphash"
	"slices"
	"strings"
	"sync/atomic"

	"scimshim/rewrite/filter"
)

// A client asks the same questions with other values all day. How they are planned does not
// depend on the values: a plan is remembered by the filter's shape, with holes where values
// were, and used again with those of the next filter. No value is kept, nor any text of a
// request but names of attributes that the forms have, too.

// A cache has the plans of an Accept in one Scope, of at most cacheSize shapes. A shape has
// two places, and takes that of another where both are taken, so that whoever sends many
// shapes costs others a plan made anew and no more. It serves any number of goroutines.
type cache struct {
	known []known // what the forms compare with
	off   bool    // a form takes attributes of any name, which may be anything
	seed  maphash.Seed
	slots [cacheSize]atomic.Pointer[remembered]
}

const cacheSize = 128

// A remembered plan is how filters of one shape are asked.
type remembered struct {
	key     string
	written bool // whether the filter itself is sent
	plan    Plan // whose Filter has holes, and is nil if the filter itself is sent
}

// newCache returns the empty cache of some forms.
func newCache(forms []Form) *cache {
	c := &cache{seed: maphash.MakeSeed()}
	for _, f := range forms {
		if f.Pattern == nil {
			continue
		}
		c.off = c.off || slices.ContainsFunc(f.Pattern.holes, hole.isPath)
		c.learn(f.Pattern.expr)
	}
	return c
}

// isPath reports whether the hole stands for any attribute.
func (h hole) isPath() bool { return strings.HasSuffix(h.text, ":attr}") }

// places returns the two places of a shape.
func (c *cache) places(key []byte) [2]*atomic.Pointer[remembered] {
	h := maphash.Bytes(c.seed, key)
	return [2]*atomic.Pointer[remembered]{&c.slots[h%cacheSize], &c.slots[h/cacheSize%cacheSize]}
}

// find returns what is remembered of a shape, or nil.
func (c *cache) find(key []byte) *remembered {
	for _, place := range c.places(key) {
		if r := place.Load(); r != nil && r.key == string(key) {
			return r
		}
	}
	return nil
}

// remember keeps the plan of a filter that has a shape. It makes that anew: who looks for
// a plan has it where it costs no allocation.
func (c *cache) remember(e filter.Expr, p Plan) {
	k := &sketch{known: c.known}
	if !k.of(e) {
		return
	}
	r := &remembered{key: string(k.key()), written: p.Filter == e, plan: p}
	if r.plan.Filter = nil; !r.written {
		t := template{k}
		if r.plan.Filter = t.expr(p.Filter); r.plan.Filter == nil {
			return
		}
	}
	places := c.places(k.key())
	for _, place := range places {
		if place.CompareAndSwap(nil, r) {
			return
		}
	}
	places[0].Store(r)
}

// use returns the plan of e, which has that shape and the given values, with its tree in n.
func (r *remembered) use(n *filter.Nodes, e filter.Expr, values []filter.Literal) Plan {
	p := r.plan
	if p.Filter = e; !r.written {
		p.Filter = refill(n, r.plan.Filter, values)
	}
	return p
}

// planIn is Plan with the tree of what is sent in n, if it is made anew.
func (a *Accept) planIn(n *filter.Nodes, e filter.Expr, s *filter.Scope) (Plan, error) {
	f := a.normalFor(s)
	if f.cache.off {
		return a.planAnew(f, e, s)
	}
	k := sketch{known: f.cache.known}
	if !k.of(e) {
		return a.planAnew(f, e, s)
	}
	if r := f.cache.find(k.key()); r != nil {
		return r.use(n, e, k.values[:k.held]), nil
	}
	p, err := a.planAnew(f, e, s)
	if err == nil {
		f.cache.remember(e, p)
	}
	return p, err
}
