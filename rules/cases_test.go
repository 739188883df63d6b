package rules

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"scimshim/rewrite"
	"scimshim/rewrite/filter"
)

// TestCases plays the cases of the packs, with the packs that the names of
// their folders are made of.
func TestCases(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/*/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases in testdata: %v", err)
	}
	for i, file := range files {
		if raceDetector && i%4 > 0 { // one goroutine plays them: the race detector finds nothing
			continue
		}
		folder := filepath.Base(filepath.Dir(file))
		t.Run(folder+"/"+strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			pair, ok := PairOf(folder)
			if !ok {
				t.Fatalf("the folder %s is not named after two packs", folder)
			}
			playFile(t, file, pair)
		})
	}
}

func playFile(t *testing.T, file string, packs []string) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	c, err := ParseCase(text)
	if err != nil {
		t.Fatal(err)
	}
	p, complaints, err := casesSet(t, c, packs).Check(c)
	if err != nil {
		t.Fatal(err)
	}
	for _, complaint := range complaints {
		t.Error(complaint)
	}
	if want, got := string(c.Format()), string(p.Case.Format()); got != want {
		n, a, b := firstDifference(want, got)
		t.Errorf("line %d, as written and as it came out; scimshim test shows it all:\n%s\n%s", n, a, b)
	}
}

// firstDifference returns the first line that two texts do not share, as each
// of them has it.
func firstDifference(want, got string) (n int, a, b string) {
	x, y := strings.Split(want, "\n"), strings.Split(got, "\n")
	for n < len(x)-1 && n < len(y)-1 && x[n] == y[n] {
		n++
	}
	return n + 1, x[n], y[n]
}

func TestPairOf(t *testing.T) {
	f := func(folder, want string) {
		t.Helper()
		pair, ok := PairOf(folder)
		if got := strings.Join(pair, " "); got != want || ok != (want != "") {
			t.Errorf("PairOf(%q) = %q, %v, want %q", folder, got, ok, want)
		}
	}
	f("entra-servicenow", "entra servicenow")
	f("entra-atlassian", "entra atlassian")
	f("servicenow", "")
	f("entra-", "")
	f("entra-nowhere", "")
	f("entra-servicenow-x", "")
}

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

// withRule returns a set of a broken rule of the client's file and, behind it,
// the rules of a source.
func withRule(t *testing.T, r rewrite.Rule, source string) *Set {
	set := compileSources(t, Source{File: "local.yaml", Data: []byte(source)})
	set.Chain.Steps = append([]rewrite.Step{{Name: "client/broken", Rule: r}}, set.Chain.Steps...)
	set.Infos = append([]Info{{Name: "client/broken", Kind: "broken"}}, set.Infos...)
	return set
}

const renaming = `
name: local
rules:
  - name: number
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

// complaint checks that a case played with a set is complained of, or not.
func complaint(t *testing.T, set *Set, text, want string) {
	t.Helper()
	c, err := ParseCase([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	_, got, err := set.Check(c)
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
	alias := strings.Replace(renaming, "to: nickName", "to: nickName, answers: false", 1)
	complaint(t, withRule(t, broken{}, alias), creation, "")
}

func TestCheckFindsUnsettledRule(t *testing.T) {
	grow := broken{request: func(m *rewrite.Message) error {
		value, _ := m.Param("sortBy")
		m.SetParam("sortBy", value+"x")
		return nil
	}}
	complaint(t, withRule(t, grow, renaming), "-- request --\nGET /Users?sortBy=title\n",
		"rule client/broken changes what the client's rules have made")
	choosy := broken{request: func(m *rewrite.Message) error {
		if _, ok := m.Param("count"); ok {
			return rewrite.Refuse(rewrite.RuleRefused, "", "no count")
		}
		m.SetParam("count", "1")
		return nil
	}}
	complaint(t, withRule(t, choosy, renaming), "-- request --\nGET /Users\n",
		"the client's rules refuse what they have made of the request: no count")
	sly := broken{request: func(m *rewrite.Message) error { m.Query[0].Value += "x"; return nil }}
	complaint(t, withRule(t, sly, renaming), "-- request --\nGET /Users?sortBy=title\n", "and no rule says so")
}

func TestCheckFindsSlyChange(t *testing.T) {
	sly := broken{request: func(m *rewrite.Message) error { m.Query[0].Value = "y"; return nil }}
	complaint(t, withRule(t, sly, renaming), "-- request --\nGET /Users?sortBy=title\n", "its query is another")
	sly = broken{request: func(m *rewrite.Message) error { m.Body = `{"userName":"x"}`; return nil }}
	complaint(t, withRule(t, sly, renaming), "-- request --\nPOST /Users\n\n{\"userName\":\"ada\"}\n",
		"its body is another")
	sly = broken{response: func(m *rewrite.Message) error { m.Status = 299; return nil }}
	complaint(t, withRule(t, sly, renaming),
		"-- request --\nGET /Users/1\n-- target response --\n200\n\n{\"id\":\"1\"}\n", "no rule changed the answer")
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
	complaint(t, withRule(t, forget, renaming), creation, "rule local/number has renamed externalId on the way in")
	refuse := broken{response: func(*rewrite.Message) error {
		return rewrite.BadAnswer(rewrite.AnswerContradicts, "not this")
	}}
	complaint(t, withRule(t, refuse, renaming), creation, "the resource cannot go back: not this")
}
