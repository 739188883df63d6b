package mock

import (
	"bytes"
	"crypto/subtle"
	"net/http"
	"strconv"
	"strings"
)

const (
	errorURN  = "urn:ietf:params:scim:api:messages:2.0:Error"
	listURN   = "urn:ietf:params:scim:api:messages:2.0:ListResponse"
	patchURN  = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
	mediaSCIM = "application/scim+json"
)

// answer is a response that is kept until the fault has had its say.
type answer struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func newAnswer() *answer { return &answer{header: http.Header{}, status: http.StatusOK} }

func (a *answer) Header() http.Header         { return a.header }
func (a *answer) WriteHeader(status int)      { a.status = status }
func (a *answer) Write(p []byte) (int, error) { return a.body.Write(p) }

// writeJSON writes a JSON answer. A Content-Type that was set before stays; the default is
// application/scim+json.
func writeJSON(w http.ResponseWriter, status int, v any) {
	if w.Header().Get("Content-Type") == "" {
		w.Header().Set("Content-Type", mediaSCIM)
	}
	w.WriteHeader(status)
	_, _ = w.Write(encode(v)) // into the answer's buffer: cannot fail
}

// scimError writes an error of RFC 7644, section 3.12, its members in the order schemas, status, scimType,
// detail. The scimType is left out where it is empty.
func scimError(w http.ResponseWriter, status int, kind, detail string) {
	body := newObject("schemas", []any{errorURN}, "status", strconv.Itoa(status))
	if kind != "" {
		body.set("scimType", kind)
	}
	body.set("detail", detail)
	writeJSON(w, status, body)
}

// writeList writes a ListResponse: the page's resources, and how many there are in all.
func writeList(w http.ResponseWriter, page []any, total, startIndex int) {
	if page == nil {
		page = []any{}
	}
	writeJSON(w, http.StatusOK, newObject(
		"schemas", []any{listURN},
		"totalResults", total,
		"Resources", page,
		"startIndex", startIndex,
		"itemsPerPage", len(page),
	))
}

// paged cuts the page out of all hits; startIndex counts from 1.
func paged[T any](all []T, startIndex, count int) []T {
	from := min(max(startIndex, 1)-1, len(all))
	return all[from:min(from+max(count, 0), len(all))]
}

// bearer returns the bearer token of a request, or "".
func bearer(r *http.Request) string {
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return ""
	}
	return strings.TrimSpace(token)
}

// basic says whether a request carries these credentials by HTTP Basic.
func basic(r *http.Request, user, password string) bool {
	u, p, ok := r.BasicAuth()
	return ok && same(u, user) && same(p, password)
}

// same compares secrets in constant time.
func same(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }
