package laws_test

import (
	"encoding/json"
	"math"
	"strings"
	"testing"
	"time"

	"scimshim/rewrite"
	"scimshim/rules"
	"scimshim/rules/cases"
	"scimshim/rules/rulestest"
)

// twentyRules look at each PATCH of a user and find nothing to change in one
// that is RFC 7644 already.
const twentyRules = `
name: looking
for: target
attributes:
  users: {number: {urn: 'urn:example:2.0:User', number: any}, name.suffix: any}
read: [element_compare, unescaped]
normalize: [op_case, booleans, empty_values, schemas]
drop: [enterprise.division]
rename:
  - {from: preferredLanguage, to: locale}
  - {from: name.honorificSuffix, to: name.suffix}
users:
  drop: [nickName, profileUrl]
  rename: {from: externalId, to: number.number}
  set:
    ims.type: {value: xmpp, when: always}
    addresses.country: {value: CH, when: always}
  stores:
    x509Certificates: {stored: false, action: refuse}
  filter:
    match: 'emails[type eq "work" and value eq {v}]'
    to: 'userName eq {v}'
    assume: complete
    guard: {attributes: [nickName, 'ims[type eq "xmpp"].value'], action: refuse}
  patch:
    elements:
      addresses: {paths: ['addresses[type eq "home"].locality'], write: remove_add, assume: bare_element}
      ims: {paths: ['ims[type eq "xmpp"].value'], write: replace, assume: single_element}
    never:
      - {name: limits, forms: [remove_with_value, remove_all, flat_keys, empty_value, missing_value, missing_path,
                               foreign_member, not_object, element_type, core_urn]}
`

// canonicalPatch returns a PATCH of about 2 KB as an identity provider sends
// it once it is RFC 7644.
func canonicalPatch() string {
	ops := []string{
		`{"op":"replace","path":"active","value":true}`,
		`{"op":"replace","path":"displayName","value":"Barbara \"Babs\" Jensen"}`,
		`{"op":"replace","path":"title","value":"Tour Guide, Z\u00fcrich"}`,
		`{"op":"replace","path":"name.givenName","value":"Barbara"}`,
		`{"op":"replace","path":"name.familyName","value":"Jensen"}`,
		`{"op":"replace","path":"emails[type eq \"work\"].value","value":"bjensen@example.com"}`,
		`{"op":"replace","path":"emails[type eq \"home\"].value","value":"babs@example.com"}`,
		`{"op":"replace","path":"phoneNumbers[type eq \"work\"].value","value":"+41 44 555 01 00"}`,
		`{"op":"replace","path":"phoneNumbers[type eq \"mobile\"].value","value":"+41 79 555 01 00"}`,
		`{"op":"replace","path":"addresses[type eq \"work\"].streetAddress","value":"100 Universal City Plaza"}`,
		`{"op":"replace","path":"addresses[type eq \"work\"].country","value":"CH"}`,
		`{"op":"remove","path":"addresses[type eq \"other\"]"}`,
		`{"op":"replace","path":"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department",` +
			`"value":"Tour Operations"}`,
		`{"op":"replace","path":"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager",` +
			`"value":{"value":"26118915-6090-4610-87e4-49d8ca9f808d"}}`,
		`{"op":"add","path":"photos","value":[{"value":"https://photos.example.com/profilephoto/72930000000Ccne/F",` +
			`"type":"photo","primary":true},{"value":"https://photos.example.com/profilephoto/72930000000Ccne/T",` +
			`"type":"thumbnail"}]}`,
		`{"op":"add","path":"entitlements","value":[{"value":"b6c9e6c3-7f0d-4d0a-9b0a-2f0c6a1d7e55","display":"Plaza"},` +
			`{"value":"0d3f5a0e-55a4-4a5f-8a52-6a0b5b9a1f10","display":"Gate"}]}`,
		`{"op":"replace","path":"addresses[type eq \"work\"].formatted",` +
			`"value":"100 Universal City Plaza\nHollywood, CA 91608 USA"}`,
		`{"op":"replace","value":{"userType":"Employee","timezone":"Europe/Zurich","name":{"middleName":"Jane"},` +
			`"roles":[{"value":"guide","primary":true},{"value":"lead"}],` +
			`"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"costCenter":"4130"}}}`,
	}
	return `{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[` +
		strings.Join(ops, ",") + `]}`
}

// A lookingBench is a chain that looks at a PATCH and changes nothing.
type lookingBench struct {
	set   *rules.Set
	body  []byte
	m     rewrite.Message
	trace rewrite.Trace
	next  rewrite.Next
}

func newLooking(t testing.TB) *lookingBench {
	b := &lookingBench{set: rulestest.Compile(t, twentyRules), body: []byte(canonicalPatch())}
	b.next = func(m *rewrite.Message) error {
		m.Answer(204, "", "")
		return nil
	}
	return b
}

// run takes the PATCH through the chain once.
func (b *lookingBench) run(t testing.TB) {
	m := &b.m
	m.Reset()
	m.Method, m.Resource, m.ID = "PATCH", "Users", "2819c223-7f76-453a-919d-413861904646"
	m.Route = cases.Route
	m.Body = string(b.body) // the one copy
	if err := b.set.Chain.Do(m, &b.trace, b.next); err != nil {
		t.Fatal(err)
	}
}

// An untouched PATCH costs its copy and nothing else, though 20 rules look at it.
func TestUntouchedPatchAllocates(t *testing.T) {
	b := newLooking(t)
	sent := ""
	answer := b.next
	b.next = func(m *rewrite.Message) error { sent = m.Body; return answer(m) }
	b.run(t)
	if sent != string(b.body) {
		t.Fatalf("the PATCH was changed:\n%s", sent)
	}
	if n := len(b.body); n < 2000 || n > 2400 {
		t.Errorf("the PATCH has %d bytes", n)
	}
	if len(b.trace.Visits()) != 20 {
		t.Errorf("%d rules", len(b.trace.Visits()))
	}
	for i, v := range b.trace.Visits() {
		if v.Outcome() != rewrite.Kept {
			t.Errorf("%s: %s", b.set.Infos[i].Name, v.Outcome())
		}
	}
	b.next = answer
	if rulestest.RaceDetector {
		t.Skip("the race detector lets pools forget, so that allocations cannot be counted")
	}
	if n := testing.AllocsPerRun(200, func() { b.run(t) }); n > 1 {
		t.Errorf("%.0f allocations, want that of the body only", n)
	}
}

func BenchmarkUntouchedPatch(b *testing.B) {
	l := newLooking(b)
	b.ReportAllocs()
	b.SetBytes(int64(len(l.body)))
	for b.Loop() {
		l.run(b)
	}
	ratio(b)
}

// ratio reports how many times as long an operation took as json.Valid takes
// for 1 KB, which makes figures of different machines comparable.
func ratio(b *testing.B) {
	perOp := float64(b.Elapsed().Nanoseconds()) / float64(b.N)
	b.ReportMetric(perOp/validNanos(), "x-json.Valid(1KB)")
}

var oneKB = []byte(`{"schemas":["` + strings.Repeat("urn:example:", 84) + `"]}`)

// validNanos returns the time that json.Valid takes for 1 KB, the best of
// several tries.
func validNanos() float64 {
	const runs = 2000
	best := time.Duration(math.MaxInt64)
	for range 5 {
		start := time.Now()
		for range runs {
			json.Valid(oneKB)
		}
		best = min(best, time.Since(start))
	}
	return float64(best.Nanoseconds()) / runs
}
