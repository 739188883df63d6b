// Package aws imitates the SCIM endpoint of AWS IAM Identity Center, from its SCIM developer guide
// (https://docs.aws.amazon.com/singlesignon/latest/developerguide/), the pages "Automatic provisioning" and
// "Troubleshooting" of the user guide (.../userguide/), and one wire capture of what PatchGroup does
// (https://github.com/lichti/aws-iam-scim-problem). A page of the developer guide is cited by its name.
// Where all are silent it refuses, and [infer] in a comment says so.
//
// What a rule pack for this target has to bring about, with the quirks of clients that stand against it (Q and
// a number; see QUIRKS.md of the rules):
//
//   - Filters: see forms. Only eq, written exactly `attr eq "value"`; two of them joined by and only as id
//     with manager (Users) or id with members (Groups). Troubleshooting: match on userName and nothing else.
//     Q14, Q15, Q16.
//   - Query parameters: filter, count and cursor. Others are not supported (ListUsers names startIndex,
//     attributes and excludedAttributes), so that without a cursor there is only a first page of 100. Q26, Q27,
//     Q29.
//   - Users need userName, name.givenName, name.familyName and displayName (CreateUser, PutUser).
//   - Users may not have password, ims, photos, x509Certificates, entitlements, groups, manager.displayName,
//     or display in a list (CreateUser). roles can be created and not patched (PatchUser).
//   - Lists hold one element; that of emails is primary (CreateUser). An address is whole or absent.
//     Q44, Q59, Q60.
//   - No text is empty; see forbidden for characters.
//   - PatchUser: one operation at most on userName and one on active, neither removed; remove has a path;
//     add and replace have a value; active may be "true" or "false" as text, the example has it. Q52,
//     Q79.
//   - PatchGroup: displayName, externalId and members only; 100 membership changes; members are added and
//     removed by a list of values, never replaced. See groupPatch for what a replace does. Q87, Q90.
//   - CreateGroup: 100 members. There is no PutGroup.
//   - Members are never shown; only a filter finds them. Q18.
//   - Every 400 has one and the same text. The cause is in CloudTrail, here in Request.Cause.
package aws

import (
	"net/http"
	"strconv"
	"strings"

	"scimshim/proxy/mock/kit"
	"scimshim/proxy/mock/kit/ordered"
	"scimshim/proxy/mock/kit/store"
)

// tenant is the one tenant that a target has.
const tenant = "7c1f5e0a-2b64-4d5f-9d3c-5f0e8a41b6d2"

// identityCenter is one tenant.
type identityCenter struct {
	options kit.Options
	store   *store.Store
}

// New returns an empty tenant of AWS IAM Identity Center. It takes Token, BaseURL and Now.
func New(o kit.Options, s *store.Store) (kit.Product, error) {
	return &identityCenter{options: o, store: s}, nil
}

func (*identityCenter) Base() string { return "/" + tenant + "/scim/v2" }

// Serve answers one request. A wrong tenant is 401 like a wrong token (every page, UnauthorizedException).
func (a *identityCenter) Serve(w http.ResponseWriter, c *kit.Call) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("X-Amzn-Requestid", store.NewUUID())
	if no := a.route(w, c); no != nil {
		c.Cause = no.Detail
		a.Refuse(w, no.Status)
	}
}

// route finds the endpoint. There is no Me, Bulk or .search ("Limitations from SCIM specification"); an
// endpoint that does not exist is 404 (GetUser, ResourceNotFoundException).
func (a *identityCenter) route(w http.ResponseWriter, c *kit.Call) *kit.Refusal {
	rest, ok := strings.CutPrefix(c.URL.Path, a.Base()+"/")
	wrong := a.options.Token != "" && !kit.SameSecret(kit.Bearer(c.Request), a.options.Token)
	if !ok || wrong {
		return kit.Refuse(http.StatusUnauthorized, "", "the access token or the tenant is missing or wrong")
	}
	resource, id, hasID := strings.Cut(rest, "/")
	switch {
	case hasID && (id == "" || strings.HasPrefix(id, ".")):
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

// unsupported is the answer to a method that an endpoint does not have: not 405, but a ValidationException,
// which stands for unsupported operations too (every page).
func unsupported() *kit.Refusal { return kit.Invalid("", "the operation is not supported") }

// errorTexts are the details of errors by status. That of 400 is on the wire word for word; the others are the
// mock's own, for none has been published.
var errorTexts = map[int]string{
	http.StatusBadRequest:          "Request is unparsable, syntactically incorrect, or violates schema.",
	http.StatusUnauthorized:        "The authorization header is invalid or missing.",
	http.StatusForbidden:           "The operation is not permitted.",
	http.StatusNotFound:            "The resource does not exist.",
	http.StatusConflict:            "The resource exists already.",
	http.StatusTooManyRequests:     "Too many requests.",
	http.StatusInternalServerError: "The service failed to process the request.",
}

// Refuse writes an error with the members of the captured one in their order: schema (singular) next to
// schemas, no scimType for any status, a request id and a time that RFC 7644, section 3.12, does not have.
func (a *identityCenter) Refuse(w http.ResponseWriter, status int) {
	detail, ok := errorTexts[status]
	if !ok {
		detail = http.StatusText(status)
	}
	w.Header().Set("Content-Type", "application/json")
	body := ordered.New(
		"schema", []any{kit.ErrorURN}, "schemas", []any{kit.ErrorURN},
		"detail", detail, "status", strconv.Itoa(status),
		"exceptionRequestId", store.NewUUID(),
		"timeStamp", a.options.Now().UTC().Format("2006-01-02 15:04:05.000"),
	)
	kit.WriteJSON(w, status, body)
}

// keep stores a resource with its id and times, in whole seconds as in all examples.
func (a *identityCenter) keep(resource string, o, old *ordered.Object) {
	a.store.Keep(resource, o, old, a.options.Now().UTC().Format("2006-01-02T15:04:05Z"))
}
