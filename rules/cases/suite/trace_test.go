package suite

import (
	"fmt"
	"strings"
	"testing"

	"scimshim/rewrite"
	"scimshim/rewrite/racetest"
	"scimshim/rules"
	"scimshim/rules/cases"
)

// In each case the changes that a trace keeps are all that became of the message: they
// lead from the request as it came to the one that was sent, and each is of a rule that is
// said to have changed something in that direction. What is said to have changed something
// shows in a change, but for what only lets others do it.
func TestTraceKeepsAllChanges(t *testing.T) {
	t.Parallel()
	all := bases{}
	for _, file := range racetest.Some(files(t)) {
		c, set := read(t, all, file)
		m, err := c.Request()
		if err != nil {
			t.Fatal(err)
		}
		came := cases.FormatRequest(m)
		var sent *rewrite.Message
		trace := rewrite.Trace{Record: true}
		answers := c.All(cases.TargetResponse)
		set.Chain.Renew()
		_ = set.Chain.Do(m, &trace, func(m *rewrite.Message) error {
			if sent == nil {
				seen := *m
				sent = &seen
			}
			if len(answers) == 0 {
				return errNoAnswer
			}
			err := cases.ParseResponse(answers[0], m)
			answers = answers[1:]
			return err
		})
		checkWay(t, file, came, sent, &trace)
		checkVerdicts(t, file, set, &trace)
	}
}

// errNoAnswer ends the way of a request that no answer is given for.
var errNoAnswer = &rewrite.Refusal{Status: 502}

// checkWay follows the changes from the request as it came to the first one that was sent. A step
// that sends several has changes for each, of what it took over.
func checkWay(t *testing.T, file, came string, sent *rewrite.Message, trace *rewrite.Trace) {
	t.Helper()
	for _, c := range trace.Changes {
		if c.Back || sent != nil && cases.FormatRequest(sent) == came {
			break
		}
		if before := cases.FormatRequest(c.Before); before != came {
			t.Errorf("%s: nobody has made of\n%s\nwhat step %d found:\n%s", file, came, c.Step, before)
		}
		came = cases.FormatRequest(c.After)
	}
	if sent != nil && cases.FormatRequest(sent) != came {
		t.Errorf("%s: nobody has made of\n%s\nwhat was sent:\n%s", file, came, cases.FormatRequest(sent))
	}
}

// unseen says of a type of rules why what they change may not show.
var unseen = map[string]string{
	"query.accept":     "one filter takes the form of another that is written the same, or the index is asked and nobody else",
	"answer.header":    "no operation is left, and nothing is sent",
	"form.lenient":     "what needs two readers is the later's",
	"patch.withFixed":  "what the client writes of it may be what it is in any case",
	"query.planLimits": "it allows what an accept list makes of the filter",
	"attr.rename":      "the names of attributes in the query are the client's again for the rules before, on the way back",
}

// checkVerdicts compares the changes with what is said of the rules.
func checkVerdicts(t *testing.T, file string, set *rules.Set, trace *rewrite.Trace) {
	t.Helper()
	request, response := map[int]bool{}, map[int]bool{}
	for _, c := range trace.Changes {
		of, said := request, trace.Visit(c.Step).Request
		if c.Back {
			of, said = response, trace.Visit(c.Step).Response
		}
		of[c.Step] = true
		if said != rewrite.Changed && !(c.Sent && said == rewrite.Refused) { // what the answer to its question is
			t.Errorf("%s: %s has changed the message, and is said to have %s it", file, set.Infos[c.Step].Name, said)
		}
	}
	for i, v := range trace.Visits() {
		hidden := v.Request == rewrite.Changed && !request[i] || v.Response == rewrite.Changed && !response[i]
		rule := strings.TrimPrefix(fmt.Sprintf("%T", set.Chain.Steps[i].Rule), "*")
		if hidden && unseen[rule] == "" {
			t.Errorf("%s: %s (%s) is said to have changed the message, and has not", file, set.Infos[i].Name, rule)
		}
	}
}
