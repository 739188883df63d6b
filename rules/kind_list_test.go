package rules

import (
	"strings"
	"testing"

	"scimshim/rewrite/response"
)

const (
	listURNs = `"schemas":["` + response.ListURN + `"]`
	listAda  = `{"schemas":["` + coreUser + `"],"id":"7","userName":"ada"}`
	listBob  = `{"schemas":["` + coreUser + `"],"id":"8","userName":"bob"}`
)

const (
	listWhole = `{` + listURNs + `,"totalResults":1,"startIndex":1,"itemsPerPage":1,"Resources":[` + listAda + `]}`
	listNamed = `?filter=userName eq "ada"`
)

// listRepairs returns a check of what the rule, and then the judge, make of an
// answer: a body, or a reason to refuse it.
func listRepairs(t *testing.T) func(query, body, want string) {
	set := compile(t, rule("list: repair"))
	return func(query, body, want string) {
		t.Helper()
		r := do(t, set, "GET /Users"+query, "200\n\n"+body)
		got := r.m.Body
		if r.err != nil {
			got = string(r.refusal(t).Reason)
		}
		if got != want {
			t.Errorf("%s\n got %s\nwant %s", body, got, want)
			return
		}
		changed := r.outcome(set, "t/r") == "changed"
		if r.err == nil && changed != (body != want) {
			t.Errorf("%s: changed %t", body, changed)
		}
		if again := do(t, set, "GET /Users"+query, "200\n\n"+got); r.err == nil && again.m.Body != got {
			t.Errorf("a second time: %s", again.m.Body)
		}
	}
}

// A sound list keeps its bytes, and names and numbers become what they should be.
func TestListForm(t *testing.T) {
	f := listRepairs(t)
	same := func(query, body string) { t.Helper(); f(query, body, body) }
	same("", listWhole)
	same(listNamed, `{ "Resources" : [ `+listAda+` ], `+listURNs+`, "x":1.0, "itemsPerPage":1,"startIndex":1, "totalResults":1 }`)
	same("", response.EmptyList)
	f("", strings.NewReplacer("totalResults", "TotalResults", "Resources", "resources", "schemas\":[\""+response.ListURN,
		"Schemas\":[\""+response.ListURN, "startIndex", "startindex", "itemsPerPage", "itemsperpage").Replace(listWhole), listWhole)
	f("", strings.NewReplacer(`Results":1`, `Results":"1"`, `Index":1`, `Index":"1"`, `Page":1`, `Page":"01"`).Replace(listWhole),
		listWhole)
	same("", strings.Replace(listWhole, `"totalResults":1`, `"totalResults":"+1"`, 1))
	same("", strings.Replace(listWhole, `"totalResults":1`, `"totalResults":""`, 1))
	same("", strings.Replace(listWhole, `"totalResults":1`, `"totalResults":1.0`, 1))
	for _, schemas := range []string{`null`, `[]`, `"` + response.ListURN + `"`, `["urn:scim:b:api:messages:2.0:ListResponse"]`} {
		f("", strings.Replace(listWhole, listURNs, `"schemas":`+schemas, 1), listWhole)
	}
	same("", strings.Replace(listWhole, response.ListURN, "urn:example:other", 1))
	f("", `{"totalResults":1,"startIndex":1,"itemsPerPage":1,"Resources":[`+listAda+`]}`,
		`{"totalResults":1,"startIndex":1,"itemsPerPage":1,"Resources":[`+listAda+`],`+listURNs+`}`)
}

// Numbers that are missing are those that the answer shows.
func TestListNumbers(t *testing.T) {
	f := listRepairs(t)
	same := func(query, body string) { t.Helper(); f(query, body, body) }
	f("", `{`+listURNs+`,"totalResults":9,"Resources":[`+listAda+`]}`,
		`{`+listURNs+`,"totalResults":9,"Resources":[`+listAda+`],"startIndex":1,"itemsPerPage":1}`)
	f("?startIndex=5&count=1", `{`+listURNs+`,"totalResults":9,"startIndex":null,"itemsPerPage":null,"Resources":[`+listAda+`]}`,
		`{`+listURNs+`,"totalResults":9,"startIndex":5,"itemsPerPage":1,"Resources":[`+listAda+`]}`)
	f("?startIndex=0", `{`+listURNs+`,"totalResults":1,"itemsPerPage":1,"Resources":[`+listAda+`]}`,
		`{`+listURNs+`,"totalResults":1,"itemsPerPage":1,"Resources":[`+listAda+`],"startIndex":1}`)
	f("", `{`+listURNs+`,"totalResults":9,"itemsPerPage":1,"nextCursor":"x","Resources":[`+listAda+`]}`,
		`{`+listURNs+`,"totalResults":9,"itemsPerPage":1,"nextCursor":"x","Resources":[`+listAda+`]}`)
	same("?cursor=", `{`+listURNs+`,"totalResults":9,"itemsPerPage":1,"Resources":[`+listAda+`]}`)
	f("", `{`+listURNs+`,"Resources":[`+listAda+`,`+listBob+`]}`,
		`{`+listURNs+`,"Resources":[`+listAda+`,`+listBob+`],"totalResults":2,"startIndex":1,"itemsPerPage":2}`)
	f("?startIndex=1&count=3", `{`+listURNs+`,"totalResults":null,"Resources":[`+listAda+`,`+listBob+`]}`,
		`{`+listURNs+`,"totalResults":2,"Resources":[`+listAda+`,`+listBob+`],"startIndex":1,"itemsPerPage":2}`)
	for _, paged := range []string{"?count=1", "?startIndex=2", "?startIndex=x", "?count=x"} {
		index := "1"
		if paged == "?startIndex=2" {
			index = "2"
		}
		f(paged, `{`+listURNs+`,"Resources":[`+listAda+`]}`,
			`{`+listURNs+`,"Resources":[`+listAda+`],"startIndex":`+index+`,"itemsPerPage":1}`)
	}
	f("?cursor=x", `{`+listURNs+`,"Resources":[`+listAda+`]}`, `{`+listURNs+`,"Resources":[`+listAda+`],"itemsPerPage":1}`)
	f("", `{`+listURNs+`,"itemsPerPage":1,"Resources":[`+listAda+`]}`, `{`+listURNs+`,"itemsPerPage":1,"Resources":[`+listAda+`],"startIndex":1}`)
}

// An empty list says so twice, and nothing is no empty list.
func TestListOfNothing(t *testing.T) {
	f := listRepairs(t)
	rest := `,"totalResults":0,"startIndex":1,"itemsPerPage":0`
	f(listNamed, `{"totalResults":"0","resources":[]}`, `{"totalResults":0,"Resources":[],`+listURNs+`,"startIndex":1,"itemsPerPage":0}`)
	f(listNamed, `{`+listURNs+rest+`}`, `{`+listURNs+rest+`,"Resources":[]}`)
	f(listNamed, `{`+listURNs+rest+`,"Resources":null}`, `{`+listURNs+rest+`,"Resources":[]}`)
	for _, nothing := range []string{`{}`, `[]`, `{"totalResults":0}`, `{"Resources":[]}`, `{"Resources":null}`, `{"resources":null,` + listURNs + `}`,
		`{` + listURNs + `}`, `{"total":0,"items":[]}`, `[{}]`, `[[]]`, `null`, `0`, `""`, ` `} {
		f(listNamed, nothing, "answer_unreadable")
		f("", nothing, "answer_unreadable")
	}
	f("", `{`+listURNs+`,"totalResults":3,"Resources":null}`, "answer_contradicts")
	// A ListResponse whose list is empty is one, also without a number: AWS's page without a hit (T2).
	f(listNamed, `{`+listURNs+`,"Resources":[]}`, `{`+listURNs+`,"Resources":[]}`)
	f("", `{`+listURNs+`,"Resources":[]}`, `{`+listURNs+`,"Resources":[]}`)
}

// Resources that came without a list make one.
func TestListOfResources(t *testing.T) {
	f := listRepairs(t)
	f(listNamed, listAda, listWhole)
	f(listNamed+"&startIndex=1&count=100", " "+listAda+"\n", listWhole)
	f(listNamed, strings.Replace(listAda, `"7"`, `7`, 1), strings.Replace(listWhole, `"7"`, `7`, 1))
	f(listNamed, listBob, "answer_contradicts")
	f(listNamed+"&count=1", listAda, "answer_unreadable")
	f(listNamed+"&startIndex=2", listAda, "answer_unreadable")
	f("", listAda, "answer_unreadable")
	f(listNamed, `{"id":"7","userName":"ada"}`, "answer_unreadable")
	f(listNamed, `{"schemas":["`+coreUser+`"],"userName":"ada"}`, "answer_unreadable")
	f(listNamed, `{"schemas":["`+coreUser+`"],"id":null,"userName":"ada"}`, "answer_unreadable")
	f(listNamed, strings.Replace(listAda, coreUser, "urn:ietf:params:scim:schemas:core:2.0:Group", 1), "answer_unreadable")
	f(listNamed, `{`+scimError+`,"id":"7"}`, "answer_contradicts")
	f(listNamed, `[`+listAda+`]`, listWhole)
	f("?count=9", ` [`+listAda+`] `, listWhole)
	f("?count=1", `[`+listAda+`]`, "answer_unreadable")
	f("?startIndex=2", `[`+listAda+`]`, "answer_unreadable")
	f(listNamed, `[`+listAda+`,`+listBob+`]`, "answer_contradicts")
	f("", `[`+listAda+`,{"id":"8"}]`, "answer_unreadable")
	f("", `[`+listAda+`,"x"]`, "answer_unreadable")
	f(listNamed, `{"totalResults":1,"Resources":{"id":"7"}}`, "answer_contradicts")
}

// Other answers than those to queries are left alone.
func TestListRepairIsForQueries(t *testing.T) {
	set := compile(t, rule("list: repair"))
	f := func(request, answer string) {
		t.Helper()
		r := do(t, set, request, answer)
		if got := strings.TrimSpace(formatResponse(r.m)); got != answer {
			t.Errorf("%s\n got %s\nwant %s", request, got, answer)
		}
	}
	f("GET /Users/7", "200\n\n"+listAda)
	f("GET /ServiceProviderConfig", "200\n\n"+`{"schemas":["urn:x"],"id":"1"}`)
	f("GET /Users", "404\n\n{"+scimError+`,"status":"404"}`)
	f("POST /Users\n\n{}", "201\n\n"+listAda)
	r := do(t, set, "GET /Schemas", "200\n\n"+`{"totalresults":"1","resources":[{"id":"urn:x"}]}`)
	if want := `{"totalResults":1,"Resources":[{"id":"urn:x"}],` + listURNs + `,"startIndex":1,"itemsPerPage":1}`; r.m.Body != want {
		t.Errorf("%v %s", r.err, r.m.Body)
	}
	devices := `[{"schemas":["urn:example:Device"],"id":"1"}]`
	if r := do(t, set, "GET /Devices", "200\n\n"+devices); !strings.HasSuffix(r.m.Body, `"Resources":`+devices+`}`) {
		t.Errorf("%v %s", r.err, r.m.Body)
	}
}

func TestListFaults(t *testing.T) {
	kindFaults(t, "list: [repair]", "list: other", "list: {repair: true}")
}

// kindFaults checks that none of the rules compiles.
func kindFaults(t *testing.T, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if _, err := Compile(Source{File: "f.yaml", Data: []byte(rule(text))}); err == nil {
			t.Errorf("%s compiles", text)
		} else if !strings.HasPrefix(err.Error(), "f.yaml:") {
			t.Errorf("%s: no place: %v", text, err)
		}
	}
}
