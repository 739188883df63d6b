package config

import (
	"errors"
	"net/url"

	"scimshim/config/tree"
)

// egress reads how connections of a target leave the process; n is the target.
func (r *reader) egress(n *tree.Node) Egress {
	e := Egress{Proxy: Secret{Text: ProxyEnv, Pos: n.Pos()}}
	if proxy := n.Key("proxy"); proxy != nil {
		e.Proxy = Secret{Text: valid(proxy, checkForwardProxy), Pos: proxy.Pos()}
		if u, err := url.Parse(e.Proxy.Text); err == nil && u.User != nil && !proxy.Expanded() {
			r.doubt(proxy, "a secret in plain text; put the URL in the environment: ${NAME}")
		}
	}
	if ca := n.Key("ca_file"); ca != nil {
		e.CA, e.CAPos = r.path(ca), ca.Pos()
	}
	cert, key := n.Key("client_cert_file"), n.Key("client_key_file")
	switch {
	case cert != nil && key != nil:
		e.Client = &TLS{CertFile: r.path(cert), KeyFile: r.path(key), CertPos: cert.Pos(), KeyPos: key.Pos()}
	case cert != nil:
		cert.Errorf("client_key_file, the key of the certificate, is missing")
	case key != nil:
		key.Errorf("client_cert_file, the certificate of the key, is missing")
	}
	return e
}

// checkForwardProxy judges the proxy of a target. What it says does not quote the text,
// which may hold a password.
func checkForwardProxy(s string) error {
	if s == ProxyEnv || s == ProxyNone {
		return nil
	}
	u, err := url.Parse(s)
	switch {
	case err != nil, u.Scheme != "http" && u.Scheme != "https", u.Opaque != "":
		return errors.New("expected env, none, or the URL of a proxy that starts with http:// or https://")
	case !isHost(u.Hostname()) || u.Port() != "" && !isPort(u.Port(), 1):
		return errors.New("expected a URL with a host name or address, and a port from 1 to 65535 if any")
	case u.Path != "" && u.Path != "/", u.RawQuery != "", u.ForceQuery, u.Fragment != "":
		return errors.New("expected a URL that ends with the host and the port")
	}
	return nil
}
