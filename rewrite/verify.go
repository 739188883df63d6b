package rewrite

import (
	"strings"

	"scimshim/rewrite/filter"
	"scimshim/rewrite/ids"
	"scimshim/rewrite/json"
	"scimshim/rewrite/response"
)

// verify decides whether the target's answer may be believed: that it is SCIM,
// and that it belongs to the request (RFC 7644, sections 3.3 to 3.5). What the
// answer does not show is unknown; sure says that nothing was.
//
// An answer that belongs to another request would link an identity to another
// person's account for good, so a contradiction is refused.
func (m *Message) verify() (sure bool, err error) {
	if m.Status == 401 {
		if err := m.verifyCredential(); err != nil {
			return false, err
		}
	}
	if err := m.verifyStatus(); err != nil {
		return false, err
	}
	if m.confirms() {
		m.Status, m.Body = 204, "" // which SCIM has for it
		return false, nil
	}
	if sure, err = m.verifyBody(); err != nil {
		return false, m.inDoubt(err)
	}
	return sure && !m.isPromised(), nil
}

// verifyBody judges what the answer shows.
func (m *Message) verifyBody() (sure bool, err error) {
	if err := m.readable(); err != nil {
		return false, err
	}
	if m.Status > 299 || m.Body == "" || m.isDiscovery() {
		return m.origin != unknownShape, nil
	}
	if m.IsQuery() {
		return m.verifyList()
	}
	return m.verifyResource()
}

// verifyCredential judges a 401. Against the proxy's credential it is not the
// client's fault, which would stop provisioning over it; against the client's own it
// is one, also in a body that is not SCIM, but for a write to an endpoint that
// never answered as SCIM: that is another service's.
func (m *Message) verifyCredential() error {
	if m.Route.OwnCredential {
		return &Refusal{Status: 503, Reason: TargetCredential,
			Detail: "the target refuses the proxy's credential with " + itoa(m.Status) +
				"; renew the credential of this route, and check its rights at the target"}
	}
	if m.isError() || m.writes() {
		return nil
	}
	return &Refusal{Status: m.Status, Reason: TargetCredential,
		Detail: "the target refuses the client's credential, which the proxy passes on, with " + itoa(m.Status)}
}

// readable checks that the answer is SCIM: sound JSON where there is a body,
// a body where there must be one, and an error body for an error.
func (m *Message) readable() error {
	if m.Status > 299 {
		return m.readableError()
	}
	if m.Body == "" {
		return m.readableEmpty()
	}
	if err := m.unsound(); err != nil {
		if strings.HasPrefix(strings.TrimSpace(m.Body), "<") {
			return BadAnswer(AnswerUnreadable, "the target answered %d with a page of HTML; check that the "+
				"target's URL is that of its SCIM service", m.Status)
		}
		return BadAnswer(AnswerUnreadable, "the target answered %d with a body that is no sound JSON: the %v",
			m.Status, err)
	}
	if m.doc().Kind() != '{' {
		return BadAnswer(AnswerUnreadable, "the target answered %d with JSON that is no object", m.Status)
	}
	return m.successful()
}

// successful refuses a success whose body says something else: an error, or
// nothing of SCIM. Taken for what its status says, a change would be lost.
func (m *Message) successful() error {
	_, named := m.doc().Lookup("schemas")
	_, id := m.doc().Lookup("id")
	switch {
	case response.NamesError(m.doc()):
		return BadAnswer(AnswerContradicts, "the target answered %d with an error for its body, so that it is not "+
			"known whether it did what was asked", m.Status)
	case !named && !id && !m.isList() && !m.isDiscovery():
		return BadAnswer(AnswerUnreadable, "the target answered %d with a body that has neither schemas nor id and so "+
			"is no SCIM resource; check that the target's URL is that of its SCIM service", m.Status)
	}
	return nil
}

// readableEmpty judges an answer without a body.
func (m *Message) readableEmpty() error {
	if m.Method == "GET" || m.Method == "POST" {
		return BadAnswer(AnswerUnreadable, "the target answered %d without a body, where SCIM wants the resource",
			m.Status)
	}
	return nil
}

// isDiscovery reports whether the endpoint describes the service itself
// (RFC 7644, section 4). Its answers name nobody.
func (m *Message) isDiscovery() bool {
	switch m.Resource {
	case "Schemas", "ResourceTypes", "ServiceProviderConfig":
		return true
	}
	return false
}

// verifyResource checks that the answer is the resource asked for, or the one
// that was created.
func (m *Message) verifyResource() (sure bool, err error) {
	if m.isList() {
		return false, BadAnswer(AnswerContradicts, "the target answered with a list where one resource was asked for")
	}
	id, ok := m.doc().Lookup("id")
	if m.Method == "POST" {
		if !ok || id == `""` {
			return false, BadAnswer(AnswerUnreadable, "the target created a resource and did not name its id")
		}
		return m.verifyCreated()
	}
	if ok && !ids.Same(response.PlainText(id), m.ID) {
		return false, BadAnswer(AnswerContradicts, "the target answered with another resource than the one asked for")
	}
	return ok, m.verifyDisabled()
}

// confirms reports whether a successful answer to a PUT, PATCH or DELETE says no more
// than that it is done. The RFC has 204 without a body for that, or the resource (RFC
// 7644, sections 3.5 and 3.6).
func (m *Message) confirms() bool {
	switch m.Method {
	case "PUT", "PATCH", "DELETE":
	default:
		return false
	}
	return m.Status >= 200 && m.Status <= 299 && m.Body != "" && response.SaysDone(m.Body, m.ID, m.sound())
}

// verifyCreated checks a created resource against the one that was sent.
func (m *Message) verifyCreated() (sure bool, err error) {
	loose := func(name string) bool { return m.isLoose(filter.Path{Name: name}) }
	differs, sure := response.Created(m.sentDoc(), m.doc(), filter.Fold(m.Resource, "Users"), loose)
	if differs != "" {
		return false, BadAnswer(AnswerContradicts, "the target answered the creation with another %s than "+
			"was sent", differs)
	}
	return sure, nil
}

// verifyStatus judges the status of a success (RFC 7644, sections 3.3 to 3.6). SCIM has
// none for a part of a resource, or for several outcomes in one, so that it is not known
// what was done. A change that is answered as a creation was a change: the client gets it as one.
func (m *Message) verifyStatus() error {
	switch {
	case m.Status > 299 || m.Method == "POST" && m.Status <= 204:
	case m.Method == "GET" && m.Status != 200:
		return BadAnswer(AnswerUnreadable, "the target answered a GET with %d, where SCIM has 200", m.Status)
	case m.Status > 204:
		return BadAnswer(AnswerUnreadable, "the target answered %d, which SCIM does not have, so that it is not known "+
			"whether it did what was asked", m.Status)
	case m.Status == 201 && m.Body == "":
		m.Status = 204
	case m.Status == 201:
		m.Status = 200
	}
	return nil
}

// isPromised reports whether the target says no more than that it will do what was
// asked (RFC 9110, section 15.3.3).
func (m *Message) isPromised() bool { return m.Status == 202 }

// verifyDisabled checks that a resource is not shown as active by the answer to a
// write that disabled it. Taken for done, a leaver would stay active; but some
// targets answer with what they had before, so that a read decides. The other way
// round is left alone: a target may enable a user later, by an invitation.
func (m *Message) verifyDisabled() error {
	shown := m.doc().Get("active").Text()
	if text, _ := json.Text(shown); shown != "true" && !filter.Fold(text, "true") {
		return nil
	}
	if m.disables() {
		return &unsettled{id: m.ID, doubt: BadAnswer(AnswerContradicts, "the target answered that the user whom the "+
			"request disabled is active")}
	}
	return nil
}

// disables reports whether what was sent ends with active being false.
func (m *Message) disables() bool {
	if !strings.Contains(m.sent, "false") {
		return false // most requests: they need not be read for it
	}
	switch m.Method {
	case "PUT":
		return m.sentDoc().Get("active").Text() == "false"
	case "PATCH":
	default:
		return false
	}
	last := ""
	for op := range m.sentDoc().Get("Operations").Elements() {
		if value := m.activeIn(op); value != "" {
			last = value
		}
	}
	return last == "false"
}

// activeIn returns what an operation makes of active, or "".
func (m *Message) activeIn(op json.Value) string {
	value, path := op.Get("value"), op.Get("path").Text()
	if strings.IndexByte(path, '[') >= 0 {
		return value.Get("active").Text() // no path of an attribute
	}
	name, _ := json.Text(path)
	if p, err := filter.ParsePath(name); err == nil {
		if !m.Unqualified(p).Is(filter.Path{Name: "active"}) {
			return ""
		}
		return value.Text()
	}
	return value.Get("active").Text()
}
