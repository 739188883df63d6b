package probe

import (
	"context"
	"slices"
	"strings"

	"scimshim/rewrite/filter"
)

// A term is what may stand in an and: an attribute with an operator, or a
// value path.
type term struct {
	name string // as a pattern has it
	form *form
}

// terms returns what the target honours alone, the attributes by eq.
func (s *survey) terms() []term {
	var list []term
	for _, a := range s.attrs {
		if f := a.form(filter.Eq); f != nil {
			list = append(list, term{f.says + " {value}", f})
		}
	}
	for _, f := range s.paths {
		if f.verdict == formHonoured && len(f.tries) > 0 {
			list = append(list, term{f.says, f})
		}
	}
	return list
}

// maxBases is how many terms are tried with each other one, until some are joined.
const maxBases = 3

// joined finds out which terms may be joined by and. Where the questions end before
// that is known, no term may.
func (s *survey) joined(ctx context.Context) error {
	terms := s.terms()
	err := s.joinAll(ctx, terms)
	if err != nil || len(s.joins) > 0 {
		for _, t := range terms {
			t.form.join = false
		}
	}
	return err
}

func (s *survey) joinAll(ctx context.Context, terms []term) error {
	var pairs []*form
	for i := 0; i < min(maxBases, len(terms)) && len(pairs) == 0; i++ {
		for j, t := range terms {
			if j <= i {
				continue // asked before
			}
			f := s.pair(terms[i], t)
			if err := s.settle(ctx, f); err != nil {
				return err
			}
			if f.verdict == formHonoured {
				t.form.join, terms[i].form.join = true, true
				pairs = append(pairs, f)
			}
		}
	}
	if len(pairs) == 0 {
		return nil
	}
	chained, err := s.chained(ctx, terms)
	if err == nil && !chained {
		s.joins = pairs
	}
	return err
}

// maxPairs is how many values of either term are tried together.
const maxPairs = 6

// pair returns the form of two terms joined by and. A target may heed only one of
// them, or take the and for an or.
func (s *survey) pair(a, b term) *form {
	second := strings.NewReplacer("{value}", "{other}", "{type}", "{kind}").Replace(b.name)
	f := &form{says: a.name + " and " + second}
	for _, x := range some(a.form.tries) {
		for _, y := range some(b.form.tries) {
			f.tries = append(f.tries, try{filter.AllOf(x.filter, y.filter),
				[]filter.Expr{x.filter, y.filter, filter.AnyOf(x.filter, y.filter)}})
		}
	}
	return f
}

// some returns the first filters of a form, and the last, which nobody satisfies.
func some(tries []try) []try {
	if len(tries) <= maxPairs {
		return tries
	}
	return append(tries[:maxPairs-1:maxPairs-1], tries[len(tries)-1])
}

// maxChain is how many terms are joined at once.
const maxChain = 6

// chained reports whether as many terms at once are joined as are in pairs, in
// the opposite order.
func (s *survey) chained(ctx context.Context, terms []term) (bool, error) {
	all := joinedTerms(terms)
	fine := len(all) == 2
	for _, e := range s.chains(all[:min(maxChain, len(all))]) {
		a, err := s.query(ctx, filter.String(e))
		if err != nil {
			return false, err
		}
		v, _ := s.world.judge(e, a)
		if fine = v == formHonoured; !fine {
			break
		}
	}
	return fine, nil
}

func joinedTerms(terms []term) []term {
	return slices.DeleteFunc(slices.Clone(terms), func(t term) bool { return !t.form.join })
}

// chains returns filters of three and more terms: one that somebody satisfies,
// and one that all but one of the terms hold for.
func (s *survey) chains(all []term) []filter.Expr {
	for i := range s.world.sample {
		var list []filter.Expr
		for _, t := range slices.Backward(all) {
			j := slices.IndexFunc(t.form.tries, func(t try) bool {
				set := s.world.set(t.filter)
				return set.certain && set.in[i]
			})
			if j >= 0 {
				list = append(list, t.form.tries[j].filter)
			}
		}
		if len(list) < 3 {
			continue
		}
		other := slices.Clone(list)
		last := all[len(all)-1].form.tries
		other[0] = last[len(last)-1].filter
		return []filter.Expr{filter.AllOf(list...), filter.AllOf(other...)}
	}
	return nil
}

// joinOperators finds out which operators of an attribute but the first may be
// joined, by one filter for each operator.
func (s *survey) joinOperators(ctx context.Context, a *attribute) error {
	lead := a.form(filter.Eq)
	if lead == nil || !lead.join {
		return nil
	}
	all := joinedTerms(s.terms())
	base := all[0]
	if base.form == lead {
		base = all[1]
	}
	for i, f := range a.forms {
		if f.verdict != formHonoured || f == lead {
			continue
		}
		fine, asked := s.opJoins[a.ops[i]]
		if !asked {
			pair := s.pair(base, term{f.says, f})
			if err := s.settleBy(ctx, pair, s.needed(pair)); err != nil {
				return err
			}
			fine = pair.verdict == formHonoured
			s.opJoins[a.ops[i]] = fine
		}
		f.join = fine
	}
	return nil
}
