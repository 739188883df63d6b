// Package atlassian imitates the user provisioning API of Atlassian Cloud, from its reference
// (https://developer.atlassian.com/cloud/admin/user-provisioning/rest), the vendor's knowledge base
// (cloudkb-1071827946) and its public issues (ACCESS-1424, ID-8027). Where these say nothing it refuses, and
// the comment at that place says so.
//
// What a rule pack for this target has to bring about, with the quirks of clients that stand against it (Q and
// a number; see QUIRKS.md of the rules):
//
//   - Filters: one eq, on userName or externalId (Users), on displayName (Groups), see list.go. Q14, Q15, Q16,
//     Q17, Q18, Q21.
//   - A user has a userName and e-mails of which exactly one is primary (Q42, Q44); what is not in
//     userAttributes has no home (model.go).
//   - A Boolean is a JSON one (Q37, Q38, Q52), names are in their own case (Q22, Q63), op is in lower case (Q50).
//   - PATCH of a user: a selection of nothing is refused (Q58, Q59); activating a user and sending the e-mail
//     that it has in one PATCH is refused (ID-8027, patch_user.go).
//   - Groups: members by PATCH only, add with an array and remove by a value path (Q85, Q87, Q93); a group
//     keeps its name (Q91, patch_group.go).
//   - No sorting; attributes and excludedAttributes exclude each other, and are ignored for groups.
//   - DELETE is for ever.
//   - An e-mail of a domain that is not verified is taken, and breaks the link to the account (domains.go).
//
// Provisioning records that stand in the way are found and removed by an API of the organization (admin.go).
package atlassian

import (
	"net/http"
	"strings"
	"time"

	"scimshim/proxy/mock/kit"
	"scimshim/proxy/mock/kit/ordered"
	"scimshim/proxy/mock/kit/store"
)

// directory is the one directory that a target has.
const directory = "6f1c9d5e-3c0a-4b7e-9b1d-2a4e8c7f0d13"

// atlassian is one directory.
type atlassian struct {
	options kit.Options
	store   *store.Store
	renames int // changes of a group's displayName that were ignored or refused
}

// New returns an empty directory of Atlassian's. It takes Token, BaseURL, Now and RefuseRenames.
func New(o kit.Options, s *store.Store) (kit.Product, error) {
	return &atlassian{options: o, store: s}, nil
}

func (*atlassian) Base() string { return "/scim/directory/" + directory }

func (*atlassian) Refuse(w http.ResponseWriter, status int) {
	kit.WriteError(w, status, "", http.StatusText(status))
}

// Serve answers one request. Without the directory's own key everything is 401, but for the admin APIs.
func (a *atlassian) Serve(w http.ResponseWriter, c *kit.Call) {
	if rest, is := a.isAdmin(c.URL.Path); is {
		if no := a.serveAdmin(w, c, rest); no != nil {
			kit.WriteError(w, no.Status, no.ScimType, no.Detail)
		}
		return
	}
	if a.options.Token != "" && !kit.SameSecret(kit.Bearer(c.Request), a.options.Token) {
		kit.WriteError(w, http.StatusUnauthorized, "", "the API key of the directory is missing or wrong")
		return
	}
	if no := a.route(w, c); no != nil {
		kit.WriteError(w, no.Status, no.ScimType, no.Detail)
	}
}

// route finds the endpoint. There is no Bulk, Me or .search.
func (a *atlassian) route(w http.ResponseWriter, c *kit.Call) *kit.Refusal {
	rest, ok := strings.CutPrefix(c.URL.Path, a.Base()+"/")
	if !ok {
		return kit.Missing("endpoint")
	}
	// The connector of Entra's gallery calls below one more segment (ACCESS-1424).
	resource, id, hasID := strings.Cut(strings.TrimPrefix(rest, "scim/"), "/")
	switch {
	case hasID && strings.HasPrefix(id, "."):
		return kit.Missing("endpoint")
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

// keep stores a resource with its id and times, those of old where there is one.
func (a *atlassian) keep(resource string, o, old *ordered.Object) {
	a.store.Keep(resource, o, old, a.options.Now().UTC().Format(time.RFC3339Nano))
}

// located is a copy of a stored resource with its schemas and meta.location.
func (a *atlassian) located(resource string, o *ordered.Object, schemas ...string) *ordered.Object {
	shown := ordered.New("schemas", schemas)
	for _, m := range o.Clone().Members {
		if m.Name != "schemas" {
			shown.Set(m.Name, m.Value)
		}
	}
	meta, ok := shown.Get("meta").(*ordered.Object)
	if !ok {
		meta = ordered.New("resourceType", strings.TrimSuffix(resource, "s"))
		shown.Set("meta", meta)
	}
	meta.Set("location", a.location(resource, o))
	return shown
}

func (a *atlassian) location(resource string, o *ordered.Object) string {
	return a.options.BaseURL + a.Base() + "/" + resource + "/" + o.Text("id")
}
