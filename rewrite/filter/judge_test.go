package filter

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unsafe"

	"scimshim/rewrite/json"
	"scimshim/rewrite/racetest"
)

// onTape returns the value that a text is.
func onTape(t *testing.T, text string) json.Value {
	t.Helper()
	var tape json.Tape
	if err := tape.Read(text, nil); err != nil {
		t.Fatal(err)
	}
	return tape.Root()
}

// A Judge judges as its Scope does, until it is spent.
func TestJudge(t *testing.T) {
	s := Scope{Types: Core(), Resource: "Users", Hidden: func(p Path) bool { return p.Name == "title" }}
	j := NewJudge(s)
	f := func(text, resource string) {
		t.Helper()
		e, err := Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if got, want := j.Holds(e, onTape(t, resource)), s.Holds(e, resource); got != want || j.Spent() {
				t.Errorf("%s on %s: %v, want %v", text, resource, got, want)
			}
		}
	}
	const full = `{"userName":"joe","emails":[{"type":"work","value":"a"},{"type":"home"}],"name":{"givenName":"j"}}`
	for _, resource := range []string{full, `{}`, `{"emails":"a"}`} {
		f(`userName eq "JOE"`, resource)
		f(`title pr`, resource)
		f(`emails eq "a" or emails pr`, resource)
		f(`emails[type eq "work" and value eq "a"]`, resource)
		f(`emails[value eq "b"] or name[value eq "b"]`, resource)
		f(`emails.type eq "home" and not (emails.value eq null)`, resource)
		f(`name.givenName eq "j"`, resource)
		f(`name eq "j"`, resource)
	}
}

// Terms times values are bounded: beyond that, nothing is known.
func TestJudgeIsBounded(t *testing.T) {
	t.Parallel()
	racetest.SkipCost(t)
	joined := func(n int, format, sep string) string {
		terms := make([]string, n)
		for i := range terms {
			terms[i] = strings.ReplaceAll(format, "#", fmt.Sprint(i))
		}
		return strings.Join(terms, sep)
	}
	numbered := func(n int, format string) string { return joined(n, format, ",") }
	anyOf := func(n int, format string) string { return joined(n, format, " or ") }
	emails := func(elements string) string { return `{"emails":[` + elements + `],"userName":"x"}` }
	f := func(text, resource string) {
		t.Helper()
		e, err := Parse(text + ` or not (userName pr)`)
		if err != nil {
			t.Fatal(err)
		}
		j := NewJudge(Scope{Types: Core(), Resource: "Users"})
		if got := j.Holds(e, onTape(t, resource)); got != Unknown || !j.Spent() || j.Holds(e, onTape(t, `{}`)) != Unknown {
			t.Errorf("%.40s: %v, spent: %t", text, got, j.Spent())
		}
	}
	values := emails(numbered(100_000, `{"value":"x#"}`))
	f(anyOf(255, `emails.value eq "#"`), values)
	f(anyOf(255, `emails[value eq "#"]`), values)
	f("emails["+anyOf(255, `value eq "#"`)+"]", values)
	f(anyOf(255, `emails pr`), emails(numbered(500_000, `{"a":null}`)))
	f(anyOf(255, `title co "ä#"`), `{"title":"`+strings.Repeat("Ä", 4_000_000)+`"}`)
	f(anyOf(255, `title eq "#"`), `{"x":[`+numbered(500_000, `{"a":"#"}`)+`]}`)
}

// A Judge with a share of its work is spent the sooner, and judges the same until then.
func TestJudgeShare(t *testing.T) {
	s := Scope{Types: Core(), Resource: "Users"}
	e := read(t, `title co "x" or userName eq "a"`)
	resource := onTape(t, `{"userName":"a","title":"`+strings.Repeat("y", 100_000)+`"}`)
	count := func(j *Judge) (n int) {
		for ; j.Holds(e, resource) == True; n++ {
		}
		return n
	}
	all, tenth := count(NewJudge(s)), count(NewJudge(s).Share(10))
	if tenth == 0 || tenth < all/10-1 || tenth > all/10+1 {
		t.Errorf("%d times, and with the tenth part of the work %d times", all, tenth)
	}
}

// Values are the plain ones that a resource shows at a path.
func TestValues(t *testing.T) {
	f := func(name, resource, want string) {
		t.Helper()
		var got []string
		NewJudge(*users()).Values(path(t, name), onTape(t, resource), func(l Literal) { got = append(got, string(l)) })
		if strings.Join(got, " ") != want {
			t.Errorf("%s of %s: %s", name, resource, got)
		}
	}
	const resource = `{"USERNAME":"a\u0062","emails":[{"value":"x"},{"value":null},{"type":"work"},"y"],"active":true,` +
		`"name":{"givenName":"j"},"` + EnterpriseURN + `":{"department":1.50}}`
	f("userName", resource, `"ab"`)
	f("emails.value", resource, `"x" "y"`)
	f("emails", resource, `"y"`)
	f("active", resource, "true")
	f("name", resource, "")
	f("title", resource, "")
	f(EnterpriseURN+":department", resource, "1.50")
}

// Two literals are the same if they denote the same.
func TestLiteralSame(t *testing.T) {
	f := func(a, b Literal, same, folded bool) {
		t.Helper()
		if a.Same(b, false) != same || b.Same(a, false) != same || a.Same(b, true) != folded {
			t.Errorf("%s and %s", a, b)
		}
	}
	f(`"a"`, `"\u0061"`, true, true)
	f(`"a"`, `"A"`, false, true)
	f(`"\u212a"`, `"k"`, false, false)
	f("1.0", "1", true, true)
	f("1", `"1"`, false, false)
	f("true", "true", true, true)
	f("true", "false", false, false)
	f("null", "null", true, true)
}

// What a Judge knows of declared fields lasts from one filter to the next, and nothing else: what is hidden, what is
// compared with case and whose resources they are is that of the last Scope.
func TestJudgeLasts(t *testing.T) {
	hides := func(name string) func(Path) bool { return func(p Path) bool { return p.Is(path(t, name)) } }
	types := Core()
	var scopes []Scope
	for _, resource := range []string{"Users", "Groups", "Nothings"} {
		for _, hidden := range []func(Path) bool{nil, hides("title"), hides("emails"), hides("emails.value")} {
			scopes = append(scopes, Scope{Types: types, Resource: resource, Hidden: hidden},
				Scope{Types: types, Resource: resource, Hidden: hidden, AnyCase: true},
				Scope{Types: Core(), Resource: resource, Hidden: hidden})
		}
	}
	filters := []string{`title eq "x"`, `not (title eq "x")`, `TITLE pr`, `emails.value eq "a"`, `emails eq "A"`, `displayName eq "d"`,
		`emails[type eq "work" and value eq "a"]`, `emails[TYPE eq "work" and not (nothing eq "a")]`, `members[value eq "a"]`, `EMAILS[value eq "a"]`, `MEMBERS[value eq "b"]`, `EMAILS[value eq "b"]`, `phoneNumbers[value eq "a"]`,
		`nothings[value eq "a"]`,
		`urn:ietf:params:scim:schemas:core:2.0:User:title pr`, EnterpriseURN + `:department eq "d"`, `x.value eq "a"`,
		`name.givenName pr or name.familyName pr or nickName pr or active eq true or locale pr or userType pr or ` +
			`profileUrl pr or timezone pr or addresses.country pr or roles.value pr or photos pr or ims.value pr or groups pr`}
	resource := onTape(t, `{"displayName":"d","emails":[{"type":"work","value":"a"}],"members":[{"value":"a"}],"x":{"value":"a"},`+
		`"`+EnterpriseURN+`":{"department":"d"}}`)
	var j Judge
	r := rand.New(rand.NewPCG(1, 2))
	for range 20_000 {
		s, text := scopes[r.IntN(len(scopes))], []byte(filters[r.IntN(len(filters))])
		e := read(t, unsafe.String(unsafe.SliceData(text), len(text)))
		j.Renew(s)
		if got, want := j.Holds(e, resource), s.Selects(e, resource); got != want {
			t.Fatalf("%s of %s, hidden: %v: %v, want %v", text, s.Resource, s.Hidden != nil, got, want)
		}
		if r.IntN(2) == 0 {
			j.Forget()
			lastsSoundly(t, &j, text)
		}
	}
}

// lastsSoundly holds that what a Judge goes on knowing has no part of the text of a filter, and stands in fields that last.
func lastsSoundly(t *testing.T, j *Judge, text []byte) {
	t.Helper()
	from := uintptr(unsafe.Pointer(unsafe.SliceData(text)))
	for i, known := range j.first {
		for _, part := range []string{known.key.path.Schema, known.key.path.Name, known.key.path.Sub,
			known.at.path.Schema, known.at.path.Name, known.at.path.Sub, known.at.sub} {
			if at := uintptr(unsafe.Pointer(unsafe.StringData(part))); part != "" && from <= at && at < from+uintptr(len(text)) {
				t.Fatalf("%q of %s lasts", part, text)
			}
		}
		if of := known.key.of; of != nil && !slices.ContainsFunc(j.first[:i], func(k *judged) bool { return &k.at == of }) {
			t.Fatalf("%v lasts after %s, and the field that it is in does not", known.key.path, text)
		}
	}
	if len(j.first) > mostLasting {
		t.Fatalf("%d fields last", len(j.first))
	}
}

// A filter whose fields are known takes no room.
func TestJudgeLastsWithoutRoom(t *testing.T) {
	s, e := Scope{Types: Core(), Resource: "Users"}, read(t, `emails[type eq "work" and value eq "a"]`)
	resource := onTape(t, `{"emails":[{"type":"work","value":"a"}]}`)
	var j Judge
	if n := testing.AllocsPerRun(100, func() {
		j.Renew(s)
		j.Holds(e, resource)
		j.Forget()
	}); n > 0 {
		t.Errorf("%v allocations", n)
	}
	if len(j.first) != 3 {
		t.Errorf("%d fields last, want 3", len(j.first))
	}
}
