package divide_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
	"scimshim/rules/part"
)

// A target is a model of one that keeps a resource. It carries a PATCH out whole or not at all.
type target struct {
	absent  bool // whether there is no such resource yet
	members map[string]bool
	texts   map[string]string // the other attributes, by their names
	limits  func(adds, removes, bytes int) bool
	alone   bool     // whether a request that changes members has no other operation
	unknown []string // members that there are not
	refuses string   // an attribute whose change it refuses
	status  int      // with which it refuses

	seen  int            // requests
	times map[string]int // how often a change was carried out since the client's request
	fault map[int]fault  // what goes wrong, by the number of the request
}

// A fault is something that goes wrong with a request.
type fault struct {
	name   string
	does   bool // whether the request is carried out all the same
	answer func(m *rewrite.Message) error
}

func failing(status int, detail string) func(*rewrite.Message) error {
	return func(*rewrite.Message) error {
		return &rewrite.Refusal{Status: status, Reason: rewrite.TargetError, Detail: detail}
	}
}

func answering(status int, body string) func(*rewrite.Message) error {
	return func(m *rewrite.Message) error {
		m.Answer(status, "", body)
		return nil
	}
}

const busyBody = `{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"429","detail":"later"}`

// faults are all that goes wrong.
var faults = []fault{
	{"cut", false, failing(502, "the connection was cut")},
	{"stall", false, failing(504, "the target did not answer in time")},
	{"stall, done", true, failing(504, "the target did not answer in time")},
	{"unsent", false, func(*rewrite.Message) error {
		return &rewrite.Refusal{Status: 502, Reason: rewrite.TargetError, Detail: "no connection", Unsent: true}
	}},
	{"500", false, answering(500, "")},
	{"500, done", true, answering(500, "")},
	{"429", false, answering(429, busyBody)},
	{"lost answer", true, failing(502, "the connection was cut")},
	{"nonsense", true, answering(200, "<html>welcome</html>")},
	{"400 of a gateway, done", true, answering(400, "<html>no</html>")},
	{"nonsense, undone", false, answering(200, `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"id":"other"}`)},
}

// begin prepares for a request of the client.
func (s *target) begin(fault map[int]fault) {
	s.seen, s.times, s.fault = 0, map[string]int{}, fault
}

// next takes a request.
func (s *target) next(m *rewrite.Message) error {
	s.seen++
	f, faulty := s.fault[s.seen]
	if !faulty || f.does {
		if status := s.do(m); status > 299 && !faulty {
			return answering(status, fmt.Sprintf(`{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"%d","detail":"no"}`,
				status))(m)
		}
	}
	switch {
	case faulty:
		return f.answer(m)
	case m.Method == "GET" && m.ID == "":
		return answering(200, s.found())(m)
	case m.Method == "GET":
		return answering(200, s.shown())(m)
	case m.Method == "POST":
		return answering(201, s.shown())(m)
	}
	return answering(204, "")(m)
}

// found returns the list of the resource.
func (s *target) found() string {
	list := `{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":`
	if s.absent {
		return list + `0,"Resources":[]}`
	}
	return list + `1,"Resources":[` + s.shown() + `]}`
}

// shown returns the resource.
func (s *target) shown() string {
	var list []string
	for _, id := range slices.Sorted(maps.Keys(s.members)) {
		list = append(list, json.Single("value", json.Quote(id)))
	}
	return `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"id":"g","displayName":"x","members":` + json.Array(list...) + `}`
}

// do carries a request out, and returns the status.
func (s *target) do(m *rewrite.Message) int {
	switch {
	case m.Method == "POST":
		return s.create(m.Body)
	case m.Method != "PATCH":
		return 200
	case s.absent:
		return 404
	}
	members, texts, times := maps.Clone(s.members), maps.Clone(s.texts), maps.Clone(s.times)
	ops, _ := json.Lookup(m.Body, "Operations")
	adds, removes, operations := 0, 0, 0
	for op := range json.Elements(ops) {
		text := func(name string) string {
			value, _ := json.Lookup(op, name)
			t, _ := json.Text(value)
			return t
		}
		operations++
		value, _ := json.Lookup(op, "value")
		name, path := strings.ToLower(text("op")), text("path")
		if path == "" {
			for member := range json.Members(value) {
				texts[member.Name] = member.Value
				times[member.Name]++
			}
			continue
		}
		t, err := filter.ParseTarget(path)
		switch {
		case err != nil:
			return 400
		case t.Path.Name != "members":
			if t.Path.Name == s.refuses {
				return s.status
			}
			texts[path] = value
			times[path]++
			continue
		case name == "replace":
			clear(members)
		}
		var ids []string
		if id, ok := part.SelectedValue(t.Where); ok {
			ids = append(ids, id)
		}
		for element := range json.Elements(value) {
			id, _ := part.MemberValue(element)
			ids = append(ids, id)
		}
		for _, id := range ids {
			if name == "remove" {
				removes++
				delete(members, id)
			} else {
				adds++
				members[id] = true
			}
			if slices.Contains(s.unknown, id) {
				return s.status
			}
			times[name+" "+id]++
		}
	}
	if s.alone && adds+removes > 0 && operations > 1 || s.limits != nil && !s.limits(adds, removes, len(m.Body)) {
		return 413
	}
	s.members, s.texts, s.times = members, texts, times
	return 204
}

// create creates the resource, which must have no members.
func (s *target) create(body string) int {
	if _, ok := json.Lookup(body, "members"); ok {
		return 400
	}
	if !s.absent {
		return 409
	}
	s.absent = false
	s.times["create"]++
	return 201
}

// state returns all that the target keeps.
func (s *target) state() string {
	return fmt.Sprint(s.absent, slices.Sorted(maps.Keys(s.members)), s.texts)
}

// twice returns a change that was carried out twice since the client's request.
func (s *target) twice() string {
	for change, n := range s.times {
		if n > 1 {
			return change
		}
	}
	return ""
}

func ids(from, to int) []string {
	var list []string
	for i := from; i < to; i++ {
		list = append(list, fmt.Sprintf("m%03d", i))
	}
	return list
}

func values(list []string) string {
	var each []string
	for _, id := range list {
		each = append(each, `{"value":"`+id+`"}`)
	}
	return "[" + strings.Join(each, ",") + "]"
}

func setOf(list []string) map[string]bool {
	set := map[string]bool{}
	for _, id := range list {
		set[id] = true
	}
	return set
}

func request(t *testing.T, resource, ops string) *rewrite.Message {
	t.Helper()
	body := `{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[` + ops + `]}`
	if err := json.Check(body); err != nil {
		t.Fatal(err)
	}
	return &rewrite.Message{Method: "PATCH", Resource: resource, ID: "g", Body: body}
}

// creation returns the request for a group with members.
func creation(list []string) *rewrite.Message {
	return &rewrite.Message{Method: "POST", Resource: "Groups", Body: `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],` +
		`"displayName":"x","members":` + values(list) + `}`}
}
