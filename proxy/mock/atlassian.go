package mock

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
)

// atlassianDirectory is the one directory that a target has.
const atlassianDirectory = "6f1c9d5e-3c0a-4b7e-9b1d-2a4e8c7f0d13"

// atlassian imitates the user provisioning API of Atlassian Cloud, from its
// reference (developer.atlassian.com/cloud/admin/user-provisioning/rest), the
// vendor's knowledge base and its public issues. Where these say nothing the
// double refuses, and the comment at that place says so.
type atlassian struct {
	options       Options
	store         *store
	refuseRenames bool
	renames       int
}

func newAtlassian(o Options, s *store) (product, error) {
	return &atlassian{options: o, store: s}, nil
}

// RefuseRenames makes an Atlassian target answer 400 to a change of a group's
// displayName. By default such a change is ignored, as Microsoft reports of the
// real one, whose own page says only that it is not supported. On other
// targets it has no effect.
func (t *Target) RefuseRenames() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if a, ok := t.product.(*atlassian); ok {
		a.refuseRenames = true
	}
}

// Renames counts the changes of a group's displayName that an Atlassian target
// ignored or refused; it is 0 on other targets.
func (t *Target) Renames() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	if a, ok := t.product.(*atlassian); ok {
		return a.renames
	}
	return 0
}

func (*atlassian) base() string { return "/scim/directory/" + atlassianDirectory }

func (*atlassian) refuse(w http.ResponseWriter, status int) {
	scimError(w, status, "", http.StatusText(status))
}

// serve answers one request. Without the directory's own key everything is 401.
func (a *atlassian) serve(w http.ResponseWriter, c *call) {
	if a.options.Token != "" && !same(bearer(c.Request), a.options.Token) {
		scimError(w, http.StatusUnauthorized, "", "the API key of the directory is missing or wrong")
		return
	}
	if no := a.route(w, c); no != nil {
		scimError(w, no.status, no.scimType, no.detail)
	}
}

// route finds the endpoint. There is no Bulk, Me or .search.
func (a *atlassian) route(w http.ResponseWriter, c *call) *refusal {
	rest, ok := strings.CutPrefix(c.URL.Path, a.base()+"/")
	if !ok {
		return missing("endpoint")
	}
	// The connector of Entra's gallery calls below one more segment (ACCESS-1424).
	resource, id, hasID := strings.Cut(strings.TrimPrefix(rest, "scim/"), "/")
	switch {
	case hasID && strings.HasPrefix(id, "."):
		return missing("endpoint")
	case resource == "Users" && hasID:
		return a.serveUser(w, c, id)
	case resource == "Users":
		return a.serveUsers(w, c)
	case resource == "Groups" && hasID:
		return a.serveGroup(w, c, id)
	case resource == "Groups":
		return a.serveGroups(w, c)
	}
	return a.discover(w, c, resource, id)
}

func missing(what string) *refusal { return &refusal{http.StatusNotFound, "", "no such " + what} }

func notAllowed(w http.ResponseWriter, methods ...string) *refusal {
	w.Header().Set("Allow", strings.Join(methods, ", "))
	return &refusal{http.StatusMethodNotAllowed, "", "this endpoint takes " + strings.Join(methods, ", ")}
}

// readBody decodes a request's body, of one of the two documented types.
func (c *call) readBody() (*object, *refusal) {
	kind, _, _ := strings.Cut(c.Header.Get("Content-Type"), ";")
	kind = strings.ToLower(strings.TrimSpace(kind))
	if kind != mediaSCIM && kind != "application/json" {
		return nil, &refusal{http.StatusUnsupportedMediaType, "", "a body is of type " + mediaSCIM}
	}
	body, err := decodeObject(c.body)
	if err != nil {
		return nil, invalid("invalidSyntax", "the body is not a JSON object")
	}
	return body, nil
}

// stamp gives a resource its id and times, those of old where there is one.
func (a *atlassian) stamp(kind string, o, old *object) {
	stampResource(kind, o, old, a.options.Now().UTC().Format(time.RFC3339Nano))
}

// newUUID returns a random UUID, of version 4 by RFC 9562, section 5.4.
func newUUID() string {
	h := newID()
	return fmt.Sprintf("%s-%s-4%s-%c%s-%s", h[:8], h[8:12], h[13:16], "89ab"[h[16]%4], h[17:20], h[20:])
}

// located is a copy of a stored resource with its schemas and meta.location.
func (a *atlassian) located(resource string, o *object, schemas ...string) *object {
	shown := newObject("schemas", schemas)
	for _, m := range o.clone().members {
		if m.name != "schemas" {
			shown.set(m.name, m.value)
		}
	}
	meta, ok := shown.get("meta").(*object)
	if !ok {
		meta = newObject("resourceType", strings.TrimSuffix(resource, "s"))
		shown.set("meta", meta)
	}
	meta.set("location", a.location(resource, o))
	return shown
}

func (a *atlassian) location(resource string, o *object) string {
	return a.options.BaseURL + a.base() + "/" + resource + "/" + o.text("id")
}

// hasMember tells whether a stored group holds a user.
func hasMember(group *object, id string) bool {
	members, _ := group.get("members").([]any)
	return slices.ContainsFunc(members, func(m any) bool { return textOf(m, "value") == id })
}
