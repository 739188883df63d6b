package workload

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"scimshim/rewrite/racetest"
)

// hostileSize is the size of hostile bodies: what a proxy takes of a request at most.
const hostileSize = 1 << 20

// A hostile is a request that is made to cost as much as one can.
type hostile struct {
	name   string
	method string
	body   string
}

const (
	coreUser = "urn:ietf:params:scim:schemas:core:2.0:User"
	patchOp  = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
)

// hostiles returns bodies of hardly less than hostileSize.
func hostiles() []hostile {
	post := func(name, members string) hostile {
		return hostile{name, "POST", `{"schemas":["` + coreUser + `"],"userName":"a@example.com",` + members + `}`}
	}
	patch := func(name, ops string) hostile {
		return hostile{name, "PATCH", `{"schemas":["` + patchOp + `"],"Operations":[` + ops + `]}`}
	}
	op := func(path, value string) string { return `{"op":"Add","path":"` + path + `","value":` + value + `}` }
	return []hostile{
		post("nested deeply", `"x":`+strings.Repeat(`[`, 31)+strings.Repeat(`]`, 31)+`,"y":[`+
			filled(strings.Repeat(`[`, 30)+strings.Repeat(`]`, 30))+`]`),
		post("nested too deeply", `"x":`+strings.Repeat(`[`, hostileSize/2-200)+strings.Repeat(`]`, hostileSize/2-200)),
		post("many members", numbered(`"name%d":1`)),
		post("many members with texts", numbered(`"name%d":"True"`)),
		post("many members of an attribute", `"name":{`+numbered(`"n%d":"True"`)+`}`),
		post("as many members as may be", numberedOf(60, `"x%d":{`+numberedOf(998, `"a%d":"True"`)+`}`)),
		post("as many members of elements as may be", `"emails":[`+filledOf(60, `{`+numberedOf(998, `"a%d":"True"`)+`}`)+`]`),
		post("as many members of objects as may be", `"emails":[`+filledOf(9990, `{"value":"x","a":"y","b":1,"c":"","d":"True"}`)+`]`),
		post("many names that are one", filled(`"nickName":"x"`)),
		post("many names in other cases", numbered(`"NICKNAME%d":"x"`)),
		post("many names with escapes", numbered(`"\u006eame%d":1`)),
		post("many names with a dot", numbered(`"emails.a%d":"True"`)),
		post("many URNs", numbered(`"urn:example:%d:User":{}`)),
		post("many objects", `"emails":[`+filledOf(9990, `{"value":"x","type":"work","primary":"True"}`)+`]`),
		post("many elements", `"emails":[`+filled(`"a"`)+`]`),
		post("many members of elements", `"emails":[`+strings.Repeat(`{`+numberedOf(180, `"%d":""`)+`},`, 600)+`{}]`),
		post("a text of escapes", `"displayName":"`+strings.Repeat(`\u0041`, hostileSize/6-40)+`"`),
		post("a text of short escapes", `"displayName":"`+strings.Repeat(`\n`, hostileSize/2-120)+`"`),
		post("a long name", `"`+strings.Repeat(`a`, hostileSize-200)+`":1`),
		post("a long name of escapes", `"`+strings.Repeat(`\u0061`, hostileSize/6-40)+`":1`),
		post("a long number", `"x":`+strings.Repeat(`1`, hostileSize-200)),
		post("a long boolean", `"active":"`+strings.Repeat(`T`, hostileSize-200)+`"`),
		post("many numbers", `"x":[`+filledOf(9990, strings.Repeat("1", 100))+`]`),
		post("much space", `"x":`+strings.Repeat(" ", hostileSize-200)+`1`),
		post("other bytes than ASCII", `"displayName":"`+strings.Repeat(`é`, hostileSize/2-100)+`"`),
		post("many objects under URNs", numbered(`"urn:example:%d:User":{"active":"True","emails":[{"value":""}]}`)),
		post("a user name of other bytes than ASCII", `"externalId":"`+strings.Repeat(`é`, hostileSize/2-100)+`"`),
		patch("many operations of nothing", filled(`{}`)),
		patch("many operations without a path", filled(`{"op":"add","value":{"title":""}}`)),
		patch("many operations", filled(op("title", `"x"`))),
		patch("as many operations as may be", filledOf(999, op("title", `"`+strings.Repeat("x", 990)+`"`))),
		patch("many filters in paths", filled(op(`emails[type eq \"work\"].value`, `"x"`))),
		patch("as many filters in paths as may be", numberedOf(999, `{"op":"Add","path":"emails[type eq \"%d\"].value","value":"`+
			strings.Repeat("x", 900)+`"}`)),
		patch("long filters in paths", filledOf(120, op(`emails[`+strings.Repeat(`type eq \"a\" or `, 450)+`type eq \"b\"].value`, `"x"`))),
		patch("a filter of the whole size", op(`emails[`+strings.Repeat(`type eq \"a\" or `, hostileSize/18)+`type eq \"b\"].value`, `"x"`)),
		patch("a path of the whole size", op(strings.Repeat("a.", hostileSize/2-200), `"x"`)),
		patch("many parentheses in a path", op(`emails[`+strings.Repeat("(", hostileSize/2-200)+strings.Repeat(")", hostileSize/2-200)+`]`, `"x"`)),
		patch("many values in an operation", `{"op":"Remove","path":"emails","value":[`+filledOf(9990, `{"value":"1"}`)+`]}`),
		patch("too many values in an operation", `{"op":"Remove","path":"emails","value":[`+filled(`{"value":1}`)+`]}`),
		patch("many members in an operation", `{"op":"Add","value":{`+numbered(`"name%d":"True"`)+`}}`),
		patch("many paths in an operation", `{"op":"Add","value":{`+numbered(`"emails.a%d":"True"`)+`}}`),
		patch("as many members in operations as may be", filledOf(60, `{"op":"Add","value":{`+numberedOf(998, `"name%d":"True"`)+`}}`)),
		patch("as many paths in operations as may be", filledOf(50, `{"op":"Add","value":{`+numberedOf(998, `"emails.a%d":"True"`)+`}}`)),
		patch("as many filters in operations as may be",
			filledOf(24, `{"op":"Add","value":{`+numberedOf(998, `"emails[type eq \"%d\"].value":"True"`)+`}}`)),
		patch("many filters in an operation", `{"op":"Add","value":{`+numbered(`"emails[type eq \"%d\"].value":"x"`)+`}}`),
	}
}

// filled returns a text as often as fits into a hostile body, with commas between.
func filled(text string) string { return filledOf((hostileSize-300)/(len(text)+1), text) }

func filledOf(n int, text string) string { return strings.Repeat(text+",", n-1) + text }

// numbered returns texts of a format with a number, as many as fit, with commas between.
func numbered(format string) string { return numberedOf(hostileSize, format) }

func numberedOf(n int, format string) string {
	var b strings.Builder
	for i := 0; i < n && b.Len() < hostileSize-300-len(format); i++ {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, format, i)
	}
	return b.String()
}

// workload returns the request as one that the target answers.
func (h hostile) workload() Workload {
	return Workload{h.name, func(int) Exchange {
		e := Exchange{Method: h.method, Resource: "Users", Body: h.body, Status: 201,
			Answer: `{"schemas":["` + coreUser + `"],"id":"1","userName":"a@example.com"}`}
		if h.method == "PATCH" {
			e.ID, e.Status, e.Answer = "1", 204, ""
		}
		return e
	}}
}

// mostAllocated is how many bytes a hostile body has allocated for each of its own: that of a tape
// that grows. Where each of many members or operations allocates, it is more.
const mostAllocated = 64

// What a hostile body has allocated is bounded, whatever it is made of.
func TestHostileAllocates(t *testing.T) {
	racetest.SkipCost(t)
	for _, c := range Chains()[:3] {
		for _, h := range hostiles() {
			r := NewRunner(t, c, h.workload(), 1)
			_ = r.do(r.answer)
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			_ = r.do(r.answer)
			runtime.ReadMemStats(&after)
			if n := after.TotalAlloc - before.TotalAlloc; n > uint64(mostAllocated*len(h.body)) {
				t.Errorf("%s, %s: %d bytes allocate %d", c.Name, h.name, len(h.body), n)
			}
		}
	}
}

// A hostile body costs no more than 15 ms of a processor.
func BenchmarkHostile(b *testing.B) {
	for _, h := range hostiles() {
		if len(h.body) > hostileSize {
			b.Fatalf("%s has %d bytes", h.name, len(h.body))
		}
		for _, c := range Chains()[:3] {
			r := NewRunner(b, c, h.workload(), 1)
			b.Run(strings.ReplaceAll(h.name, " ", "_")+"/rules="+c.Name, func(b *testing.B) {
				b.ReportAllocs()
				var err error
				start := processorTime()
				for b.Loop() {
					err = r.do(r.answer)
				}
				b.ReportMetric(float64((processorTime()-start)/time.Microsecond)/float64(b.N), "cpu-µs/op")
				if err != nil && testing.Verbose() {
					b.Log(err)
				}
			})
		}
	}
}
