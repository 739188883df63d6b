package servicenow

import (
	"net/http"
	"net/url"
	"time"

	"scimshim/proxy/mock/kit"
	"scimshim/proxy/mock/kit/ordered"
	"scimshim/proxy/mock/kit/store"
)

// authorised checks the credential, if any was configured: the fixed token, a token issued here, or Basic.
func (s *instance) authorised(c *kit.Call) bool {
	if s.Token == "" && s.User == "" && s.ClientID == "" {
		return true
	}
	if s.User != "" && kit.Basic(c.Request, s.User, s.Password) {
		return true
	}
	token := kit.Bearer(c.Request)
	if token == "" {
		return false
	}
	if s.Token != "" && kit.SameSecret(token, s.Token) {
		return true
	}
	end, issued := s.tokens[token]
	return issued && s.Now().Before(end)
}

// issueToken answers the token endpoint: grant client_credentials, the client's credential in the form or
// by Basic.
func (s *instance) issueToken(w http.ResponseWriter, c *kit.Call) {
	w.Header().Set("Content-Type", "application/json")
	if c.Method != http.MethodPost {
		platformError(w, http.StatusMethodNotAllowed)
		return
	}
	form, err := url.ParseQuery(string(c.Content))
	if err != nil {
		oauthError(w, http.StatusBadRequest, "invalid_request")
		return
	}
	byForm := kit.SameSecret(form.Get("client_id"), s.ClientID) &&
		kit.SameSecret(form.Get("client_secret"), s.ClientSecret)
	switch {
	case s.ClientID == "" || !byForm && !kit.Basic(c.Request, s.ClientID, s.ClientSecret):
		oauthError(w, http.StatusUnauthorized, "invalid_client")
	case form.Get("grant_type") != "client_credentials":
		oauthError(w, http.StatusBadRequest, "unsupported_grant_type")
	default:
		token := store.NewID()
		s.tokens[token] = s.Now().Add(s.TokenLife)
		kit.WriteJSON(w, http.StatusOK, ordered.New("access_token", token, "scope", "useraccount",
			"token_type", "Bearer", "expires_in", max(0, int(s.TokenLife/time.Second)-1)))
	}
}

func oauthError(w http.ResponseWriter, status int, code string) {
	kit.WriteJSON(w, status, ordered.New("error", code, "error_description", "access_denied"))
}
