package answer

import (
	"strconv"
	"strings"

	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
	"scimshim/rewrite/response"
	"scimshim/rules/part"
)

// listURNEnd is what is not misspelled of response.ListURN.
const listURNEnd = ":messages:2.0:ListResponse"

// listNames are the members of a list answer.
var listNames = []string{"schemas", "totalResults", "startIndex", "itemsPerPage", "Resources"}

// A listAnswer is what an answer to a query says of a list: the JSON texts of its
// members, empty where they are missing or null.
type listAnswer struct {
	schemas, total, start, items, resources string

	cased  bool // whether a name has another case than it should
	null   bool // whether Resources is null
	cursor bool // whether pages are told by cursors (RFC 9865)
	shown  int  // how many resources there are
}

func readList(body json.Value) listAnswer {
	var l listAnswer
	for name, value := range body.Members() {
		at := l.member(name)
		switch {
		case filter.Fold(name, "nextCursor"), filter.Fold(name, "previousCursor"):
			l.cursor = true
		case at == nil:
		case value.Null():
			l.null = l.null || at == &l.resources
		default:
			*at = value.Text()
		}
	}
	response.List(body).EachElement(func(json.Value) { l.shown++ })
	return l
}

// member returns where the text of a member is kept, nil for nowhere. It notes a name in
// another case.
func (l *listAnswer) member(name string) *string {
	for i, at := range [...]*string{&l.schemas, &l.total, &l.start, &l.items, &l.resources} {
		if filter.Fold(name, listNames[i]) {
			l.cased = l.cased || name != listNames[i]
			return at
		}
	}
	return nil
}

func (l *listAnswer) isArray() bool { return strings.HasPrefix(l.resources, "[") }

// isList reports whether the answer is a list but for its form. One of nothing
// must say so twice.
func (l *listAnswer) isList() bool {
	total := listNumber(l.total)
	switch {
	case l.resources != "" && !l.isArray():
		return false // something else by the same name
	case l.shown > 0, total > 0:
		return true
	}
	return total == 0 && (l.isArray() || l.null || declaresList(l.schemas))
}

// listNumber returns the number that a JSON text is, also as a text, or -1.
func listNumber(value string) int {
	digits := strings.Trim(value, `"`)
	if digits == "" { // as where there is none: an error would cost an allocation
		return -1
	}
	n, err := strconv.Atoi(digits)
	if err != nil || n < 0 || digits[0] == '+' {
		return -1
	}
	return n
}

// declaresList reports whether schemas has the URN of lists, or what is meant to
// be it.
func declaresList(schemas string) bool {
	for element := range json.Elements(schemas) {
		if urn, ok := json.Text(element); ok && strings.HasSuffix(urn, listURNEnd) {
			return true
		}
	}
	return false
}

// repair makes the members of the list what they should be.
func (l *listAnswer) repair(m *rewrite.Message) error {
	should := l.members(m)
	if len(should) == 0 && !l.cased {
		return nil
	}
	body, err := inCase(m.Body, listNames)
	if err != nil {
		return err
	}
	body, err = rewrite.MapMembers(body, anyBody, func(a rewrite.Attr) (rewrite.Edit, error) {
		for _, p := range should {
			if a.Path.Sub == p.Name {
				return rewrite.Set(p.Value), nil
			}
		}
		return rewrite.Keep, nil
	})
	if err != nil {
		return err
	}
	m.SetBody(body)
	for _, p := range should {
		if err := m.AddMember(p.Name, p.Value); err != nil {
			return err
		}
	}
	return nil
}

// members returns the members that the list should have. What is not to be known
// of them is left as it is.
func (l *listAnswer) members(m *rewrite.Message) []json.Member {
	var should []json.Member
	add := func(name, text string) {
		if text == "" || text == *l.member(name) {
			return
		}
		if should == nil {
			should = make([]json.Member, 0, 5) // which is usually none
		}
		should = append(should, json.Member{Name: name, Value: text})
	}
	add("schemas", l.declared())
	add("totalResults", l.number(l.total, l.counted(m)))
	add("startIndex", l.number(l.start, l.first(m)))
	add("itemsPerPage", l.number(l.items, l.shown))
	if l.resources == "" && listNumber(l.total) == 0 {
		add("Resources", "[]")
	}
	return should
}

// declared returns the schemas of the list, or "" to leave what is there.
func (l *listAnswer) declared() string {
	exact := strings.HasPrefix(l.schemas, "[") && part.Declares(l.schemas, response.ListURN)
	if exact || l.schemas != "" && !json.IsEmpty(l.schemas) && !declaresList(l.schemas) {
		return ""
	}
	return `["` + response.ListURN + `"]`
}

// number returns a member as a number, or if it is missing, the number that it
// should be; "" leaves what is there.
func (*listAnswer) number(text string, missing int) string {
	n := listNumber(text)
	if text == "" {
		n = missing
	}
	if n < 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// counted returns how many results there are, by what the list shows, or -1.
func (l *listAnswer) counted(m *rewrite.Message) int {
	if l.shown == 0 || l.items != "" || l.cursor || !showsAll(m, l.shown) {
		return -1
	}
	return l.shown
}

// first returns the index of the first resource shown, by what was asked for, or -1
// where pages have no index.
func (l *listAnswer) first(m *rewrite.Message) int {
	if _, cursor := m.Param("cursor"); cursor || l.cursor {
		return -1
	}
	text, asked := m.Param("startIndex")
	if !asked {
		return 1
	}
	start, _ := strconv.Atoi(text)
	return max(start, 1) // RFC 7644, section 3.4.2.4
}
