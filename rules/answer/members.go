package answer

import (
	"strconv"

	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/response"
)

// anyBody stands for a body where a walk asks of which attribute members are.
var anyBody = filter.Path{Name: "body"}

// setErrorMember gives a member of an error's body a JSON text.
func setErrorMember(m *rewrite.Message, name, text string) error {
	body, err := rewrite.MapMembers(m.Body, anyBody, func(a rewrite.Attr) (rewrite.Edit, error) {
		if filter.Fold(a.Path.Sub, name) {
			return rewrite.Set(text), nil
		}
		return rewrite.Keep, nil
	})
	if err != nil {
		return err
	}
	m.SetBody(body)
	return m.AddMember(name, text)
}

// inCase returns an object with members of these names, in whatever case,
// spelled so.
func inCase(object string, names []string) (string, error) {
	return rewrite.MapMembers(object, anyBody, func(a rewrite.Attr) (rewrite.Edit, error) {
		for _, name := range names {
			if a.Path.Sub != name && filter.Fold(a.Path.Sub, name) {
				return rewrite.Rename(name), nil
			}
		}
		return rewrite.Keep, nil
	})
}

// listOf returns the list answer of an array of n resources.
func listOf(resources string, n int) string {
	count := strconv.Itoa(n)
	return `{"schemas":["` + response.ListURN + `"],"totalResults":` + count + `,"startIndex":1,"itemsPerPage":` +
		count + `,"Resources":` + resources + `}`
}

// showsAll reports whether an answer that shows n resources shows all there are,
// by what the query asked for.
func showsAll(m *rewrite.Message, n int) bool {
	if _, cursor := m.Param("cursor"); cursor { // RFC 9865
		return false
	}
	if start, ok := m.Param("startIndex"); ok && start != "1" {
		return false
	}
	count, ok := m.Param("count")
	if !ok {
		return true
	}
	limit, err := strconv.Atoi(count)
	return err == nil && n < limit
}

// scimTypes are the types of errors (RFC 7644, table 9).
var scimTypes = []string{
	"invalidFilter", "tooMany", "uniqueness", "mutability", "invalidSyntax", "invalidPath", "noTarget",
	"invalidValue", "invalidVers", "sensitive",
}
