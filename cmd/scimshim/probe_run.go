package main

import (
	"context"
	"errors"
	"slices"

	"scimshim/rewrite/filter"
)

// A probeReport is all that was found out.
type probeReport struct {
	*prober
	surveys []*probeSurvey
	user    probeUser  // that --write made
	patch   []patchTry // what was tried on it
	end     string     // why not all was asked; "" if it was
}

// patchReserve is how many requests are kept for PATCH while filters are asked.
const patchReserve = 45

// find asks all there is to ask. The user that it makes is deleted in any case.
func (r *probeReport) find(ctx context.Context, flags probeFlags) error {
	for _, resource := range probeResources {
		if slices.Contains(flags.resources, resource) {
			r.surveys = append(r.surveys, &probeSurvey{prober: r.prober, world: newProbeWorld(resource),
				opJoins: map[filter.Op]bool{}})
		}
	}
	if !flags.write {
		return r.ended(r.read(ctx))
	}
	reserve := min(patchReserve, r.left/2)
	r.left -= reserve
	defer r.deleteUser(ctx)
	if err := r.createUser(ctx); err != nil {
		return err
	}
	if err := r.ended(r.read(ctx)); err != nil {
		return err
	}
	r.left += reserve
	return r.ended(r.patches(ctx))
}

// ended notes why the questions ended before their time.
func (r *probeReport) ended(err error) error {
	var end *probeEnd
	if errors.As(err, &end) {
		r.end = end.says
		return nil
	}
	return err
}

// read asks what can be asked without writing, what matters most first, and of
// groups before users, since there is less to ask.
func (r *probeReport) read(ctx context.Context) error {
	for _, s := range r.surveys {
		if err := s.begin(ctx); err != nil {
			return err
		}
	}
	for _, phase := range []func(*probeSurvey, context.Context) error{
		(*probeSurvey).leads, (*probeSurvey).valuePaths, (*probeSurvey).joined, (*probeSurvey).projection,
		(*probeSurvey).pages, (*probeSurvey).looseness, (*probeSurvey).operators, (*probeSurvey).words,
		(*probeSurvey).cases, (*probeSurvey).unseen, (*probeSurvey).rest,
	} {
		for _, s := range slices.Backward(r.surveys) {
			if s.missing != "" {
				continue
			}
			if err := phase(s, ctx); err != nil {
				return err
			}
		}
	}
	return nil
}

// begin reads the sample, and what it has values of. A target without groups is
// one; without users it is none.
func (s *probeSurvey) begin(ctx context.Context) error {
	if err := s.list(ctx, s.world.resource != "Users"); err != nil || s.missing != "" {
		return err
	}
	for _, a := range s.world.attributes() {
		if a.minor() {
			s.minor = append(s.minor, a)
		} else {
			s.attrs = append(s.attrs, a)
		}
	}
	slices.SortStableFunc(s.attrs, func(a, b *probeAttr) int { return a.rank() - b.rank() })
	return s.control(ctx)
}
