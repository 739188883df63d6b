package index

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"scimshim/rewrite"
)

// built returns an index of five users.
func built(t *testing.T) (*Index, *directory, *world) {
	t.Helper()
	w := populated(5)
	x, d := newTest(spec())
	if err := d.walkAll(t.Context(), w.next); err != nil {
		t.Fatal(err)
	}
	return x, d, w
}

// What clients write is found at once.
func TestFeed(t *testing.T) {
	x, d, _ := built(t)
	shows := func(id, mail string) string { return user{id: id, mail: mail}.json() }

	tell(x, "POST", "", 201, shows("new", "new@example.com"))
	expect(t, x, "new@example.com", "new", true)
	tell(x, "PATCH", "id-1", 200, shows("id-1", "changed@example.com"))
	expect(t, x, "changed@example.com", "id-1", true)
	expect(t, x, "u0@example.com", "id-1", true) // the read tells
	tell(x, "PUT", "id-2", 200, shows("id-2", "put@example.com"))
	expect(t, x, "put@example.com", "id-2", true)
	tell(x, "GET", "", 200, list(2, shows("id-3", "seen@example.com"), shows("elsewhere", "more@example.com")))
	expect(t, x, "seen@example.com", "id-3", true)
	expect(t, x, "more@example.com", "elsewhere", true)
	tell(x, "POST", "", 409, `{"detail":"taken"}`)
	tell(x, "PATCH", "id-1", 400, `{"id":"id-1","emails":[{"value":"refused@example.com"}]}`)
	tell(x, "GET", "id-1", 404, ``)
	tell(x, "DELETE", "id-5", 204, ``)
	expect(t, x, "refused@example.com", "", true)
	expect(t, x, "u4@example.com", "id-5", true)
	if len(d.unread) > 0 || d.doubts > 0 || d.traffic.creating+d.traffic.deleting != 0 {
		t.Errorf("unread %v, doubts %d, %+v", d.unread, d.doubts, d.traffic)
	}
	x.Sent(&rewrite.Message{Method: "POST", Resource: "Groups"})
	x.Answered(&rewrite.Message{Method: "POST", Resource: "Groups"}, errors.New("lost"))
	if _, whole := found(x, "nobody@example.com"); !whole || x.Has("Groups", mail) {
		t.Error("an endpoint without an index is indexed")
	}
}

// A write that does not show what became of a resource leaves it to be read; it is
// found for whatever it may have by now.
func TestUnread(t *testing.T) {
	x, d, w := built(t)
	f := func(name string, write func(), read string) {
		t.Helper()
		write()
		expect(t, x, "nobody@example.com", read, true)
		expect(t, x, "u3@example.com", strings.TrimSuffix("id-4 "+read, " "), true)
		if s := x.Status()[0]; s.Complete {
			t.Errorf("%s: %+v", name, s)
		}
		if !d.readMarked(t.Context(), w.next) {
			t.Errorf("%s: not read", name)
		}
		expect(t, x, "nobody@example.com", "", true)
	}
	f("204", func() { w.change("id-1", "quiet@example.com"); tell(x, "PATCH", "id-1", 204, "") }, "id-1")
	expect(t, x, "quiet@example.com", "id-1", true)
	f("a part", func() { tell(x, "PUT", "id-2", 200, `{"id":"id-2","userName":"x"}`) }, "id-2")
	f("lost", func() { w.change("id-3", "lost@example.com"); lose(x, "PATCH", "id-3") }, "id-3")
	expect(t, x, "lost@example.com", "id-3", true)
	f("503", func() { tell(x, "PATCH", "id-3", 503, "") }, "id-3")
	f("created", func() { tell(x, "POST", "", 201, `{"id":"gone"}`) }, "gone")

	// A read from before the last write proves nothing.
	tell(x, "PATCH", "id-1", 204, "")
	err := d.readOne("id-1", d.writes, func(m *rewrite.Message) error {
		err := w.next(m)
		w.change("id-1", "later@example.com")
		tell(x, "PATCH", "id-1", 204, "")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	expect(t, x, "later@example.com", "id-1", true)
	if d.readMarked(t.Context(), func(*rewrite.Message) error { return errors.New("down") }) || len(d.unread) != 1 {
		t.Error("a read that failed counts")
	}

	for i := range maxAside + 1 {
		tell(x, "PATCH", fmt.Sprintf("p%d", i), 204, "")
	}
	ids, miss := x.Find("Users", mail, "u3@example.com")
	if len(ids) > 0 || miss == nil || miss.Status != 503 || miss.RetryAfter != 1 {
		t.Errorf("%v %+v", ids, miss)
	}
}

// After a creation of which nobody knows what became, nobody is said not to exist
// before a walk was whole that began later; and nobody to be the only one who has a
// value, which the lost one may have, too.
func TestDoubt(t *testing.T) {
	f := func(name string, doubtful bool, do func(x *Index)) {
		t.Helper()
		x, d, w := built(t)
		do(x)
		expect(t, x, "nobody@example.com", "", !doubtful)
		found := "id-4"
		if doubtful {
			found = ""
		}
		expect(t, x, "u3@example.com", found, !doubtful)
		if err := d.walkAll(t.Context(), w.next); err != nil {
			t.Fatal(err)
		}
		expect(t, x, "nobody@example.com", "", true)
	}
	post := func(m *rewrite.Message, x *Index, err error) {
		m.Method, m.Resource = "POST", "users"
		x.Sent(m)
		x.Answered(m, err)
	}
	f("lost", true, func(x *Index) { lose(x, "POST", "") })
	f("500", true, func(x *Index) { tell(x, "POST", "", 500, "<html>") })
	f("408", true, func(x *Index) { tell(x, "POST", "", 408, "") })
	f("without id", true, func(x *Index) { tell(x, "POST", "", 201, `{"emails":[{"value":"new@example.com"}]}`) })
	f("panic", true, func(x *Index) { post(&rewrite.Message{}, x, nil) })
	f("unsent", false, func(x *Index) { post(&rewrite.Message{}, x, &rewrite.Refusal{Status: 502, Unsent: true}) })
	f("credential", false, func(x *Index) {
		post(&rewrite.Message{}, x, &rewrite.Refusal{Status: 503, Reason: rewrite.TargetCredential})
	})
	f("full", true, func(x *Index) {
		for i := range 1000 {
			tell(x, "POST", "", 201, user{id: fmt.Sprint(i), mail: "new@example.com"}.json())
		}
	})
	f("many unread", true, func(x *Index) {
		x.directories[0].mu.Lock()
		defer x.directories[0].mu.Unlock()
		for i := range maxUnread + 1 {
			x.directories[0].mark(fmt.Sprint(i))
		}
		clear(x.directories[0].unread)
	})

	x, d, w := built(t)
	err := d.walkAll(t.Context(), func(m *rewrite.Message) error {
		if number(m, "startIndex") == 0 {
			lose(x, "POST", "")
		}
		return w.next(m)
	})
	if err != nil {
		t.Fatal(err)
	}
	expect(t, x, "nobody@example.com", "", false) // the walk began before
}

// A value that very many have is refused, not answered in part.
func TestCrowd(t *testing.T) {
	w := &world{}
	for i := range maxShared + 1 {
		w.create("team@example.com", i)
	}
	x, d := newTest(spec())
	if err := d.walkAll(t.Context(), w.next); err != nil {
		t.Fatal(err)
	}
	ids, miss := x.Find("Users", mail, "team@example.com")
	if len(ids) > 0 || miss == nil || miss.Status != 400 || miss.ScimType != "tooMany" {
		t.Errorf("%v %+v", ids, miss)
	}
}

// Without the statement that this is the only process, who is found is answered, and
// nobody is said not to exist: another process may have created them.
func TestNotSole(t *testing.T) {
	s := spec()
	s.SoleProcess = false
	x, d := newTest(s)
	w := populated(5)
	if err := d.walkAll(t.Context(), w.next); err != nil {
		t.Fatal(err)
	}
	expect(t, x, "u3@example.com", "id-4", false)
	ids, miss := x.Find("Users", mail, "nobody@example.com")
	if len(ids) > 0 || miss == nil || miss.Status != 400 || !strings.Contains(miss.Detail, "sole_process: true") {
		t.Errorf("%v %+v", ids, miss)
	}
}
