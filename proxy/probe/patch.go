package probe

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"strings"

	"scimshim/rewrite/apply"
	"scimshim/rewrite/filter"
)

const patchURN = "urn:ietf:params:scim:api:messages:2.0:PatchOp"

// An object is a resource as it was read.
type object = map[string]any

// A patchTry is a form of PATCH, and what came of it.
type patchTry struct {
	says  string
	limit string // the form by which a pack refuses it; "" if there is none
	root  string // the attribute that is written
	// of is the attribute that a PUT may write instead; "" where only the form is in question, and not
	// what it writes.
	of string
	// plan returns the operations, and changes the resource into what they ask for. It returns nothing
	// where the resource has not what the form needs.
	plan    func(o object) (ops []string)
	status  string // what came of it
	works   bool
	puts    bool   // whether a PUT does the same
	unputs  bool   // whether that was tried and does not
	refusal int    // the status of a refusal
	words   string // and the words of it
}

// A trial is a resource on which forms are tried.
type trial struct {
	*Report
	own     *ownResource
	types   *filter.Types
	now     object // as it was read last
	put     string // what came of a PUT of what is shown, with a change
	puts    bool   // whether that works
	unput   bool   // whether it is refused
	omitted string // what becomes of what a PUT does not name: cleared or kept; "" if nobody knows
	tries   []*patchTry
}

// begin reads the resource. A trial of what cannot be read has no tries.
func (t *trial) begin(ctx context.Context) error {
	var err error
	t.now, err = t.look(ctx)
	return err
}

// patches tries each form, and reads what has become of the resource.
func (t *trial) patches(ctx context.Context, tries []*patchTry) error {
	for _, one := range tries {
		before, want := t.now, copied(t.now)
		if before == nil {
			return nil
		}
		ops := one.plan(want)
		if ops == nil {
			continue
		}
		body := fmt.Sprintf(`{"schemas":[%q],"Operations":[%s]}`, patchURN, strings.Join(ops, ","))
		a, after, err := t.write(ctx, http.MethodPatch, body)
		if err != nil {
			return err
		}
		if after == nil {
			return &ending{"after a PATCH, " + one.says + ", the " + t.own.what() + " cannot be read any more"}
		}
		t.tries = append(t.tries, one)
		one.judge(a, before, want, after)
		if !one.works {
			one.refusal, one.words = a.status, t.words(a)
		}
		if !one.works && t.puts {
			if err := t.amend(ctx, one, before); err != nil {
				return err
			}
		}
	}
	return nil
}

// write sends a write, and reads the resource again.
func (t *trial) write(ctx context.Context, method, body string) (*answer, object, error) {
	a, err := t.send(ctx, method, t.own.path(), body)
	if err != nil {
		return nil, nil, err
	}
	after, err := t.look(ctx)
	if after != nil {
		t.now = after
	}
	return a, after, err
}

// look reads the resource; nil if that is not possible.
func (t *trial) look(ctx context.Context) (object, error) {
	a, err := t.send(ctx, http.MethodGet, t.own.path(), "")
	if err != nil || a.status != http.StatusOK {
		return nil, err
	}
	var o object
	_ = json.Unmarshal([]byte(a.body), &o) // what cannot be read is nil
	return o, nil
}

// amend undoes what a form that does not work has done, and tries it by PUT.
func (t *trial) amend(ctx context.Context, one *patchTry, before object) error {
	if !sameBut(before, t.now, "") {
		if _, after, err := t.write(ctx, http.MethodPut, t.writable(before)); err != nil || after == nil {
			return err
		}
	}
	if one.of == "" {
		return nil
	}
	return t.tryPut(ctx, one)
}

// tryPut finds out whether a PUT of what is shown, with what the form asks for, does the same.
func (t *trial) tryPut(ctx context.Context, one *patchTry) error {
	before, want := t.now, copied(t.now)
	if one.plan(want) == nil {
		return nil
	}
	a, after, err := t.write(ctx, http.MethodPut, t.writable(want))
	if err != nil {
		return err
	}
	one.puts = after != nil && granted(a) && sameBut(before, after, one.root) && shows(want[one.root], after[one.root])
	one.unputs = !one.puts
	return nil
}

// again tries by PUT what works by PATCH, of attributes that a PUT may write for the sake of other forms:
// then it writes all that is written to them.
func (t *trial) again(ctx context.Context) error {
	for _, one := range t.tries {
		helps := func(o *patchTry) bool { return o.of == one.of && o.puts && !o.works }
		if !one.works || one.of == "" || !slices.ContainsFunc(t.tries, helps) {
			continue
		}
		if err := t.tryPut(ctx, one); err != nil {
			return err
		}
	}
	return nil
}

// writable returns what is sent of a resource by a PUT, as the rule of the pack sends it.
func (t *trial) writable(o object) string {
	if t.omitted == "kept" {
		o = copied(o)
		for name := range t.now {
			if _, there := o[name]; !there {
				o[name] = nil
			}
		}
	}
	text, err := json.Marshal(o)
	if err != nil {
		panic("BUG: " + err.Error())
	}
	return apply.Writable(t.types, t.own.resource, string(text))
}

func granted(a *answer) bool { return a.status == http.StatusOK || a.status == http.StatusNoContent }

// judge says what came of a form.
func (t *patchTry) judge(a *answer, before, want, after object) {
	switch same := sameBut(before, after, ""); {
	case !granted(a) && same:
		t.status = "refused, " + a.String()
	case !granted(a):
		t.status = a.String() + ", but the resource has changed"
	case !sameBut(before, after, t.root):
		t.status = "accepted, but other attributes have changed too"
	case shows(want[t.root], after[t.root]):
		t.status, t.works = "works", true
	case same:
		t.status = "accepted, but nothing has changed"
	default:
		t.status = "accepted, but with a different result"
	}
}

// sameBut reports whether two states of a resource are the same but for meta, and the attribute root.
// A displayName may be made of the name.
func sameBut(a, b object, root string) bool {
	for _, name := range keysOf(a, b) {
		switch {
		case name == "meta" || name == "schemas" || strings.EqualFold(name, root):
		case root == "name" && name == "displayName":
		case nothing(a[name]) && nothing(b[name]):
		case !reflect.DeepEqual(a[name], b[name]):
			return false
		}
	}
	return true
}

func keysOf(objects ...object) []string {
	var names []string
	for _, o := range objects {
		for name := range sorted(o) {
			if !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	return names
}

// made are the parts that a target may make of others.
var made = []string{"display", "formatted", "$ref"}

// shows reports whether what is shown says all that is wanted. It may say more of an element, but has no
// more elements.
func shows(want, got any) bool {
	switch w := want.(type) {
	case object:
		g, ok := got.(object)
		for name, v := range w {
			if !slices.Contains(made, name) && !shows(v, g[name]) {
				return false
			}
		}
		return ok || len(w) == 0 && nothing(got)
	case []any:
		g, _ := got.([]any)
		left := slices.Clone(g)
		for _, v := range w {
			i := slices.IndexFunc(left, func(e any) bool { return shows(v, e) })
			if i < 0 {
				return false
			}
			left = slices.Delete(left, i, i+1)
		}
		return len(left) == 0
	}
	return nothing(want) && nothing(got) || reflect.DeepEqual(want, got)
}

// nothing reports whether a value says nothing.
func nothing(v any) bool {
	switch v := v.(type) {
	case []any:
		return len(v) == 0
	case object:
		return len(v) == 0
	}
	return v == nil || v == "" || v == false
}

// copied returns a copy of a resource, which can be changed.
func copied(o object) object {
	text, err := json.Marshal(o)
	if err != nil {
		panic("BUG: " + err.Error())
	}
	var c object
	if err := json.Unmarshal(text, &c); err != nil {
		panic("BUG: " + err.Error())
	}
	return c
}
