package probe

import (
	"context"
	"net/http"
)

// plainNames are attributes that a PUT is tried with, until one works.
var plainNames = [][2]string{{"title"}, {"nickName"}, {"displayName"}, {"name", "familyName"}}

// tryPuts finds out whether the target takes a PUT of what it shows with a change, and what becomes of
// an attribute that the PUT leaves out. Where the target makes an attribute of others, another is tried.
func (t *trial) tryPuts(ctx context.Context) error {
	for _, at := range plainNames {
		before, want := t.now, copied(t.now)
		if textIn(t.now, at[0], at[1]) == "" {
			continue
		}
		putText(want, at[0], at[1], ownName())
		a, after, err := t.write(ctx, http.MethodPut, t.writable(want))
		switch {
		case err != nil:
			return err
		case after == nil:
			return &ending{"after a PUT the " + t.own.what() + " cannot be read any more"}
		}
		one := &patchTry{root: at[0]}
		one.judge(a, before, want, after)
		t.put, t.puts, t.unput = one.status, one.works, !granted(a)
		switch {
		case t.puts && (at[0] == "title" || at[0] == "nickName"):
			return t.leaveOut(ctx, at[0])
		case t.puts || t.unput:
			return nil
		}
	}
	return nil
}

// leaveOut finds out whether a PUT clears what it does not name, or what it says is null. By one that does
// neither nothing can be removed.
func (t *trial) leaveOut(ctx context.Context, name string) error {
	whole, rest := copied(t.now), copied(t.now)
	delete(rest, name)
	_, after, err := t.write(ctx, http.MethodPut, t.writable(rest))
	if err != nil || after == nil {
		return err
	}
	t.omitted = "cleared"
	if !nothing(after[name]) {
		t.omitted = "kept"
		if _, after, err = t.write(ctx, http.MethodPut, t.writable(rest)); err != nil || after == nil {
			return err
		}
		t.puts = nothing(after[name])
	}
	_, _, err = t.write(ctx, http.MethodPut, t.writable(whole))
	return err
}
