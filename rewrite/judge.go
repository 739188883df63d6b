package rewrite

import (
	"strings"

	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
)

// judge decides whether the target's answer may be believed: that it is SCIM,
// and that it belongs to the request (RFC 7644, sections 3.3 to 3.5). What the
// answer does not show is unknown; sure says that nothing was.
//
// An answer that belongs to another request would link an identity to another
// person's account for good, so a contradiction is refused.
func (m *Message) judge() (sure bool, err error) {
	if m.Status == 401 {
		if err := m.judgeCredential(); err != nil {
			return false, err
		}
	}
	if err := m.judgeStatus(); err != nil {
		return false, err
	}
	if m.confirms() {
		m.done()
		return false, nil
	}
	if sure, err = m.judgeBody(); err != nil {
		return false, m.inDoubt(err)
	}
	return sure && !m.isPromised(), nil
}

// judgeBody judges what the answer shows.
func (m *Message) judgeBody() (sure bool, err error) {
	if err := m.readable(); err != nil {
		return false, err
	}
	if m.Status > 299 || m.Body == "" || m.isDiscovery() {
		return m.origin != unknownShape, nil
	}
	if m.IsQuery() {
		return m.judgeList()
	}
	return m.judgeResource()
}

// judgeCredential judges a 401. Against the proxy's credential it is no fault of
// the client, which would stop provisioning over it; against the client's own it
// is one, also in a body that is not SCIM, but for a write to an endpoint that
// never answered as SCIM: that is another service's.
func (m *Message) judgeCredential() error {
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
	if err := json.Check(m.Body); err != nil {
		if strings.HasPrefix(strings.TrimSpace(m.Body), "<") {
			return BadAnswer(AnswerUnreadable, "the target answered %d with a page of HTML; check that the "+
				"target's URL is that of its SCIM service", m.Status)
		}
		return BadAnswer(AnswerUnreadable, "the target answered %d with a body that is no sound JSON: the %v",
			m.Status, err)
	}
	if !json.IsObject(m.Body) {
		return BadAnswer(AnswerUnreadable, "the target answered %d with JSON that is no object", m.Status)
	}
	return m.successful()
}

// successful refuses a success whose body says something else: an error, or
// nothing of SCIM. Taken for what its status says, a change would be lost.
func (m *Message) successful() error {
	schemas, named := Lookup(m.Body, filter.Path{Name: "schemas"})
	_, id := Lookup(m.Body, filter.Path{Name: "id"})
	switch {
	case namesSchema(schemas, errorSchema):
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

// judgeResource checks that the answer is the resource asked for, or the one
// that was created.
func (m *Message) judgeResource() (sure bool, err error) {
	if m.isList() {
		return false, BadAnswer(AnswerContradicts, "the target answered with a list where one resource was asked for")
	}
	id, ok := Lookup(m.Body, filter.Path{Name: "id"})
	if m.Method == "POST" {
		if !ok || id == `""` {
			return false, BadAnswer(AnswerUnreadable, "the target created a resource and did not name its id")
		}
		return m.judgeCreated()
	}
	if ok && !SameID(plainText(id), m.ID) {
		return false, BadAnswer(AnswerContradicts, "the target answered with another resource than the one asked for")
	}
	return ok, m.judgeDisabled()
}
