package target

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"strings"

	"golang.org/x/net/http/httpproxy"

	"scimshim/proxy/fault"
	"scimshim/proxy/file"
)

// An Egress is the way out of the process: through which forward proxy connections are
// made, whom they trust, and which certificate they show. There is one for a target and
// for the token endpoint of its credential.
type Egress struct {
	settings EgressSettings
	proxy    func(*url.URL) (*url.URL, error)
	roots    *file.Authorities // nil for the system's authorities
	cert     *file.Certificate // nil for none
	dial     func(ctx context.Context, network, address string) (net.Conn, error)
}

// EgressSettings are what an Egress is made of. The zero value is the environment's
// forward proxy, the system's authorities and no certificate.
type EgressSettings struct {
	// Proxy is the URL of a forward proxy, which may hold a user and a password, or
	// ProxyNone, or ProxyEnv or empty for what HTTPS_PROXY, HTTP_PROXY and NO_PROXY of the
	// environment say.
	Proxy string

	CAFile string       // authorities in PEM that are trusted beside the system's
	Cert   file.KeyPair // shown to whom asks for a certificate; both empty for none
}

// What EgressSettings.Proxy may be but a URL.
const (
	ProxyEnv  = "env"
	ProxyNone = "none"
)

// NewEgress returns the Egress of the settings. Files are read again when they change,
// and a fault of theirs is logged then. Its error does not quote the URL of the proxy.
func NewEgress(s EgressSettings, log *slog.Logger) (*Egress, error) {
	e := &Egress{settings: s, dial: new(net.Dialer).DialContext}
	var err error
	if e.proxy, err = proxyFunc(s.Proxy); err != nil {
		return nil, err
	}
	if s.CAFile != "" {
		if e.roots, err = file.NewAuthorities(s.CAFile, log); err != nil {
			return nil, err
		}
	}
	if s.Cert != (file.KeyPair{}) {
		if e.cert, err = file.NewCertificate(s.Cert, log); err != nil {
			return nil, err
		}
	}
	return e, nil
}

// Settings returns what the Egress was made of.
func (e *Egress) Settings() EgressSettings { return e.settings }

// Look looks at the files, so that what has changed in them is in force.
func (e *Egress) Look() {
	e.ClientCert()
	e.roots.Get()
}

// CheckProxy says what is wrong with the Proxy of EgressSettings.
func CheckProxy(text string) error {
	_, err := proxyFunc(text)
	return err
}

// proxyFunc returns the function that tells the proxy for a URL; nil means none.
func proxyFunc(text string) (func(*url.URL) (*url.URL, error), error) {
	switch text {
	case "", ProxyEnv:
		return proxyOfEnvironment(httpproxy.FromEnvironment())
	case ProxyNone:
		return func(*url.URL) (*url.URL, error) { return nil, nil }, nil
	}
	u, err := parseProxy(text)
	if err != nil {
		return nil, fmt.Errorf("the forward proxy: %w", err)
	}
	return func(*url.URL) (*url.URL, error) { return u, nil }, nil
}

// proxyOfEnvironment is proxyFunc for the environment's words. httpproxy takes a proxy that
// it cannot read for none, which is not what whoever wrote it wants.
func proxyOfEnvironment(env *httpproxy.Config) (func(*url.URL) (*url.URL, error), error) {
	for _, v := range [...]struct{ name, text string }{
		{"HTTPS_PROXY", env.HTTPSProxy}, {"HTTP_PROXY", env.HTTPProxy},
	} {
		if v.text == "" {
			continue
		}
		if _, err := parseProxy(v.text); err != nil {
			return nil, fmt.Errorf("the forward proxy of %s: %w", v.name, err)
		}
	}
	return env.ProxyFunc(), nil
}

// parseProxy parses the URL of a forward proxy. Without a scheme it is http.
func parseProxy(text string) (*url.URL, error) {
	if !strings.Contains(text, "://") {
		text = "http://" + text
	}
	u, err := url.Parse(text)
	switch {
	case err != nil:
		return nil, errors.New("its URL is not well formed")
	case u.Scheme != "http" && u.Scheme != "https":
		return nil, errors.New("its URL must begin with http:// or https://")
	case !isHost(u.Hostname()):
		return nil, errors.New("its URL has no well-formed host")
	case u.Path != "" && u.Path != "/", u.RawQuery != "", u.ForceQuery, u.Fragment != "":
		return nil, errors.New("its URL must end with the host and the port")
	}
	return u, nil
}

// Secrets returns the password of the forward proxy to a target, if there are both.
func (e *Egress) Secrets(target *url.URL) []string {
	through, err := e.proxy(target)
	if err != nil || through == nil {
		return nil
	}
	password, _ := through.User.Password()
	return []string{password}
}

// A link is a connection that leads to the host of a URL, in clear.
type link struct {
	net.Conn
	socket *socket
	sealed bool // whether what is on it is TLS, to a forward proxy
}

// connect connects to the host of a URL.
func (e *Egress) connect(ctx context.Context, to *url.URL) (link, error) {
	via, err := e.proxy(to)
	if err != nil {
		return link{}, &fault.ViaError{Err: err}
	}
	if via == nil {
		return e.direct(ctx, to)
	}
	l, err := e.tunnel(ctx, via, Address(to))
	if err != nil {
		return link{}, &fault.ViaError{Err: err}
	}
	return l, nil
}

// direct connects to the host of a URL itself.
func (e *Egress) direct(ctx context.Context, to *url.URL) (link, error) {
	tcp, err := e.dial(ctx, "tcp", Address(to))
	if err != nil {
		return link{}, err
	}
	return link{Conn: tcp, socket: newSocket(tcp)}, nil
}
