package attr_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"scimshim/rewrite"
	"scimshim/rules"
	"scimshim/rules/cases"
	"scimshim/rules/rulestest"
)

const fiveRenames = `
name: r
attributes: {users: {xref: string, job: string, nick: string, enterprise.dept: string, enterprise.unit: string}}
users:
  rename:
    - {from: externalId, to: xref}
    - {from: enterprise.department, to: enterprise.dept}
    - {from: title, to: job}
    - {from: nickName, to: title}
    - {from: enterprise.division, to: enterprise.unit}
`

// Renames that follow one another edit an answer together. It becomes what it does where
// each is visited by itself, as it is when changes are recorded.
func TestRenamesTogether(t *testing.T) {
	set := rulestest.CompileSources(t, rules.Source{File: "r.yaml", Data: []byte(fiveRenames)})
	r := rand.New(rand.NewPCG(1, 2))
	for range 3000 {
		answer := randomAnswer(r)
		if together, apart := answered(t, set, answer, false), answered(t, set, answer, true); together != apart {
			t.Fatalf("%s\ntogether %s\napart    %s", answer, together, apart)
		}
	}
}

// answered returns what becomes of an answer, and what the steps did.
func answered(t *testing.T, set *rules.Set, answer string, record bool) string {
	t.Helper()
	m, err := cases.ParseRequest("GET /Users")
	if err != nil {
		t.Fatal(err)
	}
	trace := rewrite.Trace{Record: record}
	err = set.Chain.Do(m, &trace, func(m *rewrite.Message) error {
		m.Answer(200, "", answer)
		return nil
	})
	return fmt.Sprint(m.Body, err, trace.Visits())
}

func randomAnswer(r *rand.Rand) string {
	some := func(names ...string) string {
		var list []string
		for _, name := range names {
			if r.IntN(3) == 0 {
				list = append(list, `"`+name+`":`+[]string{`"a"`, `"a"`, `"a"`, `"a"`, "null", "7", `{"x":1}`, "[]"}[r.IntN(8)])
			}
		}
		r.Shuffle(len(list), func(i, k int) { list[i], list[k] = list[k], list[i] })
		return strings.Join(list, ",")
	}
	var users []string
	for i := range r.IntN(4) {
		user := fmt.Sprintf(`{"id":"%d"`, i)
		if more := some("xref", "job", "title", "other"); more != "" {
			user += "," + more
		}
		switch r.IntN(12) {
		case 0:
			user += `,"externalId":"b"`
		case 1:
			user += `,"nickName":"b"`
		case 2:
			user += `,"` + rulestest.CoreUser + `":{"job":"c"}`
		}
		if r.IntN(3) > 0 {
			user += `,"` + rulestest.Enterprise + `":{` + some("dept", "unit", "other") + `}`
		}
		users = append(users, user+"}")
	}
	return fmt.Sprintf(`{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":%d,"Resources":[%s]}`,
		len(users), strings.Join(users, ","))
}
