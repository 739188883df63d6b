package index

import (
	"cmp"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/response"
)

var mail = filter.Path{Name: "emails", Sub: "value"}

// spec is an index of e-mails.
func spec() Spec {
	return Spec{Resource: "Users", Attributes: []filter.Path{mail}, MaxAge: time.Hour, Rate: 1_000_000, PageSize: 4,
		MaxResources: 1000, SoleProcess: true}
}

// newTest returns an index of one endpoint that waits for nothing.
func newTest(s Spec) (*Index, *directory) {
	x := New(slog.New(slog.DiscardHandler), s)
	d := x.directories[0]
	d.pause = time.Microsecond
	return x, d
}

// A world is a target. Its resources have an order, which those that are created
// may stand anywhere in.
type world struct {
	mu    sync.Mutex
	made  int
	users []user
	pages int
}

type user struct {
	id, mail string
	order    int
}

func (u user) json() string {
	return fmt.Sprintf(`{"id":%q,"userName":"x","emails":[{"type":"work","value":%q}]}`, u.id, u.mail)
}

func (w *world) create(mail string, order int) user {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.made++
	u := user{"id-" + strconv.Itoa(w.made), mail, order}
	w.users = append(w.users, u)
	slices.SortStableFunc(w.users, func(a, b user) int { return cmp.Compare(a.order, b.order) })
	return u
}

func (w *world) change(id, mail string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for i := range w.users {
		if w.users[i].id == id {
			w.users[i].mail = mail
		}
	}
}

func (w *world) remove(id string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.users = slices.DeleteFunc(w.users, func(u user) bool { return u.id == id })
}

func (w *world) all() []user {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.users)
}

// populated returns a world of n users.
func populated(n int) *world {
	w := &world{}
	for i := range n {
		w.create(fmt.Sprintf("u%d@example.com", i), i)
	}
	return w
}

// next answers requests as a target does.
func (w *world) next(m *rewrite.Message) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if m.ID != "" {
		for _, u := range w.users {
			if u.id == m.ID {
				m.Answer(200, "", u.json())
				return nil
			}
		}
		m.Answer(404, "", `{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"404"}`)
		return nil
	}
	w.pages++
	var shown []string
	start, count := max(number(m, "startIndex"), 1), number(m, "count")
	for i := start - 1; i < len(w.users) && len(shown) < count; i++ {
		shown = append(shown, w.users[i].json())
	}
	m.Answer(200, "", list(len(w.users), shown...))
	return nil
}

func number(m *rewrite.Message, name string) int {
	for _, p := range m.Query {
		if p.Name == name {
			n, _ := strconv.Atoi(p.Value)
			return n
		}
	}
	return 0
}

// set replaces what a request asks for.
func set(m *rewrite.Message, start, count int) {
	m.Query = []rewrite.Param{{Name: "startIndex", Value: strconv.Itoa(start)},
		{Name: "count", Value: strconv.Itoa(count)}}
}

func list(total int, resources ...string) string {
	return fmt.Sprintf(`{"schemas":[%q],"totalResults":%d,"Resources":[%s]}`, response.ListURN, total,
		strings.Join(resources, ","))
}

// A client's request that came to an end.
func tell(x *Index, method, id string, status int, body string) {
	m := &rewrite.Message{Method: method, Resource: "Users", ID: id}
	x.Sent(m)
	m.Answer(status, "", body)
	x.Answered(m, nil)
}

// lose is a request of which nobody knows what became.
func lose(x *Index, method, id string) {
	m := &rewrite.Message{Method: method, Resource: "Users", ID: id}
	x.Sent(m)
	x.Answered(m, errors.New("broken"))
}

// found returns the ids that an index finds for an e-mail, and whether it can tell
// that nobody else has it.
func found(x *Index, value string) (string, bool) {
	ids, miss := x.Find("Users", mail, value)
	return strings.Join(ids, " "), miss == nil
}

// expect checks what an index finds.
func expect(t *testing.T, x *Index, value, ids string, whole bool) {
	t.Helper()
	if got, w := found(x, value); got != ids || w != whole {
		t.Errorf("%s: found %q, whole %v; want %q, whole %v", value, got, w, ids, whole)
	}
}
