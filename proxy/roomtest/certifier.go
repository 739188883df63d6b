package roomtest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"math/big"
	"net"
	"testing"
	"time"
)

// A Certifier makes certificates that are right, or wrong in one way.
type Certifier struct {
	key  *ecdsa.PrivateKey
	Root *x509.Certificate
}

// NewCertifier returns one with an authority of its own.
func NewCertifier(t *testing.T) *Certifier {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c := &Certifier{key: key}
	c.Root = &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "test authority"},
		NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign}
	c.Root, _ = x509.ParseCertificate(c.sign(t, c.Root, c.Root))
	return c
}

func (c *Certifier) sign(t *testing.T, what, by *x509.Certificate) []byte {
	t.Helper()
	der, err := x509.CreateCertificate(rand.Reader, what, by, &c.key.PublicKey, c.key)
	if err != nil {
		t.Fatal(err)
	}
	return der
}

// Server returns the settings of a target whose certificate is changed.
func (c *Certifier) Server(t *testing.T, change func(*x509.Certificate)) *tls.Config {
	t.Helper()
	leaf := &x509.Certificate{SerialNumber: big.NewInt(2), NotBefore: time.Now().Add(-2 * time.Hour),
		NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}}
	change(leaf)
	chain := [][]byte{c.sign(t, leaf, c.Root)}
	return &tls.Config{Certificates: []tls.Certificate{{Certificate: chain, PrivateKey: c.key}}}
}
