package probe

import "context"

// trials tries the forms of PATCH and PUT, on the user and on a group of two users.
func (r *Report) trials(ctx context.Context) error {
	if err := r.tryUser(ctx); err != nil || r.tested.now == nil {
		return err
	}
	for _, s := range r.surveys {
		if s.world.resource == "Groups" && s.missing == "" {
			return r.tryGroup(ctx, s)
		}
	}
	return nil
}

func (r *Report) tryUser(ctx context.Context) error {
	t := &trial{Report: r, own: r.user, types: r.surveys[0].world.scope.Types}
	r.tested = t
	if err := t.begin(ctx); err != nil || t.now == nil {
		return err
	}
	if err := t.tryPuts(ctx); err != nil {
		return err
	}
	if err := t.patches(ctx, userTries()); err != nil {
		return err
	}
	return t.again(ctx)
}

// tryGroup makes another user and a group, in which both are members in turns.
func (r *Report) tryGroup(ctx context.Context, s *survey) error {
	second, bodies := r.newUser()
	if r.user.alike {
		bodies = userBodies(second.name, second.name)
	}
	if a, err := r.create(ctx, second, bodies); err != nil || second.id == "" || second.fault != nil {
		if err == nil {
			s.note("No second user was created to be a member: %s", r.saying(a))
		}
		return err
	}
	group := newOwn("Groups", "displayName", ownName())
	a, err := r.create(ctx, group, groupBodies(group.name, r.user.id))
	if err != nil || group.id == "" {
		if err == nil {
			s.note("No group was created: %s", r.saying(a))
		}
		return err
	}
	t := &trial{Report: r, own: group, types: s.world.scope.Types}
	r.grouped = t
	if err := t.begin(ctx); err != nil || t.now == nil {
		return err
	}
	if err := t.tryPuts(ctx); err != nil {
		return err
	}
	if err := t.patches(ctx, groupTries(r.user.id, second.id)); err != nil {
		return err
	}
	return t.again(ctx)
}
