package rewrite

import "scimshim/rewrite/filter"

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
