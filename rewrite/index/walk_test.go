package index

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"scimshim/rewrite"
)

func TestWalk(t *testing.T) {
	for _, n := range []int{0, 1, 3, 4, 5, 41} {
		w := populated(n)
		x, d := newTest(spec())
		expect(t, x, "u0@example.com", "", false)
		if err := d.walkAll(t.Context(), w.next); err != nil {
			t.Fatal(err)
		}
		for _, u := range w.all() {
			expect(t, x, strings.ToUpper(u.mail), u.id, true)
		}
		expect(t, x, "nobody@example.com", "", true)
		if want := max((n+3)/4, 1); w.pages != want {
			t.Errorf("%d users: %d pages", n, w.pages)
		}
		if s := x.Status()[0]; s.Resources != n || !s.Complete || s.Bytes == 0 || s.Walking {
			t.Errorf("%+v", s)
		}
	}
}

// A page that cannot be had is asked for again. Where that does not help, the walk
// is not whole, and nobody is said not to exist.
func TestCutWalk(t *testing.T) {
	f := func(times int, fail func(*rewrite.Message) error, want string) {
		t.Helper()
		w := populated(20)
		x, d := newTest(spec())
		calls := 0
		err := d.walkAll(t.Context(), func(m *rewrite.Message) error {
			if calls++; calls > 2 && calls <= 2+times {
				return fail(m)
			}
			return w.next(m)
		})
		d.conclude(err)
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
		expect(t, x, "nobody@example.com", "", want == "")
		if _, miss := x.Find("Users", mail, "nobody@example.com"); want != "" && (miss.Status != 503 ||
			miss.RetryAfter < 1 || miss.Reason != rewrite.IndexBehind || !strings.Contains(miss.Detail, want)) {
			t.Errorf("%+v", miss)
		}
	}
	broken := func(*rewrite.Message) error { return errors.New("the connection broke") }
	limited := func(m *rewrite.Message) error { m.Answer(429, "", `{}`); return nil }
	f(0, nil, "")
	f(3, broken, "")
	f(3, limited, "")
	f(4, broken, "a page of Users could not be had: the connection broke")
	f(99, limited, "the target answered it with 429")
}

// misbehaves walks through a target that answers as next does, and checks that the
// walk is not taken for whole.
func misbehaves(t *testing.T, name string, o outcome, want string, next func(w *world, m *rewrite.Message) error) {
	t.Helper()
	w := populated(20)
	x, d := newTest(spec())
	err := d.walkAll(t.Context(), func(m *rewrite.Message) error { return next(w, m) })
	d.conclude(err)
	var got *walkError
	if !errors.As(err, &got) || got.outcome != o || !strings.Contains(got.Error(), want) {
		t.Errorf("%s: %v, want %s: %s", name, err, o, want)
	}
	s := x.Status()[0]
	if s.Complete || s.Walks[o.String()] != 1 || !strings.Contains(s.Fault, want) {
		t.Errorf("%s: %+v", name, s)
	}
	expect(t, x, "nobody@example.com", "", false)
}

// Pages that do not fit together are not taken for whole.
func TestUnsteadyTarget(t *testing.T) {
	f := func(name string, next func(w *world, m *rewrite.Message) error) {
		t.Helper()
		misbehaves(t, name, unsteady, "do not fit together", next)
	}
	f("grows", func(w *world, m *rewrite.Message) error {
		w.create("new@example.com", w.made)
		return w.next(m)
	})
	f("shrinks", func(w *world, m *rewrite.Message) error {
		if number(m, "startIndex") > 1 {
			w.remove(w.all()[0].id)
		}
		return w.next(m)
	})
	f("ignores startIndex", func(w *world, m *rewrite.Message) error {
		set(m, 1, 4)
		return w.next(m)
	})
	f("moves", func(w *world, m *rewrite.Message) error {
		if number(m, "startIndex") > 1 {
			set(m, number(m, "startIndex")-1, 4)
		}
		return w.next(m)
	})
	f("ends early", func(w *world, m *rewrite.Message) error {
		if number(m, "startIndex") > 10 {
			m.Answer(200, "", list(20))
			return nil
		}
		return w.next(m)
	})
}

// A target that answers what it should not is not taken for whole.
func TestMisbehavingTarget(t *testing.T) {
	f := func(name string, o outcome, want string, next func(w *world, m *rewrite.Message) error) {
		t.Helper()
		misbehaves(t, name, o, want, next)
	}
	f("does not count", failed, "without the number of results", func(_ *world, m *rewrite.Message) error {
		m.Answer(200, "", `{"Resources":[]}`)
		return nil
	})
	f("has no ids", failed, "an id that is empty", func(_ *world, m *rewrite.Message) error {
		m.Answer(200, "", list(1, `{"userName":"x"}`))
		return nil
	})
	f("is large", tooLarge, "1001 Users, which is more than max_resources", func(_ *world, m *rewrite.Message) error {
		m.Answer(200, "", list(1001, `{"id":"1"}`))
		return nil
	})
	f("says less than it has", tooLarge, "max_resources", func(_ *world, m *rewrite.Message) error {
		var all []string
		for i := range 1001 {
			all = append(all, fmt.Sprintf(`{"id":"%d"}`, i))
		}
		m.Answer(200, "", list(1000, all...))
		return nil
	})
	f("has people of many values", tooLarge, "more values", func(_ *world, m *rewrite.Message) error {
		mails := strings.Repeat(`{"value":"a@example.com"},`, maxValues) + `{}`
		m.Answer(200, "", list(1, `{"id":"1","emails":[`+mails+`,{"value":"b"}]}`))
		return nil
	})
}

// A target that answers all at once, though it was asked for less, is read at once.
func TestWholeTarget(t *testing.T) {
	w := populated(30)
	x, d := newTest(spec())
	err := d.walkAll(t.Context(), func(m *rewrite.Message) error {
		set(m, 1, 1000)
		return w.next(m)
	})
	if err != nil || w.pages != 1 {
		t.Errorf("%v, %d pages", err, w.pages)
	}
	expect(t, x, "u29@example.com", "id-30", true)
}

// A walk that would not end before the index is too old does not begin.
func TestSlowWalk(t *testing.T) {
	s := spec()
	s.MaxAge, s.Rate = time.Minute, 1
	_, d := newTest(s)
	w := populated(400)
	var got *walkError
	if err := d.walkAll(t.Context(), w.next); !errors.As(err, &got) || got.outcome != tooSlow || w.pages != 1 {
		t.Errorf("%v after %d pages", err, w.pages)
	}
}

// A target may page by cursor (RFC 9865).
func TestCursor(t *testing.T) {
	w := populated(10)
	x, d := newTest(spec())
	err := d.walkAll(t.Context(), func(m *rewrite.Message) error {
		at := 1
		if number(m, "startIndex") > 0 {
			t.Error("a target with cursors is asked for a startIndex")
		}
		if m.Query[0].Name == "cursor" {
			fmt.Sscanf(m.Query[0].Value, "from-%d", &at)
		}
		set(m, at, 4)
		if err := w.next(m); err != nil {
			return err
		}
		m.Body = strings.TrimSuffix(m.Body, "}") + fmt.Sprintf(`,"nextCursor":"from-%d"}`, at+4)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	expect(t, x, "u9@example.com", "id-10", true)
}

// An index that is too old answers whom it finds, and does not say that anybody
// does not exist.
func TestAge(t *testing.T) {
	w := populated(5)
	x, d := newTest(spec())
	if err := d.walkAll(t.Context(), w.next); err != nil {
		t.Fatal(err)
	}
	d.now = func() time.Time { return time.Now().Add(2 * time.Hour) }
	expect(t, x, "u1@example.com", "id-2", false)
	expect(t, x, "nobody@example.com", "", false)
	if _, miss := x.Find("Users", mail, "nobody@example.com"); !strings.Contains(miss.Detail, "older than max_age") {
		t.Error(miss.Detail)
	}
	if err := d.walkAll(t.Context(), w.next); err != nil {
		t.Fatal(err)
	}
	expect(t, x, "nobody@example.com", "", true)
}
