package managed

import (
	"errors"
	"fmt"

	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/filter/compare"
	"scimshim/rewrite/json"
)

// sameName reports whether two names are one to a target.
func sameName(a, b string) bool { return compare.Same(a, b) }

// A found is what the target shows of the resources that have a value.
type found struct {
	ids  []string
	more bool // whether there may be others than it shows
}

func (f found) none() bool { return len(f.ids) == 0 && !f.more }
func (f found) one() bool  { return len(f.ids) == 1 && !f.more }

// find asks the target for the groups of a name.
func find(m *rewrite.Message, name string, next rewrite.Next) (found, error) {
	return findBy(m, "Groups", displayName, name, next)
}

// findBy asks the target for the resources that have a value, and looks whether they do.
func findBy(m *rewrite.Message, resource string, by filter.Path, value string, next rewrite.Next) (f found, err error) {
	e := &filter.Compare{Path: by, Op: filter.Eq, Value: filter.Quote(value)}
	sub := m.Another("GET", resource, "", "")
	sub.Search(e)
	if err := next(sub); err != nil || sub.Status != 200 {
		return f, failed(sub, err, "the target was asked for "+what(resource)+" by "+by.String()+
			" first, and did not show it, so that nothing was written")
	}
	scope := filter.Scope{Types: m.Types(), Resource: resource}
	shown := 0
	for value := range sub.Resources() {
		shown++
		id, _ := json.Text(value.Get("id").Text())
		if id == "" || scope.Holds(e, value.Text()) != filter.True {
			f.more = true
			continue
		}
		f.ids = append(f.ids, id)
	}
	total, counted := sub.Total()
	f.more = f.more || !counted || total > shown
	return f, nil
}

// what returns what the resources of an endpoint are called.
func what(resource string) string {
	if resource == "Groups" {
		return "the group"
	}
	return "the user"
}

// shown asks the target for a resource, without the members that it may have many of.
func shown(m *rewrite.Message, resource, id string, next rewrite.Next) (*rewrite.Message, error) {
	get := m.Another("GET", resource, id, "")
	get.Query = []rewrite.Param{{Name: "excludedAttributes", Value: members.Name}}
	return get, next(get)
}

// failed is the error of a request before which another one had to succeed, and did not. Nothing
// was written. says tells so.
func failed(sub *rewrite.Message, err error, says string) error {
	r := &rewrite.Refusal{Status: 502, Reason: rewrite.TargetError}
	cause := fmt.Sprintf("it answered with %d", sub.Status)
	var inner *rewrite.Refusal
	switch {
	case errors.As(err, &inner):
		r.Reason, r.Told, r.RetryAfter, cause = inner.Reason, inner.Told, inner.RetryAfter, inner.Detail
		if inner.Status == 429 || inner.Status == 503 {
			r.Status = 503
		}
	case err != nil:
		return err
	default:
		if e, ok := sub.ErrorAnswer(); ok {
			r.Told = e.Detail
		}
		if sub.Status == 429 || sub.Status == 503 {
			r.Status = 503
		}
	}
	r.Detail = says + ": " + cause
	return r
}
