package adopt

import (
	"strings"

	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
)

// A cure says what the administrator is to do: where the target shows who holds the value, and
// where it does not.
type cure struct{ held, hidden string }

const (
	maxSaid  = 500 // characters of what the target said
	maxNamed = 3   // holders that are named
)

// explain leaves the conflict, and says in its detail who holds the value, why that one was not
// linked, and what to do.
func (c *contest) explain(why string) error {
	e, _ := c.m.ErrorAnswer()
	text := c.whoHolds()
	if why != "" && c.shown() {
		text += "; nothing is linked, because " + why
	}
	text = sentence(text)
	cure := c.cure.hidden
	if c.shown() {
		cure = c.cure.held
	}
	if c.asked() && cure != "" {
		text += " " + cure
	}
	said := e.Detail
	if !c.m.Cured() {
		said = shorter(said, maxSaid)
	}
	if cure != "" {
		c.m.SetCured()
	}
	c.m.Decide(func() string { return "leaves the conflict" })
	return setDetail(c.m, strings.TrimSpace(text+" "+said))
}

// shown reports whether the target shows somebody who holds the value.
func (c *contest) shown() bool {
	for _, f := range c.found {
		if len(f.holders) > 0 {
			return true
		}
	}
	return false
}

// asked reports whether the target could be asked for one of the values.
func (c *contest) asked() bool {
	for _, f := range c.found {
		if f.failed == "" && f.unasked == "" {
			return true
		}
	}
	return false
}

// whoHolds says who holds the values, as a sentence without its end.
func (c *contest) whoHolds() string {
	var held, hidden, unasked, failed grouped
	var parts []string
	for _, f := range c.found {
		switch {
		case f.unasked != "":
			unasked.add("", f.name)
		case f.failed != "":
			reason, _, _ := strings.Cut(f.failed, "; ") // without what helps a client
			failed.add(reason, f.name)
		case len(f.holders) == 0:
			hidden.add("", f.name)
		default:
			held.add(c.holders(f), f.name)
		}
	}
	for _, g := range held {
		parts = append(parts, g.names()+g.verb(" is", " are")+" held by "+g.of)
	}
	for _, g := range hidden {
		parts = append(parts, "no "+noun(c.m, 1)+" that the target shows has the "+g.names()+" of the request")
	}
	for _, g := range unasked {
		parts = append(parts, "the target cannot be asked for "+g.names())
	}
	for _, g := range failed {
		parts = append(parts, "who has the "+g.names()+" is not known: "+g.of)
	}
	return strings.Join(parts, "; ")
}

// holders names the holders of a value.
func (c *contest) holders(f finding) string {
	if len(f.holders) == 1 && !f.more {
		return "the " + noun(c.m, 1) + " " + c.about(f.holders[0])
	}
	var list []string
	for _, h := range f.holders {
		if len(list) == maxNamed {
			break
		}
		list = append(list, named(h))
	}
	if f.more || len(f.holders) > maxNamed {
		list = append(list, "others")
	}
	return "the " + noun(c.m, 2) + " " + joinedBy(list)
}

// about says of a holder what the resource shows of its being active and provisioned.
func (c *contest) about(h holder) string {
	var says []string
	active, _ := rewrite.Lookup(h.resource, filter.Path{Name: "active"})
	switch active {
	case "true":
		says = append(says, "is active")
	case "false":
		says = append(says, "is disabled")
	}
	shown, sent := textOf(h.resource, externalID), textOf(c.written, externalID)
	switch {
	case shown == "":
		says = append(says, "shows no externalId")
	case sent == "":
		says = append(says, "shows an externalId")
	case shown == sent:
		says = append(says, "shows the externalId of the request")
	default:
		says = append(says, "shows another externalId than the request")
	}
	return named(h) + ", " + relative(c.m) + " " + strings.Join(says, " and ")
}

// named returns the id of a holder, for a sentence.
func named(h holder) string {
	if h.id == "" {
		return "without an id"
	}
	return `"` + shorter(h.id, 64) + `"`
}

// noun returns what resources of the endpoint of a message are called.
func noun(m *rewrite.Message, n int) string {
	word := "resource"
	switch {
	case filter.Fold(m.Resource, "Users"):
		word = "user"
	case filter.Fold(m.Resource, "Groups"):
		word = "group"
	}
	if n > 1 {
		word += "s"
	}
	return word
}

// relative returns the word by which a sentence says more of such a resource.
func relative(m *rewrite.Message) string {
	if filter.Fold(m.Resource, "Users") {
		return "who"
	}
	return "which"
}

// A group has the names of attributes of which the same is to be said.
type group struct {
	of   string
	list []string
}

// grouped are names by what is said of them.
type grouped []group

func (g *grouped) add(of, name string) {
	for i := range *g {
		if (*g)[i].of == of {
			(*g)[i].list = append((*g)[i].list, name)
			return
		}
	}
	*g = append(*g, group{of, []string{name}})
}

// names returns the names as a sentence has them.
func (g group) names() string { return joinedBy(g.list) }

// joinedBy joins words as a sentence does.
func joinedBy(list []string) string {
	last := len(list) - 1
	if last == 0 {
		return list[0]
	}
	return strings.Join(list[:last], ", ") + " and " + list[last]
}

func (g group) verb(one, several string) string {
	if len(g.list) == 1 {
		return one
	}
	return several
}

// sentence returns a text as a whole sentence.
func sentence(text string) string {
	if strings.HasSuffix(text, ".") || strings.HasSuffix(text, "…") {
		return text
	}
	return text + "."
}

// shorter returns a text of at most n characters.
func shorter(text string, n int) string {
	if line := []rune(text); len(line) > n {
		return string(line[:n-1]) + "…"
	}
	return text
}

// setDetail gives an error another detail.
func setDetail(m *rewrite.Message, detail string) error {
	found := false
	body, err := rewrite.MapMembers(m.Body, filter.Path{Name: "error"}, func(a rewrite.Attr) (rewrite.Edit, error) {
		if filter.Fold(a.Path.Sub, "detail") {
			found = true
			return rewrite.Set(json.Quote(detail)), nil
		}
		return rewrite.Keep, nil
	})
	if err != nil {
		return err
	}
	m.SetBody(body)
	if found {
		return nil
	}
	return m.AddMember("detail", json.Quote(detail))
}
