package store

import (
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"
)

// A class of characters finds what its regular expression does.
func TestFinder(t *testing.T) {
	for _, pattern := range []string{`[<>;:%\p{Cc}\p{Cf}]`, `[^a-z]`, `[é]`, `x`, `(?i)[k]`, `\PL`, `^[a]`, `[a]$`, `.`, `[\x{FFFD}]`} {
		re := regexp.MustCompile(pattern)
		find := finderOf(re)
		texts := []string{"", "abc", "a<b", "é", "\u200b", "\x00", "\x7f", "\xff", "K", "k", "\n", "ab", "\U0010ffff"}
		for r := range rune(0x300) {
			texts = append(texts, string(r))
		}
		for range 2_000 { // what was found of one character goes for some of the next
			texts = append(texts, string([]rune{200 + rand.Int32N(60), 100 + rand.Int32N(0x2000), 200 + rand.Int32N(60), rand.Int32N(300)}))
		}
		for _, text := range texts {
			if got, want := find(text), re.MatchString(text); got != want {
				t.Errorf("%s in %q: %t, want %t", pattern, text, got, want)
			}
		}
	}
}

// What a long text costs that is to have none of some characters.
func BenchmarkFinder(b *testing.B) {
	re := regexp.MustCompile(`[<>;:%\p{Cc}\p{Cf}]`)
	text := strings.Repeat("é", 1<<19)
	for name, find := range map[string]finder{"class": finderOf(re), "regexp": re.MatchString} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				find(text)
			}
		})
	}
}
