package filter

import "slices"

// Nodes are room for trees that are needed for a while, as long as a message, and are made
// in it without an allocation. They are trees as any other, until Reset. The zero value is
// ready for use, by one goroutine. A nil *Nodes is the heap, where a tree lasts as long as
// anybody has it.
type Nodes struct {
	compares room[Compare]
	hases    room[Has]
	selects  room[Select]
	nots     room[Not]
	ands     room[And]
	ors      room[Or]
	terms    room[Expr]
	list     []Expr // where a parser gathers the terms of lists
}

// Reset takes back the room of all trees: nobody may have one any more. With the build tag
// poison, who has one all the same finds it spoilt.
func (n *Nodes) Reset() {
	spoilt := Path{Schema: poison, Name: poison, Sub: poison}
	n.compares.reset(Compare{Path: spoilt, Op: poison, Value: poison})
	n.hases.reset(Has{Path: spoilt})
	n.selects.reset(Select{Path: spoilt, Sub: poison, Op: poison, Value: poison})
	n.nots.reset(Not{})
	n.ands.reset(And{})
	n.ors.reset(Or{})
	n.terms.reset(nil)
	clear(n.list[:cap(n.list)])
}

const poison = "<released>"

// Compare returns a comparison.
func (n *Nodes) Compare(c Compare) *Compare {
	if n == nil {
		return newOf(c)
	}
	return n.compares.one(c)
}

// Has returns a value path.
func (n *Nodes) Has(h Has) *Has {
	if n == nil {
		return newOf(h)
	}
	return n.hases.one(h)
}

// Select returns a Select.
func (n *Nodes) Select(s Select) *Select {
	if n == nil {
		return newOf(s)
	}
	return n.selects.one(s)
}

// Not returns what is true where x is false. It folds no constants.
func (n *Nodes) Not(x Expr) *Not {
	if n == nil {
		return &Not{x}
	}
	return n.nots.one(Not{x})
}

// AllOf is the function AllOf, but never keeps list.
func (n *Nodes) AllOf(list []Expr) Expr {
	if n == nil || len(list) < 2 || !isFlat(list, true) {
		return AllOf(slices.Clone(list)...)
	}
	return n.ands.one(And{n.copied(list)})
}

// AnyOf is the function AnyOf, but never keeps list.
func (n *Nodes) AnyOf(list []Expr) Expr {
	if n == nil || len(list) < 2 || !isFlat(list, false) {
		return AnyOf(slices.Clone(list)...)
	}
	return n.ors.one(Or{n.copied(list)})
}

func (n *Nodes) copied(list []Expr) []Expr {
	terms := n.terms.take(len(list))
	copy(terms, list)
	return terms
}

// gather returns an empty list for a parser to gather terms in.
func (n *Nodes) gather() []Expr {
	if n == nil || n.list == nil {
		return make([]Expr, 0, 8)
	}
	return n.list
}

// gathered takes back what gather returned, perhaps grown.
func (n *Nodes) gathered(list []Expr) {
	if n != nil && list != nil && cap(list) <= maxRoom {
		n.list = list[:0]
	}
}

func newOf[T any](x T) *T { return &x }

// maxRoom is how many nodes of a kind are kept for the next trees.
const maxRoom = 64

// A room has nodes of one kind. What it is made of never moves: where it is full, there is
// a new one, and the trees keep the old.
type room[T any] struct{ used []T }

func (r *room[T]) take(n int) []T {
	if cap(r.used)-len(r.used) < n {
		r.used = make([]T, 0, max(4, n, 2*cap(r.used)))
	}
	end := len(r.used) + n
	r.used = r.used[:end]
	return r.used[end-n : end : end]
}

func (r *room[T]) one(x T) *T {
	p := &r.take(1)[0]
	*p = x
	return p
}

// reset forgets all nodes, so that no value stays; with the build tag poison they are made
// spoilt, and never used again.
func (r *room[T]) reset(spoilt T) {
	if len(r.used) == 0 {
		return
	}
	if Poisoned {
		for i := range r.used {
			r.used[i] = spoilt
		}
	}
	if Poisoned || cap(r.used) > maxRoom {
		r.used = nil
		return
	}
	clear(r.used)
	r.used = r.used[:0]
}
