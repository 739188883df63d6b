package rewrite

// MapOps gives each operation of a PATCH request to f, which emits what is to
// stand in its place: the operation itself, others, or none. What f does not
// emit is counted as dropped by the running rule.
func (m *Message) MapOps(f func(op Op, emit func(Op)) error) error {
	if ops, err := m.Ops(); err != nil || len(ops) == 0 {
		return err
	}
	out := m.room()
	return m.JoinOps(func(op Op, emit func(Op)) (bool, error) {
		before := len(out.ops)
		err := f(op, emit)
		return len(out.ops) > before, err
	})
}

// JoinOps is MapOps for a rule that makes one operation of several. It emits
// that in the place of one of them, and nothing for the others. What is counted
// as dropped is therefore for f to say: it reports whether op is kept, which is
// whether what it asks for is in something that is emitted, here or elsewhere.
func (m *Message) JoinOps(f func(op Op, emit func(Op)) (kept bool, err error)) error {
	ops, err := m.Ops()
	if err != nil || len(ops) == 0 {
		return err
	}
	next, dropped, err := m.emitted(ops, f)
	if err != nil {
		return err
	}
	if sameOps(ops, next) {
		return nil
	}
	m.ops, m.scratch.ops = next, ops[:0]
	m.newOps = true
	m.dropped += dropped
	m.edited()
	return nil
}

// emitted returns what f emits for ops, and how many of them are not kept.
func (m *Message) emitted(
	ops []Op, f func(op Op, emit func(Op)) (bool, error),
) (next []Op, dropped int, err error) {
	out := m.room()
	out.ops = out.ops[:0]
	for _, op := range ops {
		before := len(out.ops)
		kept, err := f(op, out.emit)
		if err != nil {
			return nil, 0, err
		}
		for i := before; i < len(out.ops); i++ {
			out.ops[i].at = op.at
		}
		if !kept {
			dropped++
		}
	}
	return out.ops, dropped, nil
}

func sameOps(a, b []Op) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}
