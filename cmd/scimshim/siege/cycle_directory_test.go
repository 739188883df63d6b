//go:build siege

package siege

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"scimshim/cmd/scimshim/demo/cycle"
	"scimshim/rewrite/filter"
)

// A tenant is what Entra has to bring to a target, and what it knows of that so far.
type tenant struct {
	people []*person
	teams  []*team
}

// A person is a user of a tenant.
type person struct {
	object, name, mail, title string

	linked string // the id at the target, once it is known
	wrong  bool   // what the target showed differs and is to be written
	done   bool
}

// A team is a group of a tenant.
type team struct {
	object, name string
	members      []*person

	linked string
	sent   map[*person]bool // who was granted to be a member
}

// newTenant makes users up, and groups of 10 to 70 of them.
func newTenant(r *rand.Rand, users, groups int) *tenant {
	d := &tenant{}
	for i := range users {
		p := &person{object: fmt.Sprintf("object-%d", i), name: fmt.Sprintf("User %d", i),
			mail: fmt.Sprintf("user%d@example.com", i), title: fmt.Sprintf("Title %d", r.IntN(100))}
		d.people = append(d.people, p)
	}
	for i := range groups {
		g := &team{object: fmt.Sprintf("group-%d", i), name: fmt.Sprintf("Group %d", i), sent: map[*person]bool{}}
		chosen := map[int]bool{}
		for range min(10+r.IntN(61), users) {
			chosen[r.IntN(users)] = true
		}
		for n := range chosen {
			g.members = append(g.members, d.people[n])
		}
		d.teams = append(d.teams, g)
	}
	return d
}

// before returns a twentieth of the users as a target has them that were made by hand, as resources.
func (d *tenant) before() []string {
	var list []string
	for i, p := range d.people {
		if i%20 == 0 {
			list = append(list, fmt.Sprintf(`{"schemas":[%q],"userName":%q,"active":true,"displayName":"by hand",`+
				`"emails":[{"type":"work","primary":true,"value":%q}]}`, filter.UserURN, p.mail, p.mail))
		}
	}
	return list
}

// differs returns where what a target holds is not the tenant: at most ten differences.
func (d *tenant) differs(found cycle.Directory) []string {
	ids, wrong := map[string]string{}, []string{}
	users := map[string][]cycle.Account{}
	for _, u := range found.Users {
		ids[u.ID] = u.UserName
		users[u.UserName] = append(users[u.UserName], u)
	}
	for _, p := range d.people {
		switch list := users[p.mail]; {
		case len(list) != 1:
			wrong = append(wrong, fmt.Sprintf("%s is there %d times", p.mail, len(list)))
		case list[0].ExternalID != p.object || list[0].Title != p.title || list[0].Active != true ||
			len(list[0].Emails) != 1 || list[0].Emails[0].Value != p.mail || list[0].ID != p.linked:
			wrong = append(wrong, fmt.Sprintf("%+v is %+v", p, list[0]))
		}
	}
	groups := map[string][]cycle.Group{}
	for _, g := range found.Groups {
		groups[g.DisplayName] = append(groups[g.DisplayName], g)
	}
	for _, g := range d.teams {
		switch list := groups[g.name]; {
		case len(list) != 1:
			wrong = append(wrong, fmt.Sprintf("%s is there %d times", g.name, len(list)))
		case g.roll() != rollOf(list[0], ids):
			wrong = append(wrong, fmt.Sprintf("%s has %s, and not %s", g.name, rollOf(list[0], ids), g.roll()))
		}
	}
	if n := len(found.Users) - len(d.people) + len(found.Groups) - len(d.teams); n != 0 {
		wrong = append(wrong, fmt.Sprintf("%d resources too many", n))
	}
	return wrong[:min(len(wrong), 10)]
}

// roll lists the members by their e-mails, each as often as it is one.
func (g *team) roll() string {
	var names []string
	for _, p := range g.members {
		names = append(names, p.mail)
	}
	slices.Sort(names)
	return strings.Join(names, " ")
}

func rollOf(g cycle.Group, ids map[string]string) string {
	var names []string
	for _, m := range g.Members {
		names = append(names, ids[m.Value])
	}
	slices.Sort(names)
	return strings.Join(names, " ")
}
