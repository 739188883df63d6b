package target

import (
	"bufio"
	"context"
	"crypto/tls"
	"encoding/base64"
	"io"
	"net/http"
	"net/url"
	"time"

	"scimshim/proxy/fault"
)

// maxHeaderOfOthers bounds the header of what a forward proxy, or a token endpoint, answers.
const maxHeaderOfOthers = 64 << 10

// tunnel connects to an address through a forward proxy (RFC 9110, section 9.3.6). Targets
// that speak plain HTTP are reached by a tunnel as well: what is exchanged there is as it
// would be without the proxy.
func (e *Egress) tunnel(ctx context.Context, via *url.URL, to string) (link, error) {
	l, err := e.direct(ctx, via)
	if err != nil {
		return link{}, err
	}
	if via.Scheme == "https" {
		secure := tls.Client(l.Conn, &tls.Config{
			MinVersion: tls.VersionTLS12, ServerName: via.Hostname(), RootCAs: e.roots.Get(),
			NextProtos: []string{"http/1.1"},
		})
		if err := secure.HandshakeContext(ctx); err != nil {
			l.Close()
			return link{}, &fault.HandshakeError{Err: err}
		}
		l.Conn, l.sealed = secure, true
	}
	if err := l.askForTunnel(ctx, via.User, to); err != nil {
		l.Close()
		return link{}, err
	}
	return l, nil
}

// askForTunnel asks the forward proxy to lead the connection on.
func (l link) askForTunnel(ctx context.Context, user *url.Userinfo, to string) error {
	end, _ := ctx.Deadline()
	if err := l.SetDeadline(end); err != nil {
		return err
	}
	request := "CONNECT " + to + " HTTP/1.1\r\nHost: " + to + "\r\n"
	if user != nil {
		password, _ := user.Password()
		request += "Proxy-Authorization: Basic " +
			base64.StdEncoding.EncodeToString([]byte(user.Username()+":"+password)) + "\r\n"
	}
	if _, err := io.WriteString(l, request+"\r\n"); err != nil {
		return err
	}
	br := bufio.NewReader(io.LimitReader(l, maxHeaderOfOthers))
	answer, err := http.ReadResponse(br, &http.Request{Method: http.MethodConnect})
	if err != nil {
		if fault.IsTimeout(err) || fault.IsBroken(err) {
			return err
		}
		return fault.Error("its answer to CONNECT is " + fault.Malformed)
	}
	switch {
	case answer.StatusCode < 200 || answer.StatusCode > 299:
		answer.Body.Close()
		return fault.TunnelRefusal(answer.StatusCode)
	case br.Buffered() > 0:
		return fault.Error("it sent more than an answer to CONNECT")
	}
	return l.SetDeadline(time.Time{})
}
