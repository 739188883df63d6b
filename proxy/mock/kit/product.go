// Package kit is what an imitated target is made with, whose ever it is: the request as a product sees it
// (Call), what is not taken (Refusal), the answers of RFC 7644, and the secrets that a request carries. It
// knows no vendor, keeps nothing, and is read from Product on.
//
// Below it are ordered (JSON objects that keep the order of their members), store (a target's directory), and,
// for targets that take little more than RFC 7644 spells out, filter (one equality), model (tables of
// attributes), patch (paths and operations) and rest (the endpoint of one resource). All of it is written apart
// from the rewriter and from the rules, which it judges, and imports neither.
package kit

import (
	"net/http"
	"time"
)

// Product is what one vendor's imitation adds. Its methods run with the target's lock held.
type Product interface {
	// Base is the path prefix of the SCIM endpoints.
	Base() string
	// Serve answers one request.
	Serve(w http.ResponseWriter, c *Call)
	// Refuse writes the vendor's answer for a status that a Fault forces.
	Refuse(w http.ResponseWriter, status int)
}

// Options chooses how a target behaves. The zero value is the strict imitation with no credential asked for.
// A product passes over what is not for it.
type Options struct {
	Token   string // bearer token that is asked for; where no credential at all is set, none is needed
	BaseURL string // scheme and host in meta.location, default http://127.0.0.1
	Now     func() time.Time

	// RefuseRenames is for Atlassian: it answers 400 to a change of a group's displayName. By default such a
	// change is ignored, as Microsoft reports of the real one, whose own page says only that it is not
	// supported.
	RefuseRenames bool

	// What follows is for ServiceNow.
	Profile        string        // SDK build for PATCH: "sdk230", "sdk23" (the default) or "sdk5"
	AcceptOr       bool          // accept OR in filters, about which the vendor's page is silent
	AcceptJoin     bool          // accept the fixed forms of e-mails, phones and addresses joined by AND
	StrictExternal bool          // look externalId up as it stands, without trying user names and e-mails
	SDKDetail      bool          // answer a bad filter or PATCH body in the parser's own words
	GroupPatch204  bool          // answer a PATCH of a group with 204 and no body
	MaxMembers     int           // members that one request may name, default 100
	User, Password string        // credentials for Basic authentication
	ClientID       string        // credentials of the token endpoint /oauth_token.do
	ClientSecret   string        // see ClientID
	TokenLife      time.Duration // life of an issued token, default 30 minutes
}
