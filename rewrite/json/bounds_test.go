package json

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

// A text beyond a bound is not read to its end, and one within is read as without bounds.
func TestReadWithin(t *testing.T) {
	names := NewNames([]string{"a", "emails"})
	bounds := Bounds{Values: 3000, Members: 300}
	members := func(n int) string { return "{" + numberedMembers(n) + "}" }
	objects := func(n int) string { return "[" + strings.Repeat(`{"a":1},`, n-1) + `{"a":1}]` }
	for _, c := range []struct {
		text   string
		beyond Bound
	}{
		{members(300), NoBound},
		{members(302) + "no JSON", OfMembers},
		{`{"x":` + members(300) + `,"y":` + members(300) + `,"a":[` + members(302), OfMembers},
		{objects(1400), NoBound},
		{objects(20_000) + "no JSON", OfValues},
		{"[" + strings.Repeat("1,", 20_000) + "no JSON", OfValues},
	} {
		tape := TakeTape()
		err := tape.ReadWithin(c.text, names, bounds)
		var bad *Error
		if c.beyond == NoBound {
			if free := Check(c.text); err != nil || free != nil {
				t.Errorf("%.40s: %v, %v", c.text, err, free)
			}
		} else if !errors.As(err, &bad) || bad.Beyond != c.beyond || len(tape.nodes) > 0 {
			t.Errorf("%.40s: %v", c.text, err)
		}
		if err := tape.Read(`{"a":1}x`, names); !errors.As(err, &bad) || bad.Beyond != NoBound {
			t.Errorf("after it: %v", err)
		}
		tape.Release()
	}
}

// numberedMembers returns n members of different names.
func numberedMembers(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `,"n%d":1`, i)
	}
	return b.String()[1:]
}
