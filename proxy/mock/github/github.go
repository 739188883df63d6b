// Package github imitates SCIM for GitHub Enterprise Managed Users, from the REST reference "REST API endpoints
// for SCIM" (https://docs.github.com/en/enterprise-cloud@latest/rest/enterprise-admin/scim, cited by the
// names of its operations) and from three pages of
// https://docs.github.com/en/enterprise-cloud@latest/admin/managing-iam/: "Provisioning users and groups
// with SCIM using the REST API", "Deprovisioning and reinstating users with SCIM" and "Username
// considerations for external authentication". Where all are silent it refuses, and [infer] in a
// comment says so.
//
// What a rule pack for this target has to bring about, with the quirks of clients that stand against it (Q and
// a number; see QUIRKS.md of the rules):
//
//   - Every request has a User-Agent; without one it is 403 before anything else. Paths are case-sensitive. Q01.
//   - Filters: one eq, on userName, externalId, id or displayName (Users), on externalId, id or displayName
//     (Groups). "Multiple filters are not supported". Q14, Q15, Q17, Q18.
//   - Query parameters: filter, startIndex, count, and for Groups excludedAttributes. Q27.
//   - POST and PUT of a user: schemas, externalId, active (a Boolean), userName, displayName and emails are
//     required; an e-mail has value, type and primary; name, if sent, has givenName and familyName; the value
//     of a role is one of roles. POST and PUT of a group: schemas, externalId, displayName; a member
//     has value and displayName. schemas names the core schema only; see userAttributes.
//     Q30, Q42, Q43.
//   - PUT clears what it does not name, members too.
//   - PATCH: op is add, replace or remove. In a user's PATCH a path with a filter is answered with 200 and
//     has no effect; whole attributes, name.givenName and operations without a path have one. Q50, Q52,
//     Q58.
//   - Members are users that exist, by their id.
//   - userName is normalised to a login, which is unique and at most 39 characters long: see loginOf.
//   - active: false suspends (soft) and is undone by active: true. DELETE is for ever.
//   - Not much over 1,000 users an hour, nor changes of a group's members: the mock does not count them, a
//     Fault of status 429 does it.
package github

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"scimshim/proxy/mock/kit"
	"scimshim/proxy/mock/kit/ordered"
	"scimshim/proxy/mock/kit/store"
)

// slug is the slug of the one enterprise that a target has, shortcode the suffix of its
// usernames.
const (
	slug      = "example"
	shortcode = "exa"
)

// enterprise is one enterprise of managed users.
type enterprise struct {
	options kit.Options
	store   *store.Store
}

// New returns an empty enterprise of GitHub's. It takes Token, BaseURL and Now.
func New(o kit.Options, s *store.Store) (kit.Product, error) {
	return &enterprise{options: o, store: s}, nil
}

func (*enterprise) Base() string { return "/scim/v2/enterprises/" + slug }

// Refuse writes an error of the SCIM endpoints. Its schema in the vendor's OpenAPI description (scim-error)
// has an integer for the status, unlike RFC 7644, section 3.12.
func (*enterprise) Refuse(w http.ResponseWriter, status int) {
	writeError(w, kit.Refuse(status, "", http.StatusText(status)))
}

func writeError(w http.ResponseWriter, no *kit.Refusal) {
	body := ordered.New("schemas", []any{kit.ErrorURN}, "status", no.Status)
	if no.ScimType != "" {
		body.Set("scimType", no.ScimType)
	}
	body.Set("detail", no.Detail)
	kit.WriteJSON(w, no.Status, body)
}

// Serve answers one request. A request without User-Agent does not get as far as the API
// (https://docs.github.com/en/rest/using-the-rest-api/getting-started-with-the-rest-api, "User-Agent"); a
// path outside of SCIM, and a wrong token, are answered as by the rest of the REST API.
func (g *enterprise) Serve(w http.ResponseWriter, c *kit.Call) {
	if strings.TrimSpace(c.UserAgent()) == "" {
		c.Cause = "the request has no User-Agent header"
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(http.StatusForbidden)
		_, _ = w.Write([]byte("Request forbidden by administrative rules.\n")) // into the answer's buffer
		return
	}
	if g.options.Token != "" && !kit.SameSecret(kit.Bearer(c.Request), g.options.Token) {
		writeMessage(w, http.StatusUnauthorized, "Bad credentials")
		return
	}
	found, no := g.route(w, c)
	if !found {
		writeMessage(w, http.StatusNotFound, "Not Found")
	} else if no != nil {
		writeError(w, no)
	}
}

// writeMessage writes an error of the REST API, which is not SCIM's.
func writeMessage(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	kit.WriteJSON(w, status, ordered.New("message", text, "documentation_url", "https://docs.github.com/rest",
		"status", strconv.Itoa(status)))
}

// route finds the endpoint, of which the reference lists those of users and groups. There are none for
// discovery.
func (g *enterprise) route(w http.ResponseWriter, c *kit.Call) (found bool, no *kit.Refusal) {
	rest, ok := strings.CutPrefix(c.URL.Path, g.Base()+"/")
	resource, id, hasID := strings.Cut(rest, "/")
	switch {
	case !ok || hasID && (id == "" || strings.ContainsAny(id, "./")):
		return false, nil
	case resource == "Users" && hasID:
		return true, g.serveUser(w, c, id)
	case resource == "Users":
		return true, g.serveUsers(w, c)
	case resource == "Groups" && hasID:
		return true, g.serveGroup(w, c, id)
	case resource == "Groups":
		return true, g.serveGroups(w, c)
	}
	return false, nil
}

// taken is the 409 of the reference, "Duplicate record detected".
func taken(what string) *kit.Refusal {
	return kit.Refuse(http.StatusConflict, "uniqueness", what+" is in use")
}

// keep stores a resource with its id and times, in whole seconds.
func (g *enterprise) keep(resource string, o, old *ordered.Object) {
	g.store.Keep(resource, o, old, g.options.Now().UTC().Format(time.RFC3339))
}

func (g *enterprise) location(resource, id string) string {
	return g.options.BaseURL + g.Base() + "/" + resource + "/" + id
}

// located is a copy of a stored resource with its schema and its meta.location.
func (g *enterprise) located(resource, schema string, o *ordered.Object) *ordered.Object {
	shown := o.Clone()
	shown.Set("schemas", []any{schema})
	meta, ok := shown.Get("meta").(*ordered.Object)
	if !ok {
		meta = ordered.New("resourceType", strings.TrimSuffix(resource, "s"))
		shown.Set("meta", meta)
	}
	meta.Set("location", g.location(resource, o.Text("id")))
	return shown
}
