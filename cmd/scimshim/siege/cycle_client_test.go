//go:build siege

package siege

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	"golang.org/x/time/rate"

	"scimshim/cmd/scimshim/demo/cycle"
	"scimshim/rewrite/filter"
)

// entraAtOnce is how many requests of a job of Entra are under way.
const entraAtOnce = 16

// An entra is a provisioning job. It matches each object, creates whom it does not find, and sends members
// when both ends are there. What fails is tried again in the next cycle, from its match on: whether a
// creation without an answer took place, only the target knows.
type entra struct {
	base string
	http *http.Client
	rate *rate.Limiter

	asked               atomic.Int64
	putOff, cut, failed atomic.Int64 // requests answered with 429, not at all, or with another error
	faults              chan string  // what must not happen
}

// newEntra returns a job that sends so many requests a second. After a pause it sends more, until it has made up
// for ten seconds.
func newEntra(base string, perSecond int) *entra {
	r := rate.NewLimiter(rate.Limit(perSecond), 10*perSecond)
	r.AllowN(time.Now(), r.Burst())
	return &entra{base: base, rate: r, faults: make(chan string, 100),
		http: &http.Client{Timeout: 40 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: entraAtOnce}}}
}

// cycle brings what is missing, and reports whether nothing is any more.
func (e *entra) cycle(d *tenant) bool {
	var left atomic.Int64
	atOnce(len(d.people), entraAtOnce, func(i int) {
		if p := d.people[i]; !p.done && !e.bringPerson(p) {
			left.Add(1)
		}
	})
	atOnce(len(d.teams), entraAtOnce, func(i int) {
		if g := d.teams[i]; g.linked == "" && !e.bringTeam(g) {
			left.Add(1)
		}
	})
	atOnce(len(d.teams), entraAtOnce, func(i int) {
		if !e.bringMembers(d.teams[i]) {
			left.Add(1)
		}
	})
	return left.Load() == 0
}

// found is what a match reads of an answer.
type found struct {
	ID, ExternalID, Title string
	TotalResults          int
	Resources             []found
}

// match looks for a resource, and reports whether that was answered.
func (e *entra) match(q cycle.Request) (list []found, ok bool) {
	status, a := e.ask(q)
	if status != 200 {
		return nil, false
	}
	if a.TotalResults != len(a.Resources) || a.TotalResults > 1 {
		e.fault("%s is answered with %d of %d", q.Query, len(a.Resources), a.TotalResults)
		return nil, false
	}
	return a.Resources, true
}

// bringPerson links a user, or creates it, and writes what differs.
func (e *entra) bringPerson(p *person) bool {
	if p.linked == "" {
		list, ok := e.match(cycle.AskFor("Users", fmt.Sprintf(`emails[type eq "work"].value eq %q`, p.mail)))
		switch {
		case !ok:
			return false
		case len(list) == 0:
			return e.create(p)
		}
		p.linked, p.wrong = list[0].ID, list[0].ExternalID != p.object || list[0].Title != p.title
	}
	if p.wrong {
		status, _ := e.ask(cycle.Patch("Users", p.linked, cycle.Op("Add", "externalId", p.object),
			cycle.Op("Replace", "displayName", p.name), cycle.Op("Add", "title", p.title)))
		p.wrong = status != 200 && status != 204
	}
	p.done = !p.wrong
	return p.done
}

// create creates a user.
func (e *entra) create(p *person) bool {
	status, a := e.ask(cycle.Request{Method: "POST", Path: "/Users", Body: fmt.Sprintf(
		`{"schemas":[%q,%q],"externalId":%q,"userName":%q,"active":true,"displayName":%q,"title":%q,`+
			`"emails":[{"primary":true,"type":"work","value":%q}],"meta":{"resourceType":"User"},"roles":[]}`,
		filter.UserURN, filter.EnterpriseURN, p.object, p.mail, p.name, p.title, p.mail)})
	if status == 201 {
		p.linked, p.done = a.ID, true
	}
	return p.done
}

// bringTeam links a group, or creates it without members.
func (e *entra) bringTeam(g *team) bool {
	q := cycle.AskFor("Groups", fmt.Sprintf("displayName eq %q", g.name))
	q.Query = "excludedAttributes=members&" + q.Query
	list, ok := e.match(q)
	if !ok {
		return false
	}
	if len(list) == 1 {
		g.linked = list[0].ID
		return true
	}
	status, a := e.ask(cycle.Request{Method: "POST", Path: "/Groups", Body: fmt.Sprintf(
		`{"schemas":[%q],"externalId":%q,"displayName":%q,"members":[],"meta":{"resourceType":"Group"}}`,
		filter.GroupURN, g.object, g.name)})
	if status == 201 {
		g.linked = a.ID
	}
	return status == 201
}

// bringMembers sends the members who are not granted yet and are linked, in chunks of 1 to 20: in one
// operation, or in one each. It reports whether all are granted.
func (e *entra) bringMembers(g *team) bool {
	if g.linked == "" {
		return false
	}
	var due []*person
	for _, p := range g.members {
		if p.linked != "" && !g.sent[p] {
			due = append(due, p)
		}
	}
	for len(due) > 0 {
		n := min(1+rand.IntN(20), len(due))
		if status, _ := e.ask(cycle.Patch("Groups", g.linked, memberOps(due[:n])...)); status == 200 || status == 204 {
			for _, p := range due[:n] {
				g.sent[p] = true
			}
		}
		due = due[n:]
	}
	return len(g.sent) == len(g.members)
}

// memberOps are the operations that add members.
func memberOps(list []*person) []string {
	var ops, values []string
	for _, p := range list {
		ops = append(ops, cycle.MemberOp("Add", p.linked))
		values = append(values, fmt.Sprintf(`{"$ref":null,"value":%q}`, p.linked))
	}
	if rand.IntN(2) == 0 {
		return ops
	}
	return []string{`{"op":"Add","path":"members","value":[` + strings.Join(values, ",") + `]}`}
}

// ask sends a request when it is its turn, and returns the status, 0 for no answer.
func (e *entra) ask(q cycle.Request) (status int, a found) {
	if err := e.rate.Wait(context.Background()); err != nil {
		e.fault("waiting: %v", err)
	}
	e.asked.Add(1)
	req, err := q.HTTP(e.base)
	if err != nil {
		e.fault("%v", err)
		return 0, a
	}
	req.Header.Set("Authorization", "Bearer "+clientToken)
	resp, err := e.http.Do(req)
	if err != nil {
		e.cut.Add(1)
		return 0, a
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		e.cut.Add(1)
		return 0, a
	}
	switch {
	case resp.StatusCode == 429:
		e.putOff.Add(1)
	case resp.StatusCode >= 500:
		e.failed.Add(1)
	case resp.StatusCode >= 400:
		e.fault("%s %s is answered with %d: %s", q.Method, q.Path, resp.StatusCode, body)
	case len(body) > 0 && json.Unmarshal(body, &a) != nil:
		e.fault("%s %s is answered with %s", q.Method, q.Path, body)
	}
	return resp.StatusCode, a
}

// fault notes what must not happen.
func (e *entra) fault(format string, args ...any) {
	select {
	case e.faults <- fmt.Sprintf(format, args...):
	default: // there are enough
	}
}
