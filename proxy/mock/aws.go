package mock

import (
	"net/http"
	"strconv"
	"strings"
)

// awsTenant is the one tenant that a target has.
const awsTenant = "7c1f5e0a-2b64-4d5f-9d3c-5f0e8a41b6d2"

// awsIdentityCenter imitates the SCIM endpoint of AWS IAM Identity Center, from its SCIM developer guide
// (https://docs.aws.amazon.com/singlesignon/latest/developerguide/), the pages "Automatic provisioning" and
// "Troubleshooting" of the user guide (.../userguide/), and one wire capture of what PatchGroup does
// (https://github.com/lichti/aws-iam-scim-problem). A page of the developer guide is cited by its name.
// Where all are silent the double refuses, and [infer] in a comment says so.
//
// What a rule pack for this target has to bring about:
//
//   - Filters: see awsForms. Only eq, written exactly `attr eq "value"`; two of them joined by and only as id
//     with manager (Users) or id with members (Groups). Troubleshooting: match on userName and nothing else.
//   - Query parameters: filter, count and cursor. Others are not supported (ListUsers names startIndex,
//     attributes and excludedAttributes), so that without a cursor there is only a first page of 100.
//   - Users need userName, name.givenName, name.familyName and displayName (CreateUser, PutUser).
//   - Users may not have password, ims, photos, x509Certificates, entitlements, groups, manager.displayName,
//     or display in a list (CreateUser). roles can be created and not patched (PatchUser).
//   - Lists hold one element; that of emails is primary (CreateUser). An address is whole or absent.
//   - No text is empty; see awsForbidden for characters.
//   - PatchUser: one operation at most on userName and one on active, neither removed; remove has a path;
//     add and replace have a value; active may be "true" or "false" as text, the example has it.
//   - PatchGroup: displayName, externalId and members only; 100 membership changes; members are added and
//     removed by a list of values, never replaced. See awsGroupPatch for what a replace does.
//   - CreateGroup: 100 members. There is no PutGroup.
//   - Members are never shown; the filters on members tell of them.
//   - Every 400 has one and the same text. The cause is in CloudTrail, here in Request.Cause.
type awsIdentityCenter struct {
	options Options
	store   *store
}

func newAWSIdentityCenter(o Options, s *store) (product, error) {
	return &awsIdentityCenter{options: o, store: s}, nil
}

func (*awsIdentityCenter) base() string { return "/" + awsTenant + "/scim/v2" }

// serve answers one request. A wrong tenant is 401 like a wrong token (every page, UnauthorizedException).
func (a *awsIdentityCenter) serve(w http.ResponseWriter, c *call) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("X-Amzn-Requestid", newUUID())
	if no := a.route(w, c); no != nil {
		c.cause = no.detail
		a.refuse(w, no.status)
	}
}

// route finds the endpoint. There is no Me, Bulk or .search ("Limitations from SCIM specification"); an
// endpoint that does not exist is 404 (GetUser, ResourceNotFoundException).
func (a *awsIdentityCenter) route(w http.ResponseWriter, c *call) *refusal {
	rest, ok := strings.CutPrefix(c.URL.Path, a.base()+"/")
	wrong := a.options.Token != "" && !same(bearer(c.Request), a.options.Token)
	if !ok || wrong {
		return &refusal{http.StatusUnauthorized, "", "the access token or the tenant is missing or wrong"}
	}
	resource, id, hasID := strings.Cut(rest, "/")
	switch {
	case hasID && (id == "" || strings.HasPrefix(id, ".")):
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

// unsupported is the answer to a method that an endpoint does not have: not 405, but a ValidationException,
// which stands for unsupported operations too (every page).
func unsupported() *refusal { return invalid("", "the operation is not supported") }

// awsTexts are the details of errors by status. That of 400 is on the wire word for word; the others are the
// double's own, for none has been published.
var awsTexts = map[int]string{
	http.StatusBadRequest:          "Request is unparsable, syntactically incorrect, or violates schema.",
	http.StatusUnauthorized:        "The authorization header is invalid or missing.",
	http.StatusForbidden:           "The operation is not permitted.",
	http.StatusNotFound:            "The resource does not exist.",
	http.StatusConflict:            "The resource exists already.",
	http.StatusTooManyRequests:     "Too many requests.",
	http.StatusInternalServerError: "The service failed to process the request.",
}

// refuse writes an error with the members of the captured one in their order: schema (singular) next to
// schemas, no scimType for any status, a request id and a time that RFC 7644, section 3.12, does not have.
func (a *awsIdentityCenter) refuse(w http.ResponseWriter, status int) {
	detail, ok := awsTexts[status]
	if !ok {
		detail = http.StatusText(status)
	}
	w.Header().Set("Content-Type", "application/json")
	body := newObject(
		"schema", []any{errorURN}, "schemas", []any{errorURN},
		"detail", detail, "status", strconv.Itoa(status),
		"exceptionRequestId", newUUID(),
		"timeStamp", a.options.Now().UTC().Format("2006-01-02 15:04:05.000"),
	)
	writeJSON(w, status, body)
}

// stamp gives a resource its id and times, in whole seconds as in all examples.
func (a *awsIdentityCenter) stamp(kind string, o, old *object) {
	stampResource(kind, o, old, a.options.Now().UTC().Format("2006-01-02T15:04:05Z"))
}
