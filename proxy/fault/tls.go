package fault

import (
	"crypto/tls"
	"errors"
	"net"
	"strings"
)

// nameTLS names what went wrong with TLS, but for the certificate.
func nameTLS(err error) Name {
	var (
		wanted *ClientCertError
		plain  *PlainPortError
		record tls.RecordHeaderError
		hand   *HandshakeError
	)
	switch {
	case errors.As(err, &wanted):
		return Name{"it requires a client certificate, and the proxy has none",
			ownCert}
	case errors.As(err, &plain):
		return Name{"its port speaks TLS", "write https:// in its URL"}
	case errors.As(err, &record):
		return nameRecord(record)
	}
	if code, ok := AlertOf(err); ok {
		return nameAlert(code)
	}
	if errors.As(err, &hand) {
		if n := nameNetwork(hand.Err); n.Text != "" {
			return Name{n.Text + " during the TLS handshake", handshakeCure}
		}
	}
	return nameTLSText(err)
}

// nameRecord names what does not begin as TLS does.
func nameRecord(e tls.RecordHeaderError) Name {
	switch {
	case strings.HasPrefix(e.Msg, "oversized"), strings.HasPrefix(e.Msg, "received record with version"):
		return Name{"what it sent breaks the protocol of TLS", "check its port, and what is between"}
	case strings.HasPrefix(e.Msg, "unsupported SSLv2"):
		return Name{oldTLS, newerTLS}
	}
	return Name{"the port does not speak TLS", "check the port, or write http:// in its URL if it is plain HTTP"}
}

const (
	oldTLS   = "it supports only TLS versions before 1.2"
	newerTLS = "have TLS 1.2 or later enabled there"
	oldHTTP  = "have HTTP/1.1 enabled there"

	ownCert = "give the proxy one with client_cert_file and client_key_file of the target"

	handshakeCure = "check that its port speaks TLS, and what is between"
)

// nameTLSText names the errors that crypto/tls has no types for. Only the beginning
// of a text is looked at, and none of it is shown.
func nameTLSText(err error) Name {
	text := ""
	for ; err != nil && !strings.HasPrefix(text, "tls: "); err = errors.Unwrap(err) {
		text = err.Error()
	}
	rest, ok := strings.CutPrefix(text, "tls: ")
	if !ok {
		return Name{}
	}
	for _, known := range tlsTexts {
		if strings.HasPrefix(rest, known.begin) {
			return known.is
		}
	}
	return Name{"what it sent breaks the protocol of TLS", "check its port, and what is between"}
}

// tlsTexts are the beginnings of texts of crypto/tls.
var tlsTexts = [...]struct {
	begin string
	is    Name
}{
	{"server selected unsupported protocol version", Name{oldTLS, newerTLS}},
	{"client offered only unsupported versions", Name{oldTLS, newerTLS}},
	{"protocol version not supported", Name{oldTLS, newerTLS}},
	{"no cipher suite supported by both", Name{"the two sides have no cipher in common", newerTLS}},
	{"server chose an unconfigured cipher suite", Name{"the two sides have no cipher in common", newerTLS}},
	{"server selected unadvertised ALPN protocol", Name{"it does not speak HTTP/1.1", oldHTTP}},
	{"client requested unsupported application", Name{"it does not speak HTTP/1.1", "use HTTP/1.1"}},
	{"failed to parse certificate from server", Name{"its certificate cannot be read", "have it replaced"}},
	{"server's certificate contains", Name{"its certificate has a key of an unknown kind", "have it replaced"}},
	{"downgrade attempt detected", Name{"something between downgrades the TLS version", "find out what it is"}},
}

// alerts are the texts of the alerts of TLS (RFC 8446, section 6), and their
// numbers: crypto/tls has no exported type for one that came.
var alerts = func() map[string]tls.AlertError {
	all := make(map[string]tls.AlertError, 256)
	for code := range 256 {
		all[tls.AlertError(code).Error()] = tls.AlertError(code)
	}
	return all
}()

// AlertOf returns the alert with which the other side ended TLS.
func AlertOf(err error) (tls.AlertError, bool) {
	var alert tls.AlertError
	if errors.As(err, &alert) {
		return alert, true
	}
	var op *net.OpError
	if !errors.As(err, &op) || op.Op != "remote error" || op.Err == nil {
		return 0, false
	}
	alert, ok := alerts[op.Err.Error()]
	return alert, ok
}

// Alerts of which there is more to say than their name (RFC 8446, section 6.2).
const (
	alertHandshake   tls.AlertError = 40
	alertBadCert     tls.AlertError = 42
	alertVersion     tls.AlertError = 70
	alertWeak        tls.AlertError = 71
	alertName        tls.AlertError = 112
	alertUnknownCA   tls.AlertError = 48
	alertUnknownCert tls.AlertError = 46
	alertNeedsCert   tls.AlertError = 116
	alertNoProtocol  tls.AlertError = 120
)

func nameAlert(code tls.AlertError) Name {
	name := `the other side ended TLS with "` + strings.TrimPrefix(code.Error(), "tls: ") + `"`
	switch code {
	case alertHandshake, alertWeak:
		return Name{name, "check which TLS versions and ciphers it accepts, and whether it requires a client " +
			"certificate"}
	case alertVersion:
		return Name{name, newerTLS}
	case alertNeedsCert:
		return Name{name, ownCert}
	case alertName:
		return Name{name, "check the host in the URL"}
	case alertNoProtocol:
		return Name{name, oldHTTP}
	case alertUnknownCA, alertUnknownCert, alertBadCert:
		return Name{name, "it does not trust the proxy's certificate"}
	}
	return Name{Text: name}
}

// WantsCert reports whether the target ended TLS for lack of a certificate, which it does
// before it reads anything else (RFC 8446, section 6.2).
func WantsCert(err error) bool {
	code, ok := AlertOf(err)
	return ok && code == alertNeedsCert
}
