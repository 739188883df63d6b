package laws_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"

	"scimshim/rewrite"
	"scimshim/rewrite/response"
)

// A person is a user of a directory that the test knows. An empty text is what the
// person has not.
type person struct {
	id, userName, externalId, email, title, manager string
	active                                          bool
}

// A truth is a target of which the test knows everybody. It reads filters with
// code of its own, and has the manners of the target that a pack is for.
type truth struct {
	*rand.Rand
	pack    string
	snow    bool // whether the manager is in ServiceNow's extension
	people  []*person
	next    int
	hides   bool   // whether an externalId is shown
	names   string // which names in attributes the target knows: all, core, none
	differs bool   // whether an exchange showed a userName and an e-mail that differ
	writes  bool   // whether only writes show it, since the userName in answers is another's form
}

// newTruth makes a directory in which userName and e-mail differ for 1 in 10, and
// what one has as the externalId or the e-mail another may have as the userName.
func newTruth(r *rand.Rand, pack string) *truth {
	d := &truth{Rand: r, pack: pack, hides: r.IntN(4) == 0, names: []string{"all", "core", "none"}[r.IntN(3)]}
	for range 4 + r.IntN(8) {
		d.add(&person{})
	}
	for _, p := range d.people {
		if d.IntN(2) == 0 {
			p.manager = d.any().id
		}
	}
	return d
}

func (d *truth) any() *person { return d.people[d.IntN(len(d.people))] }

func (d *truth) add(p *person) *person {
	d.next++
	p.id = fmt.Sprintf("u%d", d.next)
	if p.userName == "" {
		p.userName = fmt.Sprintf("n%d@example.com", d.next)
		p.externalId = fmt.Sprintf("x%d", d.next)
		p.email = p.userName
		p.active = d.IntN(5) > 0
		if d.IntN(2) == 0 {
			p.title = []string{"Boss", "Clerk"}[d.IntN(2)]
		}
		if d.IntN(10) == 0 {
			p.email = fmt.Sprintf("m%d@example.com", d.next)
		}
		if len(d.people) > 0 && d.IntN(6) == 0 {
			p.externalId = []string{"", d.any().userName, d.any().email}[d.IntN(3)]
		}
		if len(d.people) > 0 && d.IntN(12) == 0 {
			p.email = d.any().userName
		}
	}
	d.people = append(d.people, p)
	return p
}

const (
	enterpriseOfWorld = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
	snowOfWorld       = "urn:ietf:params:scim:schemas:extension:servicenow:2.0:User"
	userOfWorld       = "urn:ietf:params:scim:schemas:core:2.0:User"
)

// show returns a person as the target does, as far as the projection goes.
func (d *truth) show(p *person, m *rewrite.Message) map[string]any {
	urn := enterpriseOfWorld
	if d.snow {
		urn = snowOfWorld
	}
	all := map[string]any{"schemas": []string{userOfWorld}, "id": p.id, "userName": p.userName, "active": p.active}
	some := func(name, text string, value any) {
		if text != "" {
			all[name] = value
		}
	}
	some("title", p.title, p.title)
	some("emails", p.email, []any{map[string]any{"type": "work", "value": p.email, "primary": true}})
	some(urn, p.manager, map[string]any{"manager": map[string]any{"value": p.manager}})
	if !d.hides {
		some("externalId", p.externalId, p.externalId)
	}
	list, only := m.Param("attributes")
	if !only || d.names == "none" {
		return all
	}
	shown := map[string]any{"schemas": all["schemas"], "id": p.id}
	for name := range strings.SplitSeq(list, ",") {
		name = strings.TrimSpace(name)
		for key, value := range all {
			isURN := d.names == "all" && strings.HasPrefix(strings.ToLower(name), strings.ToLower(key)+":")
			if strings.EqualFold(name, key) || isURN || strings.HasPrefix(name, key+".") {
				shown[key] = value
			}
		}
	}
	return shown
}

// answer answers a request as the target does.
func (d *truth) answer(m *rewrite.Message) error {
	switch {
	case m.Resource != "Users":
		d.fail(m, 404, "")
	case m.Method == "POST":
		d.create(m)
	case m.Method == "PUT":
		d.replace(m)
	case m.ID != "":
		d.one(m)
	default:
		d.list(m)
	}
	d.differs = d.differs || m.Method != "GET" && m.Status < 300 && differ(m.Body)
	return nil
}

func (d *truth) fail(m *rewrite.Message, status int, scimType string) {
	m.Answer(status, "", fmt.Sprintf(`{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"%d","scimType":%q,`+
		`"detail":"no"}`, status, scimType))
}

func (d *truth) byID(id string) *person {
	i := slices.IndexFunc(d.people, func(p *person) bool { return p.id == id })
	if i < 0 {
		return nil
	}
	return d.people[i]
}

func (d *truth) one(m *rewrite.Message) {
	p := d.byID(m.ID)
	if p == nil {
		d.fail(m, 404, "")
		return
	}
	m.Answer(200, "", jsonText(d.show(p, m)))
}

func (d *truth) list(m *rewrite.Message) {
	found := d.people
	if filter, ok := m.Param("filter"); ok {
		if found, ok = d.find(filter); !ok {
			d.fail(m, 400, "invalidFilter")
			return
		}
	}
	shown := []any{}
	for _, p := range found {
		shown = append(shown, d.show(p, m))
	}
	m.Answer(200, "", jsonText(map[string]any{"schemas": []string{response.ListURN}, "totalResults": len(shown), "startIndex": 1,
		"itemsPerPage": len(shown), "Resources": shown}))
}

// What a target of the test reads: comparisons with eq, joined by and.
var (
	worldTerm  = regexp.MustCompile(`^([A-Za-z0-9.:]+) eq ("(?:[^"\\]|\\.)*"|true|false)`)
	worldEmail = regexp.MustCompile(`^emails\[type eq "work" and value eq ("(?:[^"\\]|\\.)*")\]`)
)

// find returns who is found by a filter, and whether the target reads it.
func (d *truth) find(filter string) (found []*person, ok bool) {
	found = d.people
	for rest := filter; ; {
		attribute, literal := "emails", ""
		if at := worldEmail.FindStringSubmatch(rest); at != nil {
			literal, rest = at[1], rest[len(at[0]):]
		} else if at := worldTerm.FindStringSubmatch(rest); at != nil {
			attribute, literal, rest = at[1], at[2], rest[len(at[0]):]
		} else {
			return nil, false
		}
		var value any
		if json.Unmarshal([]byte(literal), &value) != nil {
			return nil, false
		}
		if found, ok = d.by(attribute, fmt.Sprint(value), found); !ok || rest == "" {
			return found, ok
		}
		if rest, ok = strings.CutPrefix(rest, " and "); !ok {
			return nil, false
		}
	}
}

// by returns those who are found by one comparison.
func (d *truth) by(attribute, value string, among []*person) ([]*person, bool) {
	has := func(texts ...func(*person) string) []*person {
		var list []*person
		for _, p := range among {
			if slices.ContainsFunc(texts, func(t func(*person) string) bool { return t(p) != "" && strings.EqualFold(t(p), value) }) {
				list = append(list, p)
			}
		}
		return list
	}
	userName := func(p *person) string { return p.userName }
	email := func(p *person) string { return p.email }
	externalId := func(p *person) string { return p.externalId }
	id := func(p *person) string { return p.id }
	switch attribute {
	case "id":
		return has(id), true
	case "userName":
		if d.pack == "sentry" { // "finds members by any of their e-mails"
			return has(userName, email), true
		}
		return has(userName), true
	case "externalId":
		found := has(externalId)
		switch {
		case d.pack == "zoom": // "externalId eq {userId}"
			return has(id), true
		case d.pack == "servicenow" && len(found) == 0:
			return has(userName, email), true
		}
		return found, true
	case "emails", "emails.value":
		return has(email), true
	case "title":
		return has(func(p *person) string { return p.title }), true
	case "active":
		return has(func(p *person) string { return fmt.Sprint(p.active) }), true
	}
	if strings.HasSuffix(attribute, "manager") || strings.HasSuffix(attribute, "manager.value") {
		return has(func(p *person) string { return p.manager }), true
	}
	return nil, false
}

// A writing is what the test reads of a resource.
type writing struct {
	ID         string `json:"id"`
	UserName   string `json:"userName"`
	ExternalID string `json:"externalId"`
	Title      string `json:"title"`
	Active     *bool  `json:"active"`
	Emails     []struct{ Type, Value string }
	Enterprise struct{ Manager struct{ Value string } } `json:"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"`
}

func (w writing) email() string {
	for _, e := range w.Emails {
		if e.Type == "work" || e.Type == "" {
			return e.Value
		}
	}
	return ""
}

func (d *truth) create(m *rewrite.Message) {
	var w writing
	if json.Unmarshal([]byte(m.Body), &w) != nil || w.UserName == "" {
		d.fail(m, 400, "invalidValue")
		return
	}
	if slices.ContainsFunc(d.people, func(p *person) bool { return strings.EqualFold(p.userName, w.UserName) }) {
		d.fail(m, 409, "uniqueness")
		return
	}
	p := d.add(&person{userName: w.UserName, externalId: w.ExternalID, email: w.email(), title: w.Title, active: true})
	m.Answer(201, "", jsonText(d.show(p, &rewrite.Message{})))
}

func (d *truth) replace(m *rewrite.Message) {
	var w writing
	p := d.byID(m.ID)
	if p == nil || json.Unmarshal([]byte(m.Body), &w) != nil {
		d.fail(m, 404, "")
		return
	}
	if other := slices.IndexFunc(d.people, func(q *person) bool { return q != p && strings.EqualFold(q.userName, w.UserName) }); other >= 0 {
		d.fail(m, 409, "uniqueness")
		return
	}
	p.userName, p.externalId, p.email, p.title = w.UserName, w.ExternalID, w.email(), w.Title
	m.Answer(200, "", jsonText(d.show(p, &rewrite.Message{})))
}

// differ reports whether a body shows somebody whose userName and e-mail are there
// and not the same.
func differ(body string) bool {
	var list struct{ Resources []writing }
	var one writing
	if json.Unmarshal([]byte(body), &list) != nil || json.Unmarshal([]byte(body), &one) != nil {
		return false
	}
	return slices.ContainsFunc(append(list.Resources, one), func(w writing) bool {
		return w.UserName != "" && w.email() != "" && !strings.EqualFold(w.UserName, w.email())
	})
}

func jsonText(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(b)
}
