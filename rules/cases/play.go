package cases

import (
	"errors"
	"fmt"
	"net/url"
	"strings"

	"scimshim/rewrite"
	"scimshim/rewrite/serve"
	"scimshim/rewrite/state"
)

// Route is the route that cases are played on: one that has been in use.
var Route = rewrite.Route{
	Public: "https://scim.example.com/scim/v2", Target: "https://target.example.com/scim", OwnCredential: true,
	Proven: true,
}

// Played is what came of a case.
type Played struct {
	Case  *Case // the case as it came out; equal to the one played if it passes
	Trace rewrite.Trace
	Sent  *rewrite.Message   // what the target saw; nil if it saw nothing
	Asked []*rewrite.Message // all that the target saw, of which Sent is the first
	Err   error              // what refused the message

	// Foreign says that the target answered an error that is not SCIM, of which
	// the proxy made one.
	Foreign bool
}

// Play runs a case through a chain. The error is what is wrong with the case, or with
// the program; what refused the message is in Played.
func Play(chain *rewrite.Chain, c *Case) (*Played, error) { return play(chain, c, false) }

// play is Play that has the trace keep, if asked to, what each rule changed.
func play(chain *rewrite.Chain, c *Case, record bool) (*Played, error) {
	m, err := c.Request()
	if err != nil {
		return nil, err
	}
	m.State = state.NewMemory(state.Limits{Entries: mostKept, Bytes: mostKept << 10})
	answers := c.All(TargetResponse)
	p := &Played{Case: &Case{Title: c.Title}}
	p.Trace.Record = record
	next := func(m *rewrite.Message) error {
		sent := *m
		p.Asked = append(p.Asked, &sent)
		p.Sent = p.Asked[0]
		if len(p.Asked) > len(answers) {
			return errUnanswered
		}
		return ParseResponse(answers[len(p.Asked)-1], m)
	}
	chain.Renew()
	p.Err = do(chain, m, &p.Trace, next)
	p.Foreign = m.Foreign()
	if errors.Is(p.Err, errUnanswered) {
		p.Err = nil
	} else if p.Err != nil {
		refusal, ok := refused(p.Err)
		if !ok {
			return nil, p.Err
		}
		m.Status, m.Location, m.Body = refusal.Status, "", refusal.ErrorBody()
	}
	p.write(chain, c, m)
	return p, nil
}

// mostKept is how much a chain may keep while it plays a case.
const mostKept = 1000

// do takes a request through a chain, or what it says that several requests are.
func do(chain *rewrite.Chain, m *rewrite.Message, t *rewrite.Trace, next rewrite.Next) error {
	switch {
	case m.Resource == serve.BulkPath:
		b := serve.Bulk{Do: chain.Several(t, next), Place: placeOf}
		return b.Run(m)
	case m.ID == serve.SearchPath:
		if err := serve.Search(m, maxFilter); err != nil {
			return err
		}
	}
	return chain.Do(m, t, next)
}

// maxFilter is how long a filter in the body of a query is at most.
const maxFilter = 8 << 10

// placeOf reads the path of an operation in a bulk.
func placeOf(path string) (resource, id string, err error) {
	resource, id, _ = strings.Cut(strings.Trim(path, "/"), "/")
	id, err = url.PathUnescape(id)
	return resource, id, err
}

// write makes the case that came out.
func (p *Played) write(chain *rewrite.Chain, c *Case, m *rewrite.Message) {
	add := func(name, text string) { p.Case.Sections = append(p.Case.Sections, Section{name, text}) }
	for _, sec := range c.Sections {
		if strings.HasPrefix(sec.Name, RuleFile) || sec.Name == Request || sec.Name == Set {
			add(sec.Name, sec.Text)
		}
	}
	answers := c.All(TargetResponse)
	for i, sent := range p.Asked {
		add(TargetRequest, FormatRequest(sent))
		if i < len(answers) {
			add(TargetResponse, answers[i])
		}
	}
	if !m.IsRequest() {
		add(Response, FormatResponse(m))
	}
	add(Rules, verdicts(Steps(chain, &p.Trace)))
}

// verdicts lists the rules that did something, with what they did.
func verdicts(steps []Step) string {
	var b strings.Builder
	for _, s := range steps {
		if s.Idle() {
			continue
		}
		fmt.Fprintf(&b, "%s %s", s.Name, s.Outcome())
		if s.Dropped > 0 {
			fmt.Fprintf(&b, ", dropped %d", s.Dropped)
		}
		b.WriteByte('\n')
	}
	return b.String()
}
