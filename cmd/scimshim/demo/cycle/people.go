package cycle

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"scimshim/rewrite/filter"
)

// A Person is somebody who is made up.
type Person struct {
	Role                   string // what becomes of the person: joiner, mover or leaver
	ID                     string // at the target; the joiner's is not known before it is created
	ExternalID             string
	Given, Family          string
	Mail                   string // also the user name, as with most tenants
	Title, Mobile, NewName string // what the update is to write
}

// NewPerson makes somebody up who plays no part.
func NewPerson(r *rand.Rand) *Person {
	p := &Person{ID: hex(r), Given: givenNames[r.IntN(len(givenNames))], Family: familyNames[r.IntN(len(familyNames))]}
	p.Mail = mailOf(p.Given, p.Family, r)
	return p
}

// Name returns the name as it is shown.
func (p *Person) Name() string { return p.Given + " " + p.Family }

// A Cast is who takes part in a cycle. The mover and the leaver are at the
// target before it begins. The steps of a cycle note in it what the target says.
type Cast struct {
	Joiner, Mover, Leaver Person
	Probe                 string // a user name that nobody has
	Group, GroupExternal  string // the group's name and externalId
	GroupID               string // at the target, once the group is created
}

var (
	givenNames = []string{"Ada", "Bo", "Chidi", "Dana", "Emre", "Femi", "Greta", "Hana", "Ines", "Jonas",
		"Kofi", "Lea", "Mina", "Nils", "Oksana", "Priya", "Quinn", "Rosa", "Sven", "Tariq"}
	familyNames = []string{"Almeida", "Berg", "Castillo", "Dubois", "Eriksen", "Fischer", "Grant", "Hofer",
		"Ivanova", "Jansen", "Kaya", "Lindqvist", "Moreau", "Novak", "Okafor", "Petrov", "Rossi", "Sato"}
	titles = []string{"Analyst", "Controller", "Engineer", "Architect", "Team Lead", "Buyer", "Planner"}
	groups = []string{"Finance", "Field Service", "Research", "Service Desk", "Warehouse", "Works Council"}
)

// NewCast makes people up. Nobody shares a name with another.
func NewCast(r *rand.Rand) *Cast {
	given, family := r.Perm(len(givenNames)), r.Perm(len(familyNames))
	make := func(i int, role string) Person {
		p := Person{Role: role, Given: givenNames[given[i]], Family: familyNames[family[i]], ExternalID: guid(r)}
		p.Mail = mailOf(p.Given, p.Family, r)
		return p
	}
	c := &Cast{Joiner: make(0, "joiner"), Mover: make(1, "mover"), Leaver: make(2, "leaver")}
	c.Mover.ID, c.Leaver.ID = hex(r), hex(r)
	c.Joiner.Title = titles[r.IntN(len(titles))]
	c.Mover.Title = titles[r.IntN(len(titles))]
	c.Mover.NewName = familyNames[family[3]]
	c.Mover.Mobile = fmt.Sprintf("+1 555 01%02d", r.IntN(100))
	c.Probe, c.GroupExternal = guid(r), guid(r)
	c.Group = fmt.Sprintf("%s %02d", groups[r.IntN(len(groups))], r.IntN(100))
	return c
}

// Moved returns the e-mail that the mover is to have at the end.
func (c *Cast) Moved() string {
	_, rest, _ := strings.Cut(c.Mover.Mail, strings.ToLower(c.Mover.Family))
	return strings.ToLower(c.Mover.Given + "." + c.Mover.NewName + rest)
}

// Seeds returns the resources of those who are at the target before the cycle
// begins: made by somebody else than Entra, so without externalId.
func (c *Cast) Seeds() []string {
	return []string{c.Mover.Seed(), c.Leaver.Seed()}
}

// Seed returns the person as a resource of a target, made by somebody else than a client.
func (p *Person) Seed() string {
	return fmt.Sprintf(`{"schemas":[%q],"id":%q,"userName":%q,"active":true,"displayName":%q,`+
		`"name":{"givenName":%q,"familyName":%q},"emails":[{"type":"work","primary":true,"value":%q}]}`,
		filter.UserURN, p.ID, p.Mail, p.Name(), p.Given, p.Family, p.Mail)
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
