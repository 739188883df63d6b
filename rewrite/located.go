package rewrite

import "net/url"

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
