package managed_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"scimshim/rewrite"
	"scimshim/rewrite/json"
	"scimshim/rewrite/response"
	"scimshim/rules/cases"
	"scimshim/rules/rulestest"
)

// A fault is what becomes of one request of several.
type fault string

const (
	cut      fault = "cut"      // it is not carried out, and the connection ends
	lost     fault = "lost"     // it is carried out, and the connection ends before the answer
	stall    fault = "stall"    // it is carried out, and the time is over
	broken   fault = "500"      // it is not carried out, and that is the answer
	half     fault = "half"     // it is carried out, and the answer is 500
	busy     fault = "429"      // it is not carried out
	paced    fault = "paced"    // it is not sent
	nonsense fault = "nonsense" // it is carried out, and the answer is no JSON
	other    fault = "other"    // it is carried out, and the answer is another resource
)

var faults = []fault{cut, lost, stall, broken, half, busy, paced, nonsense, other}

// A desk is a target with users and groups.
type desk struct {
	resources map[string]map[string]string // by endpoint/id: the attributes, as JSON
	done      map[string]int               // how often a write was carried out since the client's request
	asked     int
	at        int // the request that fails, from 1; 0 for none
	fault     fault
}

func newDesk() *desk {
	return &desk{resources: map[string]map[string]string{
		"Groups/s": {"displayName": `"staff"`, "members": "[]"},
		"Groups/w": {"displayName": `"wiki"`, "members": `[{"value":"u9"}]`},
		"Users/u9": {"userName": `"bo"`, "active": "false"},
	}}
}

func (d *desk) state() string {
	var lines []string
	for _, at := range slices.Sorted(maps.Keys(d.resources)) {
		lines = append(lines, at+" "+fmt.Sprint(d.resources[at]))
	}
	return strings.Join(lines, "\n")
}

func errorOf(status string) string { return `{` + rulestest.SCIMError + `,"status":"` + status + `"}` }

func (d *desk) next(m *rewrite.Message) error {
	d.asked++
	now := fault("")
	if d.asked == d.at {
		now = d.fault
	}
	switch now {
	case cut:
		return &rewrite.Refusal{Status: 502, Reason: "target_broken", Detail: "cut"}
	case paced:
		return &rewrite.Refusal{Status: 503, Reason: "target_paced", Detail: "later", RetryAfter: 7, Unsent: true}
	case broken, busy:
		m.Answer(map[fault]int{broken: 500, busy: 429}[now], "", errorOf(map[fault]string{broken: "500", busy: "429"}[now]))
		return nil
	}
	status, body := d.serve(m)
	switch now {
	case lost:
		return &rewrite.Refusal{Status: 502, Reason: "target_broken", Detail: "lost"}
	case stall:
		return &rewrite.Refusal{Status: 504, Reason: "target_timeout", Detail: "stalled"}
	case half:
		status, body = 500, errorOf("500")
	case nonsense:
		status, body = 200, "<html>"
	case other:
		status, body = 200, `{"schemas":["x"],"id":"another"}`
	}
	m.Answer(status, "", body)
	return nil
}

// serve carries a request out.
func (d *desk) serve(m *rewrite.Message) (status int, body string) {
	at := m.Resource + "/" + m.ID
	if m.Method != "GET" {
		d.done[m.Method+" "+at+" "+m.Body]++
	}
	_, there := d.resources[at]
	switch {
	case m.Method == "GET" && m.ID == "":
		return 200, d.list(m)
	case m.Method == "POST":
		return d.post(m)
	case !there:
		return 404, errorOf("404")
	case m.Method == "DELETE":
		delete(d.resources, at)
		return 204, ""
	case m.Method == "PATCH":
		d.patch(at, m.Body)
		return 204, ""
	case m.Method == "PUT":
		d.write(at, m.Body)
	}
	return 200, d.show(at)
}

func (d *desk) show(at string) string {
	endpoint, id, _ := strings.Cut(at, "/")
	list := []json.Member{
		{Name: "schemas", Value: `["urn:ietf:params:scim:schemas:core:2.0:` + strings.TrimSuffix(endpoint, "s") + `"]`},
		{Name: "id", Value: json.Quote(id)},
	}
	for _, name := range slices.Sorted(maps.Keys(d.resources[at])) {
		list = append(list, json.Member{Name: name, Value: d.resources[at][name]})
	}
	return json.Object(list...)
}

// list answers a query by one attribute.
func (d *desk) list(m *rewrite.Message) string {
	text, _ := m.Param("filter")
	name, value, _ := strings.Cut(text, " eq ")
	var found []string
	for _, at := range slices.Sorted(maps.Keys(d.resources)) {
		if strings.HasPrefix(at, m.Resource+"/") && d.resources[at][name] == value {
			found = append(found, d.show(at))
		}
	}
	return response.Page(found, 1, 10)
}

func (d *desk) post(m *rewrite.Message) (int, string) {
	id := "g1"
	if m.Resource == "Users" {
		id = "u1"
	}
	at := m.Resource + "/" + id
	if _, ok := d.resources[at]; ok && m.Resource == "Users" {
		return 409, strings.Replace(errorOf("409"), `}`, `,"scimType":"uniqueness"}`, 1)
	} else if ok {
		at += "x" // a second group of the name
	}
	d.resources[at] = map[string]string{}
	d.write(at, m.Body)
	return 201, d.show(at)
}

func (d *desk) write(at, body string) {
	for member := range json.Members(body) {
		if member.Name != "schemas" {
			d.resources[at][member.Name] = member.Value
		}
	}
}

// patch carries out what the tests send. A member who is added twice is one.
func (d *desk) patch(at, body string) {
	ops, _ := json.Lookup(body, "Operations")
	for op := range json.Elements(ops) {
		quoted, _ := json.Lookup(op, "path")
		path, _ := json.Text(quoted)
		value, _ := json.Lookup(op, "value")
		if path == "members" {
			list := slices.Collect(json.Elements(d.resources[at][path]))
			for member := range json.Elements(value) {
				if !slices.Contains(list, member) {
					list = append(list, member)
				}
			}
			value = json.Array(list...)
		}
		d.resources[at][path] = value
	}
}

const (
	newGroup = `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"displayName":"wiki","externalId":"e1","members":[{"value":"u1"}]}`
	newUser  = `{"schemas":["` + rulestest.CoreUser + `"],"userName":"anna","active":true}`
)

// plans are requests that take several.
var plans = []struct {
	name, block, request string
	requests             int
}{
	{"always, a new user", "always: [staff, wiki]", "POST /Users\n\n" + newUser, 5},
	{"always, an enabled user", "always: [staff, wiki]", "PATCH /Users/u9\n\n" + rulestest.PatchOf(rulestest.OpOf("replace", "active", "true")), 5},
	{"link to a group", "no_match: link", "POST /Groups\n\n" + newGroup, 4},
	{"link to none", "no_match: link", "POST /Groups\n\n" + strings.Replace(newGroup, "wiki", "new", 1), 2},
	{"update of a group", "no_match: update", "POST /Groups\n\n" + newGroup, 4},
	{"update of none", "no_match: update", "POST /Groups\n\n" + strings.Replace(newGroup, "wiki", "new", 1), 1},
	{"a change", "never: [staff]", "PATCH /Groups/w\n\n" + rulestest.PatchOf(rulestest.OpOf("add", "members", `[{"value":"u1"}]`)), 2},
	{"a refused change", "never: [wiki]", "PATCH /Groups/w\n\n" + rulestest.PatchOf(rulestest.OpOf("add", "members", `[{"value":"u1"}]`)), 1},
	{"a DELETE", "never: [staff]", "DELETE /Groups/w", 2},
	{"a protected group, by PUT", "protect: [wiki]", "PUT /Groups/w\n\n" + newGroup, 3},
	{"a protected group, by PATCH", "protect: [wiki]", "PATCH /Groups/w\n\n" + rulestest.PatchOf(rulestest.OpOf("replace", "members", `[{"value":"u1"}]`)), 2},
}

// Whatever happens to whichever request: nothing is carried out twice, a success is all that was
// asked for, a part is reported, and the same request, sent again, completes it.
func TestFaults(t *testing.T) {
	cells, parts := 0, 0
	for _, p := range plans {
		set := rulestest.Compile(t, rulestest.File("groups: {managed: {"+p.block+"}}"))
		run := func(d *desk) (*rewrite.Message, error) {
			d.done, d.asked = map[string]int{}, 0
			m, err := cases.ParseRequest(p.request)
			if err != nil {
				t.Fatal(err)
			}
			return m, set.Chain.Do(m, new(rewrite.Trace), d.next)
		}
		clean := newDesk()
		if m, err := run(clean); err != nil || m.Status > 299 || clean.asked != p.requests {
			t.Fatalf("%s: %v, %d, by %d requests", p.name, err, m.Status, clean.asked)
		}
		end := clean.state()
		for at := 1; at <= p.requests; at++ {
			for _, f := range faults {
				cells++
				name := fmt.Sprintf("%s: %s at %d", p.name, f, at)
				d := newDesk()
				d.at, d.fault = at, f
				m, err := run(d)
				refusal, _ := rulestest.Refused(err)
				reported := refusal != nil && refusal.Reason == rewrite.Partial
				if reported {
					parts++
				}
				writes := 0
				for what, n := range d.done {
					if writes += n; n > 1 {
						t.Errorf("%s: %s is done %d times", name, what, n)
					}
				}
				switch ok := err == nil && m.Status <= 299; {
				case ok && d.state() != end:
					t.Errorf("%s: answered with %d, and there is\n%s", name, m.Status, d.state())
				case !ok && writes > 1 && !reported:
					t.Errorf("%s: %d writes are not reported: %v %d %s", name, writes, err, m.Status, m.Body)
				case f == paced && (refusal == nil || refusal.Status != 503 || refusal.RetryAfter != 7) && !ok:
					t.Errorf("%s: the client is not told when to come again: %v", name, err)
				case d.asked > p.requests:
					t.Errorf("%s: %d requests", name, d.asked)
				}
				d.at = 0
				m, err = run(d)
				exists := m.Status == 409 && m.Resource == "Users"
				gone := m.Status == 404 && m.Method == "DELETE"
				if err != nil || m.Status > 299 && !exists && !gone || d.state() != end {
					t.Errorf("%s: then %v %d %s, and there is\n%s\nwant\n%s", name, err, m.Status, m.Body, d.state(), end)
				}
			}
		}
	}
	t.Logf("%d cells, of which %d report a part", cells, parts)
	if cells < 250 {
		t.Error("that is too few")
	}
}
