package divide_test

import (
	"fmt"
	"strings"
	"testing"

	"scimshim/rewrite"
	"scimshim/rules/rulestest"
)

// An exchange is what became of a PATCH.
type exchange struct {
	m    *rewrite.Message
	err  error
	sent []rewrite.Message
}

// do sends a PATCH by rules, and has the requests that it becomes answered.
func do(t *testing.T, rules string, m *rewrite.Message, next func(n int, m *rewrite.Message) error) *exchange {
	t.Helper()
	x := &exchange{m: m}
	var trace rewrite.Trace
	x.err = rulestest.Compile(t, rulestest.File(rules)).Chain.Do(m, &trace, func(m *rewrite.Message) error {
		x.sent = append(x.sent, *m)
		return next(len(x.sent), m)
	})
	return x
}

// refusal returns the refusal of a PATCH.
func (x *exchange) refusal(t *testing.T) *rewrite.Refusal {
	t.Helper()
	r, ok := rulestest.Refused(x.err)
	if !ok {
		t.Fatalf("not refused: %d %v", x.m.Status, x.err)
	}
	return r
}

// model has a target answer.
func model(to *target) func(int, *rewrite.Message) error {
	to.begin(nil)
	if to.members == nil {
		to.members = map[string]bool{}
	}
	if to.texts == nil {
		to.texts = map[string]string{}
	}
	return func(_ int, m *rewrite.Message) error { return to.next(m) }
}

const two = "groups: {patch: {members: {per_request: 2}}}"

// What fits is sent as it came, byte for byte.
func TestWhatFitsIsLeftAlone(t *testing.T) {
	for _, rules := range []string{two, "groups: {patch: {members: {per_request: 2, on_failure: isolate}}}"} {
		body := ` {"Operations":[ {"path":"members", "op":"Add","value": [{"value":"a"},{"value":"b"}]} ],"x":1}`
		m := &rewrite.Message{Method: "PATCH", Resource: "Groups", ID: "g", Body: body}
		x := do(t, rules, m, model(&target{}))
		if len(x.sent) != 1 || x.sent[0].Body != body || x.m.Status != 204 {
			t.Errorf("%s: %v %d %v", rules, x.sent, x.m.Status, x.err)
		}
	}
}

// The client is answered as by the last request, and a version holds for the first: each later
// one names the version that the one before has brought.
func TestAnswerAndVersion(t *testing.T) {
	m := request(t, "Groups", add(ids(0, 5)))
	m.IfMatch = `W/"0"`
	m.Query = []rewrite.Param{{Name: "attributes", Value: "displayName"}}
	x := do(t, two, m, func(n int, m *rewrite.Message) error {
		m.Answer(200, "", fmt.Sprintf(`{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"id":"g","displayName":"%d"}`, n))
		m.ETag = fmt.Sprintf(`W/"%d"`, n)
		return nil
	})
	for i, m := range x.sent {
		if want := fmt.Sprintf(`W/"%d"`, i); m.IfMatch != want || len(m.Query) != 1 {
			t.Errorf("request %d has version %s and %v, want %s", i+1, m.IfMatch, m.Query, want)
		}
	}
	if len(x.sent) != 3 || x.m.Status != 200 || x.m.ETag != `W/"3"` || !strings.Contains(x.m.Body, `"displayName":"3"`) {
		t.Errorf("%d requests, %d %s %s, %v", len(x.sent), x.m.Status, x.m.ETag, x.m.Body, x.err)
	}
}

// What the first request is refused with is the answer, as without the step.
func TestFirstRefusalIsTheAnswer(t *testing.T) {
	x := do(t, two, request(t, "Groups", add(ids(0, 5))), model(&target{unknown: ids(0, 1), status: 404}))
	if x.err != nil || x.m.Status != 404 || len(x.sent) != 1 {
		t.Errorf("%d %v by %d requests", x.m.Status, x.err, len(x.sent))
	}
}

// A later one says how much is done.
func TestStopped(t *testing.T) {
	x := do(t, two, request(t, "Groups", add(ids(0, 7))), model(&target{unknown: ids(4, 5), status: 400}))
	r := x.refusal(t)
	const want = "request 3 of 4 was answered with 400 and was not carried out; 4 of 7 changes of members are done, and " +
		"1 request was not sent; the same request completes it once the target takes it"
	if r.Status != 502 || r.Reason != rewrite.Partial || r.Detail != want || r.Told != "no" || len(x.sent) != 3 {
		t.Errorf("%d %s %s", r.Status, r.Detail, r.Told)
	}
}

// A target that asks for patience is given it.
func TestLater(t *testing.T) {
	x := do(t, two, request(t, "Groups", add(ids(0, 5))), func(n int, m *rewrite.Message) error {
		if n == 2 {
			return &rewrite.Refusal{Status: 503, Reason: rewrite.TargetError, Detail: "busy", RetryAfter: 7, Unsent: true}
		}
		m.Answer(204, "", "")
		return nil
	})
	if r := x.refusal(t); r.Status != 503 || r.RetryAfter != 7 || !strings.Contains(r.Detail, "was not carried out") {
		t.Errorf("%+v", r)
	}
}

// Members who are refused are named to the client, and not in what is logged; all others are in.
func TestIsolated(t *testing.T) {
	to := &target{unknown: []string{"m007", "m150"}, status: 404}
	x := do(t, "groups: {patch: {members: {per_request: 100, on_failure: isolate}}}", request(t, "Groups", add(ids(0, 250))), model(to))
	r := x.refusal(t)
	if r.Status != 400 || r.Reason != rewrite.Partial || strings.Contains(r.Error(), "m007") || strings.Contains(r.Error(), "m150") ||
		!strings.Contains(r.ErrorBody(), `it refused those of: m007, m150; it said: \"no\"`) {
		t.Errorf("%d %s", r.Status, r.ErrorBody())
	}
	if len(to.members) != 248 || len(x.sent) > 40 {
		t.Errorf("%d members by %d requests", len(to.members), len(x.sent))
	}
}

// An error names no more ids than somebody reads.
func TestManyIsolated(t *testing.T) {
	to := &target{unknown: ids(0, 30), status: 400}
	x := do(t, "groups: {patch: {members: {on_failure: isolate}}}", request(t, "Groups", add(ids(0, 60))), model(to))
	r := x.refusal(t)
	if len(to.members) != 30 || len(r.About) != 20 || !strings.Contains(r.Detail, "refused 30 of 60") ||
		!strings.HasSuffix(r.Detail, "among others, those of") {
		t.Errorf("%d members, %s", len(to.members), r.ErrorBody())
	}
}

// There are only so many requests to find who is refused, and then it is said that not all was
// tried.
func TestTrialsAreBounded(t *testing.T) {
	to := &target{unknown: ids(0, 60), status: 400}
	x := do(t, "groups: {patch: {members: {on_failure: isolate, max_requests: 9}}}", request(t, "Groups", add(ids(0, 100))), model(to))
	if r := x.refusal(t); len(x.sent) != 10 || r.Status != 400 || !strings.Contains(r.Detail, "some changes were not tried") {
		t.Errorf("%d requests, %s", len(x.sent), r.Detail)
	}
}

// Where there is no such group nobody looks for the members who are at fault.
func TestGroupIsGone(t *testing.T) {
	x := do(t, "groups: {patch: {members: {on_failure: isolate}}}", request(t, "Groups", add(ids(0, 9))), func(_ int, m *rewrite.Message) error {
		m.Answer(404, "", `{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"404","detail":"no group"}`)
		return nil
	})
	if x.err != nil || x.m.Status != 404 || len(x.sent) != 2 || !strings.Contains(x.m.Body, "no group") {
		t.Errorf("%d %s, %v, by %d requests", x.m.Status, x.m.Body, x.err, len(x.sent))
	}
}

// Whom there is not needs no removal, and who is in no addition; who is to come and is not there is
// named as such.
func TestMissingAndAlready(t *testing.T) {
	const rules = "groups: {patch: {members: {on_failure: isolate, missing: {status: 404}, already: [{status: 409, detail: '^no'}]}}}"
	to := &target{members: setOf(ids(5, 8)), unknown: ids(5, 6), status: 404}
	x := do(t, rules, request(t, "Groups", remove(ids(4, 7))), model(to))
	if x.err != nil || x.m.Status != 204 || fmt.Sprint(to.members) != "map[m005:true m007:true]" {
		t.Errorf("removed: %d %v, %v", x.m.Status, x.err, to.members)
	}
	x = do(t, rules, request(t, "Groups", remove(ids(5, 6))), model(to))
	if x.err != nil || x.m.Status != 204 || x.m.Body != "" || len(x.sent) != 2 {
		t.Errorf("removed alone: %d %v by %d requests", x.m.Status, x.err, len(x.sent))
	}
	x = do(t, rules, request(t, "Groups", add(ids(4, 7))), model(to))
	if r := x.refusal(t); !strings.Contains(r.ErrorBody(), "refused 1 of 3 changes of members, since it has no such members; ") ||
		!strings.Contains(r.ErrorBody(), "those of: m005;") {
		t.Errorf("added: %s", r.ErrorBody())
	}
	to = &target{unknown: ids(5, 6), status: 409}
	x = do(t, rules, request(t, "Groups", add(ids(4, 7))), model(to))
	if x.err != nil || x.m.Status != 204 || len(to.members) != 2 {
		t.Errorf("in already: %d %v, %v", x.m.Status, x.err, to.members)
	}
}

// Where all are refused the target's own word is the answer.
func TestAllAreRefused(t *testing.T) {
	x := do(t, "groups: {patch: {members: {per_request: 3, on_failure: isolate}}}", request(t, "Groups", add(ids(0, 5))),
		model(&target{unknown: ids(0, 5), status: 400}))
	if x.err != nil || x.m.Status != 400 {
		t.Errorf("%d, %v", x.m.Status, x.err)
	}
}

// What the request says beside the members may be what is refused.
func TestOthersAreRefused(t *testing.T) {
	to := &target{refuses: "displayName", status: 400}
	x := do(t, "groups: {patch: {members: {on_failure: isolate}}}", request(t, "Groups", mostly+","+add(ids(0, 5))), model(to))
	if r := x.refusal(t); len(to.members) != 5 || !strings.Contains(r.Detail, "refused what the request says beside the members") {
		t.Errorf("%v %s", to.members, r.ErrorBody())
	}
}

// A replace of all members is not sent in parts, and no PATCH becomes any number of requests: both
// are refused before anything is sent.
func TestRefusedBefore(t *testing.T) {
	for _, of := range []struct {
		rules, ops string
		status     int
		reason     rewrite.Reason
	}{
		{two, `{"op":"replace","path":"members","value":` + values(ids(0, 3)) + `}`, 400, rewrite.RuleRefused},
		{"groups: {patch: {members: {per_request: 2, max_requests: 2}}}", add(ids(0, 5)), 413, rewrite.TooMany},
		{"groups: {patch: {members: {removes: 1}}}", `{"op":"remove","path":"members","value":` + values(ids(0, 101)) + `}`, 413, rewrite.TooMany},
		{"groups: {patch: {members: {per_request: 2}}}", add(ids(0, 10_001)), 413, rewrite.BodySize},
		{"users: {patch: {split: {each: attribute, max_requests: 1}}}", `{"op":"add","value":{"a":1,"b":2}}`, 413, rewrite.TooMany},
	} {
		resource := map[bool]string{true: "Users", false: "Groups"}[strings.HasPrefix(of.rules, "users")]
		x := do(t, of.rules, request(t, resource, of.ops), model(&target{}))
		if r := x.refusal(t); len(x.sent) != 0 || r.Status != of.status || r.Reason != of.reason {
			t.Errorf("%s: %d %s %s, %d sent", of.rules, r.Status, r.Reason, r.Detail, len(x.sent))
		}
	}
}

// A group whose members are not shown, or not all of them, is not changed.
func TestUnreadableMembers(t *testing.T) {
	const group = `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"id":"g","displayName":"x"`
	const shown = "groups: {patch: {members: {replace: {by: difference, shown: 2}}}}"
	for _, of := range []struct {
		rules, body string
		status      int
	}{
		{"groups: {patch: {members: {replace: difference}}}", group + `}`, 200},
		{"groups: {patch: {members: {replace: {by: difference, absent: refuse}}}}", group + `}`, 200},
		{shown, group + `,"members":[{"value":"a"},{"value":"b"}]}`, 200},
		{shown, group + `,"members":[{"display":"a"}]}`, 200},
		{shown, group + `,"members":["a"]}`, 200},
		{shown, `{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"403"}`, 403},
		{shown, `{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"404"}`, 404},
	} {
		x := do(t, of.rules, request(t, "Groups", `{"op":"replace","path":"members","value":`+values(ids(0, 3))+`}`),
			func(_ int, m *rewrite.Message) error {
				m.Answer(of.status, "", of.body)
				return nil
			})
		if r := x.refusal(t); len(x.sent) != 1 || r.Reason == rewrite.Partial {
			t.Errorf("%s %s: %d %s, %d sent", of.rules, of.body, r.Status, r.Detail, len(x.sent))
		}
	}
}

// A replacement by the same is no change, and one by nobody removes all.
func TestDifference(t *testing.T) {
	const rules = "groups: {patch: {members: {replace: {by: difference, absent: empty}}}}"
	for _, of := range []struct {
		ops, after string
		requests   int
	}{
		{`{"op":"replace","path":"members","value":[{"value":"b"},{"value":"a"},{"value":"a"}]}`, "map[a:true b:true]", 1},
		{`{"op":"replace","path":"members","value":[]}`, "map[]", 2},
		{`{"op":"replace","path":"members","value":null}`, "map[]", 2},
		{`{"op":"add","path":"members","value":[{"value":"x"}]},{"op":"replace","path":"members","value":[{"value":"a"}]}`, "map[a:true]", 2},
		{`{"op":"replace","path":"members","value":[{"value":"a"}]},{"op":"add","path":"members","value":[{"value":"x"}]}`, "map[a:true x:true]", 2},
		{`{"op":"replace","value":{"displayName":"n","MEMBERS":[{"value":"c"}]}}`, "map[c:true]", 2},
	} {
		to := &target{members: map[string]bool{"a": true, "b": true}}
		x := do(t, rules, request(t, "Groups", of.ops), model(to))
		if x.err != nil || x.m.Status != 204 || fmt.Sprint(to.members) != of.after || len(x.sent) != of.requests {
			t.Errorf("%s: %d %v, %v by %d requests", of.ops, x.m.Status, x.err, to.members, len(x.sent))
		}
	}
}

// Who is to leave is disabled whatever becomes of the rest.
func TestLeaverIsDisabled(t *testing.T) {
	to := &target{refuses: "title", status: 400}
	x := do(t, "users: {patch: {split: {first: [active], last: [userName]}}}", request(t, "Users",
		`{"op":"replace","path":"userName","value":"b"},{"op":"replace","path":"title","value":"t"},{"op":"replace","value":{"nickName":"n","active":false}}`),
		model(to))
	r := x.refusal(t)
	const want = "request 2 of 3, for all else, was answered with 400 and was not carried out; done: active; not sent: userName; " +
		"the same request completes it once the target takes it"
	if fmt.Sprint(to.texts) != "map[active:false]" || r.Detail != want || r.Status != 502 {
		t.Errorf("%v %s", to.texts, r.Detail)
	}
}

// Who is gone is asked for no second change.
func TestUserIsGone(t *testing.T) {
	x := do(t, "users: {patch: {split: {each: attribute, on_failure: continue}}}", request(t, "Users",
		`{"op":"add","path":"title","value":"t"},{"op":"add","path":"nickName","value":"n"}`),
		model(&target{refuses: "title", status: 404}))
	if x.err != nil || x.m.Status != 404 || len(x.sent) != 1 {
		t.Errorf("%d %v by %d requests", x.m.Status, x.err, len(x.sent))
	}
}

// Operations on one attribute stay together and in their order, and extensions whole.
func TestSplitOrder(t *testing.T) {
	x := do(t, "users: {patch: {split: {first: [active], each: attribute, last: [userName]}}}", request(t, "Users",
		`{"op":"add","path":"emails","value":[{"value":"a"}]},{"op":"add","value":{"userName":"u","name.givenName":"g","active":true}},`+
			`{"op":"remove","path":"emails[type eq \"home\"]"},{"op":"replace","path":"name.familyName","value":"f"},`+
			`{"op":"replace","path":"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department","value":"d"}`),
		model(&target{}))
	var got []string
	for _, m := range x.sent {
		_, ops, _ := strings.Cut(m.Body, `"Operations":`)
		got = append(got, ops)
	}
	want := []string{
		`[{"op":"add","value":{"active":true}}]}`,
		`[{"op":"add","path":"emails","value":[{"value":"a"}]},{"op":"remove","path":"emails[type eq \"home\"]"}]}`,
		`[{"op":"add","value":{"name.givenName":"g"}},{"op":"replace","path":"name.familyName","value":"f"}]}`,
		`[{"op":"replace","path":"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department","value":"d"}]}`,
		`[{"op":"add","value":{"userName":"u"}}]}`,
	}
	if x.err != nil || strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("%v\n%s", x.err, strings.Join(got, "\n"))
	}
}

// Each operation may go by itself, in the client's order, but for what is first.
func TestEachOperation(t *testing.T) {
	x := do(t, "users: {patch: {split: {first: [active], each: operation}}}", request(t, "Users",
		`{"op":"add","path":"title","value":"a"},{"op":"add","value":{"nickName":"n","active":true,"locale":"x"}},{"op":"replace","path":"title","value":"b"}`),
		model(&target{}))
	var got []string
	for _, m := range x.sent {
		_, ops, _ := strings.Cut(m.Body, `"Operations":`)
		got = append(got, ops)
	}
	want := []string{
		`[{"op":"add","value":{"active":true}}]}`,
		`[{"op":"add","path":"title","value":"a"}]}`,
		`[{"op":"add","value":{"nickName":"n","locale":"x"}}]}`,
		`[{"op":"replace","path":"title","value":"b"}]}`,
	}
	if x.err != nil || strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("%v\n%s", x.err, strings.Join(got, "\n"))
	}
}

// What stores says of a request holds where members says nothing else, and no longer for a PATCH
// to be refused.
func TestStoresSaysHowMany(t *testing.T) {
	const rules = "groups: {stores: {members: {per_request: 3, message: fewer}}, patch: {members: {on_failure: stop}}}"
	x := do(t, rules, request(t, "Groups", add(ids(0, 7))), model(&target{}))
	if x.err != nil || len(x.sent) != 3 {
		t.Errorf("%d requests, %v", len(x.sent), x.err)
	}
	m := request(t, "Groups", "")
	m.Method, m.ID, m.Body = "POST", "", `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"members":`+values(ids(0, 7))+`}`
	if x = do(t, rules, m, model(&target{})); len(x.sent) != 0 || x.refusal(t).Status != 400 {
		t.Errorf("a POST is sent")
	}
}

// What puts makes of a PUT is a PATCH as well, if puts stands before.
func TestPutInChunks(t *testing.T) {
	to := &target{members: setOf(ids(0, 5))}
	m := request(t, "Groups", "")
	m.Method, m.Body = "PUT", `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"id":"g","displayName":"x","members":`+values(ids(3, 10))+`}`
	x := do(t, "groups:\n  puts: {action: patch}\n  patch: {members: {per_request: 3}}", m, model(to))
	if x.err != nil || x.m.Status > 299 || len(to.members) != 7 || !to.members["m009"] || to.members["m000"] {
		t.Errorf("%d %v, %v by %d requests", x.m.Status, x.err, to.members, len(x.sent))
	}
	for _, m := range x.sent {
		if strings.Count(m.Body, `"value":"`)+strings.Count(m.Body, `"path":"members[`) > 3 {
			t.Errorf("%s changes too much", m.Body)
		}
	}
}

// A PATCH of as many members as a request may have takes no long time and no much memory.
func TestManyMembers(t *testing.T) {
	to := &target{limits: func(a, r, _ int) bool { return a+r <= 100 }}
	x := do(t, "groups: {patch: {members: {per_request: 100}}}", request(t, "Groups", add(ids(0, 9_998))), model(to))
	bytes := 0
	for i := range x.sent {
		bytes += len(x.sent[i].Body)
	}
	if x.err != nil || len(to.members) != 9_998 || len(x.sent) != 100 || bytes > 300_000 {
		t.Errorf("%d members by %d requests of %d bytes, %v", len(to.members), len(x.sent), bytes, x.err)
	}
}
