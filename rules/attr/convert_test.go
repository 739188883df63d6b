package attr_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"scimshim/rewrite"
	"scimshim/rules"
	"scimshim/rules/rulestest"
)

const (
	stripDomain = `users: {convert: {userName: {patterns: [{match: '(.*)@.*', with: '$1'}], no_match: %s, assume: one_to_one}}}`
	workLower   = `users: {convert: {'emails[type eq "work"].value': {to: 'lower(value)', assume: one_to_one}}}`
	workStrip   = `users: {convert: {'emails[type eq "work"].value': {patterns: [{match: '(.*)@A', with: '$1@b'}], no_match: %s, ` +
		`assume: one_to_one}}}`
)

func otherwise(text, policy string) string { return fmt.Sprintf(text, policy) }

// A value is changed wherever a write has it.
func TestValueWrites(t *testing.T) {
	keep := otherwise(stripDomain, "keep")
	rulestest.Sends(t, keep, "POST", `{ "USERNAME" : "Ada@x", "title":"a@b"}`, `{ "USERNAME" : "Ada", "title":"a@b"}`)
	rulestest.Sends(t, keep, "PUT", `{"userName":"a\u0064a@x"}`, `{"userName":"ada"}`)
	same := func(text, method, in string) { t.Helper(); rulestest.Sends(t, text, method, in, in) }
	for _, value := range []string{`"ada"`, `"\u0061da"`, `""`, `null`, `7`, `[7]`, `{"a":"b@c"}`, `true`} {
		same(keep, "PUT", `{"userName":`+value+`}`)
		same(keep, "PATCH", rulestest.PatchOf(`{"op":"replace","path":"userName","value":`+value+`}`))
	}
	patch := func(text, in, want string) {
		t.Helper()
		rulestest.Sends(t, text, "PATCH", rulestest.PatchOf(in), rulestest.PatchOf(want))
	}
	patch(keep, `{"op":"Replace","path":"UserName","value":"a@b"}`, `{"op":"Replace","path":"UserName","value":"a"}`)
	patch(keep, `{"op":"add","value":{"userName":"a@b","x":1}}`, `{"op":"add","value":{"userName":"a","x":1}}`)
	patch(keep, `{"op":"add","value":{"`+rulestest.CoreUser+`:userName":"a@b"}}`, `{"op":"add","value":{"`+rulestest.CoreUser+`:userName":"a"}}`)
	patch(keep, `{"op":"add","path":"`+rulestest.CoreUser+`:userName","value":"a@b"}`,
		`{"op":"add","path":"`+rulestest.CoreUser+`:userName","value":"a"}`)
	same(keep, "PATCH", rulestest.PatchOf(`{"op":"remove","path":"userName"},{"op":"add","path":"title","value":"a@b"}`))
}

// A sub-attribute of a single value, and attributes of extensions.
func TestValueInside(t *testing.T) {
	const given = `users: {convert: {name.givenName: {to: 'cut(value, 2)', assume: one_to_one}}}`
	rulestest.Sends(t, given, "POST", `{"name":{"givenName":"Zoë","x":"Zoë"}}`, `{"name":{"givenName":"Zo","x":"Zoë"}}`)
	patch := func(text, in, want string) {
		t.Helper()
		rulestest.Sends(t, text, "PATCH", rulestest.PatchOf(in), rulestest.PatchOf(want))
	}
	patch(given, `{"op":"add","path":"name","value":{"GivenName":"abc"}}`, `{"op":"add","path":"name","value":{"GivenName":"ab"}}`)
	patch(given, `{"op":"add","path":"name.givenName","value":"abc"}`, `{"op":"add","path":"name.givenName","value":"ab"}`)
	patch(given, `{"op":"add","value":{"name.givenName":"abc"}}`, `{"op":"add","value":{"name.givenName":"ab"}}`)
	patch(given, `{"op":"add","value":{"name":{"givenName":"abc"}}}`, `{"op":"add","value":{"name":{"givenName":"ab"}}}`)
	const urn = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
	for _, where := range []string{urn, "urn:x:2.0:User"} {
		dept := `users: {convert: {'` + where + `:department': {to: 'upper(value)', assume: one_to_one}}}`
		rulestest.Sends(t, dept, "POST", `{"`+where+`":{"department":"a"},"department":"a"}`, `{"`+where+`":{"department":"A"},"department":"a"}`)
		patch(dept, `{"op":"add","path":"`+where+`:department","value":"a"}`, `{"op":"add","path":"`+where+`:department","value":"A"}`)
		patch(dept, `{"op":"add","value":{"`+where+`":{"Department":"a"}}}`, `{"op":"add","value":{"`+where+`":{"Department":"A"}}}`)
		patch(dept, `{"op":"add","value":{"`+where+`:department":"a"}}`, `{"op":"add","value":{"`+where+`:department":"A"}}`)
		patch(dept, `{"op":"add","path":"`+where+`","value":{"department":"a","x":1}}`,
			`{"op":"add","path":"`+where+`","value":{"department":"A","x":1}}`)
	}
	const manager = `users: {convert: {'` + urn + `:manager.value': {to: 'upper(value)', assume: one_to_one}}}`
	patch(manager, `{"op":"add","path":"`+urn+`","value":{"manager":{"value":"a"}}}`,
		`{"op":"add","path":"`+urn+`","value":{"manager":{"value":"A"}}}`)
	patch(manager, `{"op":"add","path":"`+urn+`:manager","value":{"value":"a"}}`,
		`{"op":"add","path":"`+urn+`:manager","value":{"value":"A"}}`)
	const tags = `users: {convert: {tags: {to: 'upper(value)', assume: one_to_one}}}`
	rulestest.Sends(t, tags, "POST", `{"tags":["a", 7,"B"]}`, `{"tags":["A", 7,"B"]}`)
	patch(tags, `{"op":"add","path":"tags","value":["a"]}`, `{"op":"add","path":"tags","value":["A"]}`)
	const rank = `users: {convert: {'badge.rank': {to: 'upper(value)', assume: one_to_one}}}` // not declared
	rulestest.Sends(t, rank, "POST", `{"badge":{"rank":"a"}}`, `{"badge":{"rank":"A"}}`)
	rulestest.Sends(t, rank, "PUT", `{"badge":[{"rank":"a"},{}]}`, `{"badge":[{"rank":"A"},{}]}`)
}

// Of a multi-valued attribute the elements that the brackets select are changed,
// by whatever path they are written.
func TestValueElements(t *testing.T) {
	patch := func(text, in, want string) {
		t.Helper()
		rulestest.Sends(t, text, "PATCH", rulestest.PatchOf(in), rulestest.PatchOf(want))
	}
	const list, lower = `[{"type":"home","value":"A"},{"value":"B","type":"Work"},{"value":"C"}]`,
		`[{"type":"home","value":"A"},{"value":"b","type":"Work"},{"value":"C"}]`
	rulestest.Sends(t, workLower, "POST", `{"emails":`+list+`}`, `{"emails":`+lower+`}`)
	patch(workLower, `{"op":"add","path":"emails","value":`+list+`}`, `{"op":"add","path":"emails","value":`+lower+`}`)
	patch(workLower, `{"op":"add","value":{"emails":`+list+`}}`, `{"op":"add","value":{"emails":`+lower+`}}`)
	patch(workLower, `{"op":"add","path":"emails","value":{"type":"work","value":"A"}}`,
		`{"op":"add","path":"emails","value":{"type":"work","value":"a"}}`)
	for _, where := range []string{`type eq \"work\"`, `type eq \"WORK\" and primary eq true`, `primary eq true and type eq \"work\"`} {
		patch(workLower, `{"op":"replace","path":"emails[`+where+`].value","value":"A"}`,
			`{"op":"replace","path":"emails[`+where+`].value","value":"a"}`)
		patch(workLower, `{"op":"replace","path":"emails[`+where+`]","value":{"value":"A","display":"D"}}`,
			`{"op":"replace","path":"emails[`+where+`]","value":{"value":"a","display":"D"}}`)
		patch(workLower, `{"op":"replace","path":"emails[`+where+`]","value":{"value":"A","type":"home"}}`,
			`{"op":"replace","path":"emails[`+where+`]","value":{"value":"A","type":"home"}}`)
	}
	for _, op := range []string{
		`{"op":"replace","path":"emails[type eq \"home\"].value","value":"A"}`,
		`{"op":"replace","path":"emails[type eq \"home\" and primary eq true]","value":{"value":"A"}}`,
		`{"op":"replace","path":"emails[primary eq true].display","value":"A"}`,
		`{"op":"remove","path":"emails[primary eq true].value"}`,
		`{"op":"remove","path":"emails[primary eq true]"}`,
		`{"op":"add","path":"phoneNumbers[type eq \"work\"].value","value":"A"}`,
		`{"op":"add","path":"emails","value":[]}`,
	} {
		patch(workLower, op, op)
	}
	for _, op := range []string{
		`{"op":"replace","path":"emails[primary eq true].value","value":"A"}`,
		`{"op":"replace","path":"emails[not (type eq \"home\")].value","value":"A"}`,
		`{"op":"replace","path":"emails[primary eq true]","value":{"value":"A"}}`,
		`{"op":"replace","path":"emails.value","value":"A"}`,
		`{"op":"replace","value":{"emails.value":"A"}}`,
		`{"op":"replace","path":"emails[type eq \"work\"]","value":"A"}`,
		`{"op":"replace","path":"emails[type eq \"work\"]","value":[{"value":"A"}]}`,
	} {
		rulestest.Sends(t, workLower, "PATCH", rulestest.PatchOf(op), "refused")
	}
	const all = `users: {convert: {emails.value: {to: 'lower(value)'}}}`
	rulestest.Sends(t, all, "POST", `{"emails":[{"value":"A"},"B",{"type":"work","value":"C"}]}`,
		`{"emails":[{"value":"a"},"b",{"type":"work","value":"c"}]}`)
	patch(all, `{"op":"replace","path":"emails[primary eq true].value","value":"A"},{"op":"replace","path":"emails.value","value":"A"}`,
		`{"op":"replace","path":"emails[primary eq true].value","value":"a"},{"op":"replace","path":"emails.value","value":"a"}`)
	patch(all, `{"op":"remove","path":"emails","value":[{"value":"A"}]}`, `{"op":"remove","path":"emails","value":[{"value":"a"}]}`)
	patch(all, `{"op":"remove","path":"emails[value eq \"A\"]"}`, `{"op":"remove","path":"emails[value eq \"a\"]"}`)
	patch(workLower, `{"op":"remove","path":"emails[type eq \"work\" and value eq \"A\"]"}`,
		`{"op":"remove","path":"emails[type eq \"work\" and value eq \"a\"]"}`)
	rulestest.Sends(t, workLower, "PATCH", rulestest.PatchOf(`{"op":"remove","path":"emails[value eq \"A\"]"}`), "refused")
}

// What nothing matches is kept, left out, removed or refused.
func TestValueOtherwise(t *testing.T) {
	const title = `users: {convert: {title: {patterns: [{match: 'Dr (.*)', with: '$1'}], no_match: %s, filters: refuse}}}`
	f := func(policy, method, in, want string) {
		t.Helper()
		rulestest.Sends(t, otherwise(title, policy), method, in, want)
	}
	for _, method := range []string{"POST", "PUT"} {
		f("keep", method, `{"title":"x","a":1}`, `{"title":"x","a":1}`)
		f("drop", method, `{"title":"x","a":1}`, `{"a":1}`)
		f("refuse", method, `{"title":"x","a":1}`, `refused`)
		f("drop", method, `{"title":"Dr x"}`, `{"title":"x"}`)
		f("drop", method, `{"title":"Dr "}`, `{}`) // an empty text is no outcome
	}
	f("clear", "POST", `{"title":"x","a":1}`, `{"a":1}`)
	f("clear", "PUT", `{"title":"x","a":1}`, `{"title":null,"a":1}`)
	const other, bad = `{"op":"add","path":"nickName","value":"x"}`, `{"op":"replace","path":"title","value":"x"}`
	patch := func(text, in, want string) {
		t.Helper()
		rulestest.Sends(t, text, "PATCH", rulestest.PatchOf(in), rulestest.PatchOf(want))
	}
	patch(otherwise(title, "drop"), bad+","+other, other)
	patch(otherwise(title, "clear"), bad+","+other, `{"op":"remove","path":"title"},`+other)
	patch(otherwise(title, "clear"), `{"op":"add","value":{"a":1,"title":"x"}}`,
		`{"op":"add","value":{"a":1}},{"op":"remove","path":"title"}`)
	patch(otherwise(title, "clear"), `{"op":"add","value":{"title":"x"}}`, `{"op":"remove","path":"title"}`)
	f("refuse", "PATCH", rulestest.PatchOf(bad), "refused")
	for _, policy := range []string{"drop", "clear", "refuse"} { // a removal must not become another
		f(policy, "PATCH", rulestest.PatchOf(`{"op":"remove","path":"title","value":"x"}`), "refused")
	}
	counted := rulestest.Compile(t, rulestest.File(otherwise(title, "drop")))
	if r := rulestest.Do(t, counted, "PATCH /Users/1\n\n"+rulestest.PatchOf(bad+","+other), "204"); r.Dropped() != 1 {
		t.Errorf("%d dropped", r.Dropped())
	}
	if r := rulestest.Do(t, counted, "PATCH /Users/1\n\n"+rulestest.PatchOf(bad), "204"); r.Sent != nil || r.Message.Status != 204 || r.Dropped() != 1 {
		t.Errorf("answered %d, %d dropped", r.Message.Status, r.Dropped())
	}

	const good, both = `{"type":"home","value":"h@A"}`, `{"type":"work","value":"x"},{"type":"home","value":"h@A"}`
	for _, policy := range []string{"drop", "clear"} {
		work := otherwise(workStrip, policy)
		rulestest.Sends(t, work, "POST", `{"emails":[`+both+`],"a":1}`, `{"emails":[`+good+`],"a":1}`)
		rulestest.Sends(t, work, "POST", `{"a":1,"emails":[{"type":"work","value":"x"}]}`, `{"a":1}`)
		patch(work, `{"op":"replace","path":"emails","value":[`+both+`]}`, `{"op":"replace","path":"emails","value":[`+good+`]}`)
		patch(work, `{"op":"add","path":"emails","value":[{"type":"work","value":"x"}]},`+other, other)
		rulestest.Sends(t, work, "PATCH", rulestest.PatchOf(`{"op":"remove","path":"emails","value":[{"type":"work","value":"x"}]}`), "refused")
	}
	leave, clear := otherwise(workStrip, "drop"), otherwise(workStrip, "clear")
	for _, op := range []string{
		`{"op":"replace","path":"emails","value":[{"type":"work","value":"x"}]}`,
		`{"op":"replace","value":{"emails":[{"type":"work","value":"x"}]}}`,
	} {
		patch(leave, op+","+other, other)
		patch(clear, op+","+other, `{"op":"remove","path":"emails"},`+other)
	}
	const element = `{"op":"replace","path":"emails[type eq \"work\"].value","value":"x"}`
	patch(leave, element+","+other, other)
	patch(clear, element, `{"op":"remove","path":"emails[type eq \"work\"].value"}`)
	patch(clear, `{"op":"add","path":"emails[type eq \"work\"]","value":{"value":"x"}}`,
		`{"op":"remove","path":"emails[type eq \"work\"]"}`)
	const display = `users: {convert: {'emails[type eq "work"].display': {patterns: [{match: 'a(.*)', with: '$1'}], ` +
		`no_match: clear, filters: refuse}}}`
	patch(display, `{"op":"add","path":"emails[type eq \"work\"]","value":{"value":"x","display":"b"}}`,
		`{"op":"add","path":"emails[type eq \"work\"]","value":{"value":"x"}},{"op":"remove","path":"emails[type eq \"work\"].display"}`)
	rulestest.Sends(t, display, "PUT", `{"emails":[{"type":"work","value":"x","display":"b"}]}`, `{"emails":[{"type":"work","value":"x"}]}`)
	const tags = `users: {convert: {tags: {patterns: [{match: 'a(.*)', with: '$1'}], no_match: clear, filters: refuse}}}`
	patch(tags, `{"op":"replace","path":"tags","value":["x","ab"]}`, `{"op":"replace","path":"tags","value":["b"]}`)
	patch(tags, `{"op":"replace","path":"tags","value":["x"]}`, `{"op":"remove","path":"tags"}`)
}

// The first that matches is taken, whole values only unless part is said.
func TestValueReplace(t *testing.T) {
	f := func(list, in, want string) {
		t.Helper()
		text := `users: {convert: {userName: {patterns: [` + list + `], no_match: keep, filters: refuse}}}`
		rulestest.Sends(t, text, "POST", `{"userName":"`+in+`"}`, `{"userName":"`+want+`"}`)
	}
	f(`{match: 'a', with: x}, {match: 'ab|abc', with: y}, {match: '.*', with: z}`, "abc", "y")
	f(`{match: 'a', with: x}`, "ab", "ab")
	f(`{match: 'a', with: x, part: true}`, "abab", "xbxb")
	f(`{match: '(a)(b)?', with: '$2$1x', part: true}`, "abac", "baxaxc")
	f(`{match: 'CN=(.*),OU.*', with: '$1'}`, "CN=ada,OU=x", "ada")
	f(`{match: 'CN=(.*)_(.*)', with: '$1$2'}`, "CN=a_b_c", "a_bc")
	f(`{match: '(.*)_(.*)#EXT#@.*', with: '$1@$2'}, {match: '(.*)@.*', with: '$1'}`, "a_b.example#EXT#@t.example", "a@b.example")
	f(`{match: '(.*)@.*', with: '$1corp'}`, "ada@x", "adacorp") // not the group 1corp
	f(`{match: '(?i)A.*', with: '"'}`, "ada", `\"`)
}

func TestValueFilters(t *testing.T) {
	f := func(text, in, want string) {
		t.Helper()
		set := rulestest.Compile(t, rulestest.File(text))
		r := rulestest.Do(t, set, "GET /Users?filter="+in, rulestest.List("0"))
		got := "refused"
		if r.Sent != nil {
			got, _ = r.Sent.Param("filter")
		} else if f := r.Refusal(t); f.Status != 400 || f.ScimType != "invalidFilter" || strings.Contains(f.Detail, "ada") {
			t.Errorf("%s: %d %s %s", in, f.Status, f.ScimType, f.Detail)
		}
		if got != want {
			t.Errorf("%s\n%s\n got %s\nwant %s", text, in, got, want)
		}
	}
	keep, refuse := otherwise(stripDomain, "keep"), otherwise(stripDomain, "refuse")
	f(keep, `userName eq "ada@x"`, `userName eq "ada"`)
	f(keep, `username ne "ada@x" and not (userName eq "b@x")`, `username ne "ada" and not (userName eq "b")`)
	f(keep, rulestest.CoreUser+`:userName eq "a\"d@x"`, rulestest.CoreUser+`:userName eq "a\"d"`)
	for _, same := range []string{`userName eq "ada"`, `userName pr`, `userName eq null`, `userName eq 7`, `userName eq ""`,
		`title eq "ada@x"`, `emails[value eq "ada@x"]`} {
		f(keep, same, same)
	}
	f(refuse, `userName eq "ada"`, "refused")
	for _, op := range []string{"co", "sw", "ew", "gt", "ge", "lt", "le"} {
		f(keep, `userName `+op+` "ada"`, "refused")
		f(`users: {convert: {userName: {to: ' lower( value ) '}}}`, `userName `+op+` "Ada"`, `userName `+op+` "Ada"`)
		f(`users: {convert: {externalId: {to: 'lower(value)', assume: one_to_one}}}`, `externalId `+op+` "ada"`, "refused")
	}
	f(`users: {convert: {title: {to: 'cut(value, 3)', filters: refuse}}}`, `title eq "ada"`, "refused")
	f(`users: {convert: {title: {to: 'cut(value, 3)', filters: refuse}}}`, `title pr`, `title pr`)
	const work = `emails[type eq "work" and value eq "A"]`
	f(workLower, work, `emails[type eq "work" and value eq "a"]`)
	f("read: [element_compare]\n"+workLower, `emails[type eq "work"].value eq "A"`, `emails[type eq "work" and value eq "a"]`)
	f(workLower, `emails[primary eq true and type eq "WORK" and (value eq "A" or value ne "B")]`,
		`emails[primary eq true and type eq "WORK" and (value eq "a" or value ne "b")]`)
	f(workLower, `emails[type eq "home" and value eq "A"]`, `emails[type eq "home" and value eq "A"]`)
	f(workLower, `emails[primary eq true]`, `emails[primary eq true]`)
	for _, in := range []string{`emails.value eq "ada"`, `emails eq "ada"`, `emails[value eq "ada"]`, `emails.value co "ada"`,
		`emails[primary eq true and value eq "ada"]`, `emails[type eq "work" or value eq "ada"]`,
		`emails[type eq "work" or value sw "ada"]`} {
		f(workLower, in, "refused")
	}
	f(workLower, `emails[type eq "work" and value sw "A"]`, `emails[type eq "work" and value sw "A"]`)
	f(otherwise(workStrip, "keep"), `emails[type eq "work" and value sw "ada"]`, "refused")
	const all = `users: {convert: {emails.value: {to: 'lower(value)'}}}`
	f(all, `emails.value eq "A" or emails eq "B" or emails[type eq "x" and value eq "C"]`,
		`emails.value eq "a" or emails eq "b" or emails[type eq "x" and value eq "c"]`)
	f(all, `emails.value co "A" and emails[value sw "B"]`, `emails.value co "A" and emails[value sw "B"]`)
}

// Values of single attributes are changed in brackets, too.
func TestValueInBrackets(t *testing.T) {
	f := func(attribute, in, want string) {
		t.Helper()
		set := rulestest.Compile(t, rulestest.File(`users: {convert: {'`+attribute+`': {to: 'upper(value)', assume: one_to_one}}}`))
		r := rulestest.Do(t, set, "GET /Users?filter="+in, rulestest.List("0"))
		if got, _ := r.Sent.Param("filter"); got != want {
			t.Errorf("%s: got %s, want %s", in, got, want)
		}
	}
	f("name.givenName", `name[givenName eq "a" and familyName eq "a"]`, `name[givenName eq "A" and familyName eq "a"]`)
	f(rulestest.Enterprise+":department", rulestest.Enterprise+`[department eq "a" or division eq "a"]`,
		rulestest.Enterprise+`[department eq "A" or division eq "a"]`)
	f("badge.rank", `badge[rank eq "a"]`, `badge[rank eq "A"]`)
	f("title", rulestest.Enterprise+`[title eq "a"]`, rulestest.Enterprise+`[title eq "a"]`)
}

// Where two values may have become one, who does not have the one cannot be asked
// for, and who has it or something else only if all of that is shown.
func TestValueNegated(t *testing.T) {
	f := func(filter, answer, want string) {
		t.Helper()
		r := rulestest.Do(t, rulestest.Compile(t, rulestest.File(stripBack)), "GET /Users?attributes=userName&filter="+filter, rulestest.List("1", answer))
		got := ""
		if r.Err != nil {
			got = fmt.Sprint(r.Refusal(t).Status)
		} else {
			_, got, _ = strings.Cut(r.Message.Body, `"Resources":`)
		}
		if got != want {
			t.Errorf("%s: got %s, want %s", filter, got, want)
		}
	}
	const eve = `{"id":"1","userName":"eve","title":"x"}`
	const shown, trimmed = `[{"id":"1","userName":"eve@a.example","title":"x"}]}`, `[{"id":"1","userName":"eve@a.example"}]}`
	f(`userName ne "ada@b.example"`, eve, "400")
	f(`userName ne "ada@a.example"`, eve, shown)
	f(`userName ne "ADA@A.example"`, eve, shown)
	f(`not (userName eq "ada@b.example")`, eve, "400")
	f(`not (userName eq "ada@a.example")`, eve, shown)
	f(`title pr and not (title eq "a" or userName eq "ada")`, eve, "400")
	f(`userName eq "eve@b.example" or title eq "x"`, eve, trimmed) // of which the title was not asked for
	f(`userName eq "eve@b.example" or title eq "y"`, eve, "502")
	f(`userName eq "eve@b.example" or title eq "y"`, `{"id":"1","userName":"eve"}`, "502")
	f(`nickName eq "hidden" and userName eq "eve@a.example"`, eve, shown)
}

const (
	stripBack    = `users: {convert: {userName: {to: 'local(value)', back: 'value + "@a.example"'}}}`
	stripAssumed = `users: {convert: {userName: {to: 'local(value)', back: 'value + "@a.example"', assume: one_to_one}}}`
)

func TestValueAnswers(t *testing.T) {
	f := func(text, request, answer, want string) {
		t.Helper()
		r := rulestest.Do(t, rulestest.Compile(t, rulestest.File(text)), request, answer)
		got := ""
		if r.Err != nil {
			got = fmt.Sprint(r.Refusal(t).Status)
		} else {
			got = r.Message.Body
		}
		if got != want {
			t.Errorf("%s\n got %s\nwant %s", request, got, want)
		}
	}
	body := func(s string) string { return strings.SplitN(s, "\n\n", 2)[1] }
	found := func(name string) string { return rulestest.List("1", `{"id":"1","userName":"`+name+`"}`) }
	f(stripBack, `GET /Users?filter=userName eq "ada@a.example"`, found("ada"), body(found("ada@a.example")))
	f(stripBack, `GET /Users?filter=userName eq "ADA@a.example"`, found("ada"), body(found("ada@a.example")))
	f(stripBack, `GET /Users?filter=userName eq "ada@b.example"`, found("ada"), "502")
	f(stripBack, `GET /Users?filter=userName eq "ada"`, found("ada"), "502")
	f(stripBack, `GET /Users?filter=userName eq "ada@b.example"`, rulestest.List("0"), body(rulestest.List("0")))
	f(stripBack, `GET /Users?filter=userName ne "x@a.example"`, found("ada"), body(found("ada@a.example")))
	f(stripBack, `GET /Users?filter=userName eq "ada@a.example"`, rulestest.List("1", `{"id":"1"}`), "502")
	f(stripBack, `GET /Users?filter=userName eq "ada@b.example" or title eq "x"`,
		rulestest.List("1", `{"id":"1","userName":"ada","title":"x"}`), body(rulestest.List("1", `{"id":"1","userName":"ada@a.example","title":"x"}`)))
	f(stripBack, `GET /Users?filter=title eq "x"`, rulestest.List("1", `{"id":"1","userName":"ada","title":"x"}`),
		body(rulestest.List("1", `{"id":"1","userName":"ada@a.example","title":"x"}`)))
	f(stripBack, `GET /Users/1`, "200\n\n"+`{"id":"1","userName":"ada","x":"ada"}`, `{"id":"1","userName":"ada@a.example","x":"ada"}`)
	f(stripBack, "POST /Users\n\n"+`{"userName":"ada@a.example"}`, "201\n\n"+`{"id":"1","userName":"ada"}`,
		`{"id":"1","userName":"ada@a.example"}`)
	f(stripBack, `GET /Users/1`, "404\n\n"+`{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"userName":"ada"}`,
		`{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"userName":"ada"}`)
	// the attribute is asked for where it is needed, and not shown
	f(stripBack, `GET /Users?filter=userName eq "ada@a.example"&attributes=title`, rulestest.List("1", `{"id":"1","userName":"ada","title":"x"}`),
		body(rulestest.List("1", `{"id":"1","title":"x"}`)))
	f(stripBack+"\n", `GET /Users?filter=userName eq "ada@b.example"&attributes=title`, found("ada"), "502")
	// a list may know nothing of a value, which stays
	const partly = `users: {convert: {userName: {to: 'local(value)', back: [{match: '(a.*)', with: '$1@a.example'}]}}}`
	f(partly, `GET /Users?filter=userName eq "bob"`, found("bob"), body(found("bob")))
	// assumed, it is compared none the less
	f(stripAssumed, `GET /Users?filter=userName eq "ada@a.example"`, found("ada"), body(found("ada@a.example")))
	f(stripAssumed, `GET /Users?filter=userName eq "ada@b.example"`, found("ada"), "502")
	const work = `users: {convert: {'emails[type eq "work"].value': {to: 'local(value)', back: 'value + "@a.example"'}}}`
	const request = `GET /Users?filter=emails[type eq "work" and value eq "ada@a.example"]`
	emails := func(work string) string {
		return rulestest.List("1", `{"id":"1","emails":[{"type":"home","value":"ada"},{"type":"work","value":"`+work+`"}]}`)
	}
	f(work, request, emails("ada"), body(emails("ada@a.example")))
	f(work, strings.Replace(request, "a.example", "b.example", 1), emails("ada"), "502")
	f(work, `GET /Users/1?attributes=emails.value`, "200\n\n"+`{"id":"1","emails":[{"type":"work","value":"ada"}]}`,
		`{"id":"1","emails":[{"value":"ada@a.example"}]}`)
}

// In the path of a PATCH nothing can be compared afterwards.
func TestValuePathIsVerified(t *testing.T) {
	const rule = `users: {convert: {'emails.value': {to: 'local(value)', back: 'value + "@a.example"'}}}`
	op := func(value string) string {
		return rulestest.PatchOf(`{"op":"remove","path":"emails[value eq \"` + value + `\"]"}`)
	}
	rulestest.Sends(t, rule, "PATCH", op("Ada@a.example"), op("Ada"))
	rulestest.Sends(t, rule, "PATCH", op("Ada@b.example"), "refused")
	rulestest.Sends(t, rule, "PATCH", rulestest.PatchOf(`{"op":"remove","path":"emails[value sw \"Ada\"]"}`), "refused")
}

func TestValueFaults(t *testing.T) {
	f := func(text, want string) {
		t.Helper()
		_, err := rules.Compile(rules.Source{File: "f.yaml", Data: []byte(rulestest.File("users: {convert: {" + text + "}}"))})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s\n%v, want %q", text, err, want)
		}
	}
	f("userName: {to: value}", "two values may become the same")
	f("externalId: {to: 'lower(value)'}", "two values may become the same")
	f("unheardOf: {to: 'lower(value)'}", "two values may become the same")
	f("userName: {to: 'lower(cut(value, 3))'}", "two values may become the same")
	f("userName: {}", "expected either patterns")
	f("userName: {to: value, patterns: []}", "expected either patterns")
	f("userName: {patterns: [], no_match: keep, assume: one_to_one}", "expected at least one replacement")
	f("userName: {patterns: [{match: a, with: b}], assume: one_to_one}", `missing "no_match"`)
	f("userName: {patterns: [{match: '(', with: b}], no_match: keep}", "f.yaml:2:49: invalid regular expression")
	f("userName: {patterns: [{match: a, with: '$1'}], no_match: keep}", "f.yaml:2:58: $1 is a group")
	f("userName: {patterns: [{match: a, with: b, whole: true}], no_match: keep}", "whole")
	f("userName: {to: 'lower(nobody)'}", "f.yaml:2:41: unknown name nobody")
	f("userName: {to: 'lower(value)', back: 'x'}", "unknown name x")
	f("userName: {to: 'lower(value)', assume: complete}", "one_to_one")
	for _, policy := range []string{"drop", "clear"} {
		f("userName: {to: 'lower(value)', no_match: "+policy+"}", "userName is required")
	}
	f("active: {to: value}", "not changed")
	f("id: {to: value}", "not changed")
	f("schemas: {to: value}", "not changed")
	f("meta.version: {to: value}", "belongs to the target")
	f("'emails[type eq \"work\"]': {to: value}", "name the sub-attribute")
	f("emails: {to: value}", "name the sub-attribute")
	f("name: {to: value}", "name the sub-attribute")
	f("'emails[type eq \"work\"].primary': {to: value}", "only text can")
	f("'emails[value ew \"x\"].value': {to: value}", "which the step changes")
	f("'emails[': {to: value}", "f.yaml:2:27: expected an attribute")
}

// A value that cannot be worked out is a 400 of a request and a 502 of an answer.
func TestValueTooLong(t *testing.T) {
	text := rulestest.File(`users: {convert: {title: {to: 'replace(value, "y", "")', back: 'replace(value, "y", "")'}}}`)
	long := strings.Repeat("x", 64<<10+1)
	r := rulestest.Do(t, rulestest.Compile(t, text), "POST /Users\n\n"+`{"title":"`+long+`"}`, "201")
	if f := r.Refusal(t); f.Status != 400 || r.Sent != nil || len(f.Detail) > 200 {
		t.Errorf("%d %s", f.Status, f.Detail)
	}
	r = rulestest.Do(t, rulestest.Compile(t, text), "GET /Users/1", "200\n\n"+`{"id":"1","title":"`+long+`"}`)
	if f := r.Refusal(t); f.Status != 502 || len(f.Detail) > 200 {
		t.Errorf("%d %s", f.Status, f.Detail)
	}
}

// The time is linear in the size of a message.
func TestValueCost(t *testing.T) {
	set := rulestest.Compile(t, rulestest.File(`users: {convert: {'emails[type eq "work"].value': {to: 'replace(lower(value), "[^a-z0-9]+", "-")', `+
		`no_match: clear, back: [{match: '(.*)', with: '$1@example.com'}]}}}`))
	start := time.Now()
	many := rulestest.List("1", `{"id":"1","emails":[`+rulestest.Repeat(30_000, `{"type":"work","value":"%d"}`)+`]}`)
	for _, request := range []string{
		"GET /Users/1",
		"POST /Users\n\n" + `{"emails":[` + rulestest.Repeat(20_000, `{"type":"work","value":"A %d"}`) + `]}`,
		"PATCH /Users/1\n\n" + rulestest.PatchOf(rulestest.Repeat(8_000, `{"op":"add","path":"emails[type eq \"work\"].value","value":"A %d"}`)),
		"PATCH /Users/1\n\n" + rulestest.PatchOf(`{"op":"add","value":{"emails":[`+rulestest.Repeat(20_000, `{"type":"work","value":"A %d"}`)+`]}}`),
	} {
		rulestest.Do(t, set, request, many)
	}
	if took := time.Since(start); took > 20*time.Second {
		t.Errorf("took %v", took)
	}
}

// A statement that the rule itself contradicts is a fault, and what it contradicts
// for some data a doubt.
func TestValueOneToOne(t *testing.T) {
	f := func(attribute, list, otherwise, want string) {
		t.Helper()
		text := `users: {convert: {` + attribute + `: {patterns: [` + list + `], no_match: ` + otherwise + `, assume: one_to_one}}}`
		set, err := rules.Compile(rules.Source{File: "f.yaml", Data: []byte(rulestest.File(text))})
		got := ""
		switch {
		case err != nil:
			got = err.Error()
		case strings.Contains(set.Doubts.Error(), "one-to-one"):
			got = "doubt"
		}
		if (want == "") != (got == "") || !strings.Contains(got, want) {
			t.Errorf("%s %s: %q, want %q", list, otherwise, got, want)
		}
	}
	f("addresses.type", `{match: '(?i)work', with: home}`, "keep", `"WORK" becomes "home", and "home" stays as it is`)
	f("addresses.type", `{match: '(?i)work', with: home}`, "refuse", "")
	f("addresses.type", `{match: work, with: home}, {match: home, with: work}`, "keep", "")
	f("addresses.type", `{match: work, with: home}, {match: home, with: HOME}`, "refuse", `become`)
	f("addresses.type", `{match: work, with: home}, {match: other, with: home}`, "refuse", "number 1 accepts and "+
		"something that match number 2")
	f("addresses.type", `{match: 'work|other', with: home}`, "refuse", "number 1 accepts becomes")
	f("addresses.type", `{match: Work, with: work}`, "keep", "")
	f("externalId", `{match: '(?i)a', with: b}`, "refuse", "number 1 accepts becomes")
	f("userName", `{match: '(.*)@.*', with: '$1'}`, "keep", "doubt")
	f("userName", `{match: '(.*)@.*', with: '$1'}`, "refuse", "")
}

// Another's value, found though it was assumed that there is none, is no answer, and
// the assumption has lapsed.
func TestValueLapses(t *testing.T) {
	set := rulestest.Compile(t, rulestest.File(stripAssumed))
	found := rulestest.List("1", `{"id":"1","userName":"ada"}`)
	if r := rulestest.Do(t, set, `GET /Users?filter=userName eq "ada@b.example"`, found); r.Refusal(t).Reason != rewrite.AssumptionBroken {
		t.Error(r.Err)
	}
	if r := rulestest.Do(t, set, `GET /Users?filter=userName eq "ada@a.example"`, found); r.Refusal(t).Status != 503 || r.Sent != nil {
		t.Error(r.Err)
	}
	if r := rulestest.Do(t, set, `GET /Users?filter=title eq "ada"`, rulestest.List("0")); r.Err != nil || r.Trace.Warrant != rewrite.ByTarget {
		t.Error(r.Err)
	}
}
