package laws_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"scimshim/rewrite/filter"
	"scimshim/rules"
	"scimshim/rules/rulestest"
)

// A maker makes operations at random, each with a mark of its own by which it
// is known again.
type maker struct {
	*rand.Rand
	marks int
}

func newMaker(seed uint64) *maker { return &maker{Rand: rand.New(rand.NewPCG(seed, 26))} }

func pick[T any](g *maker, list ...T) T { return list[g.IntN(len(list))] }

// mark returns a text that stands in one place of the request only.
func (g *maker) mark() string {
	g.marks++
	return fmt.Sprintf("mark%dx", g.marks)
}

// space returns white space of JSON.
func (g *maker) space() string { return pick(g, "", "", "", " ", "\n\t") }

// op makes one operation and returns it with its marks.
func (g *maker) op() (text string, marks []string) {
	first := g.marks
	name := pick(g, "add", "Add", "replace", "Replace", "REPLACE", "remove", "Remove")
	path, value := g.pathAndValue(strings.EqualFold(name, "remove"))
	members := []string{`"op"` + g.space() + `:"` + name + `"`}
	if path != "" {
		members = append(members, `"path":`+g.space()+rulestest.Quoted(path))
	}
	if value != "" {
		members = append(members, `"value":`+value)
	}
	g.Shuffle(len(members), func(i, j int) { members[i], members[j] = members[j], members[i] })
	for i := first + 1; i <= g.marks; i++ {
		marks = append(marks, fmt.Sprintf("mark%dx", i))
	}
	return "{" + g.space() + strings.Join(members, ","+g.space()) + "}", marks
}

// pathAndValue makes what an operation is about.
func (g *maker) pathAndValue(remove bool) (path, value string) {
	if remove {
		switch g.IntN(3) {
		case 0:
			return pick(g, "emails", "members", "phoneNumbers") + `[value eq "` + g.mark() + `"]`, ""
		case 1:
			return pick(g, "members", "Members"), g.members()
		}
		return pick(g, "emails", "ims") + `[type eq "` + g.mark() + `"].value`, ""
	}
	text := func() string { return rulestest.Quoted(g.mark()) }
	switch g.IntN(8) {
	case 0:
		return pick(g, "title", "displayName", "name.givenName", "nickName", "externalId", rulestest.CoreUser+":title"), text()
	case 1:
		kind := pick(g, "work", "home", "mobile", "other")
		return pick(g, "emails", "phoneNumbers") + `[type eq "` + kind + `"].value`, text()
	case 2:
		return rulestest.Enterprise + pick(g, ":department", ":division", ":costCenter"), text()
	case 3:
		return pick(g, "members", "emails", "roles"), g.members()
	case 4:
		return "", `{"name":{"givenName":` + text() + `,"familyName":` + text() + `},"nickName":` + text() + `}`
	case 5:
		return "", `{"emails":[{"value":` + text() + `,"type":"work"}],"` + rulestest.Enterprise + `":{"division":` + text() + `}}`
	case 6:
		return "", `{"name.familyName":` + text() + `,"externalId":` + text() + `}`
	}
	return "name", `{"formatted":` + text() + `,"honorificSuffix":` + text() + `}`
}

// members makes a list of members.
func (g *maker) members() string {
	list := make([]string, 1+g.IntN(3))
	for i := range list {
		list[i] = `{"value":` + rulestest.Quoted(g.mark()) + `}`
	}
	return "[" + strings.Join(list, ","+g.space()) + "]"
}

// conserving are chains that rewrite, rename and drop.
func conserving(t *testing.T) map[string]*rules.Set {
	const own = `
name: own
attributes: {users: {number: {urn: 'urn:example:2.0:User', number: any}}}
users:
  drop: [nickName, name.formatted, enterprise.division]
  rename:
    - {from: externalId, to: number.number}
    - {from: name.givenName, to: nick}
    - {from: emails.value, to: emails.address}
  set: {roles.type: {value: role, when: always}}
  patch:
    elements:
      emails: {paths: ['emails[type eq "home"].address'], write: remove_add, assume: bare_element}
      phoneNumbers: {paths: ['phoneNumbers[type eq "mobile"].value'], write: remove_add, assume: bare_element}
`
	pack, _ := rules.Pack("entra")
	return map[string]*rules.Set{
		"entra":            rulestest.Packs(t, "entra"),
		"entra,servicenow": rulestest.Packs(t, "entra", "servicenow"),
		"entra,atlassian":  rulestest.Packs(t, "entra", "atlassian"),
		"entra,own":        rulestest.CompileSources(t, pack, rules.Source{File: "own.yaml", Data: []byte(own)}),
	}
}

// Each operation reaches the target, or a rule dropped it and was counted, or
// the request is refused. No attribute is removed or replaced as a whole by an
// operation that was about a part of it.
func TestOperationsAreConserved(t *testing.T) {
	t.Parallel()
	cases := rulestest.Often(6000) // for each set
	for name, set := range conserving(t) {
		g, sent := newMaker(1), 0
		for range cases {
			if g.checkConserved(t, name, set) {
				sent++
			}
			if t.Failed() {
				return
			}
		}
		if sent < cases/50 {
			t.Errorf("%s: only %d of %d were sent", name, sent, cases)
		}
	}
}

// checkConserved makes one PATCH, and reports whether it was sent.
func (g *maker) checkConserved(t *testing.T, name string, set *rules.Set) bool {
	var ops []string
	marks := make([][]string, 1+g.IntN(4))
	for i := range marks {
		text, own := g.op()
		ops, marks[i] = append(ops, text), own
	}
	resource := pick(g, "Users", "Users", "Groups")
	body := `{"schemas":[]` + g.space() + `,"Operations":[` + g.space() + strings.Join(ops, g.space()+",") + `]}`
	r := rulestest.Do(t, set, "PATCH /"+resource+"/1\n\n"+body, "204")
	if r.Sent == nil && r.Err != nil {
		if f := r.Refusal(t); f.Status != 400 || strings.Contains(f.Detail, "mark") {
			t.Errorf("%s: refused with %d: %s", name, f.Status, f.Detail)
		}
		return false
	}
	after := ""
	if r.Sent != nil {
		after = r.Sent.Body
	}
	missing := func(m string) bool { return !strings.Contains(after, m) }
	whole, some := 0, false
	for _, own := range marks {
		if !slices.ContainsFunc(own, func(m string) bool { return !missing(m) }) {
			whole++
			continue
		}
		some = some || slices.ContainsFunc(own, missing)
	}
	explained := whole == r.Dropped() && !some
	if name != "entra" { // which drops some of what one operation expands to
		explained = whole <= r.Dropped() && r.Dropped() <= count(slices.Concat(marks...), missing)
	}
	if !explained {
		t.Errorf("%s: %d operations lost, %d counted\n%s\n%s", name, whole, r.Dropped(), body, after)
	}
	if wide := broader(t, after); wide != "" {
		t.Errorf("%s: %s\n%s\n%s", name, wide, body, after)
	}
	return r.Sent != nil
}

// count returns how many of a list satisfy a condition.
func count(list []string, is func(string) bool) (n int) {
	for _, s := range list {
		if is(s) {
			n++
		}
	}
	return n
}

// broader looks in a PATCH, made of one of checkConserved, for an operation on
// more than any of those was on. None removes a whole attribute without value,
// or writes an empty value.
func broader(t *testing.T, body string) string {
	if body == "" {
		return ""
	}
	var doc struct {
		Operations []struct {
			Op, Path string
			Value    json.RawMessage
		}
	}
	if err := json.Unmarshal([]byte(body), &doc); err != nil {
		t.Fatalf("%v: %s", err, body)
	}
	if len(doc.Operations) == 0 {
		return "no operation was sent"
	}
	for _, op := range doc.Operations {
		target, err := filter.ParseTarget(op.Path)
		if op.Path != "" && err != nil {
			return "a path that cannot be read: " + op.Path
		}
		value := strings.Join(strings.Fields(string(op.Value)), "")
		switch {
		case strings.EqualFold(op.Op, "remove") && target.Where == nil && value == "":
			return "a bare remove of " + op.Path
		case value == "null", strings.Contains(value, "{}"), strings.Contains(value, "[]"):
			return "an empty value for " + op.Path
		}
	}
	return ""
}

// Where no operation is left, nothing is asked of the target.
func TestNoOperationLeft(t *testing.T) {
	pack, _ := rules.Pack("entra")
	set := rulestest.CompileSources(t, pack, rules.Source{File: "d.yaml", Data: []byte(rulestest.File("drop: [nickName, name.formatted, photos.display]"))})
	f := func(ops string, dropped int) {
		t.Helper()
		for _, resource := range []string{"Users", "Groups"} {
			r := rulestest.Do(t, set, "PATCH /"+resource+"/1\n\n"+`{"Operations":[`+ops+`]}`, "500")
			if resource == "Users" && strings.Contains(ops, "members") {
				continue // no attribute of a user
			}
			if r.Err != nil || r.Sent != nil || r.Message.Status != 204 || r.Message.Body != "" || !r.Message.Local() {
				t.Errorf("%s: %v, sent %t, %d %q", ops, r.Err, r.Sent != nil, r.Message.Status, r.Message.Body)
			}
			if r.Dropped() != dropped {
				t.Errorf("%s: %d dropped, want %d", ops, r.Dropped(), dropped)
			}
		}
	}
	f(``, 0)
	f(`{"op":"Remove","path":"members","value":[]}`, 1)
	f(`{"op":"remove","path":"members","value":null}`, 1)
	f(`{"op":"remove","path":"`+"urn:ietf:params:scim:schemas:core:2.0:Group"+`:members","value":[]}`, 1)
	f(`{"op":"replace","path":"nickName","value":"x"}`, 1)
	f(`{"op":"replace","path":"NICKNAME","value":"x"},{"op":"Add","value":{"nickname":"y"}}`, 2)
	f(`{"op":"replace","value":{"name":{"formatted":"x"},"photos":[{"display":"x"},{"display":"y"}]}}`, 3)
	f(`{"op":"replace","path":"name","value":{"formatted":"x"}}`, 1)
	f(`{"op":"add","path":"photos","value":[{"display":"x"}]}`, 1)
	f(`{"op":"add","path":"photos[type eq \"x\"]","value":{"display":"x"}}`, 1)
}
