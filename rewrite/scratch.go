package rewrite

import (
	"unsafe"

	"scimshim/rewrite/filter"
)

// A scratch is what a Message needs again and again, made once: it outlives
// Reset, so that a message which no rule changes costs no allocation.
type scratch struct {
	of      *Message     // the Message it belongs to; a copy of that needs its own
	out     opsOut       // where MapOps builds the next operations
	tapes   tapes        // of the bodies
	mostOps int          // how many operations there were at most, before or after a rule
	named   set          // the names that the request has beside its body
	steps   set          // the steps that the message concerns
	said    saidOf       // what MapByName was told
	scope   filter.Scope // what Scope returns
	nodes   filter.Nodes // where filters are read
	judge   filter.Judge // what Judge returns
	among   filter.Judge // of elements; it judges nothing before the first
	text    []byte       // where a filter is printed for a look
	ops     []byte       // the texts of operations, one after another
	sent    []byte       // the texts of filters that are sent, one after another

	unsure func(filter.Path) bool // the Message's method
}

// room returns the scratch of m.
func (m *Message) room() *scratch {
	if m.scratch == nil || m.scratch.of != m {
		s := &scratch{of: m}
		s.out.emit = s.out.put
		s.scope.Hidden, s.unsure = m.Hidden, m.unsure
		m.scratch = s
	}
	return m.scratch
}

// opsUsed returns how much of the room for operations was used since the last reset.
func (s *scratch) opsUsed(ops []Op) int {
	if s == nil {
		return cap(ops)
	}
	return min(s.mostOps, cap(ops))
}

// reset empties s, but for its room.
func (s *scratch) reset() {
	if s != nil {
		clear(s.out.next[:s.opsUsed(s.out.next)])
		s.out.next, s.out.ops, s.mostOps = s.out.next[:0], nil, 0
		s.tapes.release()
		s.nodes.Reset()
		s.said = saidOf{says: s.said.says}
		s.judge.Forget()
		s.among.Forget()
		s.text, s.sent = released(s.text), released(s.sent)
	}
}

// printed returns the text of a filter in the grammar of RFC 7644, which lasts as long as
// the message.
func (s *scratch) printed(e filter.Expr) string {
	from := len(s.sent)
	s.sent = filter.AppendStrict(s.sent, e)
	if from == len(s.sent) {
		return ""
	}
	// What was printed is not written to again before reset: the next text is put after it.
	return unsafe.String(&s.sent[from], len(s.sent)-from) //nolint:gosec // as above
}

// maxText is how many bytes of room for a text are kept.
const maxText = 1 << 10

// released returns the room of a text that nobody may have any more, without it. With the
// build tag poison, who has it all the same finds it spoilt.
func released(text []byte) []byte {
	text = text[:cap(text)]
	clear(text)
	if filter.Poisoned {
		for i := range text {
			text[i] = '!'
		}
	}
	if filter.Poisoned || len(text) > maxText {
		return nil
	}
	return text[:0]
}
