package rules

import (
	"errors"
	"strings"
	"testing"

	"scimshim/rewrite"
	"scimshim/rules/cases"
)

// What tests of rules have of package cases.
var (
	CaseRoute      = cases.Route
	parseRequest   = cases.ParseRequest
	parseResponse  = cases.ParseResponse
	formatRequest  = cases.FormatRequest
	formatResponse = cases.FormatResponse
)

// rulesSection is the section of a case that says what each rule did.
const rulesSection = cases.Rules

// errUnanswered ends the way of a request that no answer is given for.
var errUnanswered = errors.New("the target does not answer in this test")

// refused returns the refusal that an error is.
func refused(err error) (*rewrite.Refusal, bool) {
	var r *rewrite.Refusal
	ok := errors.As(err, &r)
	return r, ok
}

// A broken is a rule that does what no rule may do.
type broken struct{ request, response func(*rewrite.Message) error }

func (b broken) Request(m *rewrite.Message) error { return misdo(b.request, m) }

func (b broken) Response(m *rewrite.Message) error { return misdo(b.response, m) }

func misdo(f func(*rewrite.Message) error, m *rewrite.Message) error {
	if f == nil {
		return nil
	}
	return f(m)
}

// withRule returns a set of a broken rule of the client's file and, after it,
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

// firstDifference returns the first line that two texts do not share, as each
// of them has it.
func firstDifference(want, got string) (n int, a, b string) {
	x, y := strings.Split(want, "\n"), strings.Split(got, "\n")
	for n < len(x)-1 && n < len(y)-1 && x[n] == y[n] {
		n++
	}
	return n + 1, x[n], y[n]
}
