package kit

import (
	"crypto/subtle"
	"net/http"
	"strings"
)

// Bearer returns the bearer token of a request, or "".
func Bearer(r *http.Request) string {
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return ""
	}
	return strings.TrimSpace(token)
}

// Basic says whether a request carries these credentials by HTTP Basic.
func Basic(r *http.Request, user, password string) bool {
	u, p, ok := r.BasicAuth()
	return ok && SameSecret(u, user) && SameSecret(p, password)
}

// SameSecret compares secrets in constant time.
func SameSecret(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }
