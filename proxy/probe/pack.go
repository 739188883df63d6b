package probe

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"scimshim/config/layout"
	"scimshim/rewrite/filter"
	"scimshim/rules"
)

// packWidth is how wide the comments of a pack are.
const packWidth = 110

// A packText is a pack that is being written, in no style yet.
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

// Pack returns the pack of rules as text: the filters that were seen to be honoured are in it,
// all others are refused, and comments say why. It compiles and is in the style of rule files,
// or the program is wrong.
func (r *Report) Pack() string {
	const file = "probed.yaml"
	p := &packText{}
	p.comment(0, "What the service at %s accepts, as found by scimshim probe with %s.", r.base, requests(r.sent))
	p.comment(0, "The filters are those that were seen to find what they select. All others are refused, and the "+
		"comments say why. You can add a form by hand if the service's manual says that it is supported.")
	r.warnings(p)
	p.line("name: probed")
	p.line("for: target")
	p.line("title: the target as found by scimshim probe")
	r.declare(p)
	head := p.Len()
	for _, s := range r.surveys {
		s.section(p, r.user, map[string]*trial{"Users": r.tested, "Groups": r.grouped}[s.world.resource])
	}
	if !says(p.String()[head:]) {
		p.line("overrides: []") // so that it is a rule file all the same
	}
	text, err := layout.Format(file, []byte(p.String()))
	if err == nil {
		_, err = rules.Compile(rules.Source{File: file, Data: text})
	}
	if err != nil {
		panic("BUG: the pack is wrong: " + err.Error())
	}
	return string(text)
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
		section := "  " + s.key() + ":"
		for _, a := range s.attrs {
			if _, known := filter.Core().Find(s.world.resource, a.path); known {
				continue
			}
			for _, above := range []*string{&head, &section} {
				if *above != "" {
					p.line("%s", *above)
					*above = ""
				}
			}
			p.line("    %s: any", plainYAML(a.path.String()))
		}
	}
}

// key returns the key of the section of an endpoint.
func (s *survey) key() string { return strings.ToLower(s.world.resource) }

// warnings writes what limits all that follows.
func (r *Report) warnings(p *packText) {
	if r.end != "" {
		p.comment(0, "INCOMPLETE: %s. What was not tried is not accepted.", r.end)
	}
	for _, s := range r.surveys {
		switch n := len(s.world.sample); {
		case s.missing != "":
			p.comment(0, "There are no %s here: %s.", s.world.resource, s.missing)
		case n == 0:
			create := map[string]string{"Users": ", or use --write, which creates one"}[s.world.resource]
			p.comment(0, "There are no %s, so it is not known what is accepted. Probe again when there are "+
				"some%s.", s.world.resource, create)
		case n == 1:
			p.comment(0, "There is only one resource among %s, which is too few to tell much apart.", s.world.resource)
		}
	}
	if err := r.Left(); err != nil {
		for line := range strings.Lines(err.Error()) {
			p.comment(0, "%s", strings.TrimSpace(line))
		}
	}
}

// section writes what an endpoint can be asked, of which u is a user that was made, and how it is written
// to, as t has found. One of which nothing is to be said has comments only.
func (s *survey) section(p *packText, u *ownResource, t *trial) {
	if s.missing != "" {
		return
	}
	inner := &packText{}
	s.remarks(inner)
	s.queries(inner, u)
	t.writes(inner)
	if says(inner.String()) {
		p.line("%s:", s.key())
	}
	p.WriteString(inner.String())
}

// says reports whether a part of a pack is more than comments.
func says(text string) bool {
	for line := range strings.Lines(text) {
		if !strings.HasPrefix(strings.TrimSpace(line), "#") {
			return true
		}
	}
	return false
}

// queries writes what can be asked. Where nothing was seen nothing is refused.
func (s *survey) queries(p *packText, u *ownResource) {
	inner := &packText{}
	if s.project.mode != "" {
		inner.line("    projection: %s", s.project.mode)
	}
	switch {
	case s.noPages():
		inner.line("    pages: none")
	case s.paging.max > 0:
		inner.line("    pages: {max: %d}", s.paging.max)
	}
	if s.whole() {
		inner.comment(4, "A filter that is not in the list is answered out of all resources, of some pages at most.")
		inner.line("    beyond: {scan: true}")
	}
	if len(s.world.sample) == 0 {
		p.comment(2, "Nothing was seen, so that all filters are forwarded.")
	} else {
		s.filters(inner)
	}
	s.unproven(inner, u)
	if inner.Len() > 0 {
		p.line("  queries:")
		p.WriteString(inner.String())
	}
}

// filters writes the filters that are honoured, and that there are none.
func (s *survey) filters(p *packText) {
	entries := s.entries()
	if len(entries) == 0 {
		p.line("    filters: []")
		return
	}
	p.line("    filters:")
	for _, e := range entries {
		e.print(p)
	}
}

// unproven writes which attributes the target resolves or stores in a way of its own.
func (s *survey) unproven(p *packText, u *ownResource) {
	var names []string
	says := map[string][]string{}
	add := func(name, reason string) {
		if says[name] == nil {
			names = append(names, name)
		}
		says[name] = append(says[name], reason)
	}
	for _, a := range s.attrs {
		if a.loose {
			add(a.path.String(), "values of other attributes find it too")
		}
	}
	if s.world.resource == "Users" && u != nil {
		for _, name := range u.renamed() {
			add(name, "the user that was created has a value that was not sent")
		}
	}
	if len(names) > 0 {
		p.line("    unproven:")
	}
	for _, name := range names {
		p.line("      %s: %s", plainYAML(name), strings.Join(says[name], "; "))
	}
}

// A packEntry is an item of the list of filters.
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
	p.line("      - attributes: [%s]", strings.Join(e.attributes, ", "))
	if len(e.operators) == len(operators) {
		p.line("        operators: any")
	} else {
		p.line("        operators: [%s]", strings.Join(e.operators, ", "))
	}
	if e.join {
		p.line("        join: and")
	}
}

// entries returns the list of filters: attributes with the same operators together,
// and then the forms.
func (s *survey) entries() []*packEntry {
	var list []*packEntry
	for _, a := range s.attrs {
		for _, join := range []bool{true, false} {
			ops := s.read(a, a.honoured(join))
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

// operators are all that there are, in the order in which a pack has them.
var operators = []filter.Op{filter.Eq, filter.Ne, filter.Co, filter.Sw, filter.Ew, filter.Gt, filter.Ge, filter.Lt,
	filter.Le, filter.Pr}

// honoured returns the operators that may be joined, or those that may not.
func (a *attribute) honoured(join bool) []string {
	var ops []string
	for _, op := range operators {
		if f := a.form(op); f != nil && f.join == join {
			ops = append(ops, string(op))
		}
	}
	return ops
}

// read returns the operators that the target is asked for. What it compares with case, contrary to RFC
// 7643, is found out of all resources if these can be read, but for what clients match users by, for
// which there would be too much to read.
func (s *survey) read(a *attribute, ops []string) []string {
	if !s.whole() || !s.contrary(a, "with") {
		return ops
	}
	return slices.DeleteFunc(ops, func(op string) bool {
		return op != string(filter.Pr) && (op != string(filter.Eq) || s.world.resource != "Users")
	})
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
