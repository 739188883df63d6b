package rulestest

import (
	"flag"
	"fmt"
	"strings"
	"testing"

	"scimshim/rewrite"
	"scimshim/rules"
	"scimshim/rules/cases"
)

// Thorough is whether there is time for all of what is otherwise done in part.
var Thorough = flag.Bool("thorough", false,
	"make all requests at random, not a quarter of them, and let each kind meet all large messages, not half of them")

// Often returns how many of so many requests there is time for.
func Often(n int) int {
	switch {
	case RaceDetector:
		return max(1, n/40)
	case *Thorough:
		return n
	}
	return n / 4
}

// SkipCost skips a test of what a large message costs under the race detector.
func SkipCost(t *testing.T) {
	t.Helper()
	if RaceDetector {
		t.Skip("it is the cost that is looked at, which the race detector multiplies; no two goroutines meet")
	}
}

// Repeat returns n numbered texts with commas between them.
func Repeat(n int, format string) string {
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, format, i)
	}
	return b.String()
}

// LargeExchange takes one message through a set.
func LargeExchange(t *testing.T, set *rules.Set, m *rewrite.Message, answer string) {
	t.Helper()
	m.Resource, m.Route = "Users", cases.Route
	if len(m.Body) > 1<<20 || len(answer) > 8<<20 {
		t.Errorf("a body of %d bytes, an answer of %d", len(m.Body), len(answer))
	}
	var trace rewrite.Trace
	err := set.Chain.Do(m, &trace, func(m *rewrite.Message) error {
		m.Answer(200, "", answer)
		return nil
	})
	if _, ok := Refused(err); err != nil && !ok {
		t.Errorf("%v", err)
	}
}
