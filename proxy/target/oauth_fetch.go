package target

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"

	"scimshim/proxy/ascii"
	"scimshim/proxy/fault"
	"scimshim/proxy/secret"
)

// maxToken is more than the header of a request may hold.
const maxToken = 16 << 10

// A tokenAsk is the asking for a token, begun at a time.
type tokenAsk struct {
	clientcredentials.Config
	client *http.Client
	start  time.Time
}

// config returns what is asked for. The lock is held.
func (g *grant) config() clientcredentials.Config {
	return clientcredentials.Config{
		ClientID: g.id, ClientSecret: g.secret.Reveal(), TokenURL: g.url, Scopes: g.scopes, AuthStyle: g.style,
	}
}

// fetch gets a token, and finds out where the endpoint wants the secret: in the header, as
// RFC 6749, section 2.3.1, has every server know, or in the body. That is asked once, and
// forgotten when the endpoint refuses the client.
func (a tokenAsk) fetch(ctx context.Context) (token accessToken, style oauth2.AuthStyle, err error) {
	defer func() {
		if recover() != nil { // no answer may end the process
			err = fault.Error("its answer cannot be read")
		}
	}()
	if a.AuthStyle == oauth2.AuthStyleAutoDetect {
		return a.tryBoth(ctx)
	}
	if token, err = a.once(ctx); refusedClient(err) {
		return token, oauth2.AuthStyleAutoDetect, err
	}
	return token, a.AuthStyle, err
}

// tryBoth asks with the secret in the header, and if it was not found there in the body.
func (a tokenAsk) tryBoth(ctx context.Context) (accessToken, oauth2.AuthStyle, error) {
	a.AuthStyle = oauth2.AuthStyleInHeader
	token, err := a.once(ctx)
	if refusedClient(err) {
		a.AuthStyle = oauth2.AuthStyleInParams
		var other error
		if token, other = a.once(ctx); other == nil || errorCode(err) != invalidClient {
			err = other
		}
	}
	if err != nil {
		return accessToken{}, oauth2.AuthStyleAutoDetect, err
	}
	return token, a.AuthStyle, nil
}

// once sends one request.
func (a tokenAsk) once(ctx context.Context) (accessToken, error) {
	ctx, cancel := context.WithTimeout(ctx, tokenTimeout)
	defer cancel()
	t, err := a.Token(context.WithValue(ctx, oauth2.HTTPClient, a.client))
	if err != nil {
		return accessToken{}, err
	}
	return readToken(t, a.start)
}

// invalidClient is the code of an endpoint that does not know the client, or its secret.
const invalidClient = "invalid_client"

// errorCode returns the code of a token endpoint's error; empty for none.
func errorCode(err error) string {
	var answer *oauth2.RetrieveError
	if !errors.As(err, &answer) {
		return ""
	}
	return answer.ErrorCode
}

// refusedClient reports whether a token endpoint did not find the client's secret, or not
// the right one. Other codes of RFC 6749, section 5.2, come after it was found.
func refusedClient(err error) bool {
	var answer *oauth2.RetrieveError
	if !errors.As(err, &answer) || answer.Response == nil {
		return false
	}
	switch {
	case answer.ErrorCode == invalidClient || answer.ErrorCode == "invalid_request":
		return true
	case fault.IsGrantError(answer.ErrorCode):
		return false
	}
	status := answer.Response.StatusCode
	return status == http.StatusBadRequest || status == http.StatusUnauthorized || status == http.StatusForbidden
}

// readToken judges an answer that holds a token (RFC 6749, section 5.1).
func readToken(t *oauth2.Token, start time.Time) (accessToken, error) {
	life, err := lifeOf(t.Extra("expires_in"))
	switch {
	case t.TokenType != "" && !strings.EqualFold(t.TokenType, "Bearer"):
		err = fault.Error("its token is not of type Bearer")
	case !ascii.IsPrintable([]byte(t.AccessToken)):
		err = fault.Error("its token has characters that are not allowed in a header")
	case len(t.AccessToken) > maxToken:
		err = fault.Error("its token is too long for a header")
	}
	if err != nil {
		return accessToken{}, err
	}
	ends := start.Add(life)
	return accessToken{secret.FromText("Bearer " + t.AccessToken), early(start, ends), ends}, nil
}

// lifeOf reads how long a token lives. Most endpoints write a number, some a text of one,
// and 0 where they do not tell.
func lifeOf(expiresIn any) (time.Duration, error) {
	var seconds float64
	switch v := expiresIn.(type) {
	case float64:
		seconds = v
	case int64:
		seconds = float64(v)
	case string:
		seconds, _ = strconv.ParseFloat(v, 64)
	}
	switch {
	case seconds < 0:
		return 0, fault.Error("its token has already expired")
	case seconds > 0:
		return time.Duration(min(seconds, tokenLongest.Seconds()) * float64(time.Second)), nil
	}
	return tokenLife, nil
}

// early returns when a token that ends at the given time is to be renewed: a
// minute before, or at nine tenths of a short life.
func early(now, end time.Time) time.Time {
	return end.Add(-min(tokenEarly, end.Sub(now)/10))
}
