package target

import (
	"errors"
	"net"
	"net/netip"
	"net/url"
	"regexp"
)

// ParseURL parses the URL of a service: http or https, a host, and no more
// than a path. Its errors do not quote the URL, which may hold a password.
func ParseURL(text string) (*url.URL, error) {
	u, err := url.Parse(text)
	switch {
	case err != nil:
		return nil, errors.New("the URL is not well formed")
	case u.Scheme != "http" && u.Scheme != "https":
		return nil, errors.New("the URL must begin with https:// or http://")
	case !isHost(u.Hostname()):
		return nil, errors.New("the URL has no well-formed host")
	case u.User != nil:
		return nil, errors.New("the URL must not contain a user or a password; use a credential")
	case u.RawQuery != "" || u.ForceQuery || u.Fragment != "" || u.Opaque != "":
		return nil, errors.New("the URL must end with its path, without a query or a fragment")
	}
	return u, nil
}

var hostForm = regexp.MustCompile(`^[A-Za-z0-9_]([A-Za-z0-9._-]*[A-Za-z0-9._])?$`)

func isHost(h string) bool {
	if _, err := netip.ParseAddr(h); err == nil {
		return true
	}
	return len(h) <= 253 && hostForm.MatchString(h)
}

// Address returns the host and port to connect to.
func Address(u *url.URL) string {
	port := u.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[u.Scheme]
	}
	return net.JoinHostPort(u.Hostname(), port)
}
