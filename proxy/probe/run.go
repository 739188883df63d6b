package probe

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"scimshim/rewrite/filter"
)

// A Report is all that was found out about a target.
type Report struct {
	*prober
	surveys   []*survey
	owned     []*ownResource // that --write made
	user      *ownResource   // the first of them
	template  string         // of users; "" for the probe's own
	unwritten error          // why nothing was tried by writing
	tested    *trial         // what was tried on the user
	grouped   *trial         // what was tried on a group
	end       string         // why not all was asked; "" if it was
}

// patchReserve is how many requests are kept for writes while filters are asked.
const patchReserve = 220

// find asks all there is to ask. The user that it makes is deleted in any case.
func (r *Report) find(ctx context.Context, o Options) error {
	for _, resource := range resources {
		if slices.Contains(o.Resources, resource) {
			r.surveys = append(r.surveys, &survey{prober: r.prober, world: newWorld(resource),
				opJoins: map[filter.Op]bool{}})
		}
	}
	if !o.Write {
		return r.ended(r.read(ctx))
	}
	reserve := min(patchReserve, r.left/2)
	r.left -= reserve
	defer r.deleteOwned(ctx)
	r.unwritten = r.createUser(ctx)
	if err := r.ended(r.read(ctx)); err != nil {
		return err
	}
	if r.end != "" && len(r.surveys[0].world.sample) == 0 {
		return fmt.Errorf("%s/Users: %s; no pack can be written", r.base, r.end)
	}
	r.left += reserve
	if r.unwritten != nil {
		return nil
	}
	return r.ended(r.trials(ctx))
}

// ended notes why the questions ended before their time.
func (r *Report) ended(err error) error {
	var end *ending
	if errors.As(err, &end) {
		r.end = end.says
		return nil
	}
	return err
}

// read asks what can be asked without writing, what matters most first, and of
// groups before users, since there is less to ask.
func (r *Report) read(ctx context.Context) error {
	for _, s := range r.surveys {
		if err := s.begin(ctx); err != nil {
			return err
		}
	}
	if err := r.nothing(); err != nil {
		return err
	}
	for _, phase := range []func(*survey, context.Context) error{
		(*survey).leads, (*survey).valuePaths, (*survey).joined, (*survey).projection,
		(*survey).pages, (*survey).looseness, (*survey).operators, (*survey).words,
		(*survey).cases, (*survey).unseen, (*survey).rest,
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

// nothing returns an error where the target has none of the endpoints, of which no pack can
// be written.
func (r *Report) nothing() error {
	for _, s := range r.surveys {
		if s.missing == "" {
			return nil
		}
	}
	s := r.surveys[0]
	return fmt.Errorf("%s/%s: %s; no pack can be written", s.base, s.world.resource, s.missing)
}

// begin reads the sample, and what it has values of. A target may have no
// groups, but it must have users.
func (s *survey) begin(ctx context.Context) error {
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
	slices.SortStableFunc(s.attrs, func(a, b *attribute) int { return a.rank() - b.rank() })
	return s.control(ctx)
}
