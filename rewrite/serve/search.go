// Package serve takes requests apart that are not about one resource, or one query: a query
// that is in the body of a POST (RFC 7644, section 3.4.3), and a bulk of operations (section
// 3.7). What comes of them goes through a chain of rules as any request does, so that a
// target need not know either.
package serve

import (
	"slices"
	"strings"

	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
)

// SearchPath is the last segment of the path of a query by POST.
const SearchPath = ".search"

// lists are the parameters of a query that are lists in a body, and texts and numbers those
// that are so.
var (
	lists   = [...]string{"attributes", "excludedAttributes"}
	texts   = [...]string{"filter", "sortBy", "sortOrder", "cursor"}
	numbers = [...]string{"startIndex", "count"}
)

// Search makes of a query by POST, to one endpoint, the GET that asks for the same. MaxFilter
// is how many bytes its filter has at most. Members of the body that SCIM does not define are
// refused: a query without one could answer more than was asked for.
func Search(m *rewrite.Message, maxFilter int) error {
	if err := json.Check(m.Body); err != nil {
		return badSearch("the request's %v", err)
	}
	if !json.IsObject(m.Body) {
		return badSearch("the request's body is JSON but no object")
	}
	var query []rewrite.Param
	for member := range json.Members(m.Body) {
		if filter.Fold(member.Name, "schemas") {
			continue
		}
		p, err := paramOf(member)
		switch {
		case err != nil:
			return err
		case p.Value == "":
			continue
		case p.Name == "filter" && len(p.Value) > maxFilter:
			r := badSearch("the filter has more than %d bytes; ask for less at once", maxFilter)
			r.Reason = rewrite.FilterUnsupported
			return r
		case slices.ContainsFunc(query, func(q rewrite.Param) bool { return q.Name == p.Name }):
			return badSearch("the body has %s twice", p.Name)
		}
		query = append(query, p)
	}
	m.Method, m.ID, m.Body, m.Query = "GET", "", "", query
	return nil
}

// paramOf returns the parameter that a member of the body stands for; one without value for none.
func paramOf(member json.Member) (rewrite.Param, error) {
	is := func(name string) bool { return filter.Fold(member.Name, name) }
	none := json.SaysNothing(member.Value)
	if i := slices.IndexFunc(lists[:], is); i >= 0 {
		value, ok := listed(member.Value)
		if !ok && !none {
			return rewrite.Param{}, badSearch("%s is no list of attribute names", lists[i])
		}
		return rewrite.Param{Name: lists[i], Value: value}, nil
	}
	if i := slices.IndexFunc(texts[:], is); i >= 0 {
		value, ok := json.Text(member.Value)
		if !ok && !none || strings.ContainsFunc(value, isControl) {
			return rewrite.Param{}, badSearch("%s is no text", texts[i])
		}
		return rewrite.Param{Name: texts[i], Value: value}, nil
	}
	if i := slices.IndexFunc(numbers[:], is); i >= 0 {
		value := member.Value
		if text, ok := json.Text(value); ok { // as in a query
			value = text
		}
		if none {
			value = ""
		}
		if strings.Trim(value, "-0123456789") != "" {
			return rewrite.Param{}, badSearch("%s is no whole number", numbers[i])
		}
		return rewrite.Param{Name: numbers[i], Value: value}, nil
	}
	return rewrite.Param{}, badSearch("the body has a member that a query does not have; it has %s", strings.Join(
		slices.Concat(lists[:], texts[:], numbers[:]), ", "))
}

// listed returns the texts of a list as one, as a query has them.
func listed(value string) (string, bool) {
	if text, ok := json.Text(value); ok {
		return text, !strings.ContainsFunc(text, isControl)
	}
	if !strings.HasPrefix(value, "[") {
		return "", false
	}
	var list []string
	for e := range json.Elements(value) {
		text, ok := json.Text(e)
		if !ok || strings.ContainsFunc(text, isControl) || strings.Contains(text, ",") {
			return "", false
		}
		list = append(list, text)
	}
	return strings.Join(list, ","), true
}

func isControl(r rune) bool { return r < ' ' || r == 0x7f }

func badSearch(format string, args ...any) *rewrite.Refusal {
	return rewrite.Refuse(rewrite.BodySyntax, "invalidSyntax", format, args...)
}
