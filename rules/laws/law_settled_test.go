package laws_test

import (
	"strings"
	"testing"

	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/formtest"
	"scimshim/rewrite/json"
	"scimshim/rules"
	"scimshim/rules/rulestest"
)

// The requests that are made at random for each client.
const generated = 100_000

// A tally counts what became of the requests.
type tally struct{ sent, changed, answered, refused int }

// What a client's pack has made of a PATCH it makes nothing else of, and it is in
// the form of the RFCs, whatever the client sent: or the PATCH is refused.
func TestClientPacksSettle(t *testing.T) {
	for _, name := range clients(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := &settling{t: t, set: rulestest.Packs(t, name)}
			d := dialect{newMaker(100)}
			for i := 0; i < rulestest.Often(generated) && !t.Failed(); i++ {
				resource, body := d.patch()
				s.check(resource, body)
			}
			t.Logf("%s: %+v", name, s.tally)
			n := rulestest.Often(generated)
			if !t.Failed() && (s.sent < n/3 || s.changed < n/5 || s.refused < n/100 || s.answered < n/1000) {
				t.Errorf("of %d, too few of one sort: %+v", n, s.tally)
			}
		})
	}
}

// A settling runs requests through a client's pack, and then what it makes of
// them.
type settling struct {
	t     *testing.T
	set   *rules.Set
	trace rewrite.Trace
	tally
}

func (s *settling) check(resource, body string) {
	m := inbound("PATCH", resource, body)
	sent, err := s.send(m)
	switch {
	case err != nil:
		s.refused++
		if f, ok := rulestest.Refused(err); !ok || f.Status != 400 {
			s.t.Errorf("%s\nis refused: %v", body, err)
		}
		return
	case sent == nil:
		s.answered++
		return
	}
	s.sent++
	if sent.Body != body {
		s.changed++
	}
	for _, fault := range formtest.Faults(sent, filter.Core()) {
		s.t.Errorf("%s of %s\n%s\nbecomes\n%s", fault, resource, body, sent.Body)
	}
	twice, err := s.send(inbound("PATCH", resource, sent.Body))
	for i, v := range s.trace.Visits() {
		if v.Request == rewrite.Changed {
			s.t.Errorf("%s changes\n%s\nmade of\n%s", s.set.Infos[i].Name, sent.Body, body)
		}
	}
	if err != nil || twice == nil || twice.Body != sent.Body {
		s.t.Errorf("%s\nbecomes\n%s\nand that something else: %v", body, sent.Body, err)
	}
}

// send takes a request through the set, and returns what the target would see.
func (s *settling) send(m *rewrite.Message) (sent *rewrite.Message, err error) {
	err = s.set.Chain.Do(m, &s.trace, func(m *rewrite.Message) error {
		seen := *m
		sent = &seen
		m.Answer(204, "", "")
		return nil
	})
	return sent, err
}

// The generator makes all that the dialects of clients are made of.
func TestDialectHasAll(t *testing.T) {
	d := dialect{newMaker(7)}
	seen := map[string]int{}
	for range 20_000 {
		resource, body := d.patch()
		if err := json.Check(body); err != nil {
			t.Fatalf("%s: %v", body, err)
		}
		for _, fault := range formtest.Faults(inbound("PATCH", resource, body), filter.Core()) {
			for _, sort := range sortsOfFault {
				if strings.Contains(fault, sort) {
					seen[sort]++
				}
			}
		}
	}
	for _, sort := range sortsOfFault {
		if seen[sort] < 5 {
			t.Errorf("only %d requests with the fault %q", seen[sort], sort)
		}
	}
}

// sortsOfFault are what a PATCH can have wrong, as formtest.Faults says it.
var sortsOfFault = []string{
	"is no member of a PATCH", "no list Operations", "schemas does not declare", "op is none of", "is no member of an operation",
	"has no value", "remove has a value", "remove has no path", "path is no text", "path column ", "is spelled",
	"belongs to the extension", "is readOnly", "is null", "is empty", "is an empty text", "has many values",
	"has one value, and holds", "is no boolean", "is no text", "is no object", "without path has no object",
	"is a path, where", "the URN of the core schema", "is compared with", "values that are primary",
}
