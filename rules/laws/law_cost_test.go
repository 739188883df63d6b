package laws_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"scimshim/rewrite"
	"scimshim/rewrite/response"
	"scimshim/rules/cases"
	"scimshim/rules/rulestest"
)

// Bodies as large as a request may be, each the worst for one rule kind. What is quadratic in
// them takes minutes, and so meets the time that go test has.
func TestLargeBodies(t *testing.T) {
	t.Parallel()
	rulestest.SkipCost(t)
	patch := func(ops string) string { return `{"Operations":[` + ops + `]}` }
	bodies := []struct{ method, resource, body string }{
		{"PATCH", "Groups", patch(`{"op":"Remove","path":"members","value":[` + rulestest.Repeat(9_990, `{"value":"%d"}`) + `]}`)},
		{"PATCH", "Users", patch(rulestest.Repeat(490, `{"op":"Replace","path":"x%d","value":1}`) + "," +
			rulestest.Repeat(490, `{"op":"Add","path":"emails[type eq \"work\"].value","value":"%d"}`))},
		{"PATCH", "Users", patch(rulestest.Repeat(490, `{"op":"replace","path":"userName","value":"%d"}`) + "," +
			rulestest.Repeat(490, `{"op":"replace","path":"emails","value":[{"type":"work","value":"%d"}]}`))},
		{"POST", "Users", `{"schemas":[` + rulestest.Repeat(9_990, `"urn:a:%d"`) + `],` + rulestest.Repeat(990, `"urn:b:%d":{`+
			rulestest.Repeat(50, `"a%d":{}`)+`}`) + `}`},
		{"POST", "Users", `{"emails":[` + rulestest.Repeat(9_990, `{"value":"%d"}`) + `]}`},
	}
	for _, target := range []string{"servicenow", "atlassian"} {
		set := rulestest.Packs(t, "entra", target)
		for i, b := range bodies {
			m := &rewrite.Message{Method: b.method, Resource: b.resource, ID: "1", Body: b.body, Route: cases.Route}
			var trace rewrite.Trace
			err := set.Chain.Do(m, &trace, func(m *rewrite.Message) error { return rulestest.ErrUnanswered })
			if r, ok := rulestest.Refused(err); !ok && err != rulestest.ErrUnanswered || ok && r.Reason == rewrite.BodySize {
				t.Errorf("%s, body %d: %v", target, i, err)
			}
		}
	}
}

// costlyRules are blocks of one step each that looks at all that a message carries,
// by names that the bodies below are full of.
var costlyRules = []string{
	"for: target\nattributes: {users: {x: any}}", // locations
	"normalize: [booleans]",
	"normalize: [schemas]",
	"normalize: [shapes]",
	"users: {drop: [title, emails.type, 'urn:a:1:x']}",
	"users: {stores: {emails.display: {stored: false}}}",
	"users: {stores: {emails: {type: work}}}",
	"users: {stores: {emails: {elements: 'type eq \"work\"'}}}",
	"users: {stores: {emails: {max_elements: 1, prefer: 'primary eq true'}}}",
	"users: {stores: {emails: {parts: [value, type]}}}",
	"users: {stores: {attributes: [userName, emails.value], others: drop}}",
	"users: {set: {'emails[value eq \"x\"].type': {value: work}}}",
	"users: {set: {'urn:a:1:x': {value: work, when: always}}}",
	"users: {rename: {from: title, to: nickName}}",
	"users: {rename: {from: title, to: 'urn:a:1:x'}}",
	"users: {rename: {from: emails.display, to: emails.type}}",
	"users: {rename: {from: name.givenName, to: title}}",
	"users: {patch: {never: [{name: never, forms: [flat_keys, empty_value, element_type]}]}}",
	"users: {patch: {never: [{name: never, forms: [replace_all, filtered_remove]}]}}",
	"users: {patch: {elements: {emails: {paths: ['emails[type eq \"work\"].value'], write: remove_add, assume: bare_element}}}}",
	"users: {stores: {title: {pattern: '^[^@]*$'}}}",
	"users: {set: {emails.type: {value: work, in: answers, assume: single_element}}}",
	"users: {stores: {emails: {per_request: 1000000}}}",
	"users: {patch: {max_operations: [{attribute: emails, most: 1000000, message: x}]}}",
	"users: {stores: {texts: {refuse: '^$|[<\\p{Cc}]', except: [profileUrl]}}}",
	"users: {stores: {required: [title, name.givenName]}}",
	"users: {stores: {emails: {required: [value, type], action: drop}}}",
	"users: {drop: {name: hidden, attributes: [emails, title], in: answers, when: empty}}",
	"users: {filter: {match: 'title eq {v}', to: 'userName eq {v}', assume: complete}}",
}

// Each kind meets the largest requests and answers of those that it looks at: half of them,
// unless all are asked for.
func TestLargeBodiesOfEachKind(t *testing.T) {
	t.Parallel()
	rulestest.SkipCost(t)
	emails := func(n int, format string) string { return `{"id":"1","emails":[` + rulestest.Repeat(n, format) + `]}` }
	patch := func(ops string) string { return `{"Operations":[` + ops + `]}` }
	deep := strings.Repeat(`{"a":`, 26) + `"` + strings.Repeat("x", 1_000_000) + `"` + strings.Repeat("}", 26)
	requests := []struct{ method, body string }{
		{"POST", emails(9_990, `{"value":"%d"}`)},
		{"POST", emails(9_990, `{"$ref":"https://scim.example.com/scim/v2/Users/%d","type":"x"}`)},
		{"POST", `{` + rulestest.Repeat(30_000, `"urn:a:%d:x":{"title":1}`) + `}`},
		{"PATCH", patch(rulestest.Repeat(990, `{"op":"add","path":"emails[type eq \"work\"].value","value":"%d"}`))},
		{"PATCH", patch(`{"op":"add","value":{` + rulestest.Repeat(40_000, `"emails.a%d":"True"`) + `}}`)},
		{"PATCH", patch(rulestest.Repeat(990, `{"op":"add","value":{"title":"%d","name":{"givenName":1}}}`))},
		{"PATCH", patch(`{"op":"remove","path":"emails","value":[` + rulestest.Repeat(9_990, `{"value":"%d"}`) + `]}`)},
		{"PATCH", patch(`{"op":"add","value":` + deep + `}`)},
	}
	const url = `"https://target.example.com/scim/Users/%d"`
	list := func(n int, format string) string {
		return fmt.Sprintf(`{"totalResults":%d,"Resources":[`, n) + rulestest.Repeat(n, format) + `]}`
	}
	answers := []string{
		list(80_000, `{"id":"%d","userName":"x","title":"x","active":"True","emails":[{"value":"a"}]}`),
		list(80_000, `{"id":"%d","meta":{"location":`+strings.ReplaceAll(url, "%d", "1")+`},"title":"x"}`),
		list(1, `{"userName":"%d","emails":[`+strings.ReplaceAll(rulestest.Repeat(150_000, `{"$ref":`+url+`}`), "%", "")+`]}`),
		`{"totalResults":2500001,"Resources":[{}` + strings.Repeat(`,{}`, 2_500_000) + `]}`,
	}
	skip := func(kind, message int) bool { return !*rulestest.Thorough && (kind+message)%2 > 0 }
	for k, text := range costlyRules {
		t.Run(text, func(t *testing.T) {
			t.Parallel()
			set := rulestest.Compile(t, rulestest.File(text))
			ofRequests, ofAnswers := directions(set.Chain.Steps[0].Rule)
			for i, r := range requests {
				if ofRequests && !skip(k, i) {
					m := &rewrite.Message{Method: r.method, ID: "1", Body: r.body}
					rulestest.LargeExchange(t, set, m, response.EmptyList)
				}
			}
			for i, body := range answers {
				if !ofAnswers || skip(k, i) {
					continue
				}
				m := &rewrite.Message{Method: "GET"}
				if strings.Contains(text, "filter: {match") { // all others change answers to any query
					m.Query = []rewrite.Param{{Name: "filter", Value: `title eq "x"`}}
				}
				rulestest.LargeExchange(t, set, m, body)
			}
		})
	}
}

// directions tells whether a rule looks at requests, and whether at answers: a message
// that it leaves alone shows nothing of its cost.
func directions(r rewrite.Rule) (requests, answers bool) {
	of := reflect.Indirect(reflect.ValueOf(r)).Type()
	if of.Kind() != reflect.Struct {
		return true, true // several rules
	}
	_, noRequests := of.FieldByName("AnswerOnly")
	_, noAnswers := of.FieldByName("RequestOnly")
	_, repairs := r.(rewrite.Repairer)
	return !noRequests, !noAnswers || repairs
}

func TestDirections(t *testing.T) {
	f := func(text string, requests, answers bool) {
		t.Helper()
		rule := rulestest.Compile(t, rulestest.File(text)).Chain.Steps[0].Rule
		if q, a := directions(rule); q != requests || a != answers {
			t.Errorf("%s: %t %t", text, q, a)
		}
	}
	f("users: {drop: [title]}", true, false)
	f("users: {drop: {name: hidden, attributes: [title], in: answers, when: empty}}", false, true)
	f("for: target\nattributes: {users: {x: any}}", true, true)
	f("normalize: [shapes]", true, true)
	f("users: {set: {emails.type: {value: work, in: answers, assume: single_element}}}", false, true)
}
