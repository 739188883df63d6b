package rewrite

import (
	"strconv"
	"strings"

	"scimshim/rewrite/json"
)

// confirms reports whether the body of a successful answer to a PUT, PATCH or DELETE
// says no more than that it is done, as that of many services does: nothing, {},
// null, OK, or a member or two with such words. The RFC has 204 without a body for
// that, or the resource (RFC 7644, sections 3.5 and 3.6).
func (m *Message) confirms() bool {
	switch m.Method {
	case "PUT", "PATCH", "DELETE":
	default:
		return false
	}
	if m.Status < 200 || m.Status > 299 || m.Body == "" {
		return false
	}
	body := strings.TrimSpace(m.Body)
	if json.Check(body) != nil {
		return body == "" || m.areDoneWords(body)
	}
	return m.isDone(body)
}

// isDone reports whether a JSON text says no more than that something is done.
func (m *Message) isDone(value string) bool {
	switch {
	case value == "null", value == "true", json.IsEmpty(value):
		return true
	case value[0] == '{':
		for member := range json.Members(value) {
			if !m.isDoneMember(lowerName(member.Name), member.Value) {
				return false
			}
		}
		return true
	}
	if text, ok := json.Text(value); ok {
		return text == "" || m.areDoneWords(text)
	}
	n, err := strconv.Atoi(value)
	return err == nil && 200 <= n && n <= 299
}

// isDoneMember reports whether a member of an answer, its name in lower case, says
// no more than that something is done.
func (m *Message) isDoneMember(name, value string) bool {
	switch name {
	case "message", "msg", "detail", "description", "title", "info", "status", "code", "statuscode", "status_code",
		"result", "outcome", "response", "success", "successful", "ok", "deleted", "updated", "removed",
		"acknowledged":
		text, isText := json.Text(value)
		n, err := strconv.Atoi(text)
		return isText && err == nil && 200 <= n && n <= 299 || m.isDone(value)
	case "error", "errors", "data":
		return value == "null" || value == "false" || value == `""` || json.IsEmpty(value)
	}
	return false
}

// doneWords are the words of a sentence which says that something is done. Another
// word may turn its meaning.
var doneWords = map[string]bool{
	"ok": true, "okay": true, "success": true, "successful": true, "successfully": true, "succeeded": true,
	"done": true, "accepted": true, "updated": true, "modified": true, "patched": true, "changed": true,
	"replaced": true, "deleted": true, "removed": true, "disabled": true, "deactivated": true, "suspended": true,
	"complete": true, "completed": true, "processed": true, "saved": true,
	"the": false, "a": false, "was": false, "is": false, "has": false, "have": false, "been": false, "and": false,
	"user": false, "users": false, "group": false, "groups": false, "member": false, "members": false,
	"account": false, "team": false, "role": false, "resource": false, "request": false, "operation": false,
	"update": false, "delete": false, "patch": false, "scim": false,
}

// areDoneWords reports whether a text is a short sentence of such words, and perhaps
// the resource's id, one of which says that it is done.
func (m *Message) areDoneWords(text string) bool {
	done := false
	words := strings.Fields(text)
	for _, word := range words {
		word = strings.Trim(word, `.,!:;"'()`)
		says, known := doneWords[lowerName(word)]
		if !known && word != m.ID {
			return false
		}
		done = done || says
	}
	return done && len(words) <= 12
}

// done makes an answer that confirms a write the one that SCIM has for it.
func (m *Message) done() { m.Status, m.Body = 204, "" }
