package rewrite

import (
	"net/url"

	"scimshim/rewrite/json"
)

// A Route says where a service is found. The URLs do not end in a slash.
type Route struct {
	Public string // the URL of the service that clients use
	Target string // the URL of the target's SCIM service

	// OwnCredential says that the target is shown a credential of the proxy's,
	// so that its refusal is not the client's fault.
	OwnCredential bool

	// Proven says that the endpoint has given an answer in SCIM since the rules
	// were put in use, so that the target's URL is right.
	Proven bool
}

// absolute returns the Location of an answer as a URL. It may be relative to the URL of
// the request at the target (RFC 9110, section 10.2.2), which the client does not know.
func (m *Message) absolute(link string) string {
	if link == "" || m.Route.Target == "" {
		return link
	}
	to, err := url.Parse(link)
	if err != nil || to.Scheme != "" || to.Host != "" {
		return link
	}
	base, err := url.Parse(m.Route.Target + "/" + m.Resource)
	if err != nil {
		return link
	}
	if m.ID != "" {
		base = base.JoinPath(url.PathEscape(m.ID))
	}
	return base.ResolveReference(to).String()
}

// Located returns the meta.location of the resource in the response; empty for
// none.
func (m *Message) Located() string {
	if m.Location == "" || m.Body == "" {
		return ""
	}
	value, _ := json.Lookup(m.Body, "meta", "location")
	text, _ := json.Text(value)
	return text
}

// SetLocation replaces the response's Location header.
func (m *Message) SetLocation(url string) {
	if url != m.Location {
		m.Location = url
		m.edited()
	}
}
