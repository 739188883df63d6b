package managed_test

import (
	"strings"
	"testing"

	"scimshim/rewrite"
	"scimshim/rules/blocktest"
	"scimshim/rules/cases"
	"scimshim/rules/rulestest"
)

func TestCases(t *testing.T) { blocktest.Cases(t, "testdata") }

func TestBlocksRefuse(t *testing.T) {
	for name, b := range map[string]struct{ block, want string }{
		"nothing":        {"groups: {managed: {}}", "own.yaml:2:19: this changes nothing"},
		"nothing new":    {"groups: {managed: {no_match: create}}", "own.yaml:2:19: this changes nothing"},
		"all":            {"managed: {users_only: true}", "own.yaml:2:10: move this below groups"},
		"users":          {"users: {managed: {users_only: true}}", "own.yaml:2:18: move this below groups"},
		"no expressions": {"groups: {managed: {only: []}}", "own.yaml:2:26: expected at least one regular expression"},
		"no expression":  {"groups: {managed: {never: ['a(']}}", "own.yaml:2:28: "},
		"half of two":    {"groups: {managed: {never: ['a)|(b']}}", "own.yaml:2:28: "},
		"too long":       {"groups: {managed: {never: ['" + strings.Repeat("a", 1025) + "']}}", "own.yaml:2:28: the regular expression is longer"},
		"too many":       {"groups: {managed: {never: [" + strings.Repeat("a,", 101) + "]}}", "own.yaml:2:27: expected at most 100"},
		"both":           {"groups: {managed: {users_only: true, protect: [a]}}", "own.yaml:2:38: users_only keeps all groups"},
		"another word":   {"groups: {managed: {no_match: clear}}", "own.yaml:2:30: expected one of"},
		"no groups":      {"groups: {managed: {always: []}}", "own.yaml:2:28: expected the displayName"},
		"twice":          {"groups: {managed: {always: [staff, Staff]}}", `own.yaml:2:36: the group "Staff" is listed twice`},
		"many groups":    {"groups: {managed: {always: [a, b, c, d, e, f, g, h, i]}}", "own.yaml:2:28: expected at most 8"},
		"another key":    {"groups: {managed: {users_only: true, all: true}}", "own.yaml:2:38: unknown key"},
	} {
		t.Run(name, func(t *testing.T) { blocktest.Refuses(t, b.block, b.want) })
	}
}

// never answers requests with an error of the test.
func never(t *testing.T) rewrite.Next {
	t.Helper()
	return func(m *rewrite.Message) error {
		t.Errorf("the target was sent %s %s %s", m.Method, m.ID, m.Body)
		return rulestest.ErrUnanswered
	}
}

func do(t *testing.T, rules, target, request string, next rewrite.Next) (*rewrite.Message, error) {
	t.Helper()
	m, err := cases.ParseRequest(request)
	if err != nil {
		t.Fatal(err)
	}
	m.Route.Target = target
	return m, rulestest.Compile(t, rulestest.File(rules)).Chain.Do(m, new(rewrite.Trace), next)
}

// Names that one regular expression matches, and those that it does not.
func TestNames(t *testing.T) {
	for _, c := range []struct {
		rules, name string
		refused     bool
	}{
		{"only: ['jira-.*']", "jira-users", false},
		{"only: ['jira-.*']", "JIRA-Users", false},
		{"only: ['jira-.*']", "xjira-users", true},
		{"only: ['(?-i)jira-.*']", "JIRA-Users", true},
		{"only: ['jira-.*|wiki']", "wiki", false},
		{"only: ['jira|wiki-.*']", "jira-x", true},
		{"only: [jira, wiki]", "wiki", false},
		{"only: ['^jira$']", "jira", false},
		{"never: ['.*-admins']", "jira-admins", true},
		{"never: ['.*-admins']", "jira-admins-2", false},
		{"never: ['.*-admins']", " jira-admins\\t", true},
		{"never: ['.*']", "a\\nb", true},
		{"never: ['a b']", "a  b", true},
		{"never: [größe]", "GRÖSSE", false},
		{"never: [größe]", "GRÖßE", true},
		{"never: ['größe']", "gro\\u0308ße", true},
		{"only: ['jira-.*'], never: ['.*-admins']", "jira-admins", true},
		{"only: ['jira-.*'], never: ['.*-admins']", "wiki", true},
		{"only: ['jira-.*'], never: ['.*-admins']", "jira-users", false},
		{"users_only: true", "jira-users", true},
	} {
		sent := false
		m, err := do(t, "groups: {managed: {"+c.rules+"}}", "https://t.example", "POST /Groups\n\n"+`{"displayName":"`+c.name+`"}`,
			func(m *rewrite.Message) error {
				sent = true
				m.Answer(201, "", `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"id":"g1"}`)
				return nil
			})
		if err != nil || m.Status != 201 || sent == c.refused {
			t.Errorf("%s: %q is sent: %t, %v %d", c.rules, c.name, sent, err, m.Status)
		}
	}
}

// idOf returns the id of the virtual group of a name.
func idOf(t *testing.T, target, name string) string {
	t.Helper()
	m, err := do(t, "groups: {managed: {users_only: true}}", target, "POST /Groups\n\n"+`{"displayName":"`+name+`"}`, never(t))
	if err != nil {
		t.Fatal(err)
	}
	id := m.Location[strings.LastIndexByte(m.Location, '/')+1:]
	if !strings.Contains(m.Body, `"id":"`+id+`"`) {
		t.Fatalf("%s is not in %s", id, m.Body)
	}
	return id
}

// An id is the same whenever the name is, and no other text is one.
func TestIDs(t *testing.T) {
	const target = "https://t.example/scim"
	id := idOf(t, target, "Finance & Co, 1/2")
	if other := idOf(t, target, "  Finance &  Co, 1/2"); other != id {
		t.Errorf("with blanks it is %s, without %s", other, id)
	}
	if idOf(t, target, "finance & co, 1/2") == id || idOf(t, "https://u.example/scim", "Finance & Co, 1/2") == id {
		t.Error("two groups have one id")
	}
	if longest := idOf(t, target, strings.Repeat("ä", 170)); len(longest) > 512 {
		t.Errorf("an id has %d bytes", len(longest))
	}
	status := func(id, target string) int {
		_, err := do(t, "groups: {managed: {users_only: true}}", target, "GET /Groups/"+id, never(t))
		if r, refused := rulestest.Refused(err); refused {
			return r.Status
		}
		return 200
	}
	if status(id, target) != 200 || status(id, "https://u.example/scim") != 404 {
		t.Error("an id is of one target")
	}
	for i := range id {
		for _, c := range []string{"", "A", "a", "-", "_", "."} {
			changed := id[:i] + c + id[i+1:]
			if strings.HasPrefix(changed, "virtual-group.") && changed != id && status(changed, target) != 404 {
				t.Errorf("%s is taken for %s", changed, id)
			}
		}
	}
	for _, more := range []string{"", ".", "x", ".x", "=", "%3D"} {
		if more != "" && status(id+more, target) != 404 {
			t.Errorf("%s is taken for an id", id+more)
		}
	}
}

// In shadow the target is sent everything.
func TestShadow(t *testing.T) {
	sent := 0
	_, err := do(t, "groups: {managed: {users_only: true}}\noverrides: [{step: t/groups.managed, mode: shadow}]", "https://t.example",
		"POST /Groups\n\n"+`{"displayName":"x"}`, func(m *rewrite.Message) error {
			sent++
			m.Answer(201, "", `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"id":"g1","displayName":"x"}`)
			return nil
		})
	if err != nil || sent != 1 {
		t.Errorf("%d requests, %v", sent, err)
	}
}

// That nobody is found of a virtual group is not the target's word.
func TestNobodyByStatement(t *testing.T) {
	m, err := cases.ParseRequest(`GET /Groups?filter=displayName eq "x" and members eq "u1"`)
	if err != nil {
		t.Fatal(err)
	}
	trace := new(rewrite.Trace)
	err = rulestest.Compile(t, rulestest.File("groups: {managed: {users_only: true}}")).Chain.Do(m, trace, never(t))
	if err != nil || trace.Warrant != rewrite.ByStatement {
		t.Errorf("%v, by %q", err, trace.Warrant)
	}
}
