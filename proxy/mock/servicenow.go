package mock

import (
	"errors"
	"fmt"
	"mime"
	"net/http"
	"strings"
	"time"
)

// snowDefaults are the limits that ServiceNow documents.
const (
	snowPage       = 10
	snowMaxCount   = 500
	snowMaxMembers = 100
	snowTokenLife  = 30 * time.Minute
)

// serviceNow imitates ServiceNow's SCIM provider (plugin com.snc.integration.scim2): the grammar, schema
// check and PATCH engine of the library it is built on, then the limits that its SCIM API page documents.
type serviceNow struct {
	Options
	store   *store
	profile *sdkProfile
	tokens  map[string]time.Time // issued tokens and when they end
}

func newServiceNow(o Options, s *store) (product, error) {
	if o.Profile == "" {
		o.Profile = "sdk23"
	}
	profile, ok := sdkProfiles[o.Profile]
	if !ok {
		return nil, fmt.Errorf("unknown profile %q: want sdk230, sdk23 or sdk5", o.Profile)
	}
	if o.MaxMembers == 0 {
		o.MaxMembers = snowMaxMembers
	}
	if o.TokenLife == 0 {
		o.TokenLife = snowTokenLife
	}
	return &serviceNow{Options: o, store: s, profile: profile, tokens: map[string]time.Time{}}, nil
}

func (*serviceNow) base() string { return "/api/now/scim" }

// snowRefusal is a SCIM error of ServiceNow's own.
type snowRefusal struct {
	status       int
	kind, detail string
}

func (e *snowRefusal) Error() string { return e.detail }

func snowInvalid(format string, args ...any) *snowRefusal {
	return &snowRefusal{http.StatusBadRequest, "invalidValue", fmt.Sprintf(format, args...)}
}

func (s *serviceNow) serve(w http.ResponseWriter, c *call) {
	if c.URL.Path == "/oauth_token.do" {
		s.issueToken(w, c)
		return
	}
	segments, ok := snowRoute(c.URL.Path)
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
		writeSnowError(w, err)
	}
}

// snowRoute splits the path below the base, of which there are three spellings.
func snowRoute(path string) ([]string, bool) {
	for _, base := range []string{"/api/now/scim/", "/api/now/v1/scim/", "/api/now/v2/scim/"} {
		if rest, ok := strings.CutPrefix(path, base); ok {
			segments := strings.Split(rest, "/")
			return segments, len(segments) <= 2
		}
	}
	return nil, false
}

// mediaTypes checks Accept and Content-Type and chooses the answer's type. It answers what it refuses.
func mediaTypes(w http.ResponseWriter, c *call) bool {
	accept := strings.Join(c.Header.Values("Accept"), ",")
	switch {
	case strings.Contains(accept, mediaSCIM):
		w.Header().Set("Content-Type", mediaSCIM)
	case accept == "", strings.Contains(accept, "application/json"), strings.Contains(accept, "*/*"),
		strings.Contains(accept, "application/*"):
		w.Header().Set("Content-Type", "application/json")
	default:
		platformError(w, http.StatusNotAcceptable)
		return false
	}
	sent := c.Header.Get("Content-Type")
	if len(c.body) == 0 || sent == "" {
		return true
	}
	kind, _, err := mime.ParseMediaType(sent)
	if err != nil || kind != mediaSCIM && kind != "application/json" {
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
	writeJSON(w, status, newObject(
		"error", newObject("message", text[0], "detail", text[1]), "status", "failure"))
}

// refuse writes what a fault forces: the platform's shape where ServiceNow uses it, else a SCIM error.
func (s *serviceNow) refuse(w http.ResponseWriter, status int) {
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
	scimError(w, status, "", "Internal error while applying transformation for 'User' SCIM Resource Type.")
}

func writeSnowError(w http.ResponseWriter, err error) {
	var own *snowRefusal
	var sdk *sdkError
	switch {
	case errors.As(err, &own):
		scimError(w, own.status, own.kind, own.detail)
	case errors.As(err, &sdk) && sdk.crash:
		scimError(w, http.StatusInternalServerError, "", sdk.detail)
	case errors.As(err, &sdk):
		scimError(w, http.StatusBadRequest, sdk.kind, sdk.detail)
	default:
		panic("BUG: an error of no known kind: " + err.Error())
	}
}
