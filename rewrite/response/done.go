package response

import (
	"strconv"
	"strings"

	"scimshim/rewrite/json"
)

// SaysDone reports whether the body of a successful answer to a write says no more
// than that it is done, as that of many services does: nothing, {}, null, OK, or a
// member or two with such words, one of which may be the id of the resource. Who has read it
// says by sound whether it is sound JSON; otherwise it is found out here.
func SaysDone(body, id string, sound bool) bool {
	d := doneReader{id}
	body = strings.TrimSpace(body)
	if !sound && json.Check(body) != nil {
		return body == "" || d.words(body)
	}
	return d.value(body)
}

// A doneReader reads an answer to the write of the resource with an id.
type doneReader struct{ id string }

// value reports whether a value says no more than that something is done.
func (d doneReader) value(value string) bool {
	switch {
	case value == "null", value == "true", json.IsEmpty(value):
		return true
	case value[0] == '{':
		for member := range json.Members(value) {
			if !d.member(json.LowerName(member.Name), member.Value) {
				return false
			}
		}
		return true
	}
	if text, ok := json.Text(value); ok {
		return text == "" || d.words(text)
	}
	n, err := strconv.Atoi(value)
	return err == nil && 200 <= n && n <= 299
}

// member reports whether a member of an answer, its name in lower case, says
// no more than that something is done.
func (d doneReader) member(name, value string) bool {
	switch name {
	case "message", "msg", "detail", "description", "title", "info", "status", "code", "statuscode", "status_code",
		"result", "outcome", "response", "success", "successful", "ok", "deleted", "updated", "removed",
		"acknowledged":
		text, isText := json.Text(value)
		n, err := strconv.Atoi(text)
		return isText && err == nil && 200 <= n && n <= 299 || d.value(value)
	case "error", "errors", "data":
		return value == "false" || json.SaysNothing(value)
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

// words reports whether a text is a short sentence of such words, and perhaps
// the resource's id, one of which says that it is done.
func (d doneReader) words(text string) bool {
	done := false
	words := strings.Fields(text)
	for _, word := range words {
		word = strings.Trim(word, `.,!:;"'()`)
		says, known := doneWords[json.LowerName(word)]
		if !known && word != d.id {
			return false
		}
		done = done || says
	}
	return done && len(words) <= 12
}
