package laws_test

import (
	"fmt"
	"strings"
	"testing"

	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rules"
	"scimshim/rules/rulestest"
)

// single returns the name of one of the client's single values, as clients write
// it.
func (c *composed) single(g *maker) string {
	for {
		name := pick(g, c.own()...)
		switch {
		case strings.HasPrefix(name, "emails"):
		case strings.HasPrefix(name, rulestest.Enterprise) && g.IntN(4) == 0:
			return rulestest.Enterprise + "." + strings.TrimPrefix(name, rulestest.Enterprise+":")
		case strings.HasPrefix(name, "urn:"), g.IntN(4) > 0:
			return name
		case g.IntN(2) == 0:
			return filter.UserURN + ":" + name
		default:
			return strings.ToUpper(name)
		}
	}
}

// filter makes a filter in the client's names.
func (c *composed) filter(g *maker, depth int) string {
	if depth > 0 {
		switch g.IntN(5) {
		case 0:
			return "not (" + c.filter(g, depth-1) + ")"
		case 1:
			return "(" + c.filter(g, depth-1) + " and " + c.filter(g, depth-1) + ")"
		case 2:
			return "(" + c.filter(g, depth-1) + " or " + c.filter(g, depth-1) + ")"
		}
	}
	if c.has("emails") && g.IntN(3) == 0 {
		return c.emailFilter(g)
	}
	if g.IntN(8) == 0 {
		return c.holderFilter(g)
	}
	return c.single(g) + " " + c.comparison(g)
}

func (c *composed) comparison(g *maker) string {
	switch g.IntN(8) {
	case 0:
		return "pr"
	case 1:
		return "ne " + rulestest.Quoted(g.text())
	case 2:
		return pick(g, "co", "sw", "ew", "gt", "le") + " " + rulestest.Quoted(g.text())
	}
	return "eq " + rulestest.Quoted(g.text())
}

// emailFilter makes a term about e-mails.
func (c *composed) emailFilter(g *maker) string {
	kind := `type eq "` + pick(g, "work", "home", "WORK") + `"`
	if !c.has("emails.value") {
		return pick(g, "emails pr", "emails["+kind+"]", "emails."+kind, "emails[display "+c.comparison(g)+"]")
	}
	switch g.IntN(6) {
	case 0:
		return "emails.value " + c.comparison(g)
	case 1:
		return "emails[value " + c.comparison(g) + "]"
	case 2:
		return "emails[not (" + kind + ") and value " + c.comparison(g) + "]"
	case 3:
		return pick(g, "emails eq "+rulestest.Quoted(g.text()), "emails pr", "emails["+kind+"]", "emails."+kind)
	}
	return "emails[" + kind + " and Value " + c.comparison(g) + "]"
}

// holderFilter makes a term about what holds attributes.
func (c *composed) holderFilter(g *maker) string {
	if g.IntN(2) == 0 {
		switch {
		case !c.has("name.givenName"), g.IntN(3) == 0:
			return pick(g, "name[familyName "+c.comparison(g)+"]", "name[not (familyName "+c.comparison(g)+")]")
		case g.IntN(2) == 0:
			return "name pr"
		}
		return "name[givenName " + c.comparison(g) + "]"
	}
	if !c.has(rulestest.Enterprise+":department") || g.IntN(3) == 0 {
		return rulestest.Enterprise + " pr"
	}
	return rulestest.Enterprise + "[department " + c.comparison(g) + "]"
}

// more makes the rest of a query.
func (c *composed) more(g *maker) []rewrite.Param {
	var more []rewrite.Param
	names := func() string {
		list := pick(g, c.single(g), c.single(g)+","+c.single(g), "name", rulestest.Enterprise, "emails,"+c.single(g))
		if !c.has("emails") {
			list = strings.TrimPrefix(list, "emails,")
		}
		return list
	}
	switch g.IntN(4) {
	case 0:
		more = append(more, rewrite.Param{Name: "attributes", Value: names()})
	case 1:
		more = append(more, rewrite.Param{Name: "excludedAttributes", Value: names()})
	}
	if g.IntN(3) == 0 {
		more = append(more, rewrite.Param{Name: "sortBy", Value: c.single(g)})
	}
	return more
}

// operation makes an operation of a PATCH.
func (c *composed) operation(g *maker) string {
	op := pick(g, "add", "replace")
	if c.has("emails") && c.has("emails.value") && g.IntN(2) == 0 {
		switch g.IntN(4) {
		case 0:
			return `{"op":"` + op + `","path":"emails[type eq \"work\"].value","value":` + rulestest.Quoted(g.text()) + `}`
		case 1:
			path := rulestest.Quoted(`emails[value eq ` + rulestest.Quoted(g.text()) + `].display`)
			return `{"op":"` + op + `","path":` + path + `,"value":` + rulestest.Quoted(g.text()) + `}`
		case 2:
			return `{"op":"remove","path":` + rulestest.Quoted(`emails[value eq `+rulestest.Quoted(g.text())+`]`) + `}`
		}
		return `{"op":"` + op + `","path":"emails","value":` + string(mustJSON(c.emails(g))) + `}`
	}
	name := c.single(g)
	switch g.IntN(5) {
	case 0:
		return `{"op":"remove","path":` + rulestest.Quoted(name) + `}`
	case 1:
		return `{"op":"` + op + `","value":` + string(mustJSON(c.part(g))) + `}`
	case 2:
		if c.has("name.givenName") {
			return `{"op":"` + op + `","path":"name","value":{"givenName":` + rulestest.Quoted(g.text()) + `}}`
		}
	}
	return `{"op":"` + op + `","path":` + rulestest.Quoted(name) + `,"value":` + rulestest.Quoted(g.text()) + `}`
}

// part makes some attributes of a resource.
func (c *composed) part(g *maker) jsonObject {
	o := c.user(g, 0)
	delete(o, "id")
	for name := range o {
		if g.IntN(2) == 0 && len(o) > 1 {
			delete(o, name)
		}
	}
	return o
}

// Chains of renames and value rules translate what they are given as one: the
// answer to a filter is what the filter means of the resources as clients are
// shown them, and a PATCH does what it says; or the request or answer is refused.
func TestRenameAndValueCompose(t *testing.T) {
	t.Parallel()
	g := newMaker(260)
	var asked, answered, patched, done int
	for range rulestest.Often(10_000) {
		c := g.composed()
		sources := []rules.Source{{File: "types.yaml", Data: []byte(composedTypes)}}
		for i, text := range c.files {
			sources = append(sources, rules.Source{File: fmt.Sprintf("r%d.yaml", i+1), Data: []byte(text)})
		}
		set, err := rules.Compile(sources...)
		if err != nil {
			t.Fatalf("%v\n%s", err, c.files)
		}
		d := &directory{t: t, g: g, c: c, set: set}
		for id := range 4 {
			d.create(c.user(g, id))
		}
		for range 3 {
			asked++
			if d.query(c.filter(g, 2), c.more(g)...) {
				answered++
			}
		}
		if len(d.views) > 0 {
			patched++
			if d.patch(g.IntN(len(d.views)), c.operation(g)) {
				done++
			}
		}
		if t.Failed() {
			return
		}
	}
	if answered < asked*3/4 || done < patched*3/4 {
		t.Errorf("only %d of %d queries are answered, and %d of %d PATCHes done", answered, asked, done, patched)
	}
}
