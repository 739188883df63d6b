// Package servicenow imitates ServiceNow's SCIM provider (plugin com.snc.integration.scim2): the grammar,
// schema check and PATCH engine of the library that it is built on, which is package sdk, then the limits
// that its SCIM API page documents
// (https://www.servicenow.com/docs/r/api-reference/rest-apis/scim-api.html).
//
// What a rule pack for this target has to bring about, with the quirks of clients that stand against it (Q and
// a number; see QUIRKS.md of the rules):
//
//   - Filters: the attributes of userFilters and groupFilters joined by and; the fixed forms, type first
//     (filter.go). externalId takes eq only, and finds user names and e-mails too. Q14, Q16,
//     Q19, Q21, Q24.
//   - sortBy needs sortOrder; count is at most 500; a page has 10 where the client names none (list.go).
//   - A body lists the URN of each extension that it has in schemas; the enterprise extension is taken and
//     stored nowhere (model.go, settle.go). Q31.
//   - Stored are one work e-mail, a phone of each of three types, the home address; displayName is made of
//     the name; references are by sys_id (settle.go).
//   - PATCH by the build of the library (Options.Profile); at most 100 members a request; PUT merges
//     (write.go). Q50, Q52, Q57, Q58, Q59, Q70, Q71, Q85, Q90, Q93.
package servicenow

import (
	"errors"
	"fmt"
	"mime"
	"net/http"
	"strings"
	"time"

	"scimshim/proxy/mock/kit"
	"scimshim/proxy/mock/kit/ordered"
	"scimshim/proxy/mock/kit/store"
	"scimshim/proxy/mock/servicenow/sdk"
)

// snowDefaults are the limits that ServiceNow documents.
const (
	defaultCount     = 10
	maxCount         = 500
	defaultMembers   = 100
	defaultTokenLife = 30 * time.Minute
)

// instance is one instance of ServiceNow.
type instance struct {
	kit.Options
	store   *store.Store
	profile *sdk.Profile
	tokens  map[string]time.Time // issued tokens and when they end
}

// New returns an empty instance of ServiceNow's. It fails on a profile that is not one of package sdk.
func New(o kit.Options, s *store.Store) (kit.Product, error) {
	if o.Profile == "" {
		o.Profile = "sdk23"
	}
	profile, ok := sdk.Profiles[o.Profile]
	if !ok {
		return nil, fmt.Errorf("unknown profile %q: want sdk230, sdk23 or sdk5", o.Profile)
	}
	if o.MaxMembers == 0 {
		o.MaxMembers = defaultMembers
	}
	if o.TokenLife == 0 {
		o.TokenLife = defaultTokenLife
	}
	return &instance{Options: o, store: s, profile: profile, tokens: map[string]time.Time{}}, nil
}

func (*instance) Base() string { return "/api/now/scim" }

// refusal is a SCIM error of ServiceNow's own.
type refusal struct {
	status       int
	kind, detail string
}

func (e *refusal) Error() string { return e.detail }

func invalid(format string, args ...any) *refusal {
	return &refusal{http.StatusBadRequest, "invalidValue", fmt.Sprintf(format, args...)}
}

func (s *instance) Serve(w http.ResponseWriter, c *kit.Call) {
	if c.URL.Path == "/oauth_token.do" {
		s.issueToken(w, c)
		return
	}
	segments, ok := route(c.URL.Path)
	if !ok {
		platformError(w, http.StatusNotFound)
		return
	}
	if !mediaTypes(w, c) {
		return
	}
	if discovery := s.discovery(segments[0]); discovery != nil {
		s.describe(w, c, discovery, segments[1:])
		return
	}
	if !s.authorised(c) {
		platformError(w, http.StatusUnauthorized)
		return
	}
	if err := s.dispatch(w, c, segments); err != nil {
		writeError(w, err)
	}
}

// route splits the path below the base, of which there are three spellings.
func route(path string) ([]string, bool) {
	for _, base := range []string{"/api/now/scim/", "/api/now/v1/scim/", "/api/now/v2/scim/"} {
		if rest, ok := strings.CutPrefix(path, base); ok {
			segments := strings.Split(rest, "/")
			return segments, len(segments) <= 2
		}
	}
	return nil, false
}

// mediaTypes checks Accept and Content-Type and chooses the answer's type. It answers what it refuses.
func mediaTypes(w http.ResponseWriter, c *kit.Call) bool {
	accept := strings.Join(c.Header.Values("Accept"), ",")
	switch {
	case strings.Contains(accept, kit.MediaType):
		w.Header().Set("Content-Type", kit.MediaType)
	case accept == "", strings.Contains(accept, "application/json"), strings.Contains(accept, "*/*"),
		strings.Contains(accept, "application/*"):
		w.Header().Set("Content-Type", "application/json")
	default:
		platformError(w, http.StatusNotAcceptable)
		return false
	}
	sent := c.Header.Get("Content-Type")
	if len(c.Content) == 0 || sent == "" {
		return true
	}
	kind, _, err := mime.ParseMediaType(sent)
	if err != nil || kind != kit.MediaType && kind != "application/json" {
		platformError(w, http.StatusUnsupportedMediaType)
		return false
	}
	return true
}

// platformErrors are the words of ServiceNow's REST layer, whose errors are not SCIM's.
var platformErrors = map[int][2]string{
	http.StatusUnauthorized:         {"User Not Authenticated", "Required to provide Auth information"},
	http.StatusForbidden:            {"User Not Authorized", "Failed API level ACL Validation"},
	http.StatusNotFound:             {"Requested URI does not represent any resource", ""},
	http.StatusMethodNotAllowed:     {"Method not supported", ""},
	http.StatusNotAcceptable:        {"Invalid Accept header", "The response type is not supported"},
	http.StatusUnsupportedMediaType: {"Invalid content-type", "The request type is not supported"},
	http.StatusTooManyRequests: {"Rate limit exceeded",
		"Rate limit of 100 requests per hour for SCIM API exceeded"},
}

func platformError(w http.ResponseWriter, status int) {
	text := platformErrors[status]
	w.Header().Set("Content-Type", "application/json")
	kit.WriteJSON(w, status, ordered.New(
		"error", ordered.New("message", text[0], "detail", text[1]), "status", "failure"))
}

// Refuse writes what a fault forces: the platform's shape where ServiceNow uses it, and a SCIM error otherwise.
func (s *instance) Refuse(w http.ResponseWriter, status int) {
	if status == http.StatusTooManyRequests {
		reset := s.Now().Add(time.Minute).Unix()
		w.Header().Set("Retry-After", "60")
		w.Header().Set("X-RateLimit-Limit", "100")
		w.Header().Set("X-RateLimit-Reset", fmt.Sprint(reset))
		w.Header().Set("X-RateLimit-Rule", "SCIM API")
	}
	if _, ok := platformErrors[status]; ok {
		platformError(w, status)
		return
	}
	kit.WriteError(w, status, "", "Internal error while applying transformation for 'User' SCIM Resource Type.")
}

func writeError(w http.ResponseWriter, err error) {
	var own *refusal
	var library *sdk.Error
	switch {
	case errors.As(err, &own):
		kit.WriteError(w, own.status, own.kind, own.detail)
	case errors.As(err, &library) && library.Crash:
		kit.WriteError(w, http.StatusInternalServerError, "", library.Detail)
	case errors.As(err, &library):
		kit.WriteError(w, http.StatusBadRequest, library.Kind, library.Detail)
	default:
		panic("BUG: an error of no known kind: " + err.Error())
	}
}
