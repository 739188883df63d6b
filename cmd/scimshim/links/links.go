// Package links finds and removes provisioning records of an Atlassian organization that stand in the way of
// users, by the admin APIs of its user provisioning. They take the API key of the organization, which is not
// that of a directory.
//
// Each request is told to Log, with its status and without the address that is asked for. A change is sent once:
// where it is not known whether it took effect, the error says so, and asking again shows it.
//
// https://developer.atlassian.com/cloud/admin/user-provisioning/rest/api-group-admin-apis/
package links

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
)

// A Client asks an organization.
type Client struct {
	Base string // without a final slash
	Org  string
	Key  string
	HTTP *http.Client
	Log  func(line string)
}

// A Link is a provisioning record, in a directory, and the account that it is linked to, if it is.
type Link struct {
	Record    string `json:"scimUserId"`
	Account   string `json:"atlassianAccountId"`
	Directory string `json:"directoryId"`
	Org       string `json:"orgId"`
}

// The bounds of what an answer may hold.
const (
	maxAnswer = 1 << 20
	maxLinks  = 1000
)

// ID is what an id of a record, an account, a directory or an organization looks like.
var ID = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9:._-]{0,127}$`)

// OfEmail returns the records that have an e-mail address.
func (c *Client) OfEmail(ctx context.Context, email string) ([]Link, error) {
	body, err := json.Marshal(map[string]string{"email": email})
	if err != nil {
		return nil, err
	}
	return c.read(ctx, http.MethodPost, "get-scim-links-for-email", body)
}

// OfAccount returns the records that are linked to an account.
func (c *Client) OfAccount(ctx context.Context, account string) ([]Link, error) {
	return c.read(ctx, http.MethodGet, "user/"+url.PathEscape(account)+"/get-scim-links", nil)
}

// Unlink takes the link from a record. The record and its account stay.
func (c *Client) Unlink(ctx context.Context, l Link) error {
	return c.change(ctx, http.MethodPatch, UnlinkPath(l))
}

// UnlinkPath returns what a record's link is taken away by, below the organization.
func UnlinkPath(l Link) string {
	return "scimDirectoryId/" + url.PathEscape(l.Directory) + "/scimUserId/" + url.PathEscape(l.Record) + "/unlink"
}

// Remove removes the records of an account in all directories of the organization. The account stays.
func (c *Client) Remove(ctx context.Context, account string) error {
	return c.change(ctx, http.MethodDelete, RemovePath(account))
}

// RemovePath returns what the records of an account are removed by, below the organization.
func RemovePath(account string) string {
	return "user/" + url.PathEscape(account) + "/onlyDeleteUserInDB"
}

// read asks for links, of which each must be of the organization.
func (c *Client) read(ctx context.Context, method, path string, body []byte) ([]Link, error) {
	status, text, err := c.send(ctx, method, path, body)
	if err != nil {
		return nil, fmt.Errorf("no answer, %w", err)
	}
	if status != http.StatusOK {
		return nil, errors.New(meaning(status))
	}
	var answer struct {
		Links []Link `json:"scimLinks"`
	}
	if err := json.Unmarshal(text, &answer); err != nil || len(answer.Links) > maxLinks {
		return nil, errors.New("the answer is no list of links")
	}
	for _, l := range answer.Links {
		if !ID.MatchString(l.Record) || !ID.MatchString(l.Directory) || l.Org != c.Org ||
			l.Account != "" && !ID.MatchString(l.Account) {
			return nil, errors.New("the answer has a link that is none of this organization")
		}
	}
	return answer.Links, nil
}

// change sends a change, once. What neither says nothing nor is JSON is the answer of something in between.
func (c *Client) change(ctx context.Context, method, path string) error {
	status, text, err := c.send(ctx, method, path, nil)
	switch {
	case err != nil:
		return unknown("no answer, %w", err)
	case status >= 500:
		return unknown("%s", meaning(status))
	case status < 200 || status > 299:
		return fmt.Errorf("%s; nothing was changed", meaning(status))
	case len(text) > 0 && !json.Valid(text):
		return unknown("the answer is no JSON")
	}
	return nil
}

// unknown is the error of a change that may have been made.
func unknown(format string, args ...any) error {
	return fmt.Errorf(format+"; it is not known whether the change was made, so look at the links again", args...)
}

// meaning says what a status means here.
func meaning(status int) string {
	switch status {
	case http.StatusUnauthorized, http.StatusForbidden:
		return fmt.Sprintf("%d; give the id of the organization, and its own API key, not that of a directory", status)
	case http.StatusNotFound:
		return "404; there is no such record or account, or the organization does not manage it"
	case http.StatusTooManyRequests:
		return "429; Atlassian wants fewer requests"
	}
	return fmt.Sprint(status)
}

// send sends one request, and reads its answer to the end. Its error repeats no address.
func (c *Client) send(ctx context.Context, method, path string, body []byte) (status int, text []byte, err error) {
	address := c.Base + "/admin/user-provisioning/v1/org/" + url.PathEscape(c.Org) + "/" + path
	request, err := http.NewRequestWithContext(ctx, method, address, bytes.NewReader(body))
	if err != nil {
		return 0, nil, err
	}
	request.Close = true // on a connection that is used again, a request may be sent again
	request.Header.Set("Accept", "application/json")
	request.Header.Set("User-Agent", "scimshim")
	request.Header.Set("Authorization", "Bearer "+c.Key)
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	response, err := c.HTTP.Do(request)
	if err != nil {
		var outer *url.Error
		if errors.As(err, &outer) {
			err = outer.Err
		}
		c.Log(fmt.Sprintf("%s %s: no answer", method, path))
		return 0, nil, err
	}
	defer response.Body.Close()
	text, err = io.ReadAll(io.LimitReader(response.Body, maxAnswer))
	c.Log(fmt.Sprintf("%s %s: %d", method, path, response.StatusCode))
	return response.StatusCode, text, err
}
