package chaintest

import (
	"errors"
	"strings"
	"testing"

	"scimshim/rewrite"
	"scimshim/rewrite/filter"
)

// Odd operations are refused, or are what clients mean by them.
func TestOddOperations(t *testing.T) {
	send := func(body string) (string, error) {
		m := &rewrite.Message{Method: "PATCH", Resource: "Users", ID: "1", Body: body}
		sent := ""
		err := chainOf().Do(m, &rewrite.Trace{}, func(m *rewrite.Message) error { sent = m.Body; m.Answer(204, "", ""); return nil })
		return sent, err
	}
	no := func(body, reason, want string) {
		t.Helper()
		sent, err := send(body)
		if sent != "" {
			t.Errorf("%s was sent", body)
			return
		}
		r := refusal(t, err)
		if string(r.Reason) != reason || r.Status != 400 || !strings.Contains(r.Detail, want) || strings.Contains(r.Detail, "secret") {
			t.Errorf("%s: %s %s", body, r.Reason, r.Detail)
		}
	}
	const list = `no list "Operations"`
	no(`{}`, "body_syntax", list)
	no(`{"Operations":null}`, "body_syntax", list)
	no(`{"Operations":{}}`, "body_syntax", list)
	no(`{"Operations":"secret"}`, "body_syntax", list)
	no(`{"Operations":{"op":"add"}}`, "body_syntax", list)
	no(`{"Operation":[]}`, "body_syntax", list)
	one := func(op, reason, want string) {
		t.Helper()
		no(`{"Operations":[{"op":"add","path":"title","value":1},`+op+`]}`, reason, "operation 2: "+want)
	}
	one(`7`, "body_syntax", "expected an object")
	one(`null`, "body_syntax", "expected an object")
	one(`[]`, "body_syntax", "expected an object")
	one(`"secret"`, "body_syntax", "expected an object")
	one(`{}`, "body_syntax", `"op" is missing`)
	one(`{"path":"title","value":1}`, "body_syntax", `"op" is missing`)
	one(`{"op":null}`, "body_syntax", `"op" is neither`)
	one(`{"op":7}`, "body_syntax", `"op" is neither`)
	one(`{"op":""}`, "body_syntax", `"op" is neither`)
	one(`{"op":"secret"}`, "body_syntax", `"op" is neither`)
	one(`{"op":"add "}`, "body_syntax", `"op" is neither`)
	one(`{"op":"test"}`, "body_syntax", `"op" is neither`)
	one(`{"op":"add","path":7}`, "path_syntax", `"path" is not a string`)
	one(`{"op":"add","path":{}}`, "path_syntax", `"path" is not a string`)
	one(`{"op":"add","path":false}`, "path_syntax", `"path" is not a string`)
	one(`{"op":"add","path":" "}`, "path_syntax", "path column 1")
	one(`{"op":"add","path":"emails[type eq \"secret]"}`, "path_syntax", "")
	one(`{"op":"add","path":"emails[]"}`, "path_syntax", "")
	one(`{"op":"add","path":"a.b.c"}`, "path_syntax", "")

	yes := func(body string) {
		t.Helper()
		if sent, err := send(body); err != nil || sent != body {
			t.Errorf("%s became %s, %v", body, sent, err)
		}
	}
	yes(`{"Operations":[{"op":"add","path":null,"value":{"title":1}}]}`)
	yes(`{"Operations":[{"op":"add","path":"","value":{"title":1}}]}`)
	yes(`{"Operations":[{"op":"add"}]}`)
	yes(`{"OPERATIONS":[{"OP":"ADD","PATH":"title","VALUE":1}]}`)
	yes(`{"\u004fperations":[{"\u006fp":"\u0061dd","path":"\u0074itle","value":1,"x":[]}]}`)

	m := patch("")
	err := chainOf().Do(m, &rewrite.Trace{}, func(*rewrite.Message) error { t.Error("no operation was sent"); return nil })
	if err != nil || m.Status != 204 || !m.Local() {
		t.Errorf("%v, %d", err, m.Status)
	}
}

// An operation that a rule edits keeps the rest of its text.
func TestEditedOperations(t *testing.T) {
	title := filter.Target{Path: path("title")}
	f := func(op, want string, edit func(op rewrite.Op, emit func(rewrite.Op))) {
		t.Helper()
		m := &rewrite.Message{Method: "PATCH", Resource: "Users", ID: "1", Body: `{ "Operations" :[ {"op":"add"} , ` + op + ` ], "x" : 1.0}`}
		r := funcs{request: func(m *rewrite.Message) error {
			return m.MapOps(func(o rewrite.Op, emit func(rewrite.Op)) error {
				if !o.HasPath && o.Value == "" {
					emit(o)
				} else {
					edit(o, emit)
				}
				return nil
			})
		}}
		sent := ""
		err := chainOf(r).Do(m, &rewrite.Trace{}, func(m *rewrite.Message) error { sent = m.Body; m.Answer(204, "", ""); return nil })
		want = `{ "Operations" :[ {"op":"add"} , ` + want + ` ], "x" : 1.0}`
		if want = strings.Replace(want, " , GONE", "", 1); err != nil || sent != want {
			t.Errorf("%v\n got %s\nwant %s", err, sent, want)
		}
		if m.Changes() != 1 {
			t.Errorf("%s: %d changes", op, m.Changes())
		}
	}
	named := func(o rewrite.Op, emit func(rewrite.Op)) { emit(o.Named("replace")) }
	valued := func(o rewrite.Op, emit func(rewrite.Op)) { emit(o.Valued(`[ ]`)) }
	made := func(o rewrite.Op, emit func(rewrite.Op)) { emit(o.Made(title, "2")) }
	bare := func(o rewrite.Op, emit func(rewrite.Op)) { emit(o.Named("remove").Made(title, "")) }
	f(`{ "op" : "Add", "path":"a" ,"value": 1 , "x":{} }`, `{ "op" : "replace", "path":"a" ,"value": 1 , "x":{} }`, named)
	f(`{"value": 1,"Op":"\u0061dd","Path":"\u0061"}`, `{"value": [ ],"Op":"\u0061dd","Path":"\u0061"}`, valued)
	f(`{"op":"add","path":"a"}`, `{"op":"add","path":"a","value":[ ]}`, valued)
	f(`{"op":"add","path":null,"value": {"b":1}}`, `{"op":"add","path":"title","value": 2}`, made)
	f(`{"op":"add", "value": {"b":1},"y":0}`, `{"op":"add", "path":"title","value": 2,"y":0}`, made)
	f(`{"value":1,"path":"a","op":"add"}`, `{"value":2,"path":"title","op":"add"}`, made)
	f(`{"value":1,"path":"a","op":"add"}`, `{"path":"title","op":"remove"}`, bare)
	f(`{"op":"add","path":"a","value":1}`, `{"op":"remove","path":"title"}`, bare)
	f(`{"op":"add","value":1}`, `{"op":"remove","path":"title"}`, bare)
	f(`{"op":"add","path":"a","value":1}`, `GONE`, func(rewrite.Op, func(rewrite.Op)) {})
	f(`{"op":"add","path":"a","value":1}`, `{"op":"add","path":"title","value":2},{"op":"add","path":"a","value":1}`,
		func(o rewrite.Op, emit func(rewrite.Op)) { made(o, emit); emit(o) })
}

// What a rule does not emit is counted as dropped by it, and by no other.
func TestDroppedIsCounted(t *testing.T) {
	drop := func(name string) rewrite.Rule {
		return funcs{request: func(m *rewrite.Message) error {
			return m.MapOps(func(o rewrite.Op, emit func(rewrite.Op)) error {
				if o.At().Name != name {
					emit(o)
				}
				return nil
			})
		}}
	}
	m := patch(`{"op":"add","path":"a","value":1},{"op":"add","path":"b","value":1},{"op":"add","path":"a","value":2},{"op":"add","path":"c"}`)
	var trace rewrite.Trace
	if err := chainOf(drop("a"), drop("x"), drop("b")).Do(m, &trace, answers(204, "")); err != nil {
		t.Fatal(err)
	}
	for i, want := range []int{2, 0, 1} {
		if trace.Visit(i).Dropped != want {
			t.Errorf("rule %d dropped %d, want %d", i, trace.Visit(i).Dropped, want)
		}
	}
}

// Operations may be edited again after they were written.
func TestOperationsAfterAddMember(t *testing.T) {
	mapping := func(f func(o rewrite.Op, emit func(rewrite.Op))) rewrite.Rule {
		return funcs{request: func(m *rewrite.Message) error {
			return m.MapOps(func(o rewrite.Op, emit func(rewrite.Op)) error { f(o, emit); return nil })
		}}
	}
	dropFirst := mapping(func(o rewrite.Op, emit func(rewrite.Op)) {
		if o.At().Name != "a" {
			emit(o)
			emit(o)
		}
	})
	add := funcs{request: func(m *rewrite.Message) error { return m.AddMember("schemas", "[]") }}
	name := mapping(func(o rewrite.Op, emit func(rewrite.Op)) { emit(o.Named("replace")) })
	m := patch(`{"op":"add","path":"a"}, {"op":"add","path":"b"}`)
	sent := ""
	err := chainOf(dropFirst, add, name).Do(m, &rewrite.Trace{}, func(m *rewrite.Message) error { sent = m.Body; m.Answer(204, "", ""); return nil })
	want := `{"Operations":[{"op":"replace","path":"b"},{"op":"replace","path":"b"}],"schemas":[]}`
	if err != nil || sent != want {
		t.Errorf("%v %s", err, sent)
	}
	m = patch(`{"op":"add","path":"a"}`)
	err = chainOf(dropFirst, add, name).Do(m, &rewrite.Trace{}, func(*rewrite.Message) error { t.Error("sent"); return nil })
	if err != nil || m.Status != 204 {
		t.Errorf("%v %d", err, m.Status)
	}
}

// joined runs a rule that does f with each operation of a PATCH, and returns what
// the target sees of them and what was counted.
func joined(t *testing.T, ops string, f func(op rewrite.Op, emit func(rewrite.Op)) (bool, error)) (sent string, v rewrite.Visit, err error) {
	t.Helper()
	var trace rewrite.Trace
	r := funcs{request: func(m *rewrite.Message) error { return m.JoinOps(f) }}
	err = chainOf(r).Do(patch(ops), &trace, func(m *rewrite.Message) error {
		sent = m.Body
		m.Answer(204, "", "")
		return nil
	})
	return sent, trace.Visit(0), err
}

const threeTitles = `{"op":"add","path":"title","value":1},{"op":"add","path":"title","value":2},{"op":"add","path":"a","value":3}`

// An operation whose words stand in another is not dropped, and one that was
// replaced by something else is.
func TestJoinOps(t *testing.T) {
	f := func(ops, want string, dropped int, join func(op rewrite.Op, emit func(rewrite.Op)) (bool, error)) {
		t.Helper()
		sent, v, err := joined(t, ops, join)
		if want = `{"Operations":[` + want + `]}`; err != nil || sent != want || v.Dropped != dropped {
			t.Errorf("%v\n got %s\nwant %s\n%d dropped, want %d", err, sent, want, v.Dropped, dropped)
		}
	}
	title := filter.Target{Path: path("title")}
	const one = `{"op":"add","path":"title","value":[1,2]},{"op":"add","path":"a","value":3}`
	f(threeTitles, one, 0, func(op rewrite.Op, emit func(rewrite.Op)) (bool, error) {
		switch op.Value {
		case "1":
			emit(op.Valued("[1,2]"))
		case "3":
			emit(op)
		}
		return true, nil
	})
	f(threeTitles, `{"op":"add","path":"title","value":2},{"op":"add","path":"a","value":3}`, 1,
		func(op rewrite.Op, emit func(rewrite.Op)) (bool, error) {
			switch op.Value {
			case "1":
				emit(op.Made(title, "2")) // in the place of the first, of which nothing is left
			case "3":
				emit(op)
			}
			return op.Value != "1", nil
		})
	f(threeTitles, threeTitles, 0, func(op rewrite.Op, emit func(rewrite.Op)) (bool, error) { emit(op); return true, nil })
}

// Nothing is changed or counted by a rule that fails, or that sees no operation.
func TestJoinOpsOfNone(t *testing.T) {
	fault := errors.New("fault")
	sent, v, err := joined(t, threeTitles, func(op rewrite.Op, _ func(rewrite.Op)) (bool, error) {
		if op.Value == "2" {
			return true, fault
		}
		return false, nil
	})
	if !errors.Is(err, fault) || sent != "" || v.Dropped != 0 {
		t.Errorf("%v, sent %q, %d dropped", err, sent, v.Dropped)
	}
	m := &rewrite.Message{Method: "POST", Resource: "Users", Body: `{"Operations":[` + threeTitles + `]}`}
	joins := func(m *rewrite.Message) error {
		return m.JoinOps(func(rewrite.Op, func(rewrite.Op)) (bool, error) { return false, fault })
	}
	var trace rewrite.Trace
	err = chainOf(funcs{request: joins}).Do(m, &trace, answers(201, `{"id":"1"}`))
	if err != nil || trace.Visit(0).Request != rewrite.Kept {
		t.Errorf("%v, %v", err, trace.Visit(0).Request)
	}
}

// asking is a rule about one attribute that asks what of a message is odd.
type asking struct {
	funcs
	about string
}

func (r asking) Touches() []string { return []string{r.about} }

func (r asking) Request(m *rewrite.Message) error {
	if !m.Odd(rewrite.OddUndeclared) {
		return errors.New("an attribute that no schema declares is not odd")
	}
	return nil
}

// An attribute that a rule names and no schema declares has no definition to be held against.
func TestOddNamesOfRules(t *testing.T) {
	c := chainOf(asking{about: "status"}, asking{about: "state"})
	for _, op := range []string{
		`{"op":"replace","path":"status","value":"retired"}`, `{"op":"add","path":"state","value":1}`,
		`{"op":"add","value":{"state":1}}`,
	} {
		var trace rewrite.Trace
		if err := c.Do(patch(op), &trace, answers(204, "")); err != nil {
			t.Errorf("%s: %v", op, err)
		}
	}
}
