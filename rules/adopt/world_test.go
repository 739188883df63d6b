package adopt_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"scimshim/rewrite"
	"scimshim/rewrite/json"
	"scimshim/rewrite/racetest"
	"scimshim/rules"
	"scimshim/rules/rulestest"
)

// A mail is an e-mail of a person.
type mail struct{ kind, value string }

// A person is a user of a directory, or what a client wants to create.
type person struct {
	id, userName, externalID string
	mails                    []mail
	active                   bool
}

// resource returns the person as SCIM has it.
func (p person) resource() string {
	b := strings.Builder{}
	b.WriteString(`{"schemas":["` + rulestest.CoreUser + `"]`)
	if p.id != "" {
		fmt.Fprintf(&b, `,"id":%s,"meta":{"resourceType":"User","location":"https://t.example/Users/%s"}`, json.Quote(p.id), p.id)
	}
	if p.userName != "" {
		b.WriteString(`,"userName":` + json.Quote(p.userName))
	}
	if p.externalID != "" {
		b.WriteString(`,"externalId":` + json.Quote(p.externalID))
	}
	fmt.Fprintf(&b, `,"active":%t`, p.active)
	for i, m := range p.mails {
		b.WriteString([]string{`,"emails":[`, `,`}[min(i, 1)])
		if m.kind != "" {
			b.WriteString(`{"type":` + json.Quote(m.kind) + `,"value":` + json.Quote(m.value) + `}`)
		} else {
			b.WriteString(`{"value":` + json.Quote(m.value) + `}`)
		}
	}
	if len(p.mails) > 0 {
		b.WriteByte(']')
	}
	return b.String() + "}"
}

// What people are made of: few values, so that there are twins of all kinds.
var (
	someNames = []string{"anna", "Anna", "ANNA", "anna ", "bo", "anna@x.org", "Anna@X.org", "änna", "Änna", `an"na`, ""}
	someMails = []string{"anna@x.org", "Anna@x.org", "bo@x.org", "anna@x.org.uk", ""}
	someKinds = []string{"work", "Work", "home", "other", ""}
	someOwn   = []string{"", "", "e1", "E1", "e2"}
)

func pick(r *rand.Rand, list []string) string { return list[r.IntN(len(list))] }

func somebody(r *rand.Rand) person {
	p := person{userName: pick(r, someNames), externalID: pick(r, someOwn), active: r.IntN(3) > 0}
	for range r.IntN(3) {
		if value := pick(r, someMails); value != "" {
			p.mails = append(p.mails, mail{pick(r, someKinds), value})
		}
	}
	return p
}

// A world is a directory and the ways of the target that has it.
type world struct {
	people   []person
	exact    bool     // it compares with case
	anyKind  bool     // it looks for an e-mail in all elements, whatever the type
	all      bool     // it answers every query with everybody
	pageSize int      // 0 for no limit
	uncount  bool     // it does not say how many there are
	strange  int      // 1: another id for the first; 2: no id; 3: the userName is not shown
	writes   []string // the ids that were changed
}

func someWorld(r *rand.Rand) *world {
	w := &world{exact: r.IntN(3) == 0, anyKind: r.IntN(4) == 0, all: r.IntN(8) == 0, uncount: r.IntN(10) == 0}
	if r.IntN(4) == 0 {
		w.pageSize = 1
	}
	if r.IntN(6) == 0 {
		w.strange = 1 + r.IntN(3)
	}
	for i := range r.IntN(5) {
		p := somebody(r)
		p.id = fmt.Sprint(i + 1)
		w.people = append(w.people, p)
	}
	return w
}

// same compares as the target does.
func (w *world) same(a, b string) bool { return a == b || !w.exact && strings.EqualFold(a, b) }

// answers says whom the target finds by a filter of the test's chains.
func (w *world) answers(filter string) []person {
	var found []person
	for _, p := range w.people {
		if w.all || w.finds(p, filter) {
			found = append(found, p)
		}
	}
	return found
}

func (w *world) finds(p person, filter string) bool {
	quoted := filter[strings.Index(filter, ` eq "`)+4:]
	if strings.Contains(filter, "[") {
		quoted = filter[strings.LastIndex(filter, ` eq "`)+4 : len(filter)-1]
	}
	value, _ := json.Text(quoted)
	switch {
	case strings.HasPrefix(filter, "userName"):
		return w.same(p.userName, value)
	case strings.HasPrefix(filter, "externalId"):
		return p.externalID == value
	}
	typed := strings.Contains(filter, `type eq "work"`) && !w.anyKind
	return slices.ContainsFunc(p.mails, func(m mail) bool {
		return w.same(m.value, value) && (!typed || strings.EqualFold(m.kind, "work"))
	})
}

// shown returns a person as the target shows it.
func (w *world) shown(p person) string {
	switch w.strange {
	case 1:
		if p.id == "1" {
			p.id = "2"
		}
	case 2:
		p.id = ""
	case 3:
		p.userName = ""
	}
	return p.resource()
}

// serve answers one request as the target.
func (w *world) serve(m *rewrite.Message) error {
	switch m.Method {
	case "POST":
		m.Answer(409, "", `{`+rulestest.SCIMError+`,"status":"409","scimType":"uniqueness","detail":"taken"}`)
	case "PATCH":
		w.writes = append(w.writes, m.ID)
		m.Answer(204, "", "")
	default:
		w.serveGet(m)
	}
	return nil
}

func (w *world) serveGet(m *rewrite.Message) {
	for _, p := range w.people {
		if p.id == m.ID {
			m.Answer(200, "", p.resource())
			return
		}
	}
	if m.ID != "" {
		m.Answer(404, "", `{`+rulestest.SCIMError+`,"status":"404"}`)
		return
	}
	text, _ := m.Param("filter")
	found := w.answers(text)
	var list []string
	for i, p := range found {
		if w.pageSize == 0 || i < w.pageSize {
			list = append(list, w.shown(p))
		}
	}
	total := fmt.Sprintf(`,"totalResults":%d`, len(found))
	if w.uncount && len(found) > 0 {
		total = ""
	}
	m.Answer(200, "", `{`+rulestest.ListURNs+total+`,"Resources":[`+strings.Join(list, ",")+`]}`)
}

// A wish is a value by which the rules look for people.
type wish struct {
	holds func(w *world, p person) (has, shows bool)
}

// wishes returns what the keys of a rule look for on behalf of somebody, and whether the target can
// be asked for all of it. It knows nothing of the rule but its manual.
func wishes(keys []string, p person) []wish {
	var list []wish
	for _, k := range keys {
		switch k {
		case "userName":
			if strings.TrimSpace(p.userName) != "" {
				list = append(list, wish{func(w *world, o person) (bool, bool) {
					return w.same(o.userName, p.userName), strings.EqualFold(o.userName, p.userName)
				}})
			}
		case "externalId":
			if p.externalID != "" {
				list = append(list, wish{func(_ *world, o person) (bool, bool) {
					return o.externalID == p.externalID, o.externalID == p.externalID
				}})
			}
		default:
			if m, ok := identifying(p, k != "emails.value"); ok {
				list = append(list, wish{func(w *world, o person) (has, shows bool) {
					for _, other := range o.mails {
						alike := strings.EqualFold(m.kind, other.kind) || m.kind == ""
						has = has || w.same(other.value, m.value) && (k == "emails.value" || alike)
						shows = shows || strings.EqualFold(other.value, m.value) && alike
					}
					return has, shows
				}})
			}
		}
	}
	return list
}

// identifying returns the e-mail that tells somebody from others.
func identifying(p person, work bool) (found mail, ok bool) {
	for _, m := range p.mails {
		if work && !strings.EqualFold(m.kind, "work") {
			continue
		}
		if ok && found.value != m.value {
			return found, false
		}
		if !ok {
			found, ok = m, true
		}
	}
	return found, ok
}

// wrong says what is wrong with linking somebody to the user of an id; nothing if it is right.
func (w *world) wrong(keys []string, who person, id string, others bool) string {
	var linked *person
	shows := false
	for i := range w.people {
		for _, x := range wishes(keys, who) {
			has, proven := x.holds(w, w.people[i])
			if w.people[i].id != id {
				if has {
					return "user " + w.people[i].id + " has a value, too"
				}
				continue
			}
			linked, shows = &w.people[i], shows || proven
		}
	}
	switch {
	case linked == nil:
		return "there is no such user"
	case !shows:
		return "the user does not have the value"
	case !others && linked.externalID != "" && linked.externalID != who.externalID:
		return "the user has another externalId"
	}
	return ""
}

// A directory of twins leads to no wrong link, whatever the target does with queries.
func TestWorldsLinkNobodyWrongly(t *testing.T) {
	worlds := racetest.Often(120_000)
	r := rand.New(rand.NewPCG(12, 1))
	linked, updated, wrong, left := 0, 0, 0, 0
	chains := worldChains(t)
	for n := range worlds {
		c := chains[r.IntN(len(chains))]
		w, who := someWorld(r), somebody(r)
		if who.userName == "" {
			who.userName = "anna"
		}
		m := &rewrite.Message{Method: "POST", Resource: "Users", Body: who.resource()}
		err := c.set.Chain.Do(m, new(rewrite.Trace), w.serve)
		if err != nil || m.Status != 201 {
			left++
			if f, ok := rulestest.Refused(err); len(w.writes) > 0 && !(ok && f.Reason == rewrite.Partial) {
				t.Fatalf("world %d: %v: a change is not reported: %v %s", n, w.writes, err, m.Body)
			}
			continue
		}
		linked++
		value, _ := json.Lookup(m.Body, "id")
		id, _ := json.Text(value)
		if len(w.writes) > 0 {
			updated++
		}
		why := w.wrong(c.keys, who, id, c.others)
		if len(w.writes) > 1 || len(w.writes) == 1 && w.writes[0] != id {
			why = "another user was changed"
		}
		if why != "" {
			wrong++
			t.Errorf("world %d, by %v: %s is linked to %s of\n%+v\n%s", n, c.keys, who.resource(), id, w, why)
		}
		if wrong > 5 {
			t.FailNow()
		}
	}
	t.Logf("%d directories: %d linked, %d of them updated, %d left as conflicts, %d wrong links", worlds, linked, updated, left, wrong)
	if linked < worlds/50 || updated < worlds/100 {
		t.Errorf("only %d of %d were linked, and %d updated: the test shows little", linked, worlds, updated)
	}
}

// A worldChain is a chain with what its rule says.
type worldChain struct {
	keys   []string
	others bool
	set    *rules.Set
}

func worldChains(t *testing.T) []worldChain {
	var list []worldChain
	work := `emails[type eq "work"].value`
	for _, keys := range [][]string{{"userName"}, {"externalId"}, {work}, {"emails.value"}, {"userName", work},
		{"userName", "emails.value", "externalId"}} {
		for _, options := range []string{"policy: link", "policy: update", "policy: link, provisioned: link"} {
			for _, queries := range []string{"", `queries: {filters: [{form: 'userName eq {value}', wider: check}, ` +
				`{form: 'externalId eq {value}'}, {form: 'emails.value eq {value}', wider: check}]}`} {
				block := `users: {adopt: {by: ['` + strings.Join(keys, `', '`) + `'], ` + options + `}`
				if queries != "" {
					block += ", " + queries
				}
				list = append(list, worldChain{keys, strings.Contains(options, "provisioned"),
					rulestest.Compile(t, rulestest.File(block+"}"))})
			}
		}
	}
	return list
}
