package rewrite

// judgeStatus judges the status of a success (RFC 7644, sections 3.3 to 3.6). A part of a
// resource, or several outcomes in one, is none of SCIM's, so that it is not known what
// was done. A change that is answered as a creation was a change: the client is told so.
func (m *Message) judgeStatus() error {
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
