package probe

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"scimshim/rewrite/filter"
)

// An ownResource is one that --write makes.
type ownResource struct {
	resource string // by its endpoint
	key      string // the attribute with the name
	name     string
	id       string // "" as long as there is none
	sent     string
	shown    string // as it was answered
	fault    error  // what is left of it
	alike    bool   // whether the userName is its e-mail, too
}

// deleteTime is how long the deletion may take that an interruption begins.
const deleteTime = 15 * time.Second

// what says what the resource is, in the singular.
func (o *ownResource) what() string { return strings.ToLower(strings.TrimSuffix(o.resource, "s")) }

func (o *ownResource) path() string { return "/" + o.resource + "/" + url.PathEscape(o.id) }

// create makes a resource of the first body that the target does not refuse, and returns the last
// answer. One whose creation was not answered may be there, and is looked for.
func (r *Report) create(ctx context.Context, o *ownResource, bodies []string) (a *answer, err error) {
	r.owned = append(r.owned, o)
	for _, body := range bodies {
		o.sent = body
		if a, err = r.send(ctx, http.MethodPost, "/"+o.resource, body); err != nil || !a.refused() {
			break
		}
	}
	if err == nil && (a.status == http.StatusCreated || a.status == http.StatusOK) {
		o.id, o.shown = idOf(a.body), a.body
	}
	if o.id == "" && (err != nil || !a.refused()) {
		r.search(ctx, o)
	}
	return a, err
}

// search looks for a resource whose creation may have been a success, so that it can be deleted.
func (r *Report) search(ctx context.Context, o *ownResource) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), deleteTime)
	defer cancel()
	e := &filter.Compare{Path: filter.Path{Name: o.key}, Op: filter.Eq, Value: filter.Quote(o.name)}
	path := "/" + o.resource + "?" + url.Values{"filter": {filter.String(e)}}.Encode()
	a, err := r.exchange(ctx, http.MethodGet, path, "")
	if err == nil && a.listed() != nil {
		for _, text := range a.list.shown {
			var shown map[string]any
			if json.Unmarshal([]byte(text), &shown) == nil && strings.EqualFold(textIn(shown, o.key, ""), o.name) {
				o.id = textIn(shown, "id", "")
				return
			}
		}
	}
	o.fault = fmt.Errorf("a %s %s may have been created, but was not found; if it exists, delete it by hand",
		o.what(), o.name)
}

// deleteOwned deletes all that was made, the last first, whatever has happened.
func (r *Report) deleteOwned(ctx context.Context) {
	for _, o := range slices.Backward(r.owned) {
		r.delete(ctx, o)
	}
}

// delete deletes a resource, and tries twice.
func (r *Report) delete(ctx context.Context, o *ownResource) {
	if o.id == "" {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), deleteTime)
	defer cancel()
	says := ""
	for range 2 {
		a, err := r.exchange(ctx, http.MethodDelete, o.path(), "")
		switch {
		case err != nil:
			says = err.Error()
		case a.status >= 200 && a.status < 300 || a.status == http.StatusNotFound:
			o.id = ""
			return
		default:
			says = a.String()
		}
	}
	o.fault = fmt.Errorf("the %s %s could not be deleted: %s; delete it by hand", o.what(), o.name, says)
}

// Left returns an error that says why nothing was tried by writing, and names what was created and
// may still be there, or nil.
func (r *Report) Left() error {
	list := []error{r.unwritten}
	for _, o := range r.owned {
		list = append(list, o.fault)
	}
	return errors.Join(list...)
}

// renamed returns which of the attributes that identify a resource the target has stored in a way of
// its own.
func (o *ownResource) renamed() []string {
	var sent, shown map[string]any
	if json.Unmarshal([]byte(o.sent), &sent) != nil || json.Unmarshal([]byte(o.shown), &shown) != nil {
		return nil
	}
	var list []string
	for _, name := range []string{"userName", "displayName", "externalId"} {
		a, given := sent[name].(string)
		b, answered := shown[name].(string)
		if given && answered && !strings.EqualFold(a, b) {
			list = append(list, name)
		}
	}
	return list
}
