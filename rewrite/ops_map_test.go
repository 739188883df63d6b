package rewrite

import (
	"errors"
	"testing"

	"scimshim/rewrite/filter"
)

// joined runs a rule that does f with each operation of a PATCH, and returns what
// the target sees of them and what was counted.
func joined(t *testing.T, ops string, f func(op Op, emit func(Op)) (bool, error)) (sent string, v Visit, err error) {
	t.Helper()
	var trace Trace
	r := funcs{request: func(m *Message) error { return m.JoinOps(f) }}
	err = chainOf(r).Do(patch(ops), &trace, func(m *Message) error {
		sent = m.Body
		m.Answer(204, "", "")
		return nil
	})
	return sent, trace.Visits[0], err
}

const threeTitles = `{"op":"add","path":"title","value":1},{"op":"add","path":"title","value":2},{"op":"add","path":"a","value":3}`

// An operation whose words stand in another is not dropped, and one that was
// replaced by something else is.
func TestJoinOps(t *testing.T) {
	f := func(ops, want string, dropped int, join func(op Op, emit func(Op)) (bool, error)) {
		t.Helper()
		sent, v, err := joined(t, ops, join)
		if want = `{"Operations":[` + want + `]}`; err != nil || sent != want || v.Dropped != dropped {
			t.Errorf("%v\n got %s\nwant %s\n%d dropped, want %d", err, sent, want, v.Dropped, dropped)
		}
	}
	title := filter.Target{Path: path("title")}
	const one = `{"op":"add","path":"title","value":[1,2]},{"op":"add","path":"a","value":3}`
	f(threeTitles, one, 0, func(op Op, emit func(Op)) (bool, error) {
		switch op.Value {
		case "1":
			emit(op.Valued("[1,2]"))
		case "3":
			emit(op)
		}
		return true, nil
	})
	f(threeTitles, `{"op":"add","path":"title","value":2},{"op":"add","path":"a","value":3}`, 1,
		func(op Op, emit func(Op)) (bool, error) {
			switch op.Value {
			case "1":
				emit(op.Made(title, "2")) // in the place of the first, of which nothing is left
			case "3":
				emit(op)
			}
			return op.Value != "1", nil
		})
	f(threeTitles, threeTitles, 0, func(op Op, emit func(Op)) (bool, error) { emit(op); return true, nil })
}

// Nothing is changed or counted by a rule that fails, or that sees no operation.
func TestJoinOpsOfNone(t *testing.T) {
	fault := errors.New("fault")
	sent, v, err := joined(t, threeTitles, func(op Op, _ func(Op)) (bool, error) {
		if op.Value == "2" {
			return true, fault
		}
		return false, nil
	})
	if !errors.Is(err, fault) || sent != "" || v.Dropped != 0 {
		t.Errorf("%v, sent %q, %d dropped", err, sent, v.Dropped)
	}
	m := &Message{Method: "POST", Resource: "Users", Body: `{"Operations":[` + threeTitles + `]}`, chain: chainOf()}
	if err := m.JoinOps(func(Op, func(Op)) (bool, error) { return false, fault }); err != nil || m.Changes() != 0 {
		t.Errorf("%v, %d changes", err, m.Changes())
	}
}
