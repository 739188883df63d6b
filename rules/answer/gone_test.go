package answer_test

import (
	"fmt"
	"strings"
	"testing"

	"scimshim/rewrite"
	"scimshim/rewrite/json"
	"scimshim/rewrite/state"
	"scimshim/rules"
	"scimshim/rules/rulestest"
)

// A people is a target that has users, by their ids, and deletes none.
type people struct {
	active map[string]bool
	asked  []string
	fault  func(m *rewrite.Message) error // in place of the next answer; nil for none
	undone bool                           // whether the request is not carried out then
}

const listURN = `{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],`

func errorOf(status int) string {
	return fmt.Sprintf(`{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"%d","detail":"no"}`, status)
}

func (s *people) user(id string) string {
	return fmt.Sprintf(`{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"%s","userName":"%[1]s","active":%v}`, id, s.active[id])
}

// next takes a request.
func (s *people) next(m *rewrite.Message) error {
	s.asked = append(s.asked, m.Method)
	f := s.fault
	if s.fault = nil; f != nil && s.undone {
		return f(m)
	}
	m.Answer(s.do(m))
	if f != nil {
		m.Status = 0
		return f(m)
	}
	return nil
}

func (s *people) do(m *rewrite.Message) (status int, location, body string) {
	_, there := s.active[m.ID]
	switch {
	case m.Method == "POST":
		value, _ := json.Lookup(m.Body, "userName")
		id, _ := json.Text(value)
		if _, there := s.active[id]; there {
			return 409, "", errorOf(409)
		}
		s.active[id] = true
		return 201, "", s.user(id)
	case m.ID == "":
		query, _ := m.Param("filter")
		var list []string
		for _, id := range []string{"ann", "bob"} {
			if _, there := s.active[id]; there && (query == "" || strings.Contains(query, id)) {
				list = append(list, s.user(id))
			}
		}
		return 200, "", fmt.Sprintf(`%s"totalResults":%d,"Resources":%s}`, listURN, len(list), json.Array(list...))
	case !there:
		return 404, "", errorOf(404)
	case m.Method == "PATCH":
		s.active[m.ID] = strings.Contains(m.Body, "true")
	}
	return 200, "", s.user(m.ID)
}

// A directory is what a client sees of a target.
type directory struct {
	*people
	t     *testing.T
	set   *rules.Set
	store state.Store
}

func newDirectory(t *testing.T, rules string, store state.Store) *directory {
	t.Helper()
	return &directory{&people{active: map[string]bool{"ann": true, "bob": true}}, t, rulestest.Compile(t, rulestest.File(rules)), store}
}

func memory() state.Store { return state.NewMemory(state.Limits{Entries: 10, Bytes: 1 << 20}) }

const goneRules = "users:\n  deletes: {action: deactivate, gone: true}\n  adopt: {by: userName, policy: update}\n" +
	"  queries: {filters: ['userName eq {value}']}"

// send sends a request, and returns what the client is answered.
func (d *directory) send(method, id, body string) (int, string) {
	d.t.Helper()
	m := &rewrite.Message{Method: method, Resource: "Users", ID: id, Body: body, State: d.store}
	if name, ok := strings.CutPrefix(id, "?"); ok {
		m.ID, m.Query = "", []rewrite.Param{{Name: "filter", Value: `userName eq "` + name + `"`}}
	}
	var trace rewrite.Trace
	err := d.set.Chain.Do(m, &trace, d.next)
	if r, ok := rulestest.Refused(err); ok {
		return r.Status, r.ErrorBody()
	}
	if err != nil {
		d.t.Fatal(err)
	}
	return m.Status, m.Body
}

// sees returns what the client sees of a user: the answer to a GET, and how many a query and a list have.
func (d *directory) sees(id string) string {
	d.t.Helper()
	count := func(id string) string {
		_, body := d.send("GET", id, "")
		total, _ := json.Lookup(body, "totalResults")
		return total
	}
	status, _ := d.send("GET", id, "")
	return fmt.Sprintf("%d %s %s", status, count("?"+id), count(""))
}

const patchBody = `{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"active","value":true}]}`

const annBody = `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"ann","active":true}`

// Who is deleted is gone for the client, though the target has the user, and comes back by a POST.
func TestGone(t *testing.T) {
	for _, action := range []string{"deactivate", "ignore"} {
		d := newDirectory(t, strings.Replace(goneRules, "deactivate", action, 1), memory())
		if got := d.sees("ann"); got != "200 1 2" {
			t.Errorf("before: %s", got)
		}
		if status, body := d.send("DELETE", "ann", ""); status != 204 || d.active["ann"] != (action == "ignore") {
			t.Fatalf("%d %s, %v", status, body, d.active)
		}
		if got := d.sees("ann"); got != "404 0 1" {
			t.Errorf("deleted: %s", got)
		}
		d.asked = nil
		for _, method := range []string{"DELETE", "PATCH", "PUT"} {
			body := map[string]string{"PATCH": patchBody, "PUT": annBody}[method]
			if status, _ := d.send(method, "ann", body); status != 404 || len(d.asked) > 0 {
				t.Errorf("%s: %d, asked %v", method, status, d.asked)
			}
		}
		if got := d.sees("bob"); got != "200 1 1" {
			t.Errorf("another: %s", got)
		}
		if status, body := d.send("POST", "", annBody); status != 201 || !d.active["ann"] || !strings.Contains(body, `"id":"ann"`) {
			t.Errorf("created: %d %s", status, body)
		}
		if got := d.sees("ann"); got != "200 1 2" {
			t.Errorf("after: %s", got)
		}
	}
}

// A client that has lost the store, or never had one, sees the disabled user again, and no worse.
func TestGoneWithoutStore(t *testing.T) {
	for name, store := range map[string]state.Store{"lost": memory(), "full": state.NewMemory(state.Limits{}), "none": nil} {
		d := newDirectory(t, goneRules, store)
		if status, _ := d.send("DELETE", "ann", ""); status != 204 || d.active["ann"] {
			t.Errorf("%s: %d", name, status)
		}
		if name == "lost" {
			d.store = memory()
		}
		if got := d.sees("ann"); got != "200 1 2" {
			t.Errorf("%s: %s", name, got)
		}
	}
}

// Whatever goes wrong with a request, who is not known to be deleted is not gone, the next DELETE does it,
// and who comes back is there.
func TestGoneFaults(t *testing.T) {
	fails := map[string]func(m *rewrite.Message) error{
		"cut": func(*rewrite.Message) error {
			return &rewrite.Refusal{Status: 502, Reason: rewrite.TargetError, Detail: "cut"}
		},
		"stall": func(*rewrite.Message) error {
			return &rewrite.Refusal{Status: 504, Reason: rewrite.TargetError, Detail: "stalled"}
		},
		"500":      func(m *rewrite.Message) error { m.Answer(500, "", ""); return nil },
		"nonsense": func(m *rewrite.Message) error { m.Answer(200, "", "<html>"); return nil },
		"429":      func(m *rewrite.Message) error { m.Answer(429, "", errorOf(429)); return nil },
	}
	cells := 0
	for name, fail := range fails {
		for _, undone := range []bool{true, false} {
			d := newDirectory(t, goneRules, memory())
			d.fault, d.undone = fail, undone
			if status, _ := d.send("DELETE", "ann", ""); status < 300 {
				t.Errorf("%s, %v: the DELETE is answered %d", name, undone, status)
			}
			if got := d.sees("ann"); got != "200 1 2" {
				t.Errorf("%s, %v: after the DELETE %s", name, undone, got)
			}
			d.send("DELETE", "ann", "")
			if got := d.sees("ann"); got != "404 0 1" || d.active["ann"] {
				t.Errorf("%s, %v: after its repetition %s", name, undone, got)
			}
			d.fault = fail
			if status, _ := d.send("POST", "", annBody); status < 300 {
				t.Errorf("%s, %v: the POST is answered %d", name, undone, status)
			}
			if status, body := d.send("POST", "", annBody); status != 201 || !d.active["ann"] {
				t.Errorf("%s, %v: the repetition of the POST is answered %d %s", name, undone, status, body)
			}
			if got := d.sees("ann"); got != "200 1 2" {
				t.Errorf("%s, %v: in the end %s", name, undone, got)
			}
			cells += 2
		}
	}
	t.Logf("%d cells: nobody is gone who is not deleted, and nobody stays gone who is back", cells)
}

// A list of several pages shows who is gone, since its numbers would not fit otherwise.
func TestGoneInPages(t *testing.T) {
	d := newDirectory(t, goneRules, memory())
	d.send("DELETE", "ann", "")
	m := &rewrite.Message{Method: "GET", Resource: "Users", State: d.store}
	var trace rewrite.Trace
	body := listURN + `"totalResults":2,"startIndex":1,"itemsPerPage":1,"Resources":[` + d.user("ann") + `]}`
	err := d.set.Chain.Do(m, &trace, func(m *rewrite.Message) error { m.Answer(200, "", body); return nil })
	if err != nil || m.Body != body {
		t.Errorf("%v %s", err, m.Body)
	}
}

func TestGoneRefuses(t *testing.T) {
	rulestest.Fault(t, rulestest.File("users: {deletes: {action: pass, gone: true}}"), "f1.yaml:2:39: the target keeps nothing, "+
		"or the client is told that it does; say so with an action that keeps the resource there, as deactivate")
}
