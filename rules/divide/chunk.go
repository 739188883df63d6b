package divide

import (
	"math"
	"slices"
)

// maxOperations is how many operations a PATCH has at most.
const maxOperations = 1000

// Limits are what a target takes of changes of members in one request. Zero is no limit.
type Limits struct {
	Values  int // adds and removals
	Adds    int
	Removes int
	Bytes   int  // of the operations
	Apart   bool // whether a request either adds or removes
	Alone   bool // whether a request that adds or removes has one operation, and is about nothing else
}

// A chunk is what one request changes.
type chunk struct {
	changes                      []change
	adds, removes, bytes, others int
}

// values returns how many members the chunk changes.
func (c *chunk) values() int { return c.adds + c.removes }

// last returns the last change of the chunk, nil if there is none.
func (c *chunk) last() *change {
	if len(c.changes) == 0 {
		return nil
	}
	return &c.changes[len(c.changes)-1]
}

// add adds a change.
func (c *chunk) add(ch change) {
	c.bytes += ch.size(c.last())
	c.changes = append(c.changes, ch)
	switch ch.effect {
	case adds, replaces:
		c.adds += ch.values()
	case removes:
		c.removes++
	case none:
		c.others++
	}
}

// takes reports whether there is room for a change.
func (l Limits) takes(c *chunk, ch change) bool {
	a, r := c.adds, c.removes
	if ch.effect == removes {
		r++
	} else {
		a += ch.values()
	}
	apart := l.Apart && a > 0 && r > 0
	if apart || l.Alone && c.isOther(ch) {
		return false
	}
	return a+r <= limit(l.Values) && a <= limit(l.Adds) && r <= limit(l.Removes) &&
		c.bytes+ch.size(c.last()) <= limit(l.Bytes) && len(c.changes) < maxOperations
}

// isOther reports whether a change makes another operation than those of the chunk, if it has any.
func (c *chunk) isOther(ch change) bool {
	last := c.last()
	return last != nil && (last.list == nil || last.list != ch.list)
}

// joined makes additions of several operations those of one, if a request takes no more, and
// reports whether there are several.
func (l Limits) joined(changes []change) ([]change, bool) {
	if !l.Alone {
		return changes, false
	}
	var first *list
	several := false
	for _, ch := range changes {
		if ch.effect != adds || ch.list == nil {
			continue
		}
		if first == nil {
			first = ch.list
		}
		several = several || ch.list != first
	}
	if !several {
		return changes, false
	}
	of := &list{`{"op":"add","path":"members","value":[`, `]}`}
	all := slices.Clone(changes)
	for i := range all {
		if all[i].effect == adds && all[i].list != nil {
			all[i].list = of
		}
	}
	return all, true
}

func limit(n int) int {
	if n == 0 {
		return math.MaxInt
	}
	return n
}

// chunks distributes changes, in their order. What is about other attributes goes first, since
// to them the members are all the same.
func (l Limits) chunks(changes []change) []chunk {
	list := make([]chunk, 1)
	for _, ch := range changes {
		if ch.effect == none {
			list[0].add(ch)
		}
	}
	for _, ch := range changes {
		if ch.effect == none {
			continue
		}
		last := &list[len(list)-1]
		if len(last.changes) > 0 && !l.takes(last, ch) {
			list = append(list, chunk{})
			last = &list[len(list)-1]
		}
		last.add(ch)
	}
	return list
}
