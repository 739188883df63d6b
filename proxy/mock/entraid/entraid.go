// Package entraid imitates Microsoft Entra ID's own SCIM API, by Microsoft's pages "Microsoft Entra ID SCIM API
// reference", "schema" and "Troubleshoot Microsoft Entra ID SCIM API errors"
// (https://learn.microsoft.com/entra/identity/app-provisioning/). Where all are silent it refuses, and [infer] in
// a comment says so.
//
//   - Lists have cursors and no startIndex, spell resources in lower case, and count them only where one page
//     has all. A page has 100 resources where count does not say, and 100 at most unless attributes are named.
//   - Filters are eq on a few attributes, and ew on userName and displayName, joined by and; externalId stands alone.
//   - There is no PUT, and an answer to PATCH has no body.
//   - Members are never shown, and a new group has none. A PATCH adds 20 of them in one operation, or removes one,
//     and does nothing else.
//   - A user of a managed domain, here contoso.com, needs a password, which is never changed.
package entraid

import (
	"net/http"
	"strings"

	"scimshim/proxy/mock/kit"
	"scimshim/proxy/mock/kit/ordered"
	"scimshim/proxy/mock/kit/store"
)

// tenant is one tenant of Entra ID.
type tenant struct {
	options kit.Options
	store   *store.Store
}

// New returns an empty tenant. It takes Token and Now.
func New(o kit.Options, s *store.Store) (kit.Product, error) {
	return &tenant{options: o, store: s}, nil
}

func (*tenant) Base() string { return "/rp/scim" }

// Serve answers one request.
func (e *tenant) Serve(w http.ResponseWriter, c *kit.Call) {
	if no := e.route(w, c); no != nil {
		c.Cause = no.Detail
		kit.WriteError(w, no.Status, no.ScimType, no.Detail)
	}
}

// Refuse writes an error as the page on errors shows one.
func (*tenant) Refuse(w http.ResponseWriter, status int) {
	kit.WriteError(w, status, "", http.StatusText(status))
}

// route finds the endpoint. The reference writes the names in lower case, and ResourceTypes has /Users.
func (e *tenant) route(w http.ResponseWriter, c *kit.Call) *kit.Refusal {
	if e.options.Token != "" && !kit.SameSecret(kit.Bearer(c.Request), e.options.Token) {
		return kit.Refuse(http.StatusUnauthorized, "", "access token is empty or invalid")
	}
	if !strings.Contains(c.Header.Get("Accept"), "application/json") {
		return kit.Invalid("", "HTTP Accept header for application/json is missing")
	}
	rest, ok := strings.CutPrefix(c.URL.Path, e.Base()+"/")
	if !ok {
		return kit.Missing("endpoint")
	}
	resource, id, one := strings.Cut(rest, "/")
	switch {
	case one && id == "":
		return kit.Missing("endpoint")
	case strings.EqualFold(resource, "users"):
		return e.serve(w, c, &users, id)
	case strings.EqualFold(resource, "groups"):
		return e.serve(w, c, &groups, id)
	}
	return discover(w, c, strings.ToLower(resource), id)
}

// A kind is one of the two kinds of resources.
type kind struct {
	resource string
	shown    func(*ordered.Object) *ordered.Object
	create   func(*tenant, *kit.Call) (*ordered.Object, *kit.Refusal)
	change   func(*tenant, *kit.Call, *ordered.Object) *kit.Refusal
	remove   func(*store.Store, string)
}

// serve is the endpoint of all resources of a kind, or of the one with an id.
func (e *tenant) serve(w http.ResponseWriter, c *kit.Call, k *kind, id string) *kit.Refusal {
	if id == "" {
		return e.serveAll(w, c, k)
	}
	old, ok := e.store.Find(k.resource, id)
	if !ok {
		return kit.Missing(strings.ToLower(strings.TrimSuffix(k.resource, "s")))
	}
	switch c.Method {
	case http.MethodGet:
		if no := c.OnlyParameters("attributes", "excludedAttributes"); no != nil {
			return no
		}
		kit.WriteJSON(w, http.StatusOK, projected(c, k.shown(old)))
		return nil
	case http.MethodPatch:
		if no := k.change(e, c, old); no != nil {
			return no
		}
	case http.MethodDelete:
		k.remove(e.store, id)
	default:
		return kit.NotAllowed(w, http.MethodGet, http.MethodPatch, http.MethodDelete)
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// serveAll lists and creates.
func (e *tenant) serveAll(w http.ResponseWriter, c *kit.Call, k *kind) *kit.Refusal {
	switch c.Method {
	case http.MethodGet:
		return e.list(w, c, k)
	case http.MethodPost:
		made, no := k.create(e, c)
		if no == nil {
			kit.WriteJSON(w, http.StatusCreated, k.shown(made))
		}
		return no
	}
	return kit.NotAllowed(w, http.MethodGet, http.MethodPost)
}

// keep stores a resource. An id is a GUID.
func (e *tenant) keep(resource string, o, old *ordered.Object) {
	e.store.Keep(resource, o, old, e.options.Now().UTC().Format("2006-01-02T15:04:05-07:00"))
}
