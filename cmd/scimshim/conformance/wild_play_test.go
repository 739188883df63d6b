package conformance

import (
	"errors"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"scimshim/proxy/mock"
	"scimshim/rewrite"
	"scimshim/rules"
)

// A wildVerdict is what came of a request.
type wildVerdict struct {
	word     string // right, refused, wrong or unjudged
	status   string // of a refusal
	scimType string
	says     string // the proxy's sentence, the target's behind "target: ", or why the verdict is wrong
}

// A wildPlay is one request on its way through a chain to a target and back.
type wildPlay struct {
	target  wildTarget
	set     *rules.Set
	server  *mock.Target
	asked   rewrite.Message // as it was before the chain saw it
	message *rewrite.Message
	trace   rewrite.Trace
	before  map[string][]wildObject
	after   map[string][]wildObject
}

// wildPublic is where clients find the service.
const wildPublic = "https://scim.example.com/scim/v2"

// wildRun plays a request and judges what came of it.
func wildRun(t *testing.T, set *rules.Set, target wildTarget, state wildState, row wildRow) wildVerdict {
	t.Helper()
	m := row.message()
	p := &wildPlay{target: target, set: set, server: wildSeed(t, target, state, m), message: m}
	m.Route = rewrite.Route{Public: wildPublic, Target: "http://127.0.0.1" + p.server.Base()}
	p.asked = *m
	p.asked.Query = slices.Clone(m.Query)
	p.before = p.directory()
	set.Chain.Renew() // each play has a directory of its own
	err := set.Chain.Do(m, &p.trace, p.next)
	p.after = p.directory()
	return p.verdict(err)
}

// next sends a request to the target.
func (p *wildPlay) next(m *rewrite.Message) error {
	path := p.server.Base() + "/" + m.Resource
	if m.ID != "" {
		path += "/" + url.PathEscape(m.ID)
	}
	for i, param := range m.Query {
		path += "?&"[min(i, 1):][:1] + url.QueryEscape(param.Name) + "=" + url.QueryEscape(param.Value)
	}
	r := httptest.NewRequest(m.Method, path, strings.NewReader(m.Body))
	if m.Body != "" {
		r.Header.Set("Content-Type", "application/scim+json")
	}
	w := httptest.NewRecorder()
	p.server.ServeHTTP(w, r)
	m.Answer(w.Code, w.Header().Get("Location"), w.Body.String())
	return nil
}

// directory reads all that the target holds, past its SCIM.
func (p *wildPlay) directory() map[string][]wildObject {
	all := map[string][]wildObject{}
	for _, resource := range []string{"Users", "Groups"} {
		for _, text := range p.server.All(resource) {
			all[resource] = append(all[resource], wildDecode(string(text)))
		}
	}
	return all
}

// verdict says what came of the request.
func (p *wildPlay) verdict(err error) wildVerdict {
	var refusal *rewrite.Refusal
	switch {
	case err != nil && !errors.As(err, &refusal):
		return wildWrong("the proxy failed: " + err.Error())
	case refusal != nil && p.message.IsRequest() && len(p.server.Requests()) > 0:
		return wildWrong("refused as a request, and yet the target was asked")
	case refusal != nil:
		return p.refused(refusal.Status, refusal.ScimType, refusal.Detail)
	case p.message.Status >= 400:
		answer := wildDecode(p.message.Body)
		return p.refused(p.message.Status, wildText(answer, "scimType"), "target: "+wildText(answer, "detail"))
	}
	if lost := p.lostOps(); lost != "" {
		return wildWrong(lost)
	}
	switch why, err := p.judge(); {
	case errors.Is(err, errWildUnjudged):
		return wildVerdict{word: "unjudged"}
	case why != "":
		return wildWrong(why)
	}
	return wildVerdict{word: "right"}
}

func wildWrong(why string) wildVerdict { return wildVerdict{word: "wrong", says: why} }

// refused is the verdict of an error, which is right only where nothing has
// changed.
func (p *wildPlay) refused(status int, scimType, says string) wildVerdict {
	if wildEncode(p.before["Users"]) != wildEncode(p.after["Users"]) ||
		wildEncode(p.before["Groups"]) != wildEncode(p.after["Groups"]) {
		return wildWrong("an error, and yet the directory has changed")
	}
	if p.quotes(says) {
		return wildWrong("the proxy's sentence quotes a value of the request")
	}
	return wildVerdict{"refused", strconv.Itoa(status), scimType, p.redacted(says)}
}

// lostOps says whether fewer operations of a PATCH reached the target than came
// in, without a rule that counted them as dropped.
func (p *wildPlay) lostOps() string {
	if p.asked.Method != "PATCH" {
		return ""
	}
	came := len(wildList(wildGet(wildDecode(p.asked.Body), "Operations")))
	for _, v := range p.trace.Visits() {
		came -= v.Dropped
	}
	sent := 0
	for _, r := range p.server.Requests() {
		sent += len(wildList(wildGet(wildDecode(r.Body), "Operations")))
	}
	if sent < came {
		return "operations are lost that no rule has counted"
	}
	return ""
}
