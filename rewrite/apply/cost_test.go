package apply_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"scimshim/rewrite/apply"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/racetest"
)

// large returns a resource with so many values of an attribute.
func large(attribute string, n int) string {
	var b strings.Builder
	fmt.Fprintf(&b, `{"id":"1","userName":"jo","%s":[`, attribute)
	for i := range n {
		fmt.Fprintf(&b, `{"value":"id-%d","display":"Somebody","type":"work"},`, i)
	}
	return b.String()[:b.Len()-1] + "]}"
}

// A thousand operations on ten thousand values end soon: what selects by the value is carried out,
// and what looks at all values each time is carried out or refused.
func TestManyOperationsOnManyValues(t *testing.T) {
	racetest.SkipCost(t)
	for _, c := range []struct {
		endpoint, attribute, op string
		fine                    bool
	}{
		{"Groups", "members", `{"op":"remove","path":"members[value eq \"id-%d\"]"}`, true},
		{"Groups", "members", `{"op":"remove","path":"members","value":[{"value":"id-%d"}]}`, true},
		{"Groups", "members", `{"op":"add","path":"members","value":[{"value":"new-%d"}]}`, true},
		{"Users", "emails", `{"op":"replace","path":"emails[value eq \"id-%d\"].display","value":"x"}`, true},
		{"Users", "emails", `{"op":"add","path":"emails","value":[{"value":"new-%d","primary":true}]}`, true},
		{"Users", "emails", `{"op":"remove","path":"emails[display eq \"id-%d\"].type"}`, false},
		{"Users", "emails", `{"op":"add","path":"emails.display","value":"x%d"}`, false},
		{"Users", "emails", `{"op":"replace","path":"emails[type eq \"work\"].display","value":"%02000d"}`, false},
		{"Users", "emails", `{"op":"remove","path":"emails","value":[{"type":"t-%d"}]}`, false},
	} {
		ops := make([]string, 1000)
		for i := range ops {
			ops[i] = fmt.Sprintf(c.op, i)
		}
		list, err := operationsOf([]byte(`{"schemas":["` + patchOp + `"],"Operations":[` + strings.Join(ops, ",") + `]}`))
		if err != nil {
			t.Fatal(err)
		}
		resource, from := large(c.attribute, 10_000), time.Now()
		after, e := apply.Patch(filter.Core(), c.endpoint, resource, list)
		took := time.Since(from)
		if took > 10*time.Second {
			t.Errorf("%s took %v", c.op, took)
		}
		if c.fine && e != nil || len(after) > 2*len(resource)+8<<20 {
			t.Errorf("%s: %v, and %d bytes", c.op, e, len(after))
		}
		t.Logf("%v %v %s", took.Round(time.Millisecond), e, c.op)
	}
}
