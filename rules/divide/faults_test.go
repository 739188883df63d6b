package divide_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"scimshim/rewrite"
	"scimshim/rules/rulestest"
)

// A scene is a PATCH that takes several requests.
type scene struct {
	name, rules, resource, ops string
	creates                    []string // the members of a group that is created, in place of ops
	target                     target
	requests                   int  // where nothing goes wrong
	refused                    bool // whether a part of it is refused even if nothing goes wrong
}

const mostly = `{"op":"replace","path":"displayName","value":"new"}`

func add(list []string) string { return `{"op":"add","path":"members","value":` + values(list) + `}` }

func remove(list []string) string {
	var ops []string
	for _, id := range list {
		ops = append(ops, `{"op":"remove","path":"members[value eq \"`+id+`\"]"}`)
	}
	return strings.Join(ops, ",")
}

var scenes = []scene{
	{name: "250 added, 100 a request", rules: "groups: {patch: {members: {per_request: 100}}}", resource: "Groups",
		ops: add(ids(0, 250)), requests: 3,
		target: target{limits: func(a, r, _ int) bool { return a+r <= 100 }}},
	{name: "20 adds or 1 removal a request", rules: "groups: {patch: {members: {adds: 20, removes: 1, apart: true}}}", resource: "Groups",
		ops: mostly + "," + add(ids(0, 30)) + "," + remove(ids(100, 103)), requests: 5,
		target: target{members: setOf(ids(100, 110)), limits: func(a, r, _ int) bool { return a <= 20 && r <= 1 && (a == 0 || r == 0) }}},
	{name: "members alone", rules: "groups: {patch: {members: {adds: 20, removes: 1, alone: true}}}", resource: "Groups",
		ops:      add(ids(0, 15)) + "," + mostly + "," + add(ids(15, 30)) + "," + remove(ids(100, 103)) + "," + add(ids(30, 32)),
		requests: 7,
		target:   target{members: setOf(ids(100, 110)), alone: true, limits: func(a, r, _ int) bool { return a <= 20 && r <= 1 }}},
	{name: "difference, members alone", resource: "Groups",
		rules: "groups: {patch: {members: {adds: 20, removes: 1, alone: true, replace: difference}}}",
		ops:   mostly + `,{"op":"replace","path":"members","value":` + values(ids(20, 60)) + `},` + add(ids(70, 75)), requests: 20,
		target: target{members: setOf(ids(5, 21)), alone: true, limits: func(a, r, _ int) bool { return a <= 20 && r <= 1 }}},
	{name: "500 bytes a request", rules: "groups: {patch: {members: {max_bytes: 400}}}", resource: "Groups",
		ops: add(ids(0, 30)) + "," + remove(ids(10, 15)) + "," + mostly, requests: 3,
		target: target{limits: func(_, _, bytes int) bool { return bytes <= 500 }}},
	{name: "removal by lists", rules: "groups: {patch: {members: {removes: 3}}}", resource: "Groups",
		ops: `{"op":"remove","path":"members","value":` + values(ids(0, 10)) + `}`, requests: 4,
		target: target{members: setOf(ids(0, 12)), limits: func(_, r, _ int) bool { return r <= 3 }}},
	{name: "one unknown member", rules: "groups: {patch: {members: {per_request: 4, on_failure: isolate}}}", resource: "Groups",
		ops: mostly + "," + add(ids(0, 10)), requests: 7, refused: true,
		target: target{unknown: []string{"m005"}, status: 404, limits: func(a, r, _ int) bool { return a+r <= 4 }}},
	{name: "two unknown members of few", rules: "groups: {patch: {members: {on_failure: isolate}}}", resource: "Groups",
		ops: add(ids(0, 6)) + "," + remove(ids(20, 22)), requests: 11, refused: true,
		target: target{members: setOf(ids(20, 30)), unknown: []string{"m001", "m004"}, status: 400}},
	{name: "two removed who are not there", resource: "Groups",
		rules: "groups: {patch: {members: {per_request: 3, on_failure: isolate, missing: {status: 400, detail: '^no'}}}}",
		ops:   remove(ids(0, 5)), requests: 6,
		target: target{members: setOf(ids(2, 9)), unknown: ids(0, 2), status: 400, limits: func(a, r, _ int) bool { return a+r <= 3 }}},
	{name: "difference", rules: "groups: {patch: {members: {per_request: 10, replace: difference}}}", resource: "Groups",
		ops: mostly + `,{"op":"replace","path":"members","value":` + values(ids(20, 60)) + `}`, requests: 6,
		target: target{members: setOf(ids(5, 25)), limits: func(a, r, _ int) bool { return a+r <= 10 }}},
	{name: "difference by lists, without path", rules: "groups: {patch: {removes: {members: list}, members: {per_request: 10, replace: {by: difference, shown: 500}}}}",
		resource: "Groups", ops: `{"op":"replace","value":{"displayName":"new","members":` + values(ids(0, 3)) + `}}`, requests: 4,
		target: target{members: setOf(ids(0, 30)), limits: func(a, r, _ int) bool { return a+r <= 10 }}},
	{name: "active first, userName last", rules: "users: {patch: {split: {first: [active], last: [userName]}}}", resource: "Users",
		ops: `{"op":"replace","value":{"userName":"b","title":"t","active":false}},{"op":"replace","path":"nickName","value":"n"}`, requests: 3},
	{name: "each attribute", rules: "users: {patch: {split: {first: [active], each: attribute, last: [userName], on_failure: continue}}}", resource: "Users",
		ops:      `{"op":"replace","path":"userName","value":"b"},{"op":"replace","path":"title","value":"t"},{"op":"replace","path":"nickName","value":"n"},{"op":"replace","path":"active","value":false}`,
		requests: 4, refused: true, target: target{refuses: "title", status: 400}},
	{name: "a new group of 25, 10 a request", rules: adopting + "per_request: 10, on_create: patch}}}", creates: ids(0, 25), requests: 4,
		target: target{absent: true, limits: func(a, _, _ int) bool { return a <= 10 }}},
	{name: "a new group with one unknown", rules: adopting + "on_create: patch, on_failure: isolate}}}", creates: ids(0, 5), requests: 8,
		refused: true, target: target{absent: true, unknown: []string{"m003"}, status: 400}},
}

const adopting = "groups: {adopt: {by: displayName, policy: update}, queries: {filters: ['displayName eq {value}']}, patch: {members: {"

// request returns the request of a scene.
func (s *scene) request(t *testing.T) *rewrite.Message {
	t.Helper()
	if s.creates != nil {
		return creation(s.creates)
	}
	return request(t, s.resource, s.ops)
}

// begin returns the target of a scene, as it is before.
func (s *scene) begin() *target {
	t := s.target
	if t.members = maps.Clone(t.members); t.members == nil {
		t.members = map[string]bool{}
	}
	t.texts = map[string]string{}
	return &t
}

// A count is what became of all cells.
type count struct{ cells, double, unreported, lost int }

// Whatever goes wrong with whichever request, nothing is carried out twice, the client is told if
// not all is done, and the same request, sent again, completes it.
func TestFaults(t *testing.T) {
	var all count
	for i := range scenes {
		s := &scenes[i]
		set := rulestest.Compile(t, rulestest.File(s.rules))
		run := func(to *target, fault map[int]fault) (*rewrite.Message, error) {
			to.begin(fault)
			m, trace := s.request(t), rewrite.Trace{}
			return m, set.Chain.Do(m, &trace, to.next)
		}
		clean := s.begin()
		m, err := run(clean, nil)
		if (err != nil) != s.refused || clean.seen != s.requests || !s.refused && m.Status != 204 && m.Status != 201 {
			t.Errorf("%s: status %d, %v, by %d requests; want %d", s.name, m.Status, err, clean.seen, s.requests)
		}
		end := clean.state()
		line := ""
		for _, f := range faults {
			var c count
			for at := 1; at <= s.requests; at++ {
				s.cell(t, &c, f, at, end, run)
			}
			line += fmt.Sprintf("  %s %d/%d/%d/%d", f.name, c.cells, c.double, c.unreported, c.lost)
			all = count{all.cells + c.cells, all.double + c.double, all.unreported + c.unreported, all.lost + c.lost}
		}
		t.Logf("%-34s%s", s.name, line)
	}
	t.Logf("%d cells: %d double executions, %d unreported partial results, %d lost after the next cycle",
		all.cells, all.double, all.unreported, all.lost)
	if all.cells < 250 || all.double+all.unreported+all.lost > 0 {
		t.Error("that is not what is promised")
	}
}

// cell has one request of a scene go wrong, and then sends the whole again.
func (s *scene) cell(t *testing.T, c *count, f fault, at int, end string, run func(*target, map[int]fault) (*rewrite.Message, error)) {
	t.Helper()
	c.cells++
	to := s.begin()
	before := to.state()
	m, err := run(to, map[int]fault{at: f})
	where := fmt.Sprintf("%s, %s at %d", s.name, f.name, at)
	if change := to.twice(); change != "" {
		c.double++
		t.Errorf("%s: %s twice", where, change)
	}
	refusal, _ := rulestest.Refused(err)
	told := refusal != nil && refusal.Reason == rewrite.Partial
	switch after := to.state(); {
	case err == nil && m.Status < 300 && after == end:
	case err == nil && m.Status < 300, after != before && !told:
		c.unreported++
		t.Errorf("%s: answered %d, %v, and left %s", where, m.Status, err, after)
	}
	if told && slices.Contains([]string{"500", "lost answer", "nonsense"}, f.name) && !strings.Contains(refusal.Detail, "again") {
		t.Errorf("%s: %s", where, refusal.Detail)
	}
	m, err = run(to, nil)
	conflict := s.creates != nil && m.Status == 409 // the group exists, and nobody is missing whom the target takes
	if to.state() != end || (err != nil || conflict) != s.refused || err == nil && m.Status > 299 && !conflict {
		c.lost++
		t.Errorf("%s: then answered %d, %v, and left %s", where, m.Status, err, to.state())
	}
}
