package cycle

import (
	"math/rand/v2"
	"strings"
	"testing"
)

func TestHears(t *testing.T) {
	c := &Cast{Mover: Person{ID: "m"}}
	f := func(hear func(*Cast, Answer) string, answer string, good bool) {
		t.Helper()
		if wrong := hear(c, ReadAnswer(answer)); (wrong == "") != good {
			t.Errorf("to the answer %s the cycle says %q", answer, wrong)
		}
	}
	f(Nobody, `{"totalResults":0,"Resources":[]}`, true)
	f(Nobody, `{"totalResults":1,"Resources":[{"id":"m"}]}`, false)
	f(theMover, `{"totalResults":1,"Resources":[{"id":"m"}]}`, true)
	f(theMover, `{"totalResults":1,"Resources":[{"id":"x"}]}`, false)
	f(theMover, `{"totalResults":2,"Resources":[{"id":"m"},{"id":"x"}]}`, false)
	f(theMover, `{"totalResults":0,"Resources":[]}`, false)
	created := func(c *Cast, a Answer) string { return Created(&c.Joiner.ID, a) }
	f(created, `{"id":"7"}`, true)
	f(created, `{}`, false)
	f(created, `<html>`, false)
	if c.Joiner.ID != "7" {
		t.Errorf("the id that was created is kept as %q", c.Joiner.ID)
	}
}

func TestNewCast(t *testing.T) {
	make := func(seed uint64) *Cast { return NewCast(rand.New(rand.NewPCG(seed, 0))) }
	if one, again := *make(1), *make(1); one != again || one == *make(2) {
		t.Error("the same seed makes up other people, or another the same")
	}
	for n := range uint64(500) {
		c := make(n)
		mails := map[string]bool{c.Joiner.Mail: true, c.Mover.Mail: true, c.Leaver.Mail: true, c.Moved(): true}
		if len(mails) != 4 || c.Mover.NewName == c.Mover.Family || !strings.HasSuffix(c.Moved(), "@example.com") {
			t.Fatalf("seed %d: two people share an e-mail, or the mover keeps it: %+v", n, c)
		}
	}
}
