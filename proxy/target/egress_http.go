package target

import (
	"context"
	"net"
	"net/http"
	"net/url"

	"scimshim/proxy/fault"
)

// client returns a client of HTTP for one URL, which no redirect leads away from it. It
// makes a connection for each request, since there are few.
func (e *Egress) client(to *url.URL) *http.Client {
	secure := e.tls(to.Hostname(), nil, 1)
	return &http.Client{
		Timeout:       tokenTimeout,
		CheckRedirect: noRedirect,
		Transport: &http.Transport{
			DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
				return e.connectPlain(ctx, to)
			},
			DialTLSContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
				return e.connectTLS(ctx, to, secure)
			},
			DisableKeepAlives:      true,
			DisableCompression:     true,
			MaxResponseHeaderBytes: maxHeaderOfOthers,
		},
	}
}

// connectPlain connects to the host of a URL.
func (e *Egress) connectPlain(ctx context.Context, to *url.URL) (net.Conn, error) {
	l, err := e.connect(ctx, to)
	if err != nil {
		return nil, &fault.DialError{Err: err}
	}
	return l.Conn, nil
}

// connectTLS connects to the host of a URL, and shakes hands there.
func (e *Egress) connectTLS(ctx context.Context, to *url.URL, s *tlsSettings) (net.Conn, error) {
	plain, err := e.connectPlain(ctx, to)
	if err != nil {
		return nil, err
	}
	c, _, err := shakeHands(ctx, plain, s.config())
	if err != nil {
		plain.Close()
		return nil, &fault.HandshakeError{Err: err}
	}
	return c, nil
}
