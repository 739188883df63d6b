// Package rewrite edits SCIM messages by rules: a Message is a request and
// then its response, a Rule edits it through a small vocabulary (map the
// filter, map the PATCH operations, map the attributes, answer at once), and a
// Chain runs rules forward on the request and backward on the response, so
// what was renamed on the way in is renamed back on the way out. Each run
// leaves a Trace, which metrics count, explain prints and tests compare.
//
// The package knows SCIM (RFC 7643, RFC 7644) and JSON. It knows no HTTP, no
// YAML and no metrics. Below it lie json, filter and its plan, response (what a
// body says by itself) and ids; they know no Message.
//
// In reading order:
//
//	Message, Route              message.go, scratch.go, route.go
//	MapFilter, Param, MapNames  query.go
//	Op, MapOps                  ops.go, ops_edit.go
//	Attr, Edit, MapAttributes   attributes.go, attributes_walk.go, ops_walk.go
//	Refusal, Reason             refusal.go
//	Rule, Step, Match           rule.go
//	the one reading of a body   tape.go, tape_edit.go, odd.go, defs.go, sisters.go
//	Toucher, who is asked       way.go, named.go
//	Chain, Trace, Change        chain.go, visit.go, trace.go
//	Conductor                   conduct.go
//	plans and their answers     plan.go, gather*.go, index.go
//	is the answer to be believed  verify*.go, foreign.go, assume.go
//	what is shown               projection*.go, answer.go
//	who is to leave goes first  leaver.go
package rewrite

import (
	"slices"

	"scimshim/rewrite/filter"
	"scimshim/rewrite/filter/plan"
	"scimshim/rewrite/state"
)

// A Message is a SCIM request and, once the target has answered, its response.
//
// The fields are what was on the wire, decoded once. Rules change them only
// through the methods, which keep the parsed forms in step and count edits.
// A Message belongs to one goroutine. What its methods return may be kept only
// as long as the Message itself, and Reset makes it fit for the next request.
type Message struct {
	Method   string  // GET, POST, PUT, PATCH or DELETE
	Resource string  // the endpoint: Users, Groups, Schemas, ...
	ID       string  // the resource's id, decoded; empty for the whole endpoint
	Query    []Param // the query's parameters, form-decoded once, in order
	Header   []Param // the header fields that rules add to the request, beside the proxy's own
	Body     string  // the request's body, then the response's; empty for none
	Route    Route   // where clients and the target find the service

	IfMatch string // the version of the resource that the request is about, as an ETag; empty for any

	Status   int    // the response's status; 0 while the Message is a request
	Location string // the response's Location header, if any
	Media    string // the media type of the response's body, in small letters; empty for no word
	ETag     string // the version of the resource that the response is about, if it says so

	// Due, if set, is asked of a message before each rule looks at it, and before it is sent if
	// none has. Its error ends the way of the message: that is how who waits for a message says that the time is over.
	Due func(*Message) error

	// State, if set, keeps for rules what cannot be derived. It is that of the route. Its errors
	// are those of the request: a rule returns them as they are.
	State state.Store

	// Room, if set, gives room for what rules edit of a body. It stays the Message's until that is
	// used for another.
	Room func(size int) []byte

	chain      *Chain
	step       int             // the rule that is running
	edits      int             // grows with each change a rule made
	allowed    filter.Lenience // what rules allowed the reader so far
	used       filter.Lenience // what the reader made use of
	usedFilter filter.Lenience // what it made use of in the filter
	parsed     bool            // whether expr is the filter of Query
	expr       filter.Expr     // the filter; nil for none
	rewrote    bool            // whether expr must be printed into Query
	passed     bool            // whether there is a filter that nobody could read
	ops        []Op            // the operations of a PATCH
	hasOps     bool            // whether ops are those of Body
	newOps     bool            // whether ops must be written into Body
	scratch    *scratch        // nil until it is needed
	dropped    int             // what the running rule took out of the request
	warned     bool            // whether the running rule found what it looks for
	local      bool            // whether the proxy itself answered
	origin     origin          // what the response was, if the target answered with an error
	cured      bool            // whether a rule said of the error what to do about it
	sent       string          // the body the target was sent
	plan       *plan.Plan      // how the query is answered, if not by one request

	whole     bool // whether the answer to the query has all there is
	gathered  bool // whether it is one of several requests by which a query is answered
	wider     bool // whether the answer may have more than the filter selects
	unmatched int  // resources that were left out of the answer

	namesAll bool // whether a request may name any attribute

	about about         // the resource type
	key   *declaredPath // the path that was read last as a key; nil if it is not spelled as it is declared

	odd   Odd    // what of the resources is odd
	oddAt int    // when that was looked for: edits, and one
	oddOf string // the body in which it was

	oddFilter Odd         // what of the filter is odd
	oddExpr   filter.Expr // the filter of which it is

	notes []note // what rules keep from the request to the response

	warrant Warrant // what the answer rests on, beside the target's word
	shadow  bool    // whether the running rule is in shadow
	doubted []int   // steps whose assumption the request contradicts
	broken  []int   // steps whose assumption was found to be wrong
	effect  Effect  // what is known of what the request did

	decisions *[]Decision // where rules say what they decided; nil if nobody asks
}

// A Param is one parameter of a query.
type Param struct{ Name, Value string }

// A note is what one rule keeps between a request and its response.
type note struct {
	step  int
	value any
}

// Reset makes m an empty Message that keeps its buffers.
func (m *Message) Reset() {
	clear(m.ops[:m.scratch.opsUsed(m.ops)])
	clear(m.notes[:cap(m.notes)])
	clear(m.Query[:cap(m.Query)])
	clear(m.Header[:cap(m.Header)])
	m.scratch.reset()
	*m = Message{Query: m.Query[:0], Header: m.Header[:0], ops: m.ops[:0], scratch: m.scratch, notes: m.notes[:0],
		doubted: m.doubted[:0], broken: m.broken[:0]}
}

// due returns the error of Due.
func (m *Message) due() error {
	if m.Due == nil {
		return nil
	}
	return m.Due(m)
}

// clone returns a copy of m that rules may change without m noticing it.
func (m *Message) clone() *Message {
	c := *m
	c.Query = slices.Clone(m.Query)
	c.Header = slices.Clone(m.Header)
	c.ops = slices.Clone(m.ops)
	c.notes = slices.Clone(m.notes)
	return &c
}

// IsRequest reports whether m has not been answered yet.
func (m *Message) IsRequest() bool { return m.Status == 0 }

// Changes returns a number that grows with each edit of m.
func (m *Message) Changes() int { return m.edits }

// edited notes that a rule changed m.
func (m *Message) edited() { m.edits++ }

// SetBody replaces the body, which must have passed json.Check.
func (m *Message) SetBody(body string) {
	if body == m.Body {
		return
	}
	m.Body = body
	m.hasOps, m.newOps = false, false
	m.edited()
}

// Instead makes the request one of another method, on the same resource. The body
// must have passed json.Check.
func (m *Message) Instead(method, body string) {
	m.Method = method
	m.SetBody(body)
	ops, _ := m.Ops()
	m.room()
	m.namesOps(ops)
}

// SetHeader sets a header field that the target is sent, in place of one of that
// name which the proxy would send.
func (m *Message) SetHeader(name, value string) {
	i := slices.IndexFunc(m.Header, func(p Param) bool { return filter.Fold(p.Name, name) })
	switch {
	case i < 0:
		m.Header = append(m.Header, Param{name, value})
	case m.Header[i].Value == value:
		return
	default:
		m.Header[i].Value = value
	}
	m.edited()
}

// Warn marks the running rule as having found what it looks for, without
// changing anything.
func (m *Message) Warn() { m.warned = true }

// Remember stores a value for the running rule, to be had from Remembered when the rule
// sees the response.
func (m *Message) Remember(v any) { m.notes = append(m.notes, note{m.step, v}) }

// Remembered returns what the running rule remembered of the request, or nil.
func (m *Message) Remembered() any {
	for _, n := range m.notes {
		if n.step == m.step {
			return n.value
		}
	}
	return nil
}

// Types returns the attribute definitions that hold for the message.
func (m *Message) Types() *filter.Types { return m.chain.Definitions() }

// Scope returns what the evaluator needs to judge resources of the response:
// the attribute types, and what the request's projection may have hidden. It is
// the message's own, and set anew by each call.
func (m *Message) Scope() *filter.Scope {
	s := &m.room().scope
	s.Types, s.Resource, s.AnyCase, s.Stored, s.Partial = m.Types(), m.Resource, false, false, nil
	return s
}

// Reply answers the request without asking the target. The answer goes back
// through the rules that have run, but through no error mapping.
func (m *Message) Reply(status int, body string) {
	m.local = true
	m.answer(status, "", body)
	m.edited()
}

// Local reports whether the proxy itself answered.
func (m *Message) Local() bool { return m.local }

// Answer makes m the response that the target gave. Body must be the whole
// body, transfer decoding undone. A relative location becomes absolute.
func (m *Message) Answer(status int, location, body string) {
	m.answer(status, m.absolute(location), body)
}

func (m *Message) answer(status int, location, body string) {
	m.sent = m.Body
	m.turnTape()
	m.Status, m.Location, m.Body = status, location, body
	m.Media, m.ETag, m.origin, m.cured = "", "", scimShape, false
	m.hasOps, m.newOps = false, false
}
