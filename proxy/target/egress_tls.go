package target

import (
	"crypto/tls"
	"crypto/x509"
	"sync"
)

// A tlsSettings is the settings of TLS to one host.
type tlsSettings struct {
	egress   *Egress
	sessions int
	base     *tls.Config

	mu    sync.Mutex
	held  *tls.Config
	roots *x509.CertPool   // those of held
	cert  *tls.Certificate // that at the time of held
}

// tls returns the settings of TLS to a host, with room for some sessions; base may be nil.
func (e *Egress) tls(host string, base *tls.Config, sessions int) *tlsSettings {
	c := &tls.Config{MinVersion: tls.VersionTLS12}
	if base != nil {
		c = base.Clone()
	}
	c.ServerName = host
	c.NextProtos = []string{"http/1.1"}
	switch {
	case e.cert != nil:
		c.GetClientCertificate = func(*tls.CertificateRequestInfo) (*tls.Certificate, error) {
			return e.cert.Get(), nil
		}
	case len(c.Certificates) == 0 && c.GetClientCertificate == nil:
		c.GetClientCertificate = noClientCert
	}
	return &tlsSettings{egress: e, sessions: sessions, base: c}
}

// config returns the settings as the files are now. When one of them has changed, sessions
// that were begun before are not resumed: they stand for the certificates of then.
func (s *tlsSettings) config() *tls.Config {
	roots, cert := s.egress.roots.Get(), s.egress.ClientCert()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.held != nil && roots == s.roots && cert == s.cert {
		return s.held
	}
	s.held, s.roots, s.cert = s.base.Clone(), roots, cert
	if roots != nil {
		s.held.RootCAs = roots
	}
	s.held.ClientSessionCache = tls.NewLRUClientSessionCache(s.sessions)
	return s.held
}

// ClientCert returns the certificate that is shown to targets now; nil for none.
func (e *Egress) ClientCert() *tls.Certificate {
	if e.cert == nil {
		return nil
	}
	return e.cert.Get()
}
