package demo

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"scimshim/rules"
)

// Each story fails directly, is cured, and fits the screen.
func TestStories(t *testing.T) {
	t.Parallel()
	for _, s := range Stories() {
		var b bytes.Buffer
		good, err := PlayStories(&b, []Story{s}, false)
		if err != nil || !good {
			t.Errorf("%s: %v, %v", s.Name, good, err)
		}
		for line := range strings.Lines(b.String()) {
			line = strings.TrimSuffix(line, "\n")
			if n := utf8.RuneCountInString(line); n > storyWidth || strings.TrimRight(line, " ") != line {
				t.Errorf("%s: a line of %d columns: %q", s.Name, n, line)
			}
		}
	}
}

// What is not as it is told must show: a cure that does not cure, a way that does not fail, other words.
func TestStoriesThatAreWrong(t *testing.T) {
	t.Parallel()
	f := func(what, want string, spoil func(s *Story)) {
		t.Helper()
		s := filterAtAtlassian
		s.directly, s.shimmed = slices.Clone(s.directly), slices.Clone(s.shimmed)
		s.meant = slices.Clone(s.meant)
		spoil(&s)
		var b bytes.Buffer
		good, err := PlayStories(&b, []Story{s, filterAtServiceNow}, false)
		if err != nil || good {
			t.Errorf("%s: %v, %v", what, good, err)
		}
		for _, text := range []string{want, "  ✗  atlassian-filter", "  ✓  servicenow-filter"} {
			if !strings.Contains(b.String(), text) {
				t.Errorf("%s: it is not told that %s\n%s", what, text, &b)
			}
		}
	}
	f("no cure", "that is not 200, as it is told: ", func(s *Story) {
		s.given = []rules.Given{{Name: "match_email", Value: "refuse"}}
	})
	f("another number", "that is not 1, as it is told", func(s *Story) { s.shimmed[0].finds = 1 })
	f("other words", `that does not say "no filter"`, func(s *Story) { s.directly[0].quotes = []string{"no filter"} })
	f("another end", "✗          ✗          Nils is there, once", func(s *Story) { s.meant[0].holds = there("x", whoever) })
	f("a way that works", "✓          ✓          Nils is there, once", func(s *Story) {
		s.directly = slices.Clone(s.shimmed[1:2])
		s.meant = s.meant[:1]
		s.given, s.shimmed = filterAtAtlassian.given, s.shimmed[:2]
	})
}

func TestExcerpt(t *testing.T) {
	f := func(text, want string, phrases ...string) {
		t.Helper()
		if got := excerpt(text, phrases); got != want {
			t.Errorf("excerpt(%q, %q) = %q, want %q", text, phrases, got, want)
		}
	}
	f("One. Two. Three.", "One. …", "One")
	f("One. Two. Three.", "… Two. …", "Two")
	f("One. Two. Three.", "One. … Three.", "One", "Three")
	f("One. Two. Three.", "…")
	f("One two", "One two", "two")
}
