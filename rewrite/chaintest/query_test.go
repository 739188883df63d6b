package chaintest

import (
	"slices"
	"strings"
	"testing"

	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/response"
)

// send takes a query through a chain and returns what the target sees of it.
func send(t *testing.T, c *rewrite.Chain, query ...rewrite.Param) ([]rewrite.Param, *rewrite.Trace, error) {
	t.Helper()
	m := &rewrite.Message{Method: "GET", Resource: "Users", Query: query}
	var sent []rewrite.Param
	var trace rewrite.Trace
	err := c.Do(m, &trace, func(m *rewrite.Message) error {
		sent = append(sent, m.Query...)
		m.Answer(200, "", response.EmptyList)
		return nil
	})
	return sent, &trace, err
}

// What cannot be read goes no further, whoever looks at it.
func TestUnreadableQueries(t *testing.T) {
	f := func(name, value string, reason rewrite.Reason, scimType string) {
		t.Helper()
		sent, _, err := send(t, chainOf(funcs{}), param(name, value))
		if r := refusal(t, err); sent != nil || r.Status != 400 || r.Reason != reason || r.ScimType != scimType ||
			strings.Contains(r.Detail, "secret") {
			t.Errorf("%s=%s: %+v", name, value, r)
		}
	}
	for _, text := range []string{"", " ", "secret", `userName eq secret`, `userName eq "secret`, `userName eq "a" secret`, `(a pr`,
		`emails[type eq "work"].value eq "secret"`, `userName eq "a" and`, `not userName eq "secret"`, `userName  eq "a"`} {
		f("filter", text, rewrite.FilterSyntax, "invalidFilter")
	}
	for _, name := range []string{"attributes", "excludedAttributes", "sortBy"} {
		for _, text := range []string{"", "a b", "a,,b", "a.b.c", `emails[type eq secret]`, "a,"} {
			f(name, text, rewrite.PathSyntax, "invalidPath")
		}
	}
	f("sortBy", `emails[type eq "secret"]`, rewrite.PathSyntax, "invalidPath")
}

// Without rules, whether a filter can be read is for the target to say: it has the
// filter as it came. Nobody can say whether the answer is right.
func TestUnreadableFilterWithoutRules(t *testing.T) {
	const text = `emails[type eq "work"].value eq "a"`
	sent, trace, err := send(t, chainOf(), param("filter", text))
	if err != nil || len(sent) != 1 || sent[0].Value != text || !trace.Unverified {
		t.Errorf("%v, %+v, %v", sent, trace, err)
	}
	if _, trace, err := send(t, chainOf(), param("filter", `userName eq "a"`)); err != nil || trace.Unverified {
		t.Errorf("%+v, %v", trace, err)
	}
	m := &rewrite.Message{Method: "GET", Resource: "Users", Query: []rewrite.Param{{Name: "filter", Value: `userName eq "a"`}}}
	if err := chainOf().Do(m, trace, answers(200, `{"totalResults":1,"Resources":[{"id":"1","userName":"b"}]}`)); err == nil {
		t.Error("another user than the one asked for is believed")
	}
}

// A filter that no rule changed is sent as it was written, byte for byte.
func TestFilterAsWritten(t *testing.T) {
	look := funcs{request: func(m *rewrite.Message) error {
		return m.MapFilter(func(e filter.Expr) (filter.Expr, error) { return e, nil })
	}}
	for _, text := range []string{`USERNAME EQ "\u0041"`, `((userName pr))`, `a eq 1.10 And not (b pr)`, `a eq "x\/y"`} {
		sent, trace, err := send(t, chainOf(look), param("filter", text), param("x", "y"), param("count", "+1"))
		if err != nil || len(sent) != 3 || sent[0].Value != text || trace.Visit(0).Request != rewrite.Kept {
			t.Errorf("%s: %v, %v", text, sent, err)
		}
	}
}

// A filter of which the rules leave only a constant is no question.
func TestConstantFilter(t *testing.T) {
	for _, c := range []filter.Const{true, false} {
		rule := funcs{request: func(m *rewrite.Message) error {
			return m.MapFilter(func(filter.Expr) (filter.Expr, error) { return c, nil })
		}}
		sent, _, err := send(t, chainOf(rule), param("filter", "title pr"))
		if r := refusal(t, err); sent != nil || r.ScimType != "invalidFilter" {
			t.Errorf("%+v", r)
		}
	}
}

func TestMapNames(t *testing.T) {
	rule := funcs{request: func(m *rewrite.Message) error {
		return m.MapNames(func(p filter.Path) filter.Path {
			if p.Is(path("title")) {
				return path("rank")
			}
			return p
		})
	}}
	f := func(in, want string) {
		t.Helper()
		for _, name := range []string{"attributes", "excludedAttributes", "sortBy"} {
			sent, trace, err := send(t, chainOf(rule), param(name, in))
			if err != nil || sent[0].Value != want || (trace.Visit(0).Request == rewrite.Changed) != (in != want) {
				t.Errorf("%s=%s: %v %v", name, in, sent, err)
			}
		}
	}
	f("title", "rank")
	f("a, TITLE ,b", "a,rank,b")
	f("title.x", "title.x")
	f(" a , b", " a , b")
}

// What selects and pages resources is ignored by the one document that describes the
// service; of the lists of schemas and types it is the target's to refuse.
func TestDiscoveryQuery(t *testing.T) {
	f := func(resource, filter string, want int) {
		t.Helper()
		m := &rewrite.Message{Method: "GET", Resource: resource, Query: []rewrite.Param{{Name: "filter", Value: filter}, {Name: "count", Value: "1"}, {Name: "attributes", Value: "id"}}}
		var sent []rewrite.Param
		var trace rewrite.Trace
		err := chainOf(funcs{}).Do(m, &trace, func(m *rewrite.Message) error {
			sent = slices.Clone(m.Query)
			m.Answer(200, "", `{"id":"1"}`)
			return nil
		})
		if err != nil || len(sent) != want {
			t.Errorf("%s: %v, sent %v", resource, err, sent)
		}
	}
	f("ServiceProviderConfig", `foo bar`, 1)
	f("Schemas", `id eq "x"`, 3)
	f("ResourceTypes", `id eq "x"`, 3)
}
