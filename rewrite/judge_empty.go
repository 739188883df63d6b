package rewrite

import (
	"strconv"
	"strings"

	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
)

// A listing is what an answer to a query says of itself, without its resources.
type listing struct {
	scim    bool // its schemas are of SCIM, of whichever version
	list    bool // they name the ListResponse
	pure    bool // it has no member but those of a list
	faulty  bool // it says that something went wrong
	array   bool // it has an array of resources
	total   int  // how many results there are, if it says so
	counted bool // whether it says so
	page    int  // how many results this page has, or -1
}

// listing reads the answer's body, which is an object.
func (m *Message) listing() listing {
	l := listing{pure: true, page: -1}
	for member := range json.Members(m.Body) {
		switch name := listMember(member.Name); name {
		case "schemas":
			l.scim = namesSCIM(member.Value)
			l.list = namesSchema(member.Value, listSchema)
			l.faulty = l.faulty || namesSchema(member.Value, errorSchema)
		case "totalresults":
			l.total, l.counted = count(member.Value)
			l.faulty = l.faulty || !l.counted && member.Value != "null"
		case "itemsperpage":
			if n, ok := count(member.Value); ok {
				l.page = n
			}
		case "resources":
			l.array = member.Value[0] == '['
		case "startindex", "nextcursor", "previouscursor":
		default:
			l.pure = false
			l.faulty = l.faulty || admitsFault(name, member.Value)
		}
	}
	return l
}

// listMembers are the members of a list, in small letters.
var listMembers = [...]string{
	"schemas", "totalresults", "itemsperpage", "resources", "startindex", "nextcursor", "previouscursor",
}

// listMember returns the name of a member in small letters, without making a text of those
// that each list has.
func listMember(name string) string {
	for _, known := range listMembers {
		if filter.Fold(name, known) {
			return known
		}
	}
	return lowerName(name)
}

// isEmpty reports whether a list that shows nothing is the target's word that
// there is nothing. It is if it says 0 and is known for a list by its schemas, be
// they SCIM 1's or the resource's own, or by having nothing but what a list has.
// Pages with cursors may do without the number (RFC 9865, section 2.1), as those of
// AWS do. A page of another service is none, whatever is empty in it.
func (l listing) isEmpty() bool {
	switch {
	case l.faulty:
		return false
	case l.counted: // whatever the size of a page is
		return l.total == 0 && (l.scim || l.pure && l.array)
	}
	return l.array && l.page <= 0 && (l.list || l.scim && l.page == 0)
}

// Total returns how many results the answered list has, of which the answer may be
// one page, and whether it says so. A list that is empty and does not count has 0.
func (m *Message) Total() (n int, ok bool) {
	l := m.listing()
	if l.counted {
		return l.total, true
	}
	for range m.Resources() {
		return 0, false
	}
	return 0, l.isEmpty()
}

// count returns the number that a JSON text is, or spells in a string.
func count(value string) (int, bool) {
	if text, ok := json.Text(value); ok {
		value = text
	}
	n, err := strconv.Atoi(value)
	return n, err == nil
}

// namesSCIM reports whether a list of schemas has one of SCIM, and none of an error.
func namesSCIM(schemas string) bool {
	found := false
	for s := range json.Elements(schemas) {
		urn, _ := json.Text(s)
		if urn == ListURN {
			found = true
			continue
		}
		urn = lowerName(urn)
		if strings.HasSuffix(urn, ":error") {
			return false
		}
		found = found || strings.HasPrefix(urn, "urn:") && strings.Contains(urn, ":scim:")
	}
	return found
}

// admitsFault reports whether a member of a body, its name in lower case, says that
// something went wrong. Services that are not SCIM say so in a body, and answer 200.
func admitsFault(name, value string) bool {
	text, isText := json.Text(value)
	if !isText {
		text = value
	}
	text = lowerName(strings.TrimSpace(text))
	switch name {
	case "scimtype", "error", "errors", "errorcode", "error_code", "errormessage", "error_description",
		"exception", "fault", "faultstring":
		return text != "" && text != "null" && text != "false" && text != "0" && !json.IsEmpty(value)
	case "success", "ok", "successful":
		return text == "false" || text == "0"
	case "status", "code", "statuscode", "status_code", "result", "outcome":
		n, err := strconv.Atoi(text)
		return err == nil && n >= 400 || text == "false" || strings.HasPrefix(text, "fail") ||
			strings.HasPrefix(text, "err")
	}
	return false
}
