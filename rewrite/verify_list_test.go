package rewrite

import (
	"strings"
	"testing"

	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
	"scimshim/rewrite/response"
)

// A listed resource satisfies the filter that was sent.
func TestJudgeList(t *testing.T) {
	loose := chainOf()
	loose.Loose = []Loose{{Resource: "Users", Path: path("externalId")}}
	f := func(c *Chain, text, body, want string) {
		t.Helper()
		m := &Message{Method: "GET", Resource: "Users", Query: []Param{{"filter", text}}}
		if text == "" {
			m.Query = nil
		}
		if got := verdict(t, c, m, 200, body); got != want {
			t.Errorf("%s answered by %s: %s, want %s", text, body, got, want)
		}
	}
	const schemas = `{"schemas":["` + response.ListURN + `"],`
	list := func(resources string) string { return schemas + `"totalResults":1,"Resources":[` + resources + `]}` }
	c := chainOf()
	f(c, `userName eq "a"`, list(``), contradicts) // results that are not shown
	f(c, `userName eq "a"`, schemas+`"totalResults":0}`, "verified")
	f(c, `userName eq "a"`, schemas+`"TotalResults":0,"resources":[]}`, "verified")
	for _, nothing := range []string{ // says that there is nobody, in whatever form
		`{"totalResults":0,"Resources":[]}`, schemas + `"Resources":[]}`, schemas + `"totalResults":"0","Resources":[]}`,
		schemas + `"totalResults":0,"Resources":null}`, schemas + `"itemsPerPage":0,"Resources":[]}`,
		`{"schemas":["urn:scim:schemas:core:1.0"],"totalResults":0,"resources":[]}`,
		`{"schemas":["` + filter.UserURN + `"],"itemsPerPage":0,"startIndex":1,"totalResults":0,"Resources":[]}`,
		`{"schemas":["` + filter.UserURN + `"],"totalResults":0}`,
		schemas + `"totalResults":0,"errors":[],"message":"none"}`,
		schemas + `"totalResults":0,"Resources":[],"startIndex":1,"itemsPerPage":20}`, // Microsoft's example
	} {
		f(c, `userName eq "a"`, nothing, "verified")
	}
	for _, nothing := range []string{ // what is no list does not say that there is nobody
		`{"totalResults":0}`, `{"Resources":[]}`, `{"error":"x","Resources":[]}`, schemas[:len(schemas)-1] + `}`,
		`{"status":"ok","totalResults":0,"articles":[]}`, `{"totalResults":0,"Resources":[],"detail":"x"}`,
		`{"pagination":{"total_results":0},"resources":[]}`, `{"total_results":0,"resources":[]}`,
		`{"schemas":["` + filter.UserURN + `"],"Resources":[]}`, schemas + `"itemsPerPage":10,"Resources":[]}`,
		schemas + `"totalResults":0,"error":"x"}`, schemas + `"totalResults":0,"scimType":"invalidFilter"}`,
		schemas + `"totalResults":0,"status":"500"}`, schemas + `"totalResults":0,"success":false}`,
		schemas + `"totalResults":"none","Resources":[]}`, schemas + `"totalResults":null,"Resources":null}`,
		`{"schemas":["urn:example:list"],"totalResults":0,"message":"x"}`,
	} {
		f(c, `userName eq "a"`, nothing, unreadable)
	}
	f(c, `userName eq "a"`, schemas+`"totalResults":0,"Resources":[{"userName":"a"}]}`, contradicts)
	f(c, `userName eq "a"`, `{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"totalResults":0,"Resources":[]}`,
		contradicts)
	f(c, `userName eq "a"`, list(`{"userName":"a"}`), "verified")
	f(c, `userName eq "a"`, list(`{"USERNAME":"a"}`), "verified")
	f(c, `userName eq "a"`, list(`{"userName":"A"}`), "unverified") // whether the target has case is its own matter
	f(c, `userName eq "a"`, list(`{"userName":"secret"}`), contradicts)
	f(c, `userName eq "a"`, list(`{"userName":"a"},{"userName":"secret"}`), contradicts)
	f(c, `userName eq "a"`, list(`{"title":"a"}`), "unverified") // not shown
	f(c, `userName eq "a"`, list(`{"userName":""}`), "unverified")
	f(c, `userName eq "a "`, list(`{"userName":"A"}`), "unverified")
	f(c, `userName eq "jos\u00c9"`, list(`{"userName":"jose\u0301"}`), "unverified")
	f(c, `userName eq "a" and title eq "b"`, list(`{"userName":"a"}`), "unverified")
	f(c, `userName eq "a" and title eq "b"`, list(`{"userName":"a","title":"secret"}`), contradicts)
	f(c, `emails[type eq "work" and value eq "a"]`, list(`{"emails":[{"value":"a"}]}`), "unverified")
	f(c, `emails[type eq "work" and value eq "a"]`, list(`{"emails":[{"value":"secret"}]}`), contradicts)
	f(c, `not (title pr)`, list(`{"title":"secret"}`), contradicts)
	f(c, `id eq "a"`, list(`{"userName":"secret"}`), contradicts) // an id is always shown
	f(c, `id eq "a"`, list(`{"id":"A"}`), "unverified")
	f(c, `foo eq "a"`, list(`{"foo":"A"}`), "unverified")
	f(c, `foo eq "a"`, list(`{"foo":"b"}`), contradicts)
	f(c, `externalId eq "a"`, list(`{"externalId":"b"}`), contradicts)
	f(loose, `externalId eq "a" and userName eq "c"`, list(`{"externalId":"b","userName":"d"}`), contradicts)
	f(c, "", list(`{"userName":"secret"}`), "verified")
	f(c, "", `{"userName":"secret"}`, unreadable)
	f(c, `userName eq "a"`, `{"id":"1","userName":"a"}`, unreadable)
	f(c, "", `{}`, unreadable)
	f(c, `userName eq "a"`, list(`7`), contradicts)
	f(c, `userName eq "a"`, list(`null`), contradicts)
}

// What the projection hides is unknown, not false.
func TestJudgeListWithProjection(t *testing.T) {
	m := &Message{Method: "GET", Resource: "Users", Query: []Param{{"filter", `userName eq "a"`}, {"attributes", "id"}}}
	if got := verdict(t, chainOf(), m, 200, `{"Resources":[{"id":"1"}]}`); got != "unverified" {
		t.Error(got)
	}
}

// The endpoints that describe the service name nobody.
func TestJudgeDiscovery(t *testing.T) {
	for _, resource := range []string{"Schemas", "ResourceTypes", "ServiceProviderConfig"} {
		m := &Message{Method: "GET", Resource: resource}
		if got := verdict(t, chainOf(), m, 200, `{"patch":{"supported":true}}`); got != "verified" {
			t.Errorf("%s: %s", resource, got)
		}
	}
}

// A loose attribute that is not shown proves nothing; one that is shown and another
// contradicts (W1): who was found so is left out, where the list is all there is.
func TestJudgeLooseList(t *testing.T) {
	c := chainOf(funcs{}, funcs{})
	c.Loose = []Loose{{Resource: "Users", Path: path("externalId"), Source: "t/0"},
		{Resource: "Users", Path: path("title"), Source: "t/1", Refuse: true}}
	f := func(text, resources string, total int, want string) {
		t.Helper()
		m := &Message{Method: "GET", Resource: "Users", Query: []Param{{"filter", text}}}
		body := `{"schemas":["` + response.ListURN + `"],"totalResults":` + itoa(total) + `,"Resources":[` + resources + `]}`
		var trace Trace
		got := ""
		if err := c.Do(m, &trace, answers(200, body)); err != nil {
			got = itoa(refusal(t, err).Status)
		} else {
			for r := range m.Resources() {
				id, _ := Lookup(r, filter.Path{Name: "id"})
				got += id + " "
			}
			n, _ := json.Lookup(m.Body, "totalResults")
			got += "of " + n
			if trace.Unverified {
				got += ", unverified"
			}
			if trace.Unmatched > 0 {
				got += ", without " + itoa(trace.Unmatched)
			}
		}
		if left := trace.Visits[0].Response == Changed; left != strings.Contains(got, "without") {
			t.Errorf("%s answered by %s: %s, and the rule says %v", text, resources, got, trace.Visits[0])
		}
		if got != want {
			t.Errorf("%s answered by %s: %s, want %s", text, resources, got, want)
		}
	}
	a, b, none := `{"id":1,"externalId":"a"}`, `{"id":2,"externalId":"b"}`, `{"id":3}`
	f(`externalId eq "a"`, a, 1, `1 of 1`)
	f(`externalId eq "a"`, none, 1, `3 of 1, unverified`)
	f(`externalId eq "a"`, b, 1, `of 0, without 1`)
	f(filter.UserURN+`:externalId eq "a"`, b, 1, `of 0, without 1`)
	f(`externalId eq "a"`, a+","+b+","+none, 3, `1 3 of 2, unverified, without 1`)
	f(`externalId eq "a"`, b, 2, `502`)
	f(`externalId eq "a"`, `{"id":1,"externalId":"A"}`, 1, `1 of 1, unverified`)
	f(`externalId eq "a" and userName eq "c"`, `{"id":1,"externalId":"b","userName":"c"}`, 1, `of 0, without 1`)
	f(`externalId eq "a" and userName eq "c"`, `{"id":1,"userName":"c"}`, 1, `1 of 1, unverified`)
	f(`externalId eq "a" or userName eq "c"`, `{"id":1,"externalId":"b","userName":"d"}`, 1, `of 0, without 1`)
	f(`externalId eq "a" or userName eq "c"`, `{"id":1,"externalId":"b","userName":"c"}`, 1, `1 of 1`)
	f(`not (externalId eq "a")`, a, 1, `of 0, without 1`)
	f(`not (externalId eq "a")`, b, 1, `2 of 1`)
	f(`not (externalId eq "a")`, none, 1, `3 of 1, unverified`)
	f(`externalId pr`, none, 1, `3 of 1, unverified`)
	f(`userName eq "a"`, `{"id":1,"userName":"b"}`, 1, `502`)
	f(`title eq "a"`, `{"id":1,"title":"b"}`, 1, `502`) // by its rule
	f(`title eq "a"`, none, 1, `3 of 1, unverified`)
}
