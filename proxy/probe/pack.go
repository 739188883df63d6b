package probe

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"scimshim/rewrite/filter"
	"scimshim/rules"
)

// packWidth is how wide the lines of a pack are.
const packWidth = 110

// A packText is a pack that is being written.
type packText struct{ strings.Builder }

func (p *packText) line(format string, args ...any) {
	fmt.Fprintf(&p.Builder, format+"\n", args...)
}

// comment writes a comment, folded between words where it is long.
func (p *packText) comment(indent int, format string, args ...any) {
	before := strings.Repeat(" ", indent) + "#"
	line, next := before, before
	if strings.HasPrefix(format, "- ") {
		next += "  "
	}
	for word := range strings.FieldsSeq(fmt.Sprintf(format, args...)) {
		if len(line) > len(next) && len(line)+1+len(word) > packWidth {
			p.line("%s", line)
			line = next
		}
		line += " " + word
	}
	p.line("%s", line)
}

// flow writes a list in brackets after a key, folded where it is long.
func (p *packText) flow(before string, items []string, after string) {
	text, indent := before+"[", strings.Repeat(" ", len(before)+1)
	for i, item := range items {
		if i < len(items)-1 {
			item += ","
		}
		switch {
		case i == 0:
		case len(text)+1+len(item) > packWidth:
			p.line("%s", text)
			text = indent
		default:
			text += " "
		}
		text += item
	}
	p.line("%s]%s", text, after)
}

// Pack returns the pack of rules as text: what was seen to be honoured is accepted, all else is
// refused, and comments say why. It compiles, or the program is wrong.
func (r *Report) Pack() string {
	p := &packText{}
	p.comment(0, "What the service at %s takes, as scimshim probe found it with %s.", r.base, requests(r.sent))
	p.comment(0, "Accepted is what was seen to answer what the filter selects. All other filters are refused, and the "+
		"comments say why; a form may be added by hand where the service's manual says that it is honoured.")
	r.warnings(p)
	p.line("name: probed")
	p.line(`says: "the target as scimshim probe found it"`)
	p.line("for: target")
	r.declare(p)
	p.line("rules:")
	for _, s := range r.surveys {
		s.rules(p)
	}
	r.writes(p)
	p.line("  - name: location")
	p.line("    location: rewrite")
	text := p.String()
	if _, err := rules.Compile(rules.Source{File: "probed.yaml", Data: []byte(text)}); err != nil {
		panic("BUG: the pack is wrong: " + err.Error())
	}
	return text
}

// requests returns a number of requests in words.
func requests(n int) string {
	if n == 1 {
		return "1 request"
	}
	return fmt.Sprintf("%d requests", n)
}

// declare writes which attributes the target has shown that RFC 7643 does not declare:
// what their names are is known, and no more.
func (r *Report) declare(p *packText) {
	head := "attributes:"
	for _, s := range r.surveys {
		for _, a := range s.attrs {
			if _, known := filter.Core().Find(s.world.resource, a.path); known {
				continue
			}
			if head != "" {
				p.line("%s", head)
				head = ""
			}
			p.line("  - {resource: %s, path: %s}", s.world.resource, plainYAML(a.path.String()))
		}
	}
}

// warnings writes what limits all that follows.
func (r *Report) warnings(p *packText) {
	if r.end != "" {
		p.comment(0, "INCOMPLETE: %s. What was not asked is not accepted.", r.end)
	}
	for _, s := range r.surveys {
		switch n := len(s.world.sample); {
		case s.missing != "":
			p.comment(0, "There are no %s here: %s.", s.world.resource, s.missing)
		case n == 0:
			create := map[string]string{"Users": ", or with --write, which creates one"}[s.world.resource]
			p.comment(0, "There are no %s, so that nothing is known but what is refused. Probe again when there are "+
				"some%s.", s.world.resource, create)
		case n == 1:
			p.comment(0, "There is one resource among %s, by which little can be told apart.", s.world.resource)
		}
	}
	if r.user.fault != nil {
		p.comment(0, "%v", r.user.fault)
	}
}

// rules writes the rules of one endpoint.
func (s *survey) rules(p *packText) {
	resource := s.world.resource
	name := strings.ToLower(resource)
	rule := func(suffix, format string, args ...any) {
		p.line("  - name: %s%s", name, suffix)
		p.line("    when: {resource: %s}", resource)
		p.line("    "+format, args...)
	}
	if s.missing != "" {
		return
	}
	if s.project.mode != "" {
		rule("-projection", "project: %s", s.project.mode)
	}
	if s.paging.max > 0 {
		rule("-page", "page: {max: %d}", s.paging.max)
	}
	if loose := s.loose(); len(loose) > 0 {
		p.comment(2, "Found by the values of other attributes, too.")
		rule("-loose", "loose: [%s]", strings.Join(loose, ", "))
	}
	s.remarks(p)
	entries := s.entries()
	if len(entries) == 0 {
		rule("", "accept: []")
		return
	}
	rule("", "accept:")
	for _, e := range entries {
		e.print(p)
	}
}

func (s *survey) loose() []string {
	var list []string
	for _, a := range s.attrs {
		if a.loose {
			list = append(list, plainYAML(a.path.String()))
		}
	}
	return list
}

// A packEntry is an entry of an accept list.
type packEntry struct {
	attributes, operators []string
	form                  string // instead of the two
	join                  bool
}

func (e *packEntry) print(p *packText) {
	switch {
	case e.form != "" && e.join:
		p.line("      - {form: %s, join: and}", quoteYAML(e.form))
		return
	case e.form != "":
		p.line("      - %s", quoteYAML(e.form))
		return
	}
	p.flow("      - attributes: ", e.attributes, "")
	p.flow("        operators: ", e.operators, "")
	if e.join {
		p.line("        join: and")
	}
}

// entries returns the accept list: attributes with the same operators together,
// and then the forms.
func (s *survey) entries() []*packEntry {
	var list []*packEntry
	for _, a := range s.attrs {
		for _, join := range []bool{true, false} {
			ops := a.honoured(join)
			i := slices.IndexFunc(list, func(e *packEntry) bool {
				return e.join == join && slices.Equal(e.operators, ops)
			})
			switch name := plainYAML(a.path.String()); {
			case len(ops) == 0:
			case i < 0:
				list = append(list, &packEntry{attributes: []string{name}, operators: ops, join: join})
			default:
				list[i].attributes = append(list[i].attributes, name)
			}
		}
	}
	for _, f := range slices.Concat(s.paths, s.joins) {
		if f.verdict == formHonoured && !s.covered(f) {
			list = append(list, &packEntry{form: f.says, join: f.join})
		}
	}
	return list
}

// honoured returns the operators that may be joined, or those that may not.
func (a *attribute) honoured(join bool) []string {
	var ops []string
	for _, op := range []filter.Op{filter.Eq, filter.Ne, filter.Co, filter.Sw, filter.Ew, filter.Gt, filter.Ge,
		filter.Lt, filter.Le, filter.Pr} {
		if f := a.form(op); f != nil && f.join == join {
			ops = append(ops, string(op))
		}
	}
	return ops
}

// covered reports whether a form for any type takes what f takes. That may be
// joined if it may with each type.
func (s *survey) covered(f *form) bool {
	g := f.general
	if g == nil || g.verdict != formHonoured {
		return false
	}
	g.join = !slices.ContainsFunc(s.paths, func(o *form) bool { return o.general == g && !o.join })
	return true
}

var yamlPlain = regexp.MustCompile(`^[a-z][A-Za-z0-9.]*$`)

// plainYAML returns a name as it stands in a list.
func plainYAML(name string) string {
	words := []string{"true", "false", "null", "yes", "no", "on", "off"}
	if yamlPlain.MatchString(name) && !slices.Contains(words, name) {
		return name
	}
	return quoteYAML(name)
}

func quoteYAML(text string) string { return "'" + strings.ReplaceAll(text, "'", "''") + "'" }
