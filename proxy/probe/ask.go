package probe

import (
	"context"
	"net/url"
	"slices"
	"strconv"

	"scimshim/rewrite/filter"
)

// A survey is what was found out about one endpoint.
type survey struct {
	*prober
	world   *world
	missing string // what was answered where there is no such endpoint
	count   int    // results that a page is asked for; 0 for as many as the target likes
	paging  paging
	project projection
	attrs   []*attribute
	minor   []*attribute       // that hardly a client asks for
	paths   []*form            // value paths
	joins   []*form            // of two terms, where not all can be joined
	opJoins map[filter.Op]bool // whether an operator may be joined, where that was asked
	strict  bool               // what is not a filter is not ignored
	notes   []string
}

// query asks for the resources that a filter selects.
func (s *survey) query(ctx context.Context, text string) (*answer, error) {
	q := url.Values{"filter": {text}}
	if s.count > 0 {
		q.Set("count", strconv.Itoa(s.count))
	}
	return s.get(ctx, "/"+s.world.resource, q)
}

// settle asks the filters of a form, and gives it a verdict. A single bad answer
// is enough for one.
func (s *survey) settle(ctx context.Context, f *form) error {
	return s.settleBy(ctx, f, maxTries)
}

func (s *survey) settleBy(ctx context.Context, f *form, most int) error {
	picked, proof := s.world.pick(f.tries, most)
	for _, t := range picked {
		a, err := s.query(ctx, filter.String(t.filter))
		if err != nil {
			return err
		}
		if v, why := s.world.judge(t.filter, a); v != formHonoured {
			f.verdict, f.why = v, why
			return nil
		}
	}
	f.verdict = formHonoured
	if !proof {
		f.verdict, f.why = formUntold, "accepted, but the resources here do not show what it selects"
	}
	return nil
}

// leads asks for each attribute by its first operator: where that is not
// honoured, others hardly are.
func (s *survey) leads(ctx context.Context) error {
	for _, a := range s.attrs {
		if err := s.lead(ctx, a); err != nil {
			return err
		}
	}
	return nil
}

func (s *survey) lead(ctx context.Context, a *attribute) error {
	op := kindOps[a.kind][0]
	f := &form{says: a.path.String() + " " + string(op), tries: a.tries(op)}
	a.ops, a.forms = append(a.ops, op), append(a.forms, f)
	if err := s.settle(ctx, f); err != nil {
		return err
	}
	s.present(f, op)
	return nil
}

// present gives "pr" its verdict where everybody has a value, so that a target
// that ignores it answers the same: one that ignores neither an unknown operator nor
// an unknown attribute does not ignore it.
func (s *survey) present(f *form, op filter.Op) {
	all := len(s.world.sample) > 0 && s.world.set(f.tries[0].filter).size == len(s.world.sample)
	if op == filter.Pr && f.verdict == formUntold && s.strict && all {
		f.verdict, f.why = formHonoured, ""
	}
}

// control asks with an operator that does not exist, and for the presence of an attribute
// that does not exist: what a target does not understand, it should not ignore.
func (s *survey) control(ctx context.Context) error {
	a, err := s.query(ctx, `id zz "`+noOne()+`"`)
	if err != nil {
		return err
	}
	b, err := s.query(ctx, "scimshimNone pr")
	if err != nil {
		return err
	}
	list := b.listed()
	s.strict = a.listed() == nil && (list == nil || list.total == 0 && s.world.total > 0)
	if !a.refused() {
		s.note("an operator that does not exist: %s", a)
	}
	if list != nil {
		s.note("an attribute that does not exist: answered with %d of %d", list.total, s.world.total)
	}
	return nil
}

// operators asks for the other operators of the attributes.
func (s *survey) operators(ctx context.Context) error {
	for _, a := range s.attrs {
		if len(a.forms) == 0 || a.forms[0].verdict != formHonoured {
			continue
		}
		for _, op := range kindOps[a.kind][1:] {
			f := &form{says: a.path.String() + " " + string(op), tries: a.tries(op)}
			if _, proof := s.world.pick(f.tries, maxTries); !proof && op != filter.Pr {
				continue // the values of one or two do not suffice
			}
			a.ops, a.forms = append(a.ops, op), append(a.forms, f)
			if err := s.settleBy(ctx, f, s.needed(f)); err != nil {
				return err
			}
			s.present(f, op)
		}
		if err := s.joinOperators(ctx, a); err != nil {
			return err
		}
	}
	return nil
}

// needed is how many filters must be asked for a proof: as few as possible, for
// there are many operators.
func (s *survey) needed(f *form) int {
	if _, proof := s.world.pick(f.tries, 1); proof {
		return 1
	}
	return maxTries
}

// minor reports whether hardly a client asks for an attribute.
func (a *attribute) minor() bool {
	minor := []string{"schemas", "meta.resourceType", "meta.location", "meta.version"}
	return a.kind == complexKind || slices.Contains(minor, a.path.String())
}

// rest asks for the attributes that hardly a client asks for.
func (s *survey) rest(ctx context.Context) error {
	for _, a := range s.minor {
		s.attrs = append(s.attrs, a)
		if err := s.lead(ctx, a); err != nil {
			return err
		}
	}
	return nil
}

// unseen asks for attributes that nobody has a value of. Whether the target knows
// them cannot be seen, but that it refuses them can.
func (s *survey) unseen(ctx context.Context) error {
	for _, name := range knownAttributes[s.world.resource] {
		p, err := filter.ParsePath(name)
		if err != nil {
			panic("BUG: " + err.Error())
		}
		seen := func(a *attribute) bool { return a.path.Is(p) }
		if slices.ContainsFunc(s.attrs, seen) {
			continue
		}
		a := &attribute{path: p}
		a.settle(s.world)
		if t, ok := s.world.scope.Types.Find(s.world.resource, p); ok && t.Type == filter.TypeBoolean {
			a.kind = boolKind
		}
		s.attrs = append(s.attrs, a)
		if err := s.lead(ctx, a); err != nil {
			return err
		}
	}
	return nil
}

// knownAttributes are those of RFC 7643 that clients ask for.
var knownAttributes = map[string][]string{
	"Users": {"userName", "externalId", "id", "displayName", "active", "emails.value", "name.familyName",
		"name.givenName", "name.formatted", "nickName", "title", "userType", "preferredLanguage", "locale", "timezone",
		"phoneNumbers.value", "addresses.country", "roles.value", "entitlements.value", "groups.value", "meta.created",
		"meta.lastModified", filter.EnterpriseURN + ":employeeNumber", filter.EnterpriseURN + ":costCenter",
		filter.EnterpriseURN + ":organization", filter.EnterpriseURN + ":division",
		filter.EnterpriseURN + ":department", filter.EnterpriseURN + ":manager.value"},
	"Groups": {"displayName", "externalId", "id", "members.value", "members.type", "meta.created",
		"meta.lastModified"},
}
