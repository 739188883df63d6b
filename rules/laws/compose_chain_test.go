package laws_test

import (
	"fmt"
	"slices"
	"strings"

	"scimshim/rewrite/filter"
	"scimshim/rules/rulestest"
)

// numbers is the URN of an extension that a target has.
const numbers = "urn:example:2.0:User"

// composedTypes declares what attributes are called at targets, each of the type
// that it has for the client.
const composedTypes = `name: types
attributes:
  users:
    number: {urn: 'urn:example:2.0:User', number: id}
    rank: string
    nick: string
    dept: string
    name.nick: string
    name.first: string
    emails.address: string
    mails: [{type: string, value: string, address: string, display: string, primary: boolean}]
`

// composedRenames are what an attribute may be called at a target.
var composedRenames = [...][2]string{
	{"externalId", numbers + ":number"}, {"title", "rank"}, {"nickName", "title"}, {"nickName", "name.nick"},
	{"name.givenName", "nick"}, {"name.givenName", "name.first"}, {"emails.value", "emails.address"},
	{"mails.value", "mails.address"}, {"emails", "mails"}, {rulestest.Enterprise + ":department", "dept"},
	{"userType", rulestest.Enterprise + ":division"}, {"dept", "userType"}, {"rank", rulestest.Enterprise + ":costCenter"},
	{"nick", "name.first"}, {numbers + ":number", "externalId"},
}

// A changing is how convert changes values.
type changing struct {
	text     string
	lossless bool // whether each value has its own form again in answers
	folds    bool // whether it is only for what has no case
}

var changings = [...]changing{
	{`patterns: [{match: '(.*)', with: 'p-$1'}], no_match: keep, back: [{match: 'p-(.*)', with: '$1'}], assume: one_to_one`,
		true, false},
	{`patterns: [{match: '(.*)', with: 'q-$1'}], no_match: refuse, back: [{match: 'q-(.*)', with: '$1'}]`, true, false},
	{`to: '"r-" + value', back: 'replace(value, "^r-", "")'`, true, false},
	{`to: 'local(value)', back: 'value + "@a.example"'`, false, false},
	{`patterns: [{match: '(.*)@a.example', with: '$1'}], no_match: keep, back: [{match: '([^@]*)', with: '$1@a.example'}]`,
		false, false},
	{`patterns: [{match: '(.*)@a.example', with: '$1'}], no_match: refuse, back: 'value + "@a.example"', assume: one_to_one`,
		true, false},
	{`to: 'lower(value)'`, false, true},
	{`to: 'cut(value, 2)', filters: refuse`, false, false},
}

// changeable are what convert is about.
var changeable = [...]string{
	"userName", "title", "nickName", "userType", "rank", "externalId", numbers + ":number", "name.givenName", "nick",
	"name.first", "emails.value", `emails[type eq "work"].value`, "emails.address", `emails[type eq "work"].address`,
	"mails.value", `mails[type eq "work"].value`, `mails[type eq "work"].address`, rulestest.Enterprise + ":department", "dept",
	rulestest.Enterprise + ":division",
}

// A composed is a chain of two or three rules that rename an attribute or change
// its values.
type composed struct {
	files    []string          // of one rule each
	names    map[string]string // of what the client has: its name at the target
	lossless bool              // whether what is written comes back as it was
	sorted   bool              // whether the order of values stays, too
}

// composed makes a chain. Each rule is about what the rules before left of
// something the client has. What the client has and a rule takes the name of is
// no longer the client's.
func (g *maker) composed() *composed {
	c := &composed{names: map[string]string{}, lossless: true, sorted: true}
	for _, name := range []string{"userName", "externalId", "title", "nickName", "userType", "name.givenName",
		"name.familyName", rulestest.Enterprise + ":department", rulestest.Enterprise + ":division", "emails", "emails.value"} {
		c.names[name] = name
	}
	for i, n := 0, 2+g.IntN(2); i < n; {
		make := pick(g, c.rename, c.change)
		text := make(g)
		if text == "" {
			continue
		}
		i++
		c.files = append(c.files, fmt.Sprintf("name: r%d\nusers: {%s}\n", i, text))
	}
	return c
}

// owner returns what the client has that is now called so.
func (c *composed) owner(name string) string {
	for own, now := range c.names {
		if now == name {
			return own
		}
	}
	return ""
}

func (c *composed) rename(g *maker) string {
	r := pick(g, composedRenames[:]...)
	if c.owner(r[0]) == "" {
		return ""
	}
	if other := c.owner(r[1]); other != "" {
		delete(c.names, other)
	}
	for own, now := range c.names {
		if now == r[0] || strings.HasPrefix(now, r[0]+".") {
			c.names[own] = r[1] + strings.TrimPrefix(now, r[0])
		}
	}
	return fmt.Sprintf("rename: {from: '%s', to: '%s'}", r[0], r[1])
}

func (c *composed) change(g *maker) string {
	attribute, by := pick(g, changeable[:]...), pick(g, changings[:]...)
	t, err := filter.ParseTarget(attribute)
	if err != nil {
		panic("BUG: " + err.Error())
	}
	own := c.owner(filter.Path{Schema: t.Path.Schema, Name: t.Path.Name, Sub: t.Path.Sub + t.Sub}.String())
	if own == "" || by.folds && own == "externalId" {
		return ""
	}
	c.lossless = c.lossless && by.lossless
	c.sorted = c.sorted && by.lossless && !strings.Contains(by.text, "@")
	return fmt.Sprintf("convert: {'%s': {name: it, %s}}", attribute, by.text)
}

// has reports whether the client has an attribute of that name.
func (c *composed) has(name string) bool { return c.names[name] != "" }

// own returns the names of what the client has, sorted.
func (c *composed) own() []string {
	var list []string
	for name := range c.names {
		list = append(list, name)
	}
	slices.Sort(list)
	return list
}

// text makes a value.
func (g *maker) text() string {
	return pick(g, "ada", "bob", "ADA", "ada@a.example", "ada@b.example", "bob@a.example", "Bob@a.example", "p-ada")
}

// user makes a resource of what the client has.
func (c *composed) user(g *maker, id int) jsonObject {
	o := jsonObject{"id": fmt.Sprint(id)}
	for _, name := range c.own() {
		if strings.HasPrefix(name, "emails") || g.IntN(4) == 0 && name != "userName" {
			continue
		}
		p, _ := filter.ParsePath(name)
		in := o
		if p.Schema != "" {
			in = innerOf(o, p.Schema)
		}
		if p.Sub != "" {
			innerOf(in, p.Name)[p.Sub] = g.text()
		} else {
			in[p.Name] = g.text()
		}
	}
	if c.has("emails") && g.IntN(4) > 0 {
		o["emails"] = c.emails(g)
	}
	return o
}

// emails makes a list of elements.
func (c *composed) emails(g *maker) []any {
	list := make([]any, 1+g.IntN(3))
	for i := range list {
		e := jsonObject{"primary": i == 0}
		if g.IntN(4) > 0 {
			e["type"] = pick(g, "work", "home", "Work")
		}
		if c.has("emails.value") && g.IntN(5) > 0 {
			e["value"] = g.text()
		}
		if g.IntN(3) == 0 {
			e["display"] = g.text()
		}
		list[i] = e
	}
	return list
}
