package main

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// A person is somebody that the demo makes up.
type person struct {
	role                   string // what becomes of the person: joiner, mover or leaver
	id                     string // at the target; the joiner's is not known before it is created
	externalID             string
	given, family          string
	mail                   string // also the user name, as with most tenants
	title, mobile, newName string // what the update is to write
}

func (p *person) name() string { return p.given + " " + p.family }

// A cast is who takes part in a cycle. The mover and the leaver are at the
// target before it begins.
type cast struct {
	joiner, mover, leaver person
	probe                 string // a user name that nobody has
	group, groupExternal  string
	groupID               string // at the target, once the group is created
}

var (
	givenNames = []string{"Ada", "Bo", "Chidi", "Dana", "Emre", "Femi", "Greta", "Hana", "Ines", "Jonas",
		"Kofi", "Lea", "Mina", "Nils", "Oksana", "Priya", "Quinn", "Rosa", "Sven", "Tariq"}
	familyNames = []string{"Almeida", "Berg", "Castillo", "Dubois", "Eriksen", "Fischer", "Grant", "Hofer",
		"Ivanova", "Jansen", "Kaya", "Lindqvist", "Moreau", "Novak", "Okafor", "Petrov", "Rossi", "Sato"}
	titles = []string{"Analyst", "Controller", "Engineer", "Architect", "Team Lead", "Buyer", "Planner"}
	groups = []string{"Finance", "Field Service", "Research", "Service Desk", "Warehouse", "Works Council"}
)

// newCast makes people up. Nobody shares a name with another.
func newCast(r *rand.Rand) *cast {
	given, family := r.Perm(len(givenNames)), r.Perm(len(familyNames))
	make := func(i int, role string) person {
		p := person{role: role, given: givenNames[given[i]], family: familyNames[family[i]], externalID: guid(r)}
		p.mail = mailOf(p.given, p.family, r)
		return p
	}
	c := &cast{joiner: make(0, "joiner"), mover: make(1, "mover"), leaver: make(2, "leaver")}
	c.mover.id, c.leaver.id = hex(r), hex(r)
	c.joiner.title = titles[r.IntN(len(titles))]
	c.mover.title = titles[r.IntN(len(titles))]
	c.mover.newName = familyNames[family[3]]
	c.mover.mobile = fmt.Sprintf("+1 555 01%02d", r.IntN(100))
	c.probe, c.groupExternal = guid(r), guid(r)
	c.group = fmt.Sprintf("%s %02d", groups[r.IntN(len(groups))], r.IntN(100))
	return c
}

// moved returns the e-mail that the mover is to have at the end.
func (c *cast) moved() string {
	_, rest, _ := strings.Cut(c.mover.mail, strings.ToLower(c.mover.family))
	return strings.ToLower(c.mover.given + "." + c.mover.newName + rest)
}

// seeds returns the resources of those who are at the target before the cycle
// begins: made by somebody else than Entra, so without externalId.
func (c *cast) seeds() []string {
	return []string{seed(&c.mover), seed(&c.leaver)}
}

func seed(p *person) string {
	return fmt.Sprintf(`{"schemas":[%q],"id":%q,"userName":%q,"active":true,"displayName":%q,`+
		`"name":{"givenName":%q,"familyName":%q},"emails":[{"type":"work","primary":true,"value":%q}]}`,
		userURN, p.id, p.mail, p.name(), p.given, p.family, p.mail)
}

func mailOf(given, family string, r *rand.Rand) string {
	return strings.ToLower(fmt.Sprintf("%s.%s%03d@example.com", given, family, r.IntN(1000)))
}

// guid returns a random identifier as directories make them.
func guid(r *rand.Rand) string {
	h := hex(r)
	return h[:8] + "-" + h[8:12] + "-4" + h[13:16] + "-8" + h[17:20] + "-" + h[20:]
}

// hex returns 32 random hexadecimal digits.
func hex(r *rand.Rand) string {
	b := make([]byte, 32)
	for i := range b {
		b[i] = "0123456789abcdef"[r.IntN(16)]
	}
	return string(b)
}
