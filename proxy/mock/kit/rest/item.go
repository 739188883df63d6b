// Package rest is the endpoint of one resource, /Users/{id}, as targets have it that answer a change with the
// resource: find it, do what the method asks, show what came of it.
package rest

import (
	"net/http"
	"strings"

	"scimshim/proxy/mock/kit"
	"scimshim/proxy/mock/kit/ordered"
	"scimshim/proxy/mock/kit/store"
)

// Item is the endpoint of one resource.
type Item struct {
	Resource string // "Users", "Groups"
	// Put and Patch change a copy of old and store it.
	Put, Patch func(c *kit.Call, old *ordered.Object) (*ordered.Object, *kit.Refusal)
	Delete     func(id string)
	Show       func(stored *ordered.Object) *ordered.Object
	// Other refuses a method that the endpoint does not have. Nil is kit.NotAllowed.
	Other func() *kit.Refusal
}

// Serve answers one request for the resource of that id.
func (i Item) Serve(w http.ResponseWriter, c *kit.Call, from *store.Store, id string) *kit.Refusal {
	o, ok := from.Find(i.Resource, id)
	if !ok {
		return kit.Missing(strings.ToLower(strings.TrimSuffix(i.Resource, "s")))
	}
	var no *kit.Refusal
	switch c.Method {
	case http.MethodGet:
	case http.MethodPut:
		o, no = i.Put(c, o)
	case http.MethodPatch:
		o, no = i.Patch(c, o)
	case http.MethodDelete:
		i.Delete(id)
		w.WriteHeader(http.StatusNoContent)
		return nil
	default:
		if i.Other != nil {
			return i.Other()
		}
		return kit.NotAllowed(w, http.MethodGet, http.MethodPut, http.MethodPatch, http.MethodDelete)
	}
	if no == nil {
		kit.WriteJSON(w, http.StatusOK, i.Show(o))
	}
	return no
}
