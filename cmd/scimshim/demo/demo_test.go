package demo

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf8"

	"scimshim/cmd/scimshim/demo/cycle"
	"scimshim/proxy/mock"
	"scimshim/rewrite/racetest"
)

func TestDemoFitsTheScreen(t *testing.T) {
	t.Parallel()
	seeds := uint64(4)
	if racetest.On {
		seeds = 1
	}
	for seed := range seeds {
		var b bytes.Buffer
		for _, pair := range Pairs() {
			if good, err := Play(&b, pair, seed, false); err != nil || !good {
				t.Fatalf("seed %d: %v, %v\n%s", seed, good, err, &b)
			}
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
func newTestShow(t *testing.T, pair Pair) *show {
	t.Helper()
	s, err := newShow(pair, *cycle.NewCast(rand.New(rand.NewPCG(3, 0))))
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
	n := &narrator{w: &b}
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
	for _, pair := range pairs {
		s := newTestShow(t, pair)
		var before []resource
		for _, user := range s.through.Seeds() {
			before = append(before, resource{"Users", user})
		}
		bare, err := newStage(pair.Target, before)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(bare.close)
		s.through.stage = bare
		text, good := playShow(t, s, func() {})
		n := refused[pair.Target]
		want := fmt.Sprintf("refused straight: %d of 15; right through the proxy: %d of 15", n, 15-n)
		if good || !strings.Contains(text, want) {
			t.Errorf("%s: without the proxy the demo is good: %v\n%s", pair, good, text)
		}
	}
}

// Whatever is wrong with what is in the target at the end must show.
func TestDemoReadsTheEnd(t *testing.T) {
	t.Parallel()
	f := func(found string, spoil func(c *cycle.Cast) (endpoint, resource string)) {
		t.Helper()
		s := newTestShow(t, pairs[0])
		text, good := playShow(t, s, func() {
			if _, err := s.through.target.Seed(spoil(&s.through.Cast)); err != nil {
				t.Fatal(err)
			}
		})
		if good || strings.Count(text, "          ✗          "+found) != 1 {
			t.Errorf("the end is called good: %v, and it is not told that %s\n%s", good, found, text)
		}
	}
	f("the leaver, ", func(c *cycle.Cast) (string, string) { return "Users", c.Leaver.Seed() })
	f("the mover's user name and only e-mail", func(c *cycle.Cast) (string, string) { return "Users", c.Mover.Seed() })
	f("nobody is there twice", func(c *cycle.Cast) (string, string) {
		again := c.Joiner
		again.ID = ""
		return "Users", again.Seed()
	})
	f("the group ", func(c *cycle.Cast) (string, string) {
		return "Groups", `{"id":"` + c.GroupID + `","displayName":"` + c.Group + `"}`
	})
	f("the joiner, ", func(c *cycle.Cast) (string, string) {
		other := c.Leaver
		other.ID = c.Joiner.ID
		return "Users", other.Seed()
	})
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
	s := newTestShow(t, pairs[0])
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
