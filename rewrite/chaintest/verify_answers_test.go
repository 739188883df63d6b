package chaintest

import (
	"errors"
	"strconv"
	"strings"
	"testing"

	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
	"scimshim/rewrite/response"
)

// What says no more than that a change is done becomes SCIM's answer for it. What
// may say anything else stays refused: it is not known then what was done.
func TestJudgeDone(t *testing.T) {
	f := func(method string, status int, body, want string) {
		t.Helper()
		m := &rewrite.Message{Method: method, Resource: "Users", ID: "secret42"}
		switch method {
		case "PUT":
			m.Body = `{"userName":"secret"}`
		case "PATCH":
			m.Body = `{"Operations":[{"op":"add","path":"title","value":"secret"}]}`
		}
		got := verdict(t, chainOf(), m, status, body)
		if got != want || got == "unverified" && (m.Status != 204 || m.Body != "") {
			t.Errorf("%s %d %q: %s, want %s; the client gets %d %s", method, status, body, got, want, m.Status, m.Body)
		}
	}
	for _, method := range []string{"PUT", "PATCH", "DELETE"} {
		for _, body := range []string{"{}", " {} ", "null", "true", "[]", `""`, `"OK"`, "OK", "Ok.", "success", "\r\n", "200",
			"User successfully deleted", "The user secret42 has been updated.", `{"success":true}`, `{"status":"ok"}`,
			`{"message":"User deleted"}`, `{"status":200,"message":"Success","errors":[],"data":null}`,
			`{"result":{"status":"success"}}`, `{"code":"204"}`} {
			f(method, 200, body, "unverified")
			f(method, 204, body, "unverified")
		}
		f(method, 202, "Accepted", "unverified")
		for _, body := range []string{"<html>OK</html>", "not OK", "user not deleted", "OK?", "secret", "false", "0", "500",
			`"failed"`, `["OK"]`, `{"success":false}`, `{"status":"failed"}`, `{"status":500}`, `{"error":"OK"}`,
			`{"message":"User was not deleted"}`, `{"errors":["x"]}`, `{"data":{"x":1}}`, `{"login":"OK"}`, `{"OK":"secret"}`,
			strings.Repeat("OK ", 20), `{"success":true`} {
			f(method, 200, body, unreadable)
		}
		f(method, 200, `{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"200"}`, contradicts)
		f(method, 200, `{"id":"secret43"}`, contradicts)
		f(method, 200, `{"id":"secret42"}`, "verified")
	}
	for _, body := range []string{"OK", "null", "{}", " "} {
		f("GET", 200, body, unreadable)
	}
	f("DELETE", 500, "OK", "500 target_error")
}

// A read answers in turn: first the write, then what is read.
func script(t *testing.T, asked *[]string, answers ...string) rewrite.Next {
	return func(m *rewrite.Message) error {
		*asked = append(*asked, strings.TrimRight(m.Method+" "+m.Resource+"/"+m.ID, "/"))
		if len(*asked) > len(answers) {
			t.Fatalf("%v: too many requests", *asked)
		}
		answer := answers[len(*asked)-1]
		if answer == "down" {
			return rewrite.BadAnswer(rewrite.TargetError, "down")
		}
		head, body, _ := strings.Cut(answer, "\n")
		status, location, _ := strings.Cut(head, " ")
		n, _ := strconv.Atoi(status)
		m.Answer(n, location, body)
		return nil
	}
}

// A target that creates a resource and does not show it is asked for it once.
func TestJudgeCreatedElsewhere(t *testing.T) {
	f := func(want string, answers ...string) {
		t.Helper()
		m := &rewrite.Message{Method: "POST", Resource: "Users", Body: `{"userName":"secret","externalId":"x1"}`}
		var asked []string
		var trace rewrite.Trace
		err := chainOf().Do(m, &trace, script(t, &asked, answers...))
		got := strconv.Itoa(m.Status) + " " + m.Location + "\n" + m.Body
		var r *rewrite.Refusal
		if errors.As(err, &r) {
			got = strconv.Itoa(r.Status) + " " + string(r.Reason)
		} else if err != nil {
			t.Fatal(err)
		}
		if len(asked) != len(answers) || got != want {
			t.Errorf("%q: asked %q, and the client gets %s, want %s", answers, asked, got, want)
		}
		if len(asked) > 1 && asked[1] != "GET Users/7a" {
			t.Errorf("asked %q", asked)
		}
	}
	const (
		user = `{"id":"7a","userName":"Secret","externalId":"x1"}`
		at   = "https://target.example.com/scim/Users/7a"
	)
	f("201 "+at+"\n"+user, "201 "+at, "200\n"+user)
	f("201 /scim/v2/Users/7a/\n"+user, "201 /scim/v2/Users/7a/", "200\n"+user)
	f("201 users/7a?x=1\n"+user, "201 users/7a?x=1\n{}", "200\n"+user)
	f("201 "+at+"\n"+user, "204 "+at, "200\n"+user)
	f("201 "+at+"\n"+user, "200 "+at+"\nnull", "200\n"+user)
	f("201 \n"+user, `201`+"\n"+`{"userName":"Secret","meta":{"location":"`+at+`"}}`, "200\n"+user)
	f("502 answer_unreadable", "201 "+at, "404\n"+`{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"]}`)
	f("502 answer_unreadable", "201 "+at, "500")
	f("502 answer_unreadable", "201 "+at, "down")
	f("502 answer_unreadable", "201 "+at, "200\n{}")
	f("502 answer_unreadable", "201 "+at, `200`+"\n"+`{"id":"7b","userName":"secret"}`)
	f("502 answer_contradicts", "201 "+at, `200`+"\n"+`{"id":"7a","userName":"another"}`)
	for _, nowhere := range []string{"", "https://target.example.com/scim/Groups/7a", "https://target.example.com/scim/Users",
		"7a", "Users/..", "Users/a%2fb", "Users/"} {
		f("502 answer_unreadable", "201 "+nowhere)
	}
	f("502 answer_contradicts", "201 "+at+"\n"+`{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"400"}`)
	f("502 answer_unreadable", "201 "+at+"\n<html>")
	f("502 answer_unreadable", "201 "+at+"\n"+`{"error":"x"}`)
}

// Whoever is shown as active after he was disabled is looked at once.
func TestJudgeStale(t *testing.T) {
	f := func(method, want string, read ...string) {
		t.Helper()
		m := &rewrite.Message{Method: method, Resource: "Users", ID: "7a", Body: `{"userName":"a","active":false}`}
		if method == "PATCH" {
			m.Body = `{"Operations":[{"op":"replace","path":"active","value":false}]}`
		}
		var asked []string
		var trace rewrite.Trace
		answers := append([]string{"200\n" + `{"id":"7a","active":true}`}, read...)
		err := chainOf().Do(m, &trace, script(t, &asked, answers...))
		got := strconv.Itoa(m.Status) + " " + m.Body
		var r *rewrite.Refusal
		if errors.As(err, &r) {
			got = strconv.Itoa(r.Status) + " " + string(r.Reason)
		}
		if got != want || len(asked) != 2 || asked[1] != "GET Users/7a" {
			t.Errorf("%s, then %q: asked %q, and the client gets %s, want %s", method, read, asked, got, want)
		}
	}
	for _, method := range []string{"PATCH", "PUT"} {
		f(method, `200 {"id":"7a","active":false}`, `200`+"\n"+`{"id":"7a","active":false}`)
		f(method, `200 {"id":"7a","active":"False"}`, `200`+"\n"+`{"id":"7a","active":"False"}`)
		f(method, "502 answer_contradicts", `200`+"\n"+`{"id":"7a","active":true}`)
		f(method, "502 answer_contradicts", `200`+"\n"+`{"id":"7a"}`)
		f(method, "502 answer_contradicts", `200`+"\n"+`{"id":"7b","active":false}`)
		f(method, "502 answer_contradicts", "404\n"+`{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"]}`)
		f(method, "502 answer_contradicts", "down")
	}
}

// Each success has the status that SCIM has for it, or is none. What the target only
// promises to do is passed on, and counted as not verified.
func TestJudgeStatus(t *testing.T) {
	const user = `{"schemas":[],"id":"7a","userName":"anna"}`
	f := func(method string, status int, body, want string, told int) {
		t.Helper()
		m := &rewrite.Message{Method: method, Resource: "Users", ID: "7a"}
		switch method {
		case "POST":
			m.ID, m.Body = "", `{"userName":"anna"}`
		case "PUT":
			m.Body = `{"userName":"anna"}`
		case "PATCH":
			m.Body = `{"Operations":[{"op":"add","path":"title","value":"x"}]}`
		}
		got := verdict(t, chainOf(), m, status, body)
		if got != want || told > 0 && m.Status != told {
			t.Errorf("%s %d %s: %s, the client is told %d; want %s, %d", method, status, body, got, m.Status, want, told)
		}
	}
	for _, method := range []string{"PUT", "PATCH"} {
		f(method, 200, user, "verified", 200)
		f(method, 201, user, "verified", 200)
		f(method, 202, user, "unverified", 202)
		f(method, 201, "", "verified", 204)
		f(method, 202, "", "unverified", 202)
		f(method, 204, "", "verified", 204)
	}
	f("POST", 201, user, "verified", 201)
	f("POST", 202, user, "unverified", 202)
	f("DELETE", 201, "", "verified", 204)
	f("DELETE", 202, "", "unverified", 202)
	for _, method := range []string{"GET", "POST", "PUT", "PATCH", "DELETE"} {
		for _, status := range []int{205, 206, 207, 208, 226, 299} {
			f(method, status, user, unreadable, 0)
			f(method, status, "OK", unreadable, 0)
			f(method, status, "", unreadable, 0)
		}
	}
	for _, status := range []int{201, 202, 203, 204} {
		f("GET", status, user, unreadable, 0)
		m := &rewrite.Message{Method: "GET", Resource: "ServiceProviderConfig"}
		if got := verdict(t, chainOf(), m, status, `{"schemas":[],"patch":{}}`); got != unreadable {
			t.Errorf("a description of the service with %d: %s", status, got)
		}
	}
}

// A listed resource satisfies the filter that was sent.
func TestJudgeList(t *testing.T) {
	loose := chainOf()
	loose.Loose = []rewrite.Loose{{Resource: "Users", Path: path("externalId")}}
	f := func(c *rewrite.Chain, text, body, want string) {
		t.Helper()
		m := &rewrite.Message{Method: "GET", Resource: "Users", Query: []rewrite.Param{{Name: "filter", Value: text}}}
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
	m := &rewrite.Message{Method: "GET", Resource: "Users", Query: []rewrite.Param{{Name: "filter", Value: `userName eq "a"`}, {Name: "attributes", Value: "id"}}}
	if got := verdict(t, chainOf(), m, 200, `{"Resources":[{"id":"1"}]}`); got != "unverified" {
		t.Error(got)
	}
}

// The endpoints that describe the service name nobody.
func TestJudgeDiscovery(t *testing.T) {
	for _, resource := range []string{"Schemas", "ResourceTypes", "ServiceProviderConfig"} {
		m := &rewrite.Message{Method: "GET", Resource: resource}
		if got := verdict(t, chainOf(), m, 200, `{"patch":{"supported":true}}`); got != "verified" {
			t.Errorf("%s: %s", resource, got)
		}
	}
}

// A loose attribute that is not shown proves nothing; one that is shown and another
// contradicts (W1): who was found so is left out, where the list is all there is.
func TestJudgeLooseList(t *testing.T) {
	c := chainOf(funcs{}, funcs{})
	c.Loose = []rewrite.Loose{{Resource: "Users", Path: path("externalId"), Source: "t/0"},
		{Resource: "Users", Path: path("title"), Source: "t/1", Refuse: true}}
	f := func(text, resources string, total int, want string) {
		t.Helper()
		m := &rewrite.Message{Method: "GET", Resource: "Users", Query: []rewrite.Param{{Name: "filter", Value: text}}}
		body := `{"schemas":["` + response.ListURN + `"],"totalResults":` + strconv.Itoa(total) + `,"Resources":[` + resources + `]}`
		var trace rewrite.Trace
		got := ""
		if err := c.Do(m, &trace, answers(200, body)); err != nil {
			got = strconv.Itoa(refusal(t, err).Status)
		} else {
			for r := range m.Resources() {
				id, _ := r.Lookup("id")
				got += id + " "
			}
			n, _ := json.Lookup(m.Body, "totalResults")
			got += "of " + n
			if trace.Unverified {
				got += ", unverified"
			}
			if trace.Unmatched > 0 {
				got += ", without " + strconv.Itoa(trace.Unmatched)
			}
		}
		if left := trace.Visit(0).Response == rewrite.Changed; left != strings.Contains(got, "without") {
			t.Errorf("%s answered by %s: %s, and the rule says %v", text, resources, got, trace.Visit(0))
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
