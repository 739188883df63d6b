package rewrite

import (
	"regexp"
	"slices"
	"strings"

	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
	"scimshim/rewrite/response"
)

// An origin says what the error was that the target answered.
type origin byte

const (
	scimShape    origin = iota // SCIM, or no error
	statedShape                // of a shape that a rule states
	unknownShape               // of a shape that nobody states
)

// A Translator is a Rule that states in which shape, other than SCIM, the target
// answers errors: Translate says what such an error tells. It runs before the
// answer is judged, on bodies of all kinds.
type Translator interface {
	Rule
	// Translate reads the answer, whose status is 400 or more, and reports whether
	// it has the shape. It does not change the message.
	Translate(*Message) (Said, bool)
}

// Said is what an error of the target's tells, in its own words.
type Said struct {
	ScimType  string // RFC 7644, table 9; empty where none fits
	Attribute string // what the error is about; empty if it does not say
	Detail    string // the sentence; empty for none
}

// Foreign reports whether the answer was an error that is not SCIM, of which the
// proxy has made one. It never says that a query found nobody.
func (m *Message) Foreign() bool { return m.origin != scimShape }

// Stated reports whether the answer is an error that is SCIM, or has the shape
// that a rule states: the words of one that has neither may be anybody's.
func (m *Message) Stated() bool { return m.origin != unknownShape }

// SetCured notes that the detail of the error says what to do about it.
func (m *Message) SetCured() { m.cured = true }

// Cured reports to later rules whether SetCured was called.
func (m *Message) Cured() bool { return m.cured }

// translate gives an error that is not SCIM to the translators among the first n
// steps, the last of which is the next to the target, until one knows its shape.
func (c *Chain) translate(m *Message, t *Trace, n int) error {
	for _, i := range slices.Backward(c.lookup().translators) {
		if m.Status < 400 || m.isError() || m.origin != scimShape {
			break
		}
		r := c.Steps[i].Rule.(Translator)
		if i >= n || t.skipped(i) {
			continue
		}
		outcome, err := c.visit(i, m, t, func(_ Rule, m *Message) error {
			if said, ok := r.Translate(m); ok {
				m.speak(said)
			}
			return nil
		})
		v := t.at(i)
		v.Response = max(v.Response, outcome)
		if err != nil {
			return err
		}
	}
	return nil
}

// speak makes a SCIM error of an error in a shape that a rule states.
func (m *Message) speak(s Said) {
	detail := response.Tidy(s.Detail)
	if at := response.Tidy(s.Attribute); at != "" && !names(detail, at) {
		detail = strings.TrimSuffix(at+": "+detail, ": ")
	}
	if detail == "" {
		detail = "the target answered " + itoa(m.Status) + " and does not say why"
	}
	if s.ScimType == "" {
		s.ScimType = m.Conflict()
	}
	m.becomeError(statedShape, s.ScimType, detail)
}

// names reports whether a sentence has the name of an attribute as a word.
func names(sentence, attribute string) bool {
	return regexp.MustCompile(`(?i)(^|\W)` + regexp.QuoteMeta(attribute) + `(\W|$)`).MatchString(sentence)
}

// becomeError makes the answer a SCIM error of the same status.
func (m *Message) becomeError(o origin, scimType, detail string) {
	r := Refusal{Status: m.Status, ScimType: scimType, Detail: detail}
	m.Become(m.Status, r.ErrorBody())
	m.origin = o
}

// Conflict returns the scimType of an answer of 409 that does not name one: of those
// in table 9 of RFC 7644 only uniqueness has this status. For other answers it is
// empty, as it is for a change of members alone, which are not values of its own.
func (m *Message) Conflict() string {
	if m.Status == 409 && m.Method != "DELETE" && m.writes() && !m.aboutMembers() {
		return "uniqueness"
	}
	return ""
}

// aboutMembers reports whether what was sent is a PATCH of members and of nothing
// else.
func (m *Message) aboutMembers() bool {
	ops, _ := Lookup(m.sent, filter.Path{Name: "Operations"})
	if m.Method != "PATCH" || ops == "" {
		return false
	}
	for op := range json.Elements(ops) {
		value, _ := Lookup(op, filter.Path{Name: "path"})
		at, ok := json.Text(value)
		if !ok {
			value, _ = Lookup(op, filter.Path{Name: "value"})
			for f := range json.Members(value) {
				if !filter.Fold(f.Name, "members") {
					return false
				}
			}
			continue
		}
		if name, _, _ := strings.Cut(at, "["); !filter.Fold(name, "members") {
			return false
		}
	}
	return true
}

// writes reports whether the request was to change something.
func (m *Message) writes() bool { return m.Method != "GET" }

// isError reports whether the answer is a SCIM error.
func (m *Message) isError() bool {
	if !m.sound() || m.doc().Kind() != '{' {
		return false
	}
	_, ok := m.ErrorAnswer()
	return ok
}

// readableError checks an answer that is not a success: it must be a SCIM error, or
// say no more than one that was made of it may say.
func (m *Message) readableError() error {
	switch {
	case m.origin == statedShape && m.IsQuery() && (m.Status == 404 || m.Status == 410):
		return m.noBody()
	case m.isError():
		return nil
	case m.passes():
		m.pass()
		return nil
	}
	return m.foreignError()
}

// passes reports whether an error that is not SCIM keeps its status: a refusal of
// a write, which an outage would have repeated for ever. What a service of another
// kind says as well, if the target's URL is wrong, is believed only where the
// endpoint has answered as SCIM before.
func (m *Message) passes() bool {
	switch {
	case !m.writes(), m.Status < 400, m.Status > 499, later(m.Status):
		return false
	case m.Status == 401, m.Status == 403, m.Status == 404, m.Status == 405:
		return m.Route.Proven
	}
	return true
}

// pass makes a SCIM error of one that is not, with what it says.
func (m *Message) pass() {
	r := m.noBody()
	if m.Status == 405 {
		r.Detail = "the target takes no " + m.Method + " of " + m.Resource + "; it answered 405 with a body that is " +
			"no SCIM error"
	}
	m.becomeError(unknownShape, m.Conflict(), r.whole())
}

// later reports whether a status says that a request may be sent again.
func later(status int) bool {
	switch status {
	case 429, 500, 502, 503, 504:
		return true
	}
	return false
}

// foreignError is the refusal of an error that is not SCIM: a page of a
// gateway, or of another service than the target's SCIM. It must not read as
// the target's word, least of all a 404 as "nobody exists"; what it says is reported
// to the administrator all the same.
func (m *Message) foreignError() error {
	r := m.noBody()
	switch {
	case later(m.Status):
		r.Status = m.Status
		r.Detail += "; the request may be sent again later"
	case m.Status == 403:
		r.Detail += "; check that the target's URL is that of its SCIM service, and the rights of the credential there"
	default:
		r.Detail += "; check that the target's URL is that of its SCIM service, and the target's own log"
	}
	return r
}

// noBody is the refusal of an error that is not SCIM, as far as all of them go, with what
// the target says in it.
func (m *Message) noBody() *Refusal {
	r := BadAnswer(TargetError, "the target answered %d with a body that is no SCIM error", m.Status)
	r.Told = response.Words(m.Body)
	return r
}
