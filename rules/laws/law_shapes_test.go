package laws_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"scimshim/rules"
	"scimshim/rules/rulestest"
)

// shapeSettling are chains of rules that give values their form, each of which must be
// done with its own output.
var shapeSettling = []string{
	"normalize: [shapes]",
	"normalize: [empty_values]",
	"normalize: [foreign_members]",
	"patch: {empties: {values: [empty_text, null_value, empty_object, empty_list], except: [nickName]}}",
	"normalize: [cleared]",
	"normalize: [member_paths]",
	"normalize: [schemas]",
	"normalize: [{booleans: {drop: primary}}]",
	"rename: {from: members.displayName, to: members.display, in: requests}",
}

// misshapen makes a value that is as likely of the wrong shape as of the right one.
func (g *maker) misshapen(depth int) string {
	if depth == 0 {
		return pick(g, `"a"`, `""`, `null`, `7`, `true`, `"False"`, `{}`, `[]`)
	}
	inner := func() string { return g.misshapen(depth - 1) }
	switch g.IntN(4) {
	case 0:
		return g.list("[", "]", func(int) string { return inner() })
	case 1:
		names := []string{"value", "$ref", "display", "primary", "type", "displayName", "x"}
		return g.list("{", "}", func(i int) string { return rulestest.Quoted(names[i+g.IntN(2)*3]) + ":" + inner() })
	}
	return inner()
}

// misshapenOps makes a PATCH of such values.
func (g *maker) misshapenOps() string {
	var ops []string
	for range 1 + g.IntN(3) {
		path := pick(g, "title", "name", "name.givenName", "emails", "members", rulestest.Enterprise, rulestest.Enterprise+":manager", "nickName", "x", "id",
			`members[value eq "7"]`, `emails[type eq "work"]`, `emails[type eq "work"].value`, "emails.primary", "")
		value := g.misshapen(3)
		if path == "" {
			value = fmt.Sprintf(`{"title":%s,"emails":%s,"%s":{"manager":%s},"name.givenName":%s,"meta":1}`,
				g.misshapen(2), value, rulestest.Enterprise, g.misshapen(3), g.misshapen(1))
		}
		ops = append(ops, fmt.Sprintf(`{"op":"%s","path":%s,"value":%s,"x":1}`, pick(g, "add", "Replace", "remove"), rulestest.Quoted(path), value))
	}
	return `{"Operations":[` + strings.Join(ops, ",") + `]}`
}

// What a rule has made is sound JSON, and the rule does not change it again.
func TestShapesSettle(t *testing.T) {
	t.Parallel()
	var sets []*rules.Set
	for _, text := range shapeSettling {
		sets = append(sets, rulestest.Compile(t, rulestest.File(text)))
	}
	g, sent, n := newMaker(7), 0, rulestest.Often(5000)
	for range n {
		request := "PATCH /" + pick(g, "Users", "Groups") + "/1\n\n" + g.misshapenOps()
		if g.IntN(2) == 0 {
			request = pick(g, "POST /Users", "PUT /Users/1") + "\n\n" + fmt.Sprintf(
				`{"userName":"a","schemas":%s,"title":%s,"emails":%s,"members":%s,"%s":{"manager":%s},"urn:x:2.0:User":%s,"name":%s}`,
				g.misshapen(2), g.misshapen(2), g.misshapen(3), g.misshapen(3), rulestest.Enterprise, g.misshapen(2), g.misshapen(2), g.misshapen(2))
		}
		for i, set := range sets {
			if settles(t, set, request) {
				sent++
			}
			if t.Failed() {
				t.Fatal(shapeSettling[i])
			}
		}
	}
	if sent < n*len(sets)/2 {
		t.Errorf("only %d were sent", sent)
	}
}

// settles takes a request through a set twice, and reports whether it was sent.
func settles(t *testing.T, set *rules.Set, request string) bool {
	t.Helper()
	once := rulestest.Do(t, set, request, "204")
	if once.Sent == nil {
		return false
	}
	if !json.Valid([]byte(once.Sent.Body)) {
		t.Errorf("%s\nbecame %s", request, once.Sent.Body)
	}
	head, _, _ := strings.Cut(request, "\n")
	twice := rulestest.Do(t, set, head+"\n\n"+once.Sent.Body, "204")
	if twice.Sent == nil || twice.Sent.Body != once.Sent.Body {
		t.Errorf("%s\nbecame %s\nand again %+v %v", request, once.Sent.Body, twice.Sent, twice.Err)
	}
	return true
}
