package roomtest

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
)

// ClientSecret is the secret of the client that a TokenEndpoint knows.
const ClientSecret = "s3cret-of-a-client"

// A TokenEndpoint gives out token-1, token-2 and so on.
type TokenEndpoint struct {
	*httptest.Server
	Given   atomic.Int64
	Failing atomic.Bool
}

// StartTokenEndpoint starts an endpoint whose tokens live for so many seconds.
func StartTokenEndpoint(t *testing.T, seconds int) *TokenEndpoint {
	e := &TokenEndpoint{}
	e.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		user, pass, _ := r.BasicAuth()
		if e.Failing.Load() || user != "id" || pass != ClientSecret || r.FormValue("grant_type") != "client_credentials" {
			http.Error(w, `{"error":"invalid_client","error_description":"canary s3cret-of-a-client"}`, 401)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprintf(w, `{"access_token":"token-%d","token_type":"bearer","expires_in":%d}`, e.Given.Add(1), seconds)
	}))
	t.Cleanup(e.Close)
	return e
}
