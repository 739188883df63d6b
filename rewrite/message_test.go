package rewrite

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"scimshim/rewrite/json"
	"scimshim/rewrite/response"
)

// Nothing of one request is left for the next in a Message that is used again.
func TestResetForgets(t *testing.T) {
	busy := chainOf(funcs{
		request: func(m *Message) error {
			m.Remember("secret")
			m.Warn()
			m.SetParam("x", "secret")
			m.DropParam("y")
			return m.MapOps(func(op Op, emit func(Op)) error {
				emit(op.Named("remove"))
				emit(op)
				return nil
			})
		},
		response: func(m *Message) error {
			if m.Remembered() != "secret" {
				t.Errorf("kept %v", m.Remembered())
			}
			m.SetLocation("https://secret.example.com")
			return nil
		},
	})
	m := patch(`{"op":"add","path":"title","value":"secret"}`)
	m.Query = []Param{{"y", "secret"}, {"z", "secret"}}
	m.Route = Route{Public: "https://secret.example.com"}
	if err := busy.Do(m, &Trace{}, answers(204, "")); err != nil {
		t.Fatal(err)
	}
	m.Reset()
	fresh := Message{Query: m.Query, ops: m.ops, notes: m.notes, scratch: m.scratch}
	if !reflect.DeepEqual(*m, fresh) || len(m.Query)+len(m.ops)+len(m.notes)+len(m.scratch.out.next) != 0 {
		t.Errorf("left: %+v", *m)
	}
	for _, left := range []any{m.Query[:cap(m.Query)], m.ops[:cap(m.ops)], m.notes[:cap(m.notes)], m.scratch.out.next[:cap(m.scratch.out.next)]} {
		v := reflect.ValueOf(left)
		for i := range v.Len() {
			if !v.Index(i).IsZero() {
				t.Errorf("left in the buffer: %+v", v.Index(i))
			}
		}
	}
	look := chainOf(funcs{request: func(m *Message) error {
		e, err := m.Filter()
		ops, err2 := m.Ops()
		if e != nil || err != nil || err2 != nil || len(ops) != 0 || m.Remembered() != nil || m.Local() {
			t.Errorf("the next request has %v %v %v", e, ops, m.Remembered())
		}
		return nil
	}})
	m.Method, m.Resource, m.ID = "GET", "Users", "2"
	if err := look.Do(m, &Trace{}, answers(200, `{"id":"2"}`)); err != nil {
		t.Error(err)
	}
}

// Bodies that are no JSON object go no further.
func TestBodiesThatAreNone(t *testing.T) {
	f := func(method, body string) {
		t.Helper()
		m := &Message{Method: method, Resource: "Users", ID: "1", Body: body}
		err := chainOf().Do(m, &Trace{}, func(*Message) error { t.Errorf("%s %q was sent", method, body); return nil })
		if r := refusal(t, err); r.Status != 400 || r.ScimType != "invalidSyntax" || r.Reason != BodySyntax {
			t.Errorf("%s %q: %+v", method, body, r)
		}
	}
	for _, method := range []string{"POST", "PUT", "PATCH"} {
		for _, body := range []string{"", " \n", "[]", "5", `"x"`, `""`, "null", "true", "{", "{}{}", "{} x", `{"a":1,"a":2}`,
			`{"a":1,"A":2}`, `{"a":1,"\u0061":2}`, `{"x":{"members":1,"Members":2}}`, "\ufeff{}", "{\"a\":\"\xff\"}", `{"a":01}`,
			`{"a":"\ud800"}`, nested(33)} {
			f(method, body)
		}
	}
}

func nested(n int) string {
	text := "1"
	for range n {
		text = `{"a":` + text + `}`
	}
	return text
}

// The number of changes grows with each edit, and with nothing else.
func TestChanges(t *testing.T) {
	m := &Message{Method: "PUT", Resource: "Users", Body: `{"title":"a"}`, Query: []Param{{"a", "b"}}}
	m.chain = chainOf()
	f := func(name string, edits int, edit func()) {
		t.Helper()
		before := m.Changes()
		edit()
		if n := m.Changes() - before; n != edits {
			t.Errorf("%s: %d edits", name, n)
		}
	}
	f("the same body", 0, func() { m.SetBody(m.Body) })
	f("another body", 1, func() { m.SetBody(`{}`) })
	f("the same parameter", 0, func() { m.SetParam("a", "b") })
	f("another value", 1, func() { m.SetParam("a", "c") })
	f("a new parameter", 1, func() { m.SetParam("b", "c") })
	f("no parameter", 0, func() { m.DropParam("c") })
	f("a parameter less", 1, func() { m.DropParam("a") })
	f("a warning", 0, func() { m.Warn() })
	f("a map that keeps", 0, func() { _ = m.MapAttributes(func(Attr) (Edit, error) { return Keep, nil }) })
	f("the same location", 0, func() { m.SetLocation("") })
	f("a location", 1, func() { m.SetLocation("x") })
	f("a reply", 1, func() { m.Reply(200, response.EmptyList) })
	if !m.Local() || m.IsRequest() {
		t.Error("a reply is no local answer")
	}
}

// A response is located by its body only where the header says a place, too.
func TestLocated(t *testing.T) {
	f := func(location, body, want string) {
		t.Helper()
		m := &Message{Method: "POST", Resource: "Users"}
		m.Answer(201, location, body)
		if got := m.Located(); got != want {
			t.Errorf("%s, %s: %q, want %q", location, body, got, want)
		}
	}
	f("https://a/Users/1", `{"id":"1","meta":{"location":"https:\/\/a/Users/1"}}`, "https://a/Users/1")
	f("https://a/Users/1", `{"id":"1"}`, "")
	f("https://a/Users/1", "", "")
	f("", `{"id":"1","meta":{"location":"https://a/Users/1"}}`, "")
}

// A request of more elements, members, values or operations than it may have is refused before any rule
// sees it, and one of as many as it may have is not (A9). Answers have no such bound:
// groups of more members are real.
func TestBodyBounds(t *testing.T) {
	op := `{"op":"add","path":"title","value":"x"}`
	patch := func(n int) string {
		return `{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[` + numbered(n, op) + `]}`
	}
	emails := func(n int) string { return `{"userName":"x","emails":[` + numbered(n, `"a"`) + `]}` }
	object := func(n int) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, `,"a%d":1`, i)
		}
		return "{" + b.String()[1:] + "}"
	}
	pathless := func(n, members int) string {
		return `{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[` +
			numbered(n, `{"op":"add","value":`+object(members)+`}`) + `]}`
	}
	for _, c := range []struct {
		method, id, body, want string
	}{
		{"POST", "", emails(maxElements), ""},
		{"POST", "", emails(maxElements + 1), "10000 elements"},
		{"PUT", "1", `{"a":[` + numbered(5_000, `"a"`) + `],"b":{"c":[` + numbered(5_001, "[]") + `]}}`, "10000 elements"},
		{"PATCH", "1", patch(maxOperations), ""},
		{"PATCH", "1", patch(maxOperations + 1), "1000 operations"},
		{"PATCH", "1", pathless(3, 999), "1000 operations"},
		{"PATCH", "1", pathless(1, 999), ""},
		{"POST", "", object(maxMembers), ""},
		{"POST", "", object(maxMembers + 1), "1000 members"},
		{"POST", "", `{"x":[` + numbered(70, object(900)) + `]}`, ""},
		{"POST", "", `{"x":[` + numbered(70, object(950)) + `]}`, "65536 values"},
	} {
		asked := false
		m := &Message{Method: c.method, Resource: "Users", ID: c.id, Body: c.body}
		var trace Trace
		err := new(Chain).Do(m, &trace, func(m *Message) error {
			asked = true
			m.Answer(200, "", `{"schemas":[],"id":"1","members":[`+numbered(12_000, `"a"`)+`]}`)
			return nil
		})
		if c.want == "" {
			if err != nil || !asked {
				t.Errorf("%.60s: %v", c.body, err)
			}
			continue
		}
		if r := refusal(t, err); r.Status != 413 || r.Reason != BodySize || r.ScimType != "" || asked ||
			!strings.Contains(r.Detail, c.want) {
			t.Errorf("%.60s: %+v", c.body, r)
		}
	}
}

// An occasional is a Rule that notes what it is asked about.
type occasional struct {
	Occasions
	log *string
}

func (o occasional) occasions() Occasions { return o.Occasions }

func (o occasional) note(what string) error { *o.log += what; return nil }

func (o occasional) Request(*Message) error  { return o.note("q") }
func (o occasional) Response(*Message) error { return o.note("a") }
func (o occasional) Repair(*Message) error   { return o.note("r") }

// sometimes is an occasional with the method of an Occasional.
type sometimes struct{ occasional }

func (s sometimes) Occasions() Occasions { return s.occasions() }

// A rule is asked on its occasions only, and of an answer that is no success in any case.
func TestOccasions(t *testing.T) {
	if distrust {
		t.Skip("all rules are asked, to see that they have nothing to do")
	}
	f := func(on Occasions, status int, want string, query ...Param) {
		t.Helper()
		log := ""
		c := chainOf(sometimes{occasional{on, &log}})
		m := &Message{Method: "GET", Resource: "Users", Query: query}
		body := `{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":1,"Resources":[{"id":"1","active":"True"}]}`
		if status > 299 {
			body = `{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"404"}`
		}
		if err := c.Do(m, new(Trace), answers(status, body)); err != nil || log != want {
			t.Errorf("%b of %v, %d: %v, %q, want %q", on, query, status, err, log, want)
		}
	}
	filtered, odd := Param{"filter", `id eq "1"`}, Param{"filter", `ID eq "1"`}
	only := func(on Occasion) Occasions { return Occasions{on, on, on} }
	f(only(0), 200, "qra")
	f(only(Never), 200, "")
	f(only(Never), 404, "")
	f(only(OnMemory), 200, "")
	f(only(OnMemory), 404, "a")
	f(only(OnNames), 200, "qa") // that names nothing
	f(only(OnFilter), 200, "")
	f(only(OnFilter), 200, "q", filtered)
	f(only(OnPage|OnSort), 200, "q", Param{"count", "1"})
	f(only(OnPage|OnSort), 200, "q", Param{"sortOrder", "ascending"})
	f(only(OnBody|OnPage), 200, "", filtered)
	f(only(OnProjection), 200, "qa", Param{"attributes", "id"})
	f(only(OnOdd(OddName)), 200, "", filtered)
	f(only(OnOdd(OddName)), 200, "q", odd)
	f(Occasions{Never, OnOdd(OddName), Never}, 200, "a") // nobody looked at the answer
	f(Occasions{Never, Never, OnOdd(OddBoolean)}, 200, "r")
	f(Occasions{Never, Never, OnOdd(OddNull)}, 200, "")
	f(Occasions{Never, Never, OnList}, 200, "r")
	f(Occasions{Never, Never, OnFailure}, 404, "r")
	f(Occasions{Never, Never, OnFailure}, 200, "")
	f(Occasions{Never, OnOdd(OddBoolean), OnOdd(OddShape)}, 200, "a")
	f(Occasions{Never, OnOdd(OddURN), OnOdd(OddShape)}, 200, "")
}

// A list from which resources were taken has the numbers of those left; all
// else of it is as it was.
func TestKeepResources(t *testing.T) {
	f := func(in, want string) {
		t.Helper()
		m := &Message{Method: "GET", Resource: "Users", Status: 200, Body: in, chain: chainOf()}
		err := m.KeepResources(func(r json.Value) (bool, error) { return !strings.Contains(r.Text(), "x"), nil })
		got := m.Body
		if err != nil {
			got = string(refusal(t, err).Reason)
		}
		if got != want {
			t.Errorf("%s\n got %s\nwant %s", in, got, want)
		}
	}
	f(`{"totalResults":1,"Resources":[{"a":1}]}`, `{"totalResults":1,"Resources":[{"a":1}]}`)
	f(`{"totalResults": 2,"y":1.0,"Resources":[ {"x":1}, {"a":"\u0041"} ],"itemsPerPage":2}`,
		`{"totalResults": 1,"y":1.0,"Resources":[ {"a":"\u0041"} ],"itemsPerPage":1}`)
	f(`{"totalResults":1,"Resources":[{"x":1}],"startIndex":1}`, `{"totalResults":0,"Resources":[],"startIndex":1}`)
	f(`{"totalResults":3,"Resources":[{"x":1},{"a":1}]}`, "answer_contradicts")
	f(`{"totalResults":3,"Resources":[{"a":1}]}`, `{"totalResults":3,"Resources":[{"a":1}]}`)
	f(`{"Resources":[{"x":1}]}`, "answer_contradicts")
	f(`{"x":1}`, `{"x":1}`)
}

func TestKeepResourcesFails(t *testing.T) {
	m := &Message{Method: "GET", Resource: "Users", Status: 200, Body: `{"totalResults":2,"Resources":[{"a":1},{"a":2}]}`}
	body := m.Body
	err := m.KeepResources(func(json.Value) (bool, error) { return false, BadAnswer(AssumptionBroken, "no") })
	if refusal(t, err).Reason != AssumptionBroken || m.Body != body {
		t.Errorf("%v %s", err, m.Body)
	}
}

func TestIsQuery(t *testing.T) {
	for _, c := range []struct {
		method, id string
		want       bool
	}{{"GET", "", true}, {"GET", "1", false}, {"POST", "", false}} {
		if m := (&Message{Method: c.method, Resource: "Users", ID: c.id}); m.IsQuery() != c.want {
			t.Errorf("%s %q", c.method, c.id)
		}
	}
}

// A success is not an error, whatever it says.
func TestErrorAnswer(t *testing.T) {
	const body = `{"scimType":"t"}`
	if _, ok := (&Message{Status: 200, Body: body}).ErrorAnswer(); ok {
		t.Errorf("200 %s is taken for an error", body)
	}
	if e, ok := (&Message{Status: 404, Body: body}).ErrorAnswer(); !ok || e.ScimType != "t" {
		t.Errorf("404 %s: %+v", body, e)
	}
}

func TestLookup(t *testing.T) {
	const user = ` {"a":null,"Title":"x","name":{"givenName":"g","x":[1]},"emails":[{"value":"v"}],"urn:example:2.0:User":{"number":7,"m":{"v":8}}}`
	f := func(at, want string, found bool) {
		t.Helper()
		if got, ok := Lookup(user, path(at)); got != want || ok != found {
			t.Errorf("%s: %s %t", at, got, ok)
		}
	}
	f("title", `"x"`, true)
	f("a", "null", false)
	f("b", "", false)
	f("name.GIVENNAME", `"g"`, true)
	f("name.b", "", false)
	f("title.b", "", false)
	f("emails.value", "", false)
	f("emails", `[{"value":"v"}]`, true)
	f("urn:example:2.0:user:Number", "7", true)
	f("urn:example:2.0:User:m.v", "8", true)
	f("urn:example:3.0:User:number", "", false)
}

func TestResources(t *testing.T) {
	f := func(status int, body string, want ...string) {
		t.Helper()
		m := &Message{Method: "GET", Resource: "Users", Status: status, Body: body}
		var got []string
		for r := range m.Resources() {
			got = append(got, r.Text())
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %q", body, got)
		}
	}
	f(200, `{"id":"1"}`, `{"id":"1"}`)
	f(200, `{"totalResults":0}`)
	f(200, `{"totalResults":2,"resources":[{"id":"1"}, {"id":"2"}]}`, `{"id":"1"}`, `{"id":"2"}`)
	f(200, ``)
	f(404, `{"id":"1"}`)
}
