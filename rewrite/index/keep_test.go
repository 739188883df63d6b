package index

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"scimshim/rewrite"
)

func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for end := time.Now().Add(10 * time.Second); !holds(); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("in vain waited for ", what)
		}
	}
}

// keeping keeps an index until the test ends.
func keeping(t *testing.T, x *Index, next rewrite.Next) {
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan bool)
	go func() { x.Keep(ctx, next); close(ended) }()
	t.Cleanup(func() { stop(); <-ended })
}

// An index is built at the start, repaired after a doubt, and built anew before it
// is too old.
func TestKeep(t *testing.T) {
	w := populated(10)
	x, _ := newTest(spec())
	var down atomic.Bool
	down.Store(true)
	keeping(t, x, func(m *rewrite.Message) error {
		if down.Load() {
			return errors.New("down")
		}
		return w.next(m)
	})
	walks := func(outcome string) int { return x.Status()[0].Walks[outcome] }
	eventually(t, "walks to fail", func() bool { return walks("failed") > 1 })
	down.Store(false)
	eventually(t, "a walk", func() bool { return walks("complete") == 1 })
	expect(t, x, "u9@example.com", "id-10", true)

	w.create("lost@example.com", 0)
	lose(x, "POST", "")
	eventually(t, "a walk after a doubt", func() bool { return walks("complete") == 2 })
	expect(t, x, "lost@example.com", "id-11", true)

	w.change("id-1", "quiet@example.com")
	tell(x, "PATCH", "id-1", 204, "")
	eventually(t, "a read", func() bool { return x.Status()[0].Complete })
	expect(t, x, "quiet@example.com", "id-1", true)

	s := spec()
	s.MaxAge = 50 * time.Millisecond
	x, _ = newTest(s)
	keeping(t, x, w.next)
	eventually(t, "another first walk", func() bool { return walks("complete") > 0 })
	w.change("id-2", "behind@example.com")
	eventually(t, "a walk for the age", func() bool { ids, _ := found(x, "behind@example.com"); return ids == "id-2" })
}

// Walks, traffic and questions at the same time are no race.
func TestConcurrent(t *testing.T) {
	w := populated(50)
	s := spec()
	s.MaxAge = 500 * time.Millisecond
	x, _ := newTest(s)
	keeping(t, x, w.next)
	var all sync.WaitGroup
	for g := range 4 {
		all.Go(func() {
			for i := range 200 {
				mail := fmt.Sprintf("g%d-%d@example.com", g, i)
				m := &rewrite.Message{Method: "POST", Resource: "Users"}
				x.Sent(m)
				u := w.create(mail, i)
				m.Answer(201, "", u.json())
				x.Answered(m, nil)
				found(x, mail)
				tell(x, "PATCH", u.id, 204, "")
				x.Status()
			}
		})
	}
	all.Wait()
	eventually(t, "the end", func() bool { ids, _ := found(x, "g3-199@example.com"); return ids != "" })
}
