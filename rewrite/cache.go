package rewrite

import (
	"sync"

	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
)

// A scratch is what a Message needs again and again, made once: it outlives
// Reset, so that a message which no rule changes costs no allocation.
type scratch struct {
	of    *Message     // the Message it belongs to; a copy of that needs its own
	ops   []Op         // where MapOps builds the next operations
	emit  func(Op)     // appends to ops
	scope filter.Scope // what Scope returns
	text  []byte       // where a filter is printed
}

// room returns the scratch of m.
func (m *Message) room() *scratch {
	if m.scratch == nil || m.scratch.of != m {
		s := &scratch{of: m}
		s.emit = func(o Op) { s.ops = append(s.ops, o) }
		s.scope.Hidden = m.Hidden
		m.scratch = s
	}
	return m.scratch
}

// reset empties s, but for its room.
func (s *scratch) reset() {
	if s != nil {
		clear(s.ops[:cap(s.ops)])
		clear(s.text[:cap(s.text)])
		s.ops = s.ops[:0]
	}
}

// A targetCache remembers the paths of PATCH operations that were read. A
// client sends the same few dozen for every user, and trees are never
// modified, so that all messages may share them: a PATCH that no rule changes
// then costs no allocation (BenchmarkUntouchedPatch).
//
// Only short paths are kept, which leaves out most of those that name a person
// (members[value eq "..."]), and no more than maxTargets, the first that came.
type targetCache struct {
	mu    sync.RWMutex
	known map[string]cachedTarget
}

type cachedTarget struct {
	target filter.Target
	used   filter.Lenience
}

const (
	maxTargets    = 512
	maxTargetText = 48
)

// read returns the target that a path, given as a JSON string, points at.
func (c *targetCache) read(text string, allow filter.Lenience) (filter.Target, filter.Lenience, error) {
	c.mu.RLock()
	t, ok := c.known[text]
	c.mu.RUnlock()
	if ok && t.used&^allow == 0 {
		return t.target, t.used, nil
	}
	target, used, err := filter.ParseTargetLenient(json.Decode(text), allow)
	if err == nil && !ok && target.Where != nil && len(text) <= maxTargetText {
		c.keep(text, cachedTarget{target, used})
	}
	return target, used, err
}

func (c *targetCache) keep(text string, t cachedTarget) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.known == nil {
		c.known = make(map[string]cachedTarget)
	}
	if len(c.known) < maxTargets {
		c.known[string([]byte(text))] = t // a copy: text is part of a whole body
	}
}
