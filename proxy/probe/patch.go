package probe

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strings"
)

const patchURN = "urn:ietf:params:scim:api:messages:2.0:PatchOp"

// A patchUser is the user as it was read, and a patchCheck says whether it is as
// a PATCH asked for.
type (
	patchUser  = map[string]any
	patchCheck = func(patchUser) bool
)

// A patchTry is a form of PATCH, and what came of it.
type patchTry struct {
	says  string
	limit string // the form by which a pack refuses it; "" if there is none
	root  string // the attribute that is written
	// plan returns the operations and what they ask for, or nothing where the user
	// has not what the form needs.
	plan   func(patchUser) (ops []string, right patchCheck)
	status string // what came of it
	works  bool
}

// patches tries each form on the user, and reads what has become of it.
func (r *Report) patches(ctx context.Context) error {
	path := "/Users/" + url.PathEscape(r.user.id)
	before, err := r.readUser(ctx, path)
	if err != nil || before == nil {
		return err
	}
	for _, t := range patchTries() {
		ops, right := t.plan(before)
		if ops == nil {
			continue
		}
		body := fmt.Sprintf(`{"schemas":[%q],"Operations":[%s]}`, patchURN, strings.Join(ops, ","))
		a, err := r.send(ctx, http.MethodPatch, path, body)
		if err != nil {
			return err
		}
		after, err := r.readUser(ctx, path)
		if err != nil {
			return err
		}
		if after == nil {
			return &ending{"after a PATCH, " + t.says + ", the user cannot be read any more"}
		}
		t.judge(a, before, after, right)
		r.patch = append(r.patch, t)
		before = after
	}
	return nil
}

// judge says what came of a form.
func (t *patchTry) judge(a *answer, before, after patchUser, right patchCheck) {
	granted := a.status == http.StatusOK || a.status == http.StatusNoContent
	switch same := sameUser(before, after, ""); {
	case !granted && same:
		t.status = "refused, " + a.String()
	case !granted:
		t.status = a.String() + ", but the user has changed"
	case !sameUser(before, after, t.root):
		t.status = "accepted, but other attributes have changed too"
	case right(after):
		t.status, t.works = "works", true
	case same:
		t.status = "accepted, but nothing has changed"
	default:
		t.status = "accepted, but with a different result"
	}
}

// sameUser reports whether two states of the user are the same but for meta, and
// the attribute root. A displayName may be made of the name.
func sameUser(a, b patchUser, root string) bool {
	for _, name := range keysOf(a, b) {
		switch {
		case name == "meta" || name == "schemas" || strings.EqualFold(name, root):
		case root == "name" && name == "displayName":
		case !reflect.DeepEqual(a[name], b[name]):
			return false
		}
	}
	return true
}

func keysOf(objects ...patchUser) []string {
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

// readUser reads the user; nil if that is not possible.
func (r *Report) readUser(ctx context.Context, path string) (patchUser, error) {
	a, err := r.send(ctx, http.MethodGet, path, "")
	if err != nil || a.status != http.StatusOK {
		return nil, err
	}
	var o patchUser
	_ = json.Unmarshal([]byte(a.body), &o) // what cannot be read is nil
	return o, nil
}

// writes writes what is known of PATCH.
func (r *Report) writes(p *packText) {
	if r.user.name == "" {
		return
	}
	if len(r.patch) == 0 {
		p.comment(2, "No PATCH was tried.")
		return
	}
	p.comment(2, "PATCH, tried on a user:")
	var never []string
	for _, t := range r.patch {
		p.comment(2, "- %s: %s", t.says, t.status)
		if !t.works && t.limit != "" && !slices.Contains(never, t.limit) {
			never = append(never, t.limit)
		}
	}
	r.elements(p)
	if len(never) > 0 {
		p.line("  patch:")
		p.line("    never: [%s]", strings.Join(never, ", "))
	}
}

// anewNumbers is the option of patch that writes numbers by removing and adding them.
const anewNumbers = `elements:
  phoneNumbers:
    paths: ['phoneNumbers[type eq "work"].value', 'phoneNumbers[type eq "mobile"].value']
    write: remove_add
    assume: bare_element
`

// elements suggests how to write elements in a form that works. That states something about
// the target's data, which nobody can see from outside.
func (r *Report) elements(p *packText) {
	works := func(says string) bool {
		return slices.ContainsFunc(r.patch, func(t patchTry) bool { return t.says == says && t.works })
	}
	if works(addMissing) || !works(removeAddMissing) || !works(removeAddPresent) {
		return
	}
	p.comment(2, "An element that may be missing is written by removing and adding it. If the target stores "+
		"nothing in an element except its type and value, put this in the block patch of the users:")
	for line := range strings.Lines(anewNumbers) {
		p.line("  #   %s", strings.TrimSuffix(line, "\n"))
	}
}
