package target

import (
	"context"
	"crypto/tls"
	"net"

	"scimshim/proxy/fault"
)

// askedKey finds, in the context of a handshake, where to note that the other side
// asked for a certificate.
type askedKey struct{}

// noClientCert shows no certificate to a target that asks for one, and notes that it
// did: what the target then says of it is often a handshake failure and no more.
func noClientCert(info *tls.CertificateRequestInfo) (*tls.Certificate, error) {
	if asked, ok := info.Context().Value(askedKey{}).(*bool); ok {
		*asked = true
	}
	return new(tls.Certificate), nil
}

// shakeHands makes TLS of a connection. asked says that the target wanted a
// certificate.
func shakeHands(ctx context.Context, tcp net.Conn, config *tls.Config) (c *tls.Conn, asked bool, err error) {
	c = tls.Client(tcp, config)
	err = c.HandshakeContext(context.WithValue(ctx, askedKey{}, &asked))
	return c, asked, refusedCert(err, asked)
}

// refusedCert marks the error of a connection that ended with an alert after a
// certificate was asked for in vain.
func refusedCert(err error, asked bool) error {
	if _, alert := fault.AlertOf(err); alert && asked {
		return &fault.ClientCertError{Err: err}
	}
	return err
}

// speaksTLS reports whether bytes are the beginning of a TLS record: an alert or a
// handshake, of any version of it.
func speaksTLS(b []byte) bool {
	const alert, handshake = 21, 22
	return len(b) > 1 && (b[0] == alert || b[0] == handshake) && b[1] == 3
}
