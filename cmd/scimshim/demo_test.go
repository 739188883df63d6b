package main

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf8"

	"scimshim/proxy/mock"
)

func TestDemoFitsTheScreen(t *testing.T) {
	t.Parallel()
	seeds := uint64(4)
	if raceDetector {
		seeds = 1
	}
	for seed := range seeds {
		var b bytes.Buffer
		if err := playPairs(&b, demoPairs, seed); err != nil {
			t.Fatalf("seed %d: %v\n%s", seed, err, &b)
		}
		for line := range strings.Lines(b.String()) {
			line = strings.TrimSuffix(line, "\n")
			if n := utf8.RuneCountInString(line); n > width || strings.TrimRight(line, " ") != line {
				t.Errorf("seed %d: a line of %d columns: %q", seed, n, line)
			}
		}
	}
}

// newTestShow starts a show that ends with the test.
func newTestShow(t *testing.T, pair demoPair) *show {
	t.Helper()
	s, err := newShow(pair, *newCast(rand.New(rand.NewPCG(3, 0))))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.close)
	return s
}

// playShow plays a show and returns what was told, and whether it was good.
func playShow(t *testing.T, s *show, before func()) (string, bool) {
	t.Helper()
	var b bytes.Buffer
	n := newNarrator(&b)
	o, err := s.play(n.step)
	if err != nil {
		t.Fatal(err)
	}
	before()
	n.table(s, o)
	good := n.ending(s, o)
	return b.String(), good
}

// Where the proxy is missing, the demo must not say that it did anything.
func TestDemoWithoutProxy(t *testing.T) {
	refused := map[string]int{"servicenow": 11, "atlassian": 11, "aws-identity-center": 12, "github-emu": 12}
	for _, pair := range demoPairs {
		s := newTestShow(t, pair)
		bare, err := newStage(pair.target, s.through.seeds())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(bare.close)
		s.through.stage = bare
		text, good := playShow(t, s, func() {})
		n := refused[pair.target]
		want := fmt.Sprintf("refused straight: %d of 15; right through the proxy: %d of 15", n, 15-n)
		if good || !strings.Contains(text, want) {
			t.Errorf("%s: without the proxy the demo is good: %v\n%s", pair, good, text)
		}
	}
}

// Whatever is wrong with what is in the target at the end must show.
func TestDemoReadsTheEnd(t *testing.T) {
	t.Parallel()
	f := func(found string, spoil func(c *cast) (endpoint, resource string)) {
		t.Helper()
		s := newTestShow(t, demoPairs[0])
		text, good := playShow(t, s, func() {
			if _, err := s.through.target.Seed(spoil(&s.through.cast)); err != nil {
				t.Fatal(err)
			}
		})
		if good || strings.Count(text, "          ✗          "+found) != 1 {
			t.Errorf("the end is called good: %v, and it is not told that %s\n%s", good, found, text)
		}
	}
	f("the leaver, ", func(c *cast) (string, string) { return "Users", seed(&c.leaver) })
	f("the mover's user name and only e-mail", func(c *cast) (string, string) { return "Users", seed(&c.mover) })
	f("nobody is there twice", func(c *cast) (string, string) {
		again := c.joiner
		again.id = ""
		return "Users", seed(&again)
	})
	f("the group ", func(c *cast) (string, string) {
		return "Groups", `{"id":"` + c.groupID + `","displayName":"` + c.group + `"}`
	})
	f("the joiner, ", func(c *cast) (string, string) {
		other := c.leaver
		other.id = c.joiner.id
		return "Users", seed(&other)
	})
}

func TestDemoJudgesAnswers(t *testing.T) {
	c := &cast{mover: person{id: "m"}}
	f := func(hear func(*cast, demoAnswer) string, answer string, good bool) {
		t.Helper()
		x := exchange{body: answer}
		if wrong := hear(c, x.answer()); (wrong == "") != good {
			t.Errorf("to the answer %s the demo says %q", answer, wrong)
		}
	}
	f(nobody, `{"totalResults":0,"Resources":[]}`, true)
	f(nobody, `{"totalResults":1,"Resources":[{"id":"m"}]}`, false)
	f(theMover, `{"totalResults":1,"Resources":[{"id":"m"}]}`, true)
	f(theMover, `{"totalResults":1,"Resources":[{"id":"x"}]}`, false)
	f(theMover, `{"totalResults":2,"Resources":[{"id":"m"},{"id":"x"}]}`, false)
	f(theMover, `{"totalResults":0,"Resources":[]}`, false)
	created := func(c *cast, a demoAnswer) string { return created(&c.joiner.id, a) }
	f(created, `{"id":"7"}`, true)
	f(created, `{}`, false)
	f(created, `<html>`, false)
	if c.joiner.id != "7" {
		t.Errorf("the id that was created is kept as %q", c.joiner.id)
	}
}

func TestDemoMakesPeopleUp(t *testing.T) {
	make := func(seed uint64) *cast { return newCast(rand.New(rand.NewPCG(seed, 0))) }
	if one, again := *make(1), *make(1); one != again || one == *make(2) {
		t.Error("the same seed makes up other people, or another the same")
	}
	for n := range uint64(500) {
		c := make(n)
		mails := map[string]bool{c.joiner.mail: true, c.mover.mail: true, c.leaver.mail: true, c.moved(): true}
		if len(mails) != 4 || c.mover.newName == c.mover.family || !strings.HasSuffix(c.moved(), "@example.com") {
			t.Fatalf("seed %d: two people share an e-mail, or the mover keeps it: %+v", n, c)
		}
	}
}

func TestFold(t *testing.T) {
	f := func(text string, want ...string) {
		t.Helper()
		if got := strings.Join(fold(text, 10), "|"); got != strings.Join(want, "|") {
			t.Errorf("fold(%q) = %q, want %q", text, got, want)
		}
	}
	f("", "")
	f("0123456789", "0123456789")
	f("01234,56789", "01234,", "56789")
	f("01234 56789", "01234 ", "56789")
	f("0123, 45678", "0123, ", "45678")
	f("0,1234567890", "0,12345678", "90")
	f("ééééééééééé", "éééééééééé", "é")
}

// A target that refuses to create is helped by hand, so that the other steps
// are tried; for the proxy it is none the less not right.
func TestDemoGoesOn(t *testing.T) {
	t.Parallel()
	s := newTestShow(t, demoPairs[0])
	for _, target := range []*mock.Target{s.straight.target, s.through.target} {
		target.Fault(mock.Fault{Kind: "status", Status: 500, After: 2, Times: 1})
	}
	text, good := playShow(t, s, func() {})
	for _, want := range []string{
		"    straight     ✗ 500: Internal error",
		"    scimshim     ✗ 500: Internal error",
		"(put there by hand, to go on)\n",
		" 3  create the joiner                         ✗ refused, 500 ✗ refused, 500   joiner not there\n",
		"refused straight: 12 of 15; right through the proxy: 14 of 15",
		"    ✓          ✓          the joiner, ",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("it is not told that %q", want)
		}
	}
	if good || t.Failed() {
		t.Errorf("good: %v\n%s", good, text)
	}
}
