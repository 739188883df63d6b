package emulate_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"scimshim/rewrite"
	"scimshim/rules"
	"scimshim/rules/rulestest"
)

// A fault is what becomes of one request of a plan.
type fault string

const (
	cut      fault = "cut"      // it is not carried out, and the connection ends
	lost     fault = "lost"     // it is carried out, and the connection ends before the answer
	stall    fault = "stall"    // nobody knows, and the time is over
	broken   fault = "500"      // it is not carried out, and that is the answer
	half     fault = "half"     // it is carried out, and the answer is 500
	nonsense fault = "nonsense" // it is carried out, and the answer is no JSON
	other    fault = "other"    // it is carried out, and the answer is another resource
)

var faults = []fault{cut, lost, stall, broken, half, nonsense, other}

// A store is a target with one resource.
type store struct {
	resource map[string]any
	etags    bool
	silent   bool // whether it answers writes with 204
	version  int
	writes   int
	asked    []string
	at       int // the request that fails, from 1; 0 for none
	fault    fault
}

func (s *store) next(m *rewrite.Message) error {
	s.asked = append(s.asked, m.Method)
	now := fault("")
	if len(s.asked) == s.at {
		now = s.fault
	}
	switch now {
	case cut:
		return &rewrite.Refusal{Status: 502, Reason: "target_broken", Detail: "cut"}
	case broken:
		m.Answer(500, "", errorBody("500"))
		return nil
	}
	status, body := s.serve(m)
	switch now {
	case lost:
		return &rewrite.Refusal{Status: 502, Reason: "target_broken", Detail: "lost"}
	case stall:
		return &rewrite.Refusal{Status: 504, Reason: "target_timeout", Detail: "stalled"}
	case half:
		status, body = 500, errorBody("500")
	case nonsense:
		status, body = 200, "<html>"
	case other:
		status, body = 200, `{"schemas":["x"],"id":"another"}`
	}
	m.Answer(status, "", body)
	if s.etags {
		m.ETag = s.tag()
	}
	return nil
}

func (s *store) tag() string { return fmt.Sprintf(`W/"%d"`, s.version) }

func errorBody(status string) string {
	return `{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"` + status + `"}`
}

// serve carries a request out.
func (s *store) serve(m *rewrite.Message) (status int, body string) {
	if m.Method != "GET" {
		if m.IfMatch != "" && m.IfMatch != s.tag() {
			return 412, errorBody("412")
		}
		s.writes, s.version = s.writes+1, s.version+1
	}
	switch m.Method {
	case "PUT":
		id := s.resource["id"]
		s.resource = decoded(m.Body)
		s.resource["id"] = id
	case "PATCH":
		s.patch(m.Body)
	}
	if m.Method != "GET" && s.silent {
		return 204, ""
	}
	return 200, s.text()
}

func (s *store) text() string {
	text, _ := json.Marshal(s.resource)
	return string(text)
}

func decoded(text string) map[string]any {
	var v map[string]any
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		panic(err)
	}
	return v
}

// patch carries out what the tests send.
func (s *store) patch(body string) {
	for _, op := range decoded(body)["Operations"].([]any) {
		op := op.(map[string]any)
		path := op["path"].(string)
		members, _ := s.resource["members"].([]any)
		switch {
		case path == "members":
			s.resource["members"] = append(members, op["value"].([]any)...)
		case strings.HasPrefix(path, "members["):
			id := strings.Split(path, `"`)[1]
			s.resource["members"] = slices.DeleteFunc(members, func(e any) bool { return e.(map[string]any)["value"] == id })
		default:
			s.resource[path] = op["value"]
		}
	}
}

const before = `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"id":"9","displayName":"Sales","members":[{"value":"1"},{"value":"2"}]}`

// A plan is a request that takes several, and how the target is.
type plan struct {
	name, block, request string
	etags, silent        bool
	asked                string
}

const wantedGroup = `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"displayName":"Buyers","members":[{"value":"2"},{"value":"3"}]}`

const patchGroup = `{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[` +
	`{"op":"replace","path":"displayName","value":"Buyers"},{"op":"add","path":"members","value":[{"value":"3"}]},` +
	`{"op":"remove","path":"members[value eq \"1\"]"}]}`

var plans = []plan{
	{"emulate", "patch: {emulate: put}", "PATCH /Groups/9\n\n" + patchGroup, false, false, "GET GET PUT"},
	{"emulate by ETag", "patch: {emulate: put}", "PATCH /Groups/9\n\n" + patchGroup, true, false, "GET PUT"},
	{"emulate, answered 204", "patch: {emulate: put}", "PATCH /Groups/9\n\n" + patchGroup, true, true, "GET PUT"},
	{"puts", "puts: {action: patch}", "PUT /Groups/9\n\n" + wantedGroup, false, false, "GET PATCH"},
	{"puts by ETag", "puts: {action: patch}", "PUT /Groups/9\n\n" + wantedGroup, true, false, "GET PATCH"},
	{"puts, answered 204", "puts: {action: patch}", "PUT /Groups/9\n\n" + wantedGroup, true, true, "GET PATCH GET"},
}

// run sends the request of the plan, and returns what the client is answered.
func (p plan) run(t *testing.T, set *rules.Set, s *store) int {
	t.Helper()
	m := requestOf(t, p.request)
	var trace rewrite.Trace
	s.asked = nil
	err := set.Chain.Do(m, &trace, s.next)
	if refusal, ok := rulestest.Refused(err); ok {
		return refusal.Status
	}
	if err != nil {
		t.Fatal(err)
	}
	return m.Status
}

func (p plan) store() *store {
	return &store{resource: decoded(before), etags: p.etags, silent: p.silent}
}

// isDone reports whether the target has what the client wants.
func (s *store) isDone() bool {
	var ids []string
	list, _ := s.resource["members"].([]any)
	for _, e := range list {
		ids = append(ids, e.(map[string]any)["value"].(string))
	}
	slices.Sort(ids)
	return s.resource["displayName"] == "Buyers" && slices.Equal(ids, []string{"2", "3"})
}

// sent returns how many of the requests that were sent are writes.
func (s *store) sent() int {
	return len(slices.DeleteFunc(slices.Clone(s.asked), func(method string) bool { return method == "GET" }))
}

// Each request of each plan fails in each way: nothing is written twice, what is answered with success
// is done, what is not done is no success, and the client's repetition completes it.
func TestFaults(t *testing.T) {
	cells := 0
	for _, p := range plans {
		set := rulestest.Compile(t, rulestest.File(p.block))
		s := p.store()
		if status := p.run(t, set, s); status/100 != 2 || !s.isDone() || s.writes != 1 || strings.Join(s.asked, " ") != p.asked {
			t.Fatalf("%s: %d %v %s, %d writes", p.name, status, s.asked, s.text(), s.writes)
		}
		for at := range strings.Fields(p.asked) {
			for _, f := range faults {
				cells++
				t.Run(fmt.Sprintf("%s, request %d, %s", p.name, at+1, f), func(t *testing.T) { p.fails(t, set, at+1, f) })
			}
		}
	}
	t.Logf("%d cells, 0 double executions, 0 unreported, 0 lost after the repetition", cells)
}

// fails has one request of the plan fail, and sends the client's again.
func (p plan) fails(t *testing.T, set *rules.Set, at int, f fault) {
	t.Helper()
	s := p.store()
	s.at, s.fault = at, f
	status := p.run(t, set, s)
	asked := strings.Fields(p.asked)
	read := asked[at-1] == "GET"
	switch {
	case s.sent() > 1 || s.writes > 1:
		t.Errorf("asked %v, and written %d times", s.asked, s.writes)
	case status/100 == 2 && !s.isDone():
		t.Errorf("answered %d, and not done", status)
	case at == len(asked) && read && status/100 != 2:
		t.Errorf("answered %d, and done before the read that failed", status)
	case !read && status/100 == 2:
		t.Errorf("answered %d, and it was not known whether it was done", status)
	}
	s.at, s.writes = 0, 0
	if again := p.run(t, set, s); again/100 != 2 || !s.isDone() || s.writes > 1 {
		t.Errorf("repeated, answered %d, written %d times, %s", again, s.writes, s.text())
	}
}

// Somebody else writes between each two requests of a plan: what they wrote is there in the end.
func TestOthersWriteMeanwhile(t *testing.T) {
	for _, p := range plans {
		set := rulestest.Compile(t, rulestest.File(p.block))
		for at := range strings.Fields(p.asked) {
			s := p.store()
			m := requestOf(t, p.request)
			var trace rewrite.Trace
			err := set.Chain.Do(m, &trace, func(m *rewrite.Message) error {
				if len(s.asked) == at {
					s.resource["externalId"] = "theirs"
					s.version++
				}
				return s.next(m)
			})
			// Without ETags nobody can tell what is written after the last look.
			if blind := !p.etags && at == 2; err != nil || m.Status/100 != 2 || !s.isDone() || s.resource["externalId"] != "theirs" && !blind {
				t.Errorf("%s, before request %d: %v %d, asked %v, %s", p.name, at+1, err, m.Status, s.asked, s.text())
			}
			if s.writes > 1 {
				t.Errorf("%s: written %d times", p.name, s.writes)
			}
		}
	}
}
