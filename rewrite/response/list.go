package response

import (
	"iter"
	"strconv"
	"strings"

	"github.com/tidwall/sjson"

	"scimshim/rewrite/json"
)

// ListURN is the schema of a list answer (RFC 7644, section 8.2).
const ListURN = "urn:ietf:params:scim:api:messages:2.0:ListResponse"

// EmptyList is the answer to a query that nothing matches. An empty list makes
// a client create what it asked for, so that only a rule that says why answers
// with it.
const EmptyList = `{"schemas":["` + ListURN + `"],"totalResults":0,"startIndex":1,"itemsPerPage":0,"Resources":[]}`

// List returns the array of resources of a list in its body; no value if there is none
// (RFC 7644, section 3.4.2).
func List(body json.Value) json.Value {
	if list := body.Get("Resources"); list.Kind() == '[' {
		return list
	}
	return json.Value{}
}

// IsList reports whether a body is a list, or a page of one.
func IsList(body json.Value) bool {
	_, counted := body.Lookup("totalResults")
	return counted || List(body).Exists()
}

// Resources goes through the resources in a body: those of a list, or the one that
// the body is.
func Resources(body json.Value) iter.Seq[json.Value] {
	return func(yield func(json.Value) bool) {
		list := List(body)
		if !list.Exists() {
			if !IsList(body) {
				yield(body)
			}
			return
		}
		for resource := range list.Elements() {
			if !yield(resource) {
				return
			}
		}
	}
}

// SaysNobody reports whether a body is a list that says there are no results. A page
// after the last one shows nothing, too, and says how many there are.
func SaysNobody(body json.Value) bool {
	if list := List(body); list.Exists() {
		if !list.Empty() {
			return false
		}
	} else if !IsList(body) {
		return false
	}
	total, counted := body.Lookup("totalResults")
	return !counted || total == "0" || total == `"0"`
}

// Page returns the list that shows some of all resources, from the one with a number,
// the first being 1 (RFC 7644, section 3.4.2.4).
func Page(resources []string, start, count int) string {
	return PageOf(resources, start, count, len(resources))
}

// PageOf is Page of the first of total resources.
func PageOf(resources []string, start, count, total int) string {
	from := min(start-1, len(resources))
	shown := resources[from:min(from+count, len(resources))]
	return `{"schemas":["` + ListURN + `"],"totalResults":` + strconv.Itoa(total) +
		`,"startIndex":` + strconv.Itoa(start) + `,"itemsPerPage":` + strconv.Itoa(len(shown)) +
		`,"Resources":` + json.Array(shown...) + `}`
}

// Renumber gives a list of one page the numbers of one with n resources.
func Renumber(body string, n int) string {
	out := body
	for m := range json.Members(body) {
		if !json.SameName(m.Name, "totalResults") && !json.SameName(m.Name, "itemsPerPage") {
			continue
		}
		var err error
		if out, err = sjson.Set(out, m.Name, n); err != nil {
			panic("BUG: checked JSON that cannot be set: " + err.Error())
		}
	}
	return out
}

// A Listing is what an answer to a query says of itself, without its resources.
type Listing struct {
	SCIM    bool // its schemas are of SCIM, of whichever version
	Named   bool // they name the ListResponse
	Pure    bool // it has no member but those of a list
	Faulty  bool // it says that something went wrong
	Array   bool // it has an array of resources
	Total   int  // how many results there are, if it says so
	Counted bool // whether it says so
	Page    int  // how many results this page has, or -1
}

// ReadListing reads a body, which is an object.
func ReadListing(body json.Value) Listing {
	l := Listing{Pure: true, Page: -1}
	for name, value := range body.Members() {
		switch name := listMember(name); name {
		case "schemas":
			l.SCIM = namesSCIM(value.Text())
			l.Named = names(value.Text(), listSchema)
			l.Faulty = l.Faulty || names(value.Text(), errorSchema)
		case "totalresults":
			l.Total, l.Counted = count(value.Text())
			l.Faulty = l.Faulty || !l.Counted && !value.Null()
		case "itemsperpage":
			if n, ok := count(value.Text()); ok {
				l.Page = n
			}
		case "resources":
			l.Array = value.Kind() == '['
		case "startindex", "nextcursor", "previouscursor":
		default:
			l.Pure = false
			l.Faulty = l.Faulty || admitsFault(name, value.Text())
		}
	}
	return l
}

// listMembers are the members of a list, in lower case.
var listMembers = [...]string{
	"schemas", "totalresults", "itemsperpage", "resources", "startindex", "nextcursor", "previouscursor",
}

// listMember returns the name of a member in lower case, without making a text of those
// that each list has.
func listMember(name string) string {
	for _, known := range listMembers {
		if json.SameName(name, known) {
			return known
		}
	}
	return json.LowerName(name)
}

// IsEmpty reports whether a list that shows nothing is the target's word that
// there is nothing. It is if it says 0 and is known for a list by its schemas, be
// they SCIM 1's or the resource's own, or by having nothing but what a list has.
// Pages with cursors may do without the number (RFC 9865, section 2.1), as those of
// AWS do. A page of another service is not, whatever is empty in it.
func (l Listing) IsEmpty() bool {
	switch {
	case l.Faulty:
		return false
	case l.Counted: // whatever the size of a page is
		return l.Total == 0 && (l.SCIM || l.Pure && l.Array)
	}
	return l.Array && l.Page <= 0 && (l.Named || l.SCIM && l.Page == 0)
}

// count returns the number that a value is, or spells in a string.
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
		urn = json.LowerName(urn)
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
	text = json.LowerName(strings.TrimSpace(text))
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
