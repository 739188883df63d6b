package answer_test

import (
	"strings"
	"testing"

	"scimshim/rewrite"
	"scimshim/rewrite/response"
	"scimshim/rules"
	"scimshim/rules/answer"
	"scimshim/rules/cases"
	"scimshim/rules/rulestest"
)

const (
	listWhole = `{` + rulestest.ListURNs + `,"totalResults":1,"startIndex":1,"itemsPerPage":1,"Resources":[` + rulestest.ListAda + `]}`
	listNamed = `?filter=userName eq "ada"`
)

// listRepairs returns a check of what the rule, and then the judge, make of an
// answer: a body, or a reason to refuse it.
func listRepairs(t *testing.T) func(query, body, want string) {
	set := rulestest.Compile(t, rulestest.File("normalize: [list_answers]"))
	return func(query, body, want string) {
		t.Helper()
		r := rulestest.Do(t, set, "GET /Users"+query, "200\n\n"+body)
		got := r.Message.Body
		if r.Err != nil {
			got = string(r.Refusal(t).Reason)
		}
		if got != want {
			t.Errorf("%s\n got %s\nwant %s", body, got, want)
			return
		}
		changed := r.Outcome(set, "t/normalize.list_answers") == "changed"
		if r.Err == nil && changed != (body != want) {
			t.Errorf("%s: changed %t", body, changed)
		}
		if again := rulestest.Do(t, set, "GET /Users"+query, "200\n\n"+got); r.Err == nil && again.Message.Body != got {
			t.Errorf("a second time: %s", again.Message.Body)
		}
	}
}

// A sound list keeps its bytes, and names and numbers become what they should be.
func TestListForm(t *testing.T) {
	f := listRepairs(t)
	same := func(query, body string) { t.Helper(); f(query, body, body) }
	same("", listWhole)
	same(listNamed, `{ "Resources" : [ `+rulestest.ListAda+` ], `+rulestest.ListURNs+`, "x":1.0, "itemsPerPage":1,"startIndex":1, "totalResults":1 }`)
	same("", response.EmptyList)
	f("", strings.NewReplacer("totalResults", "TotalResults", "Resources", "resources", "schemas\":[\""+response.ListURN,
		"Schemas\":[\""+response.ListURN, "startIndex", "startindex", "itemsPerPage", "itemsperpage").Replace(listWhole), listWhole)
	f("", strings.NewReplacer(`Results":1`, `Results":"1"`, `Index":1`, `Index":"1"`, `Page":1`, `Page":"01"`).Replace(listWhole),
		listWhole)
	same("", strings.Replace(listWhole, `"totalResults":1`, `"totalResults":"+1"`, 1))
	same("", strings.Replace(listWhole, `"totalResults":1`, `"totalResults":""`, 1))
	same("", strings.Replace(listWhole, `"totalResults":1`, `"totalResults":1.0`, 1))
	for _, schemas := range []string{`null`, `[]`, `"` + response.ListURN + `"`, `["urn:scim:b:api:messages:2.0:ListResponse"]`} {
		f("", strings.Replace(listWhole, rulestest.ListURNs, `"schemas":`+schemas, 1), listWhole)
	}
	same("", strings.Replace(listWhole, response.ListURN, "urn:example:other", 1))
	f("", `{"totalResults":1,"startIndex":1,"itemsPerPage":1,"Resources":[`+rulestest.ListAda+`]}`,
		`{"totalResults":1,"startIndex":1,"itemsPerPage":1,"Resources":[`+rulestest.ListAda+`],`+rulestest.ListURNs+`}`)
}

// Numbers that are missing are those that the answer shows.
func TestListNumbers(t *testing.T) {
	f := listRepairs(t)
	same := func(query, body string) { t.Helper(); f(query, body, body) }
	f("", `{`+rulestest.ListURNs+`,"totalResults":9,"Resources":[`+rulestest.ListAda+`]}`,
		`{`+rulestest.ListURNs+`,"totalResults":9,"Resources":[`+rulestest.ListAda+`],"startIndex":1,"itemsPerPage":1}`)
	f("?startIndex=5&count=1", `{`+rulestest.ListURNs+`,"totalResults":9,"startIndex":null,"itemsPerPage":null,"Resources":[`+rulestest.ListAda+`]}`,
		`{`+rulestest.ListURNs+`,"totalResults":9,"startIndex":5,"itemsPerPage":1,"Resources":[`+rulestest.ListAda+`]}`)
	f("?startIndex=0", `{`+rulestest.ListURNs+`,"totalResults":1,"itemsPerPage":1,"Resources":[`+rulestest.ListAda+`]}`,
		`{`+rulestest.ListURNs+`,"totalResults":1,"itemsPerPage":1,"Resources":[`+rulestest.ListAda+`],"startIndex":1}`)
	f("", `{`+rulestest.ListURNs+`,"totalResults":9,"itemsPerPage":1,"nextCursor":"x","Resources":[`+rulestest.ListAda+`]}`,
		`{`+rulestest.ListURNs+`,"totalResults":9,"itemsPerPage":1,"nextCursor":"x","Resources":[`+rulestest.ListAda+`]}`)
	same("?cursor=", `{`+rulestest.ListURNs+`,"totalResults":9,"itemsPerPage":1,"Resources":[`+rulestest.ListAda+`]}`)
	f("", `{`+rulestest.ListURNs+`,"Resources":[`+rulestest.ListAda+`,`+rulestest.ListBob+`]}`,
		`{`+rulestest.ListURNs+`,"Resources":[`+rulestest.ListAda+`,`+rulestest.ListBob+`],"totalResults":2,"startIndex":1,"itemsPerPage":2}`)
	f("?startIndex=1&count=3", `{`+rulestest.ListURNs+`,"totalResults":null,"Resources":[`+rulestest.ListAda+`,`+rulestest.ListBob+`]}`,
		`{`+rulestest.ListURNs+`,"totalResults":2,"Resources":[`+rulestest.ListAda+`,`+rulestest.ListBob+`],"startIndex":1,"itemsPerPage":2}`)
	for _, paged := range []string{"?count=1", "?startIndex=2", "?startIndex=x", "?count=x"} {
		index := "1"
		if paged == "?startIndex=2" {
			index = "2"
		}
		f(paged, `{`+rulestest.ListURNs+`,"Resources":[`+rulestest.ListAda+`]}`,
			`{`+rulestest.ListURNs+`,"Resources":[`+rulestest.ListAda+`],"startIndex":`+index+`,"itemsPerPage":1}`)
	}
	f("?cursor=x", `{`+rulestest.ListURNs+`,"Resources":[`+rulestest.ListAda+`]}`, `{`+rulestest.ListURNs+`,"Resources":[`+rulestest.ListAda+`],"itemsPerPage":1}`)
	f("", `{`+rulestest.ListURNs+`,"itemsPerPage":1,"Resources":[`+rulestest.ListAda+`]}`, `{`+rulestest.ListURNs+`,"itemsPerPage":1,"Resources":[`+rulestest.ListAda+`],"startIndex":1}`)
}

// An empty list says so twice, and nothing is no empty list.
func TestListOfNothing(t *testing.T) {
	f := listRepairs(t)
	rest := `,"totalResults":0,"startIndex":1,"itemsPerPage":0`
	f(listNamed, `{"totalResults":"0","resources":[]}`, `{"totalResults":0,"Resources":[],`+rulestest.ListURNs+`,"startIndex":1,"itemsPerPage":0}`)
	f(listNamed, `{`+rulestest.ListURNs+rest+`}`, `{`+rulestest.ListURNs+rest+`,"Resources":[]}`)
	f(listNamed, `{`+rulestest.ListURNs+rest+`,"Resources":null}`, `{`+rulestest.ListURNs+rest+`,"Resources":[]}`)
	for _, nothing := range []string{`{}`, `[]`, `{"totalResults":0}`, `{"Resources":[]}`, `{"Resources":null}`, `{"resources":null,` + rulestest.ListURNs + `}`,
		`{` + rulestest.ListURNs + `}`, `{"total":0,"items":[]}`, `[{}]`, `[[]]`, `null`, `0`, `""`, ` `} {
		f(listNamed, nothing, "answer_unreadable")
		f("", nothing, "answer_unreadable")
	}
	f("", `{`+rulestest.ListURNs+`,"totalResults":3,"Resources":null}`, "answer_contradicts")
	// A ListResponse whose list is empty is one, also without a number: AWS's page without a hit (T2).
	f(listNamed, `{`+rulestest.ListURNs+`,"Resources":[]}`, `{`+rulestest.ListURNs+`,"Resources":[]}`)
	f("", `{`+rulestest.ListURNs+`,"Resources":[]}`, `{`+rulestest.ListURNs+`,"Resources":[]}`)
}

// Resources that came without a list make one.
func TestListOfResources(t *testing.T) {
	f := listRepairs(t)
	f(listNamed, rulestest.ListAda, listWhole)
	f(listNamed+"&startIndex=1&count=100", " "+rulestest.ListAda+"\n", listWhole)
	f(listNamed, strings.Replace(rulestest.ListAda, `"7"`, `7`, 1), strings.Replace(listWhole, `"7"`, `7`, 1))
	f(listNamed, rulestest.ListBob, "answer_contradicts")
	f(listNamed+"&count=1", rulestest.ListAda, "answer_unreadable")
	f(listNamed+"&startIndex=2", rulestest.ListAda, "answer_unreadable")
	f("", rulestest.ListAda, "answer_unreadable")
	f(listNamed, `{"id":"7","userName":"ada"}`, "answer_unreadable")
	f(listNamed, `{"schemas":["`+rulestest.CoreUser+`"],"userName":"ada"}`, "answer_unreadable")
	f(listNamed, `{"schemas":["`+rulestest.CoreUser+`"],"id":null,"userName":"ada"}`, "answer_unreadable")
	f(listNamed, strings.Replace(rulestest.ListAda, rulestest.CoreUser, "urn:ietf:params:scim:schemas:core:2.0:Group", 1), "answer_unreadable")
	f(listNamed, `{`+rulestest.SCIMError+`,"id":"7"}`, "answer_contradicts")
	f(listNamed, `[`+rulestest.ListAda+`]`, listWhole)
	f("?count=9", ` [`+rulestest.ListAda+`] `, listWhole)
	f("?count=1", `[`+rulestest.ListAda+`]`, "answer_unreadable")
	f("?startIndex=2", `[`+rulestest.ListAda+`]`, "answer_unreadable")
	f(listNamed, `[`+rulestest.ListAda+`,`+rulestest.ListBob+`]`, "answer_contradicts")
	f("", `[`+rulestest.ListAda+`,{"id":"8"}]`, "answer_unreadable")
	f("", `[`+rulestest.ListAda+`,"x"]`, "answer_unreadable")
	f(listNamed, `{"totalResults":1,"Resources":{"id":"7"}}`, "answer_contradicts")
}

// Other answers than those to queries are left alone.
func TestListRepairIsForQueries(t *testing.T) {
	set := rulestest.Compile(t, rulestest.File("normalize: [list_answers]"))
	f := func(request, answer string) {
		t.Helper()
		r := rulestest.Do(t, set, request, answer)
		if got := strings.TrimSpace(cases.FormatResponse(r.Message)); got != answer {
			t.Errorf("%s\n got %s\nwant %s", request, got, answer)
		}
	}
	f("GET /Users/7", "200\n\n"+rulestest.ListAda)
	f("GET /ServiceProviderConfig", "200\n\n"+`{"schemas":["urn:x"],"id":"1"}`)
	f("GET /Users", "404\n\n{"+rulestest.SCIMError+`,"status":"404"}`)
	f("POST /Users\n\n{}", "201\n\n"+rulestest.ListAda)
}

// A list at any endpoint is one, where the rule is for it.
func TestListAnywhere(t *testing.T) {
	repair := rewrite.Step{Name: "t/list", Rule: answer.RepairLists()}
	set := &rules.Set{Chain: &rewrite.Chain{Steps: []rewrite.Step{repair}}}
	r := rulestest.Do(t, set, "GET /Schemas", "200\n\n"+`{"totalresults":"1","resources":[{"id":"urn:x"}]}`)
	if want := `{"totalResults":1,"Resources":[{"id":"urn:x"}],` + rulestest.ListURNs + `,"startIndex":1,"itemsPerPage":1}`; r.Message.Body != want {
		t.Errorf("%v %s", r.Err, r.Message.Body)
	}
	devices := `[{"schemas":["urn:example:Device"],"id":"1"}]`
	if r := rulestest.Do(t, set, "GET /Devices", "200\n\n"+devices); !strings.HasSuffix(r.Message.Body, `"Resources":`+devices+`}`) {
		t.Errorf("%v %s", r.Err, r.Message.Body)
	}
}

func TestListFaults(t *testing.T) {
	rulestest.Invalid(t, "normalize: [{list_answers: repair}]", "normalize: [{list_answers: [x]}]", "normalize: [list: repair]")
}
