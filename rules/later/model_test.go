package later_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
	"scimshim/rewrite/state"
	"scimshim/rules"
	"scimshim/rules/later"
	"scimshim/rules/part"
	"scimshim/rules/rulestest"
)

// A target has users, some of whom have a manager, and a group. What a request refers to must be there,
// or nothing of it is carried out.
type target struct {
	users   map[string]string // the manager of each, by id; empty for none
	members map[string]bool
	status  int // of the error for what is not there

	asked []string       // requests, in short
	times map[string]int // how often a change was carried out since the client's request
	fault map[int]fault  // what goes wrong, by the number of the request
}

// A fault is something that goes wrong with a request.
type fault struct {
	name   string
	does   bool // whether the request is carried out all the same
	answer func(m *rewrite.Message) error
}

func failing(status int) func(*rewrite.Message) error {
	return func(*rewrite.Message) error {
		return &rewrite.Refusal{Status: status, Reason: rewrite.TargetError, Detail: "the connection was cut"}
	}
}

func answering(status int, body string) func(*rewrite.Message) error {
	return func(m *rewrite.Message) error {
		m.Answer(status, "", body)
		return nil
	}
}

var faults = []fault{
	{"cut", false, failing(502)},
	{"stall", false, failing(504)},
	{"stall, done", true, failing(504)},
	{"unsent", false, func(*rewrite.Message) error {
		return &rewrite.Refusal{Status: 502, Reason: rewrite.TargetError, Detail: "no connection", Unsent: true}
	}},
	{"500", false, answering(500, "")},
	{"500, done", true, answering(500, "")},
	{"429", false, answering(429, errorBody(429, "later"))},
	{"lost answer", true, failing(502)},
	{"nonsense", true, answering(200, "<html>welcome</html>")},
	{"nonsense, undone", false, answering(200, "<html>welcome</html>")},
}

func errorBody(status int, detail string) string {
	return fmt.Sprintf(`{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"%d","detail":"%s"}`, status, detail)
}

// newTarget returns a target with two users and an empty group.
func newTarget() *target {
	return &target{users: map[string]string{"a": "", "b": ""}, members: map[string]bool{}, status: 400}
}

// next takes a request.
func (s *target) next(m *rewrite.Message) error {
	s.asked = append(s.asked, m.Method+" "+strings.TrimRight(m.Resource+"/"+m.ID, "/"))
	f, faulty := s.fault[len(s.asked)]
	if faulty && !f.does {
		return f.answer(m)
	}
	status, body := s.do(m)
	if faulty {
		return f.answer(m)
	}
	return answering(status, body)(m)
}

// do carries a request out.
func (s *target) do(m *rewrite.Message) (status int, body string) {
	switch m.Method + " " + m.Resource {
	case "GET Groups":
		return 200, s.group()
	case "PATCH Groups":
		return s.patchGroup(m.Body)
	case "PUT Groups":
		list, _ := json.Lookup(m.Body, "members")
		return s.set(map[string]bool{}, "add", slices.Collect(json.Elements(list)))
	case "DELETE Groups", "DELETE Users":
		return 204, ""
	case "POST Users":
		return s.create(m.Body)
	case "GET Users":
		return s.find(m)
	}
	if _, ok := s.users[m.ID]; !ok {
		return 404, errorBody(404, "no such user")
	}
	manager, written := managerIn(m)
	if written && !s.has(manager) {
		return s.status, errorBody(s.status, "Manager id : "+manager+" does not exist")
	}
	if written || m.Method == "PUT" {
		s.users[m.ID] = manager
		s.times["manager of "+m.ID]++
	}
	return 204, ""
}

func (s *target) has(user string) bool {
	_, ok := s.users[user]
	return ok || user == ""
}

// create creates a user, whose id is the userName.
func (s *target) create(body string) (int, string) {
	value, _ := json.Lookup(body, "userName")
	id, _ := json.Text(value)
	manager := managerOf(body)
	if _, ok := s.users[id]; ok {
		return 409, errorBody(409, "there is one")
	}
	if !s.has(manager) {
		return s.status, errorBody(s.status, "Manager id : "+manager+" does not exist")
	}
	s.users[id] = manager
	s.times["create "+id]++
	return 201, s.user(id)
}

// user returns a user as the target shows it.
func (s *target) user(id string) string {
	return strings.Replace(user(id, s.users[id]), "{", `{"id":"`+id+`",`, 1)
}

// find answers a query by userName, or for one user.
func (s *target) find(m *rewrite.Message) (int, string) {
	id := m.ID
	if id == "" {
		text, _ := m.Param("filter")
		id = strings.Split(text, `"`)[1]
	}
	switch _, ok := s.users[id]; {
	case !ok && m.ID != "":
		return 404, errorBody(404, "no such user")
	case m.ID != "":
		return 200, s.user(id)
	case !ok:
		return 200, `{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":0,"Resources":[]}`
	}
	return 200, `{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":1,"Resources":[` + s.user(id) + `]}`
}

const managerURN = filter.EnterpriseURN + ":manager"

// managerOf returns the manager of a resource.
func managerOf(body string) string {
	value, _ := json.Lookup(body, filter.EnterpriseURN, "manager")
	id, _ := part.MemberValue(value)
	return id
}

// managerIn returns the manager that a request writes.
func managerIn(m *rewrite.Message) (id string, written bool) {
	if m.Method == "PUT" {
		id = managerOf(m.Body)
		return id, id != ""
	}
	ops, _ := json.Lookup(m.Body, "Operations")
	for op := range json.Elements(ops) {
		path, _ := json.Lookup(op, "path")
		value, _ := json.Lookup(op, "value")
		switch text, _ := json.Text(path); {
		case text == managerURN:
			id, _ = part.MemberValue(value)
			written = true
		case text == "" && managerOf(value) != "":
			id, written = managerOf(value), true
		}
	}
	return id, written
}

// patchGroup carries a PATCH of the group out.
func (s *target) patchGroup(body string) (int, string) {
	ops, _ := json.Lookup(body, "Operations")
	now := maps.Clone(s.members)
	for op := range json.Elements(ops) {
		name, _ := json.Lookup(op, "op")
		path, _ := json.Lookup(op, "path")
		value, _ := json.Lookup(op, "value")
		elements := slices.Collect(json.Elements(value))
		if text, _ := json.Text(path); strings.HasPrefix(text, "members[") {
			elements = []string{json.Quote(strings.Split(text, `"`)[1])}
		}
		verb, _ := json.Text(name)
		if verb == "replace" {
			clear(now)
		}
		if status, body := s.set(now, verb, elements); status > 299 {
			return status, body
		}
	}
	s.members = now
	return 204, ""
}

// set changes members.
func (s *target) set(now map[string]bool, verb string, elements []string) (int, string) {
	for _, element := range elements {
		id, _ := part.MemberValue(element)
		switch {
		case verb == "remove":
			delete(now, id)
		case !s.has(id):
			return s.status, errorBody(s.status, "Member id : "+id+" does not exist")
		default:
			now[id] = true
		}
	}
	for _, element := range elements {
		id, _ := part.MemberValue(element)
		s.times[verb+" "+id]++
	}
	s.members = now
	return 204, ""
}

func (s *target) group() string {
	var list []string
	for _, id := range slices.Sorted(maps.Keys(s.members)) {
		list = append(list, json.Single("value", json.Quote(id)))
	}
	return `{"schemas":["` + filter.GroupURN + `"],"id":"g","displayName":"x","members":` + json.Array(list...) + `}`
}

// state returns all that the target has.
func (s *target) state() string { return fmt.Sprint(s.members, s.users) }

// A world is a proxy with its state, and a target.
type world struct {
	t     *testing.T
	set   *rules.Set
	store *state.Memory
	*target
	trace rewrite.Trace
}

const file = `
groups:
  patch: {members: {on_failure: isolate, missing: {status: 400, detail: '^Member id'}, on_missing: defer}}
users:
  adopt: {by: userName, policy: update}
  queries: {filters: ['userName eq {value}']}
  patch: {references: {attributes: [enterprise.manager], missing: {status: 400, detail: '^Manager id'}, on_missing: defer}}
`

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{t: t, set: rulestest.Compile(t, rulestest.File(file)), target: newTarget()}
	w.store = state.NewMemory(state.Limits{Entries: 100, Bytes: 1 << 20})
	return w
}

// send sends a request, "PATCH Groups/g" for instance, and returns what the client is answered.
func (w *world) send(request, body string) (status int, text string) {
	w.t.Helper()
	w.asked, w.times = nil, map[string]int{}
	method, rest, _ := strings.Cut(request, " ")
	resource, id, _ := strings.Cut(rest, "/")
	m := &rewrite.Message{Method: method, Resource: resource, ID: id, Body: body}
	if w.store != nil {
		m.State = w.store
	}
	w.trace = rewrite.Trace{Record: true}
	err := w.set.Chain.Do(m, &w.trace, w.next)
	if r, ok := rulestest.Refused(err); ok {
		return r.Status, r.ErrorBody()
	}
	if err != nil {
		w.t.Fatal(err)
	}
	return m.Status, m.Body
}

// pending returns the references that wait.
func (w *world) pending() (list []string) {
	_ = w.store.Each(later.Room, func(e state.Entry) bool {
		list = append(list, strings.ReplaceAll(e.Key, "\n", " "))
		return true
	})
	slices.Sort(list)
	return list
}

// pass lets time pass.
func (w *world) pass(d time.Duration) { later.Age(w.store, d) }

// is checks what there is.
func (w *world) is(what, members, pending string) {
	w.t.Helper()
	if got := strings.Join(slices.Sorted(maps.Keys(w.members)), " "); got != members || strings.Join(w.pending(), ", ") != pending {
		w.t.Errorf("%s: members %q, waiting %q; want %q, %q; asked %v", what, got, w.pending(), members, pending, w.asked)
	}
}

func patch(ops ...string) string {
	return `{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[` + strings.Join(ops, ",") + `]}`
}

func add(ids ...string) string { return `{"op":"add","path":"members","value":` + values(ids) + `}` }

func remove(id string) string { return `{"op":"remove","path":"members[value eq \"` + id + `\"]"}` }

func values(ids []string) string {
	var list []string
	for _, id := range ids {
		list = append(list, json.Single("value", json.Quote(id)))
	}
	return json.Array(list...)
}

// user returns a user, with a manager if there is to be one.
func user(id, manager string) string {
	if manager == "" {
		return `{"schemas":["` + filter.UserURN + `"],"userName":"` + id + `"}`
	}
	return `{"schemas":["` + filter.UserURN + `","` + filter.EnterpriseURN + `"],"userName":"` + id + `","` + filter.EnterpriseURN +
		`":{"manager":{"value":"` + manager + `"}}}`
}
