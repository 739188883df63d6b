package rewrite

import (
	"strings"
	"testing"

	"scimshim/rewrite/filter"
	"scimshim/rewrite/filter/plan"
)

// lookUps returns a chain whose target takes no filter but one by userName, so that
// a filter on the id becomes a read.
func lookUps() *Chain {
	form := plan.Form{Attributes: []filter.Path{{Name: "userName"}}, Operators: []filter.Op{filter.Eq}}
	return &Chain{Accept: []Accepted{{Resource: "Users", List: plan.NewAccept([]plan.Form{form})}}}
}

// An id that no path can hold is the client's to mend, and the target is not asked.
func TestUnfitID(t *testing.T) {
	for _, id := range []string{"a?b", "a/b", "..", ".. ", "a%2fb", "%252e", strings.Repeat("a", maxID+1)} {
		for _, text := range []string{`id eq "` + id + `"`, `id eq "` + id + `" or userName eq "a"`,
			`id eq "` + id + `" and title eq "x"`} {
			m := &Message{Method: "GET", Resource: "Users", Query: []Param{{"filter", text}}}
			var trace Trace
			err := lookUps().Do(m, &trace, func(*Message) error { t.Errorf("%s: the target is asked", text); return nil })
			if r := refusal(t, err); r.Status != 400 || r.ScimType != "invalidFilter" || strings.Contains(r.Detail, id) {
				t.Errorf("%s: %d %s %s", text, r.Status, r.ScimType, r.Detail)
			}
		}
	}
}

// What no value can answer is the client's to mend where the proxy would have to
// check it; the target is not asked.
func TestSenselessCheck(t *testing.T) {
	f := func(term, want string) {
		t.Helper()
		m := &Message{Method: "GET", Resource: "Users", Query: []Param{{"filter", `userName eq "a" and ` + term}}}
		var trace Trace
		asked := false
		err := lookUps().Do(m, &trace, func(m *Message) error {
			asked = true
			m.Answer(200, "", EmptyList)
			return nil
		})
		got := ""
		if err != nil {
			r := refusal(t, err)
			got = itoa(r.Status) + " " + r.ScimType + ": " + r.Detail
		}
		if got != want || asked == (err != nil) {
			t.Errorf("%s: %s, asked %t; want %s", term, got, asked, want)
		}
	}
	const invalid = "400 invalidFilter: "
	f(`active gt true`, invalid+`"active" is a boolean, which "gt" does not compare`)
	f(`not (emails[primary le false])`, invalid+`"primary" is a boolean, which "le" does not compare`)
	f(`active co "t"`, invalid+`"active" is a boolean, which "co" does not compare`)
	f(`x509Certificates.value lt "secret"`, invalid+`"x509Certificates.value" is binary, which "lt" does not compare`)
	f(`meta.created sw "2026"`, invalid+`"meta.created" is a date, which "sw" does not compare`)
	f(`meta.lastModified gt "secret"`, invalid+`"meta.lastModified" is compared with something that is no date with a time `+
		`and a zone, such as "2026-11-29T12:00:00Z"`)
	for _, sound := range []string{`active eq true`, `active pr`, `meta.created gt "2026-11-29T12:00:00Z"`, `title gt "a"`,
		`meta.created eq null`, `x509Certificates.value eq "a"`, `custom gt true`} {
		f(sound, "")
	}
}

// A resource that was read by its id is the one that the filter asks for, also if
// it shows the id percent-encoded or decoded.
func TestLookUpOfEncodedID(t *testing.T) {
	f := func(text, resource string, want int) {
		t.Helper()
		m := &Message{Method: "GET", Resource: "Users", Query: []Param{{"filter", text}}}
		var trace Trace
		err := lookUps().Do(m, &trace, answers(200, resource))
		if total, ok := m.Total(); err != nil || !ok || total != want {
			t.Errorf("%s answered by %s: %v %s", text, resource, err, m.Body)
		}
	}
	f(`id eq "CN%3DAnna"`, `{"id":"CN%3DAnna"}`, 1)
	f(`id eq "CN%3DAnna"`, `{"id":"CN=Anna"}`, 1)
	f(`id eq "CN=Anna" and title eq "x"`, `{"id":"CN%3DAnna","title":"x"}`, 1)
	f(`id eq "CN=Anna" and title eq "x"`, `{"id":"CN%3DAnna","title":"y"}`, 0)
	f(`id eq "a&b"`, `{"id":"a&b"}`, 1)
}

func TestSameID(t *testing.T) {
	f := func(a, b string, want bool) {
		t.Helper()
		if SameID(a, b) != want || SameID(b, a) != want {
			t.Errorf("%s and %s: want %t", a, b, want)
		}
	}
	f("CN%3DAnna", "CN=Anna", true)
	f("CN%3DAnna", "CN%3dAnna", true)
	f("100%", "100%25", true)
	f("jose\u0301", "jos\u00e9", true)
	f("%zz", "%zz", true)
	f("anna", "Anna", false)
	f("anna", " anna", false)
	f("CN%253DAnna", "CN=Anna", false)
	f("a+b", "a b", false)
}
