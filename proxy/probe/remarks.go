package probe

import (
	"slices"
	"strings"
)

// remarks writes what is to be said of an endpoint beside its blocks.
func (s *survey) remarks(p *packText) {
	p.comment(2, "%s: %d of %d were looked at.", s.world.resource, len(s.world.sample), s.world.total)
	if len(s.project.says) > 0 {
		p.comment(2, "%s.", strings.Join(s.project.says, "; "))
	}
	for _, n := range s.notes {
		p.comment(2, "%s.", n)
	}
	s.caseRules(p)
	s.rejected(p)
}

// caseRules writes which values are compared with their case.
func (s *survey) caseRules(p *packText) {
	for _, exact := range []string{"without", "with"} {
		var names, others []string
		for _, a := range s.attrs {
			if a.exact != exact {
				continue
			}
			if s.contrary(a, exact) {
				others = append(others, a.path.String())
			} else {
				names = append(names, a.path.String())
			}
		}
		if len(names) > 0 {
			p.comment(2, "Compared %s case: %s.", exact, strings.Join(names, ", "))
		}
		if len(others) > 0 {
			p.comment(2, "Compared %s case, contrary to RFC 7643: %s.", exact, strings.Join(others, ", "))
		}
	}
}

// contrary reports whether values are compared with or without case, where RFC 7643 has it the other way.
func (s *survey) contrary(a *attribute, exact string) bool {
	t, known := s.world.scope.Types.Find(s.world.resource, a.path)
	return known && a.exact == exact && t.CaseExact != (exact == "with")
}

// rejected writes what is not accepted, by the reason.
func (s *survey) rejected(p *packText) {
	by := &reasons{}
	for _, a := range s.attrs {
		for i, f := range a.forms {
			by.add(f, a.path.String(), string(a.ops[i]), i == 0)
		}
	}
	for _, f := range s.paths {
		attr, _, _ := strings.Cut(f.says, "[")
		if s.alike(attr, f) {
			by.add(f, attr+"[...]", "", true)
		} else {
			by.add(f, f.says, "", true)
		}
	}
	if len(by.order) > 0 {
		p.comment(2, "Not accepted; an attribute for which eq does not work was not tried with other operators:")
	}
	for _, why := range by.order {
		p.comment(2, "- %s: %s", why, strings.Join(by.about[why], ", "))
	}
	if s.unjoined() {
		p.comment(2, "No two terms are joined by and.")
	}
}

// The reasons say what is not accepted, by the reason.
type reasons struct {
	order []string
	about map[string][]string
}

// add adds a form that is not accepted: an attribute by its first operator, or
// with one more operator, or a value path.
func (r *reasons) add(f *form, name, op string, first bool) {
	if f.verdict == formHonoured || f.verdict == formUnasked {
		return
	}
	why := f.word()
	if r.about == nil {
		r.about = map[string][]string{}
	}
	if !slices.Contains(r.order, why) {
		r.order = append(r.order, why)
	}
	list := r.about[why]
	last := len(list) - 1
	switch {
	case slices.Contains(list, name):
	case first:
		r.about[why] = append(list, name)
	case last >= 0 && strings.HasPrefix(list[last], name+" with "):
		list[last] += " " + op
	default:
		r.about[why] = append(list, name+" with "+op)
	}
}

// alike reports whether all value paths of an attribute have the same verdict.
func (s *survey) alike(attr string, f *form) bool {
	return !slices.ContainsFunc(s.paths, func(o *form) bool {
		return strings.HasPrefix(o.says, attr+"[") && o.word() != f.word()
	})
}

// unjoined reports whether terms were tried together in vain.
func (s *survey) unjoined() bool {
	terms := s.terms()
	return len(terms) > 1 && len(s.joins) == 0 && len(joinedTerms(terms)) == 0
}
