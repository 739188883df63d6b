package adopt_test

import (
	"fmt"
	"strings"
	"testing"

	"scimshim/rewrite"
	"scimshim/rules/rulestest"
)

// A desk is a target with one user, whom a client means to create.
type desk struct {
	title    string
	silent   bool // it confirms changes without the resource
	changes  int
	requests int
	strikes  int // the request at which a fault strikes, from 1; 0 for none
	fault    string
}

const (
	deskPost = `{"schemas":["` + rulestest.CoreUser + `"],"userName":"anna","title":"Dr."}`
	unproven = `<html>a gateway</html>`
)

func (d *desk) user() string {
	return `{"schemas":["` + rulestest.CoreUser + `"],"id":"7","userName":"anna","title":"` + d.title +
		`","meta":{"location":"https://t.example/Users/7"}}`
}

// serve answers one request, or does what the fault says.
func (d *desk) serve(m *rewrite.Message) error {
	d.requests++
	struck := d.requests == d.strikes
	switch {
	case struck && d.fault == "cut", struck && d.fault == "stall":
		return &rewrite.Refusal{Status: map[string]int{"cut": 502, "stall": 504}[d.fault], Reason: rewrite.TargetError, Detail: "no answer"}
	case struck && d.fault == "500":
		m.Answer(500, "", `{`+rulestest.SCIMError+`,"status":"500","detail":"internal error"}`)
		return nil
	case struck && d.fault == "429":
		m.Answer(429, "", `{`+rulestest.SCIMError+`,"status":"429"}`)
		return nil
	}
	d.do(m)
	switch {
	case struck && d.fault == "lost":
		return &rewrite.Refusal{Status: 504, Reason: rewrite.TargetError, Detail: "no answer"}
	case struck && d.fault == "html":
		m.Answer(200, "", unproven)
	case struck && d.fault == "nonsense":
		m.Answer(200, "", `{"a":[]}`)
	case struck && d.fault == "another":
		m.Answer(200, "", strings.ReplaceAll(d.user(), `"7"`, `"8"`))
	case struck && d.fault == "half":
		m.Answer(m.Status, "", m.Body[:len(m.Body)/2])
	}
	return nil
}

func (d *desk) do(m *rewrite.Message) {
	switch {
	case m.Method == "POST":
		m.Answer(409, "", `{`+rulestest.SCIMError+`,"status":"409","scimType":"uniqueness","detail":"taken"}`)
	case m.Method == "PATCH":
		d.title = "Dr."
		d.changes++
		if d.silent {
			m.Answer(204, "", "")
		} else {
			m.Answer(200, "", d.user())
		}
	case m.ID != "":
		m.Answer(200, "", d.user())
	default:
		m.Answer(200, "", `{`+rulestest.ListURNs+`,"totalResults":1,"Resources":[`+d.user()+`]}`)
	}
}

// Whatever happens at whichever request: nothing is sent twice, what was done is either answered with
// 201 or reported, and the repetition of the request ends with the user changed once and linked.
func TestFaults(t *testing.T) {
	set := rulestest.Compile(t, rulestest.File("users: {adopt: {by: userName, policy: update}}"))
	cells, partial := 0, 0
	for _, silent := range []bool{false, true} {
		steps := 4 // POST, look-up, reading, PATCH
		if silent {
			steps++ // reading what it has become
		}
		for step := 1; step <= steps; step++ {
			for _, fault := range []string{"cut", "stall", "500", "429", "lost", "html", "nonsense", "another", "half"} {
				name := fmt.Sprintf("silent=%t request %d %s", silent, step, fault)
				cells++
				d := &desk{silent: silent, strikes: step, fault: fault}
				m, err := d.play(set.Chain)
				refusal, refused := rulestest.Refused(err)
				reported := refused && refusal.Reason == rewrite.Partial
				if reported {
					partial++
				}
				switch {
				case d.requests > steps || d.changes > 1:
					t.Errorf("%s: %d requests, %d changes", name, d.requests, d.changes)
				case err == nil && m.Status == 201 && d.changes != 1 && step > 1:
					t.Errorf("%s: answered with 201, and nothing was done", name)
				case d.changes > 0 && !reported && (err != nil || m.Status != 201):
					t.Errorf("%s: a change is not reported: %v %d %s", name, err, m.Status, m.Body)
				case err == nil && m.Status != 201 && m.Status != 409 && step > 1:
					t.Errorf("%s: answered with %d %s", name, m.Status, m.Body)
				}
				d.strikes = 0
				d.requests = 0
				m, err = d.play(set.Chain)
				if err != nil || m.Status != 201 || d.changes != 1 {
					t.Errorf("%s: repeated: %v %d, %d changes", name, err, m.Status, d.changes)
				}
			}
		}
	}
	t.Logf("%d cells, of which %d report a part", cells, partial)
}

func (d *desk) play(c *rewrite.Chain) (*rewrite.Message, error) {
	m := &rewrite.Message{Method: "POST", Resource: "Users", Body: deskPost}
	return m, c.Do(m, new(rewrite.Trace), d.serve)
}

// The time that a request has may end between two requests: nothing follows.
func TestDue(t *testing.T) {
	set := rulestest.Compile(t, rulestest.File("users: {adopt: {by: userName, policy: update}}\nqueries: {sort: never}"))
	for limit := 1; limit < 6; limit++ {
		d := &desk{silent: true}
		over := &rewrite.Refusal{Status: 504, Reason: rewrite.TargetError, Detail: "the time is over"}
		m := &rewrite.Message{Method: "POST", Resource: "Users", Body: deskPost, Due: func(*rewrite.Message) error {
			if d.requests >= limit {
				return over
			}
			return nil
		}}
		err := set.Chain.Do(m, new(rewrite.Trace), d.serve)
		if d.requests > limit {
			t.Errorf("%d requests were sent, and the time was over after %d", d.requests, limit)
		}
		if f, ok := rulestest.Refused(err); d.changes > 0 && limit < 5 && (!ok || f.Reason != rewrite.Partial && f != over) {
			t.Errorf("after %d: %v", limit, err)
		}
	}
}
