package adopt

import (
	"net/url"
	"strings"

	"scimshim/rewrite"
	"scimshim/rewrite/json"
	"scimshim/rules/kind"
)

// A policy says what follows from a conflict.
type policy string

const (
	pass    policy = "pass"
	explain policy = "explain"
	link    policy = "link"
	update  policy = "update"
)

// An adoption says of a conflict who holds the value, and may answer a POST with that resource.
type adoption struct {
	kind.Inert
	policy      policy
	by          []key
	when        conflict
	provisioned bool // whether a resource with another externalId is linked
	cure        cure
}

// Conducts reports whether a request may come to a conflict that concerns the rule: it creates a
// resource, or changes a value by which resources are told apart.
func (r *adoption) Conducts(m *rewrite.Message) bool {
	switch {
	case m.Method == "POST":
		return m.ID == "" && m.Body != ""
	case m.ID == "" || m.Body == "":
		return false
	}
	resource, err := written(m)
	return err == nil && len(r.wantedIn(m, resource)) > 0
}

// wantedIn returns the values that a request writes for the keys.
func (r *adoption) wantedIn(m *rewrite.Message, resource string) []wanted {
	var list []wanted
	for _, k := range r.by {
		if w, ok := k.in(m, resource); ok {
			list = append(list, w)
		}
	}
	return list
}

// Conduct sends the request, and if it is answered with a conflict asks who holds the value.
func (r *adoption) Conduct(m *rewrite.Message, next rewrite.Next) error {
	resource, err := written(m)
	if err != nil {
		return err
	}
	list := r.wantedIn(m, resource)
	if err := next(m); err != nil || !r.when.is(m) || len(list) == 0 {
		return err
	}
	c := &contest{adoption: r, m: m, next: next, written: resource, found: ask(m, list, next)}
	if m.Method != "POST" || r.policy == explain {
		return c.explain("")
	}
	one, why := c.one()
	if why != "" {
		return c.explain(why)
	}
	return c.adopt(one)
}

// A contest is a conflict, and what was found of it.
type contest struct {
	*adoption
	m       *rewrite.Message
	next    rewrite.Next
	written string // what the request writes, as a resource
	found   []finding
}

// one returns the resource that holds the values, or why there is none that can be linked.
func (c *contest) one() (one holder, why string) {
	for _, f := range c.found {
		switch {
		case f.failed != "":
			return one, "the target did not answer for all that the request writes"
		case f.more:
			return one, "the target does not show all who may hold the value"
		}
		for _, h := range f.holders {
			switch {
			case h.id == "":
				return one, "it shows no id"
			case one.id != "" && one.id != h.id:
				return one, "more than one holds it"
			}
			one = h
		}
	}
	if one.id == "" {
		return one, "nobody whom the target shows holds the value"
	}
	return c.confirmed(one)
}

// confirmed returns a holder as the target shows it by itself, or why it cannot be linked. A list
// may show less of it.
func (c *contest) confirmed(h holder) (one holder, why string) {
	sub := c.m.Another("GET", c.m.Resource, h.id, "")
	if err := c.next(sub); err != nil || sub.Status != 200 || textOf(sub.Body, "id") != h.id {
		return h, "it cannot be read"
	}
	one = holder{id: h.id, resource: strings.TrimSpace(sub.Body)}
	switch {
	case !c.proven(one), !c.sameAs(h, one):
		return one, "it does not show that its value is the same"
	case !c.adoption.provisioned && c.isAnothers(one):
		return one, "it may have been provisioned for someone else"
	}
	return one, ""
}

// proven reports whether a resource shows that it has all values for which it was found.
func (c *contest) proven(h holder) bool {
	for _, f := range c.found {
		if len(f.holders) > 0 && !f.isIn(c.m, h.resource) {
			return false
		}
	}
	return true
}

// sameAs reports whether two answers show the same values of a resource: an id in a list that is another's
// would lead to someone whose value differs by its case, for instance.
func (c *contest) sameAs(listed, read holder) bool {
	for _, k := range c.by {
		a, there := k.in(c.m, listed.resource)
		b, also := k.in(c.m, read.resource)
		if there && also && a.text != b.text {
			return false
		}
	}
	return true
}

// externalID is the client's own id of a resource.
const externalID = "externalId"

// isAnothers reports whether a resource shows an externalId that the request does not write.
func (c *contest) isAnothers(h holder) bool {
	shown := textOf(h.resource, externalID)
	return shown != "" && shown != textOf(c.written, externalID)
}

// adopt answers the request with a resource that exists.
func (c *contest) adopt(h holder) error {
	if c.policy == update {
		changed, why, err := c.update(h)
		switch {
		case err != nil:
			return err
		case why != "":
			return c.explain(why)
		}
		h.resource = changed
	}
	c.m.Decide(func() string { return "links the request to the " + noun(c.m, 1) + " " + h.id + ", which exists" })
	c.m.Settle(201, c.location(h), h.resource)
	return nil
}

// location returns where the client finds a resource.
func (c *contest) location(h holder) string {
	value, _ := json.Lookup(h.resource, "meta", "location")
	if text, ok := json.Text(value); ok && text != "" {
		return text
	}
	return c.m.Route.Public + "/" + c.m.Resource + "/" + url.PathEscape(h.id)
}
