package cases_test

import (
	"strings"
	"testing"

	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rules"
	"scimshim/rules/cases"
)

// A broken is a rule that does what no rule may do.
type broken struct{ request, response func(*rewrite.Message) error }

func (b broken) Request(m *rewrite.Message) error  { return misdo(b.request, m) }
func (b broken) Response(m *rewrite.Message) error { return misdo(b.response, m) }

func misdo(f func(*rewrite.Message) error, m *rewrite.Message) error {
	if f == nil {
		return nil
	}
	return f(m)
}

// withRule returns a chain of a broken rule of the client's file and, after it,
// the rules of a source.
func withRule(t *testing.T, r rewrite.Rule, source string) *rewrite.Chain {
	chain := compile(t, source)
	chain.Steps = append([]rewrite.Step{{Name: "client/broken", Rule: r}}, chain.Steps...)
	return chain
}

// compile compiles a rule file.
func compile(t *testing.T, source string) *rewrite.Chain {
	t.Helper()
	set, err := rules.Compile(rules.Source{File: "local.yaml", Data: []byte(source)})
	if err != nil {
		t.Fatal(err)
	}
	return set.Chain
}

const renaming = `
name: local
users:
  rename: {from: externalId, to: nickName}
`

const creation = `
-- request --
POST /Users

{"userName":"ada@example.com","externalId":"7"}
-- target response --
201

{"id":"1","userName":"ada@example.com","nickName":"7"}
`

// complaint checks that a case played with a chain is complained of, or not.
func complaint(t *testing.T, chain *rewrite.Chain, text, want string) {
	t.Helper()
	c, err := cases.Parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	_, got, err := cases.Check(chain, c)
	if err != nil {
		t.Fatal(err)
	}
	if all := strings.Join(got, "; "); (want == "") != (all == "") || !strings.Contains(all, want) {
		t.Errorf("complaints %q, want one with %q", all, want)
	}
}

func TestCheckFindsNothing(t *testing.T) {
	complaint(t, withRule(t, broken{}, renaming), creation, "")
	complaint(t, withRule(t, broken{}, renaming), "-- request --\nGET /Users?filter=externalId eq \"a b\"\n", "")
	complaint(t, withRule(t, broken{}, renaming), "-- request --\nPUT /Users/1\n\n{\"externalId\":\"7\"}\n", "")
	complaint(t, withRule(t, broken{}, renaming), "-- request --\nPOST /Users\n\n[]\n", "")
}

// A name that a rule reads in requests only does not come back.
func TestCheckKnowsAliases(t *testing.T) {
	alias := strings.Replace(renaming, "to: nickName", "to: nickName, in: requests", 1)
	complaint(t, withRule(t, broken{}, alias), creation, "")
}

func TestCheckFindsUnsettledRule(t *testing.T) {
	grow := broken{request: func(m *rewrite.Message) error {
		value, _ := m.Param("sortBy")
		m.SetParam("sortBy", value+"x")
		return nil
	}}
	complaint(t, withRule(t, grow, renaming), "-- request --\nGET /Users?sortBy=title\n",
		"rule client/broken changes the output of the client's steps")
	choosy := broken{request: func(m *rewrite.Message) error {
		if _, ok := m.Param("count"); ok {
			return rewrite.Refuse(rewrite.RuleRefused, "", "no count")
		}
		m.SetParam("count", "1")
		return nil
	}}
	complaint(t, withRule(t, choosy, renaming), "-- request --\nGET /Users\n",
		"the client's steps refuse their own output: no count")
	sly := broken{request: func(m *rewrite.Message) error { m.Query[0].Value += "x"; return nil }}
	complaint(t, withRule(t, sly, renaming), "-- request --\nGET /Users?sortBy=title\n", "and no step reports it")
}

func TestCheckFindsSlyChange(t *testing.T) {
	sly := broken{request: func(m *rewrite.Message) error { m.Query[0].Value = "y"; return nil }}
	complaint(t, withRule(t, sly, renaming), "-- request --\nGET /Users?sortBy=title\n", "its query is different")
	sly = broken{request: func(m *rewrite.Message) error { m.Body = `{"userName":"x"}`; return nil }}
	complaint(t, withRule(t, sly, renaming), "-- request --\nPOST /Users\n\n{\"userName\":\"ada\"}\n",
		"its body is different")
	sly = broken{response: func(m *rewrite.Message) error { m.Status = 299; return nil }}
	complaint(t, withRule(t, sly, renaming),
		"-- request --\nGET /Users/1\n-- target response --\n200\n\n{\"id\":\"1\"}\n", "no step changed the answer")
}

func TestCheckFindsLostName(t *testing.T) {
	forget := broken{response: func(m *rewrite.Message) error {
		return m.MapAttributes(func(a rewrite.Attr) (rewrite.Edit, error) {
			if a.Path.Is(filter.Path{Name: "externalId"}) {
				return rewrite.Drop, nil
			}
			return rewrite.Keep, nil
		})
	}}
	complaint(t, withRule(t, forget, renaming), creation, "step local/users.rename.externalId renamed externalId "+
		"in the request")
	refuse := broken{response: func(*rewrite.Message) error {
		return rewrite.BadAnswer(rewrite.AnswerContradicts, "not this")
	}}
	complaint(t, withRule(t, refuse, renaming), creation, "the resource cannot be converted back: not this")
}

// An asker takes a request over, asks the target for something else, and then does as it is told.
type asker struct {
	broken
	then func(m, asked *rewrite.Message) error
}

func (asker) Conducts(*rewrite.Message) bool { return true }

func (a asker) Conduct(m *rewrite.Message, next rewrite.Next) error {
	sub := m.Another("GET", "Groups", "1", "")
	if err := next(sub); err != nil {
		return err
	}
	return a.then(m, sub)
}

// What a step asks for itself is not the request of the client; a step that says nothing of it is found.
func TestCheckKnowsWhatStepsAsk(t *testing.T) {
	const group = "-- request --\nPOST /Groups\n\n{\"displayName\":\"a\"}\n-- target response --\n200\n\n{\"id\":\"1\",\"displayName\":\"b\"}\n"
	for want, then := range map[string]func(m, asked *rewrite.Message) error{
		"": func(m, _ *rewrite.Message) error {
			m.Reply(201, `{"id":"1","displayName":"a"}`)
			return nil
		},
		"its body is different": func(m, asked *rewrite.Message) error {
			m.Status, m.Body = asked.Status, asked.Body
			return nil
		},
	} {
		complaint(t, withRule(t, asker{then: then}, renaming), group, want)
	}
	refuse := func(*rewrite.Message, *rewrite.Message) error { return rewrite.Refuse(rewrite.RuleRefused, "", "no") }
	complaint(t, withRule(t, asker{then: refuse}, renaming), group, "")
}
