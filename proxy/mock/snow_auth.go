package mock

import (
	"net/http"
	"net/url"
	"time"
)

// authorised checks the credential, if any was configured: the fixed token, a token issued here, or Basic.
func (s *serviceNow) authorised(c *call) bool {
	if s.Token == "" && s.User == "" && s.ClientID == "" {
		return true
	}
	if s.User != "" && basic(c.Request, s.User, s.Password) {
		return true
	}
	token := bearer(c.Request)
	if token == "" {
		return false
	}
	if s.Token != "" && same(token, s.Token) {
		return true
	}
	end, issued := s.tokens[token]
	return issued && s.Now().Before(end)
}

// issueToken answers the token endpoint: grant client_credentials, the client's credential in the form or
// by Basic.
func (s *serviceNow) issueToken(w http.ResponseWriter, c *call) {
	w.Header().Set("Content-Type", "application/json")
	if c.Method != http.MethodPost {
		platformError(w, http.StatusMethodNotAllowed)
		return
	}
	form, err := url.ParseQuery(string(c.body))
	if err != nil {
		oauthError(w, http.StatusBadRequest, "invalid_request")
		return
	}
	byForm := same(form.Get("client_id"), s.ClientID) && same(form.Get("client_secret"), s.ClientSecret)
	switch {
	case s.ClientID == "" || !byForm && !basic(c.Request, s.ClientID, s.ClientSecret):
		oauthError(w, http.StatusUnauthorized, "invalid_client")
	case form.Get("grant_type") != "client_credentials":
		oauthError(w, http.StatusBadRequest, "unsupported_grant_type")
	default:
		token := newID()
		s.tokens[token] = s.Now().Add(s.TokenLife)
		writeJSON(w, http.StatusOK, newObject("access_token", token, "scope", "useraccount",
			"token_type", "Bearer", "expires_in", max(0, int(s.TokenLife/time.Second)-1)))
	}
}

func oauthError(w http.ResponseWriter, status int, code string) {
	writeJSON(w, status, newObject("error", code, "error_description", "access_denied"))
}
