package roomtest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"os"
	"path/filepath"
	"testing"
	"time"

	"scimshim/proxy/file"
)

// WriteKeyPair writes a new self-signed certificate and its key.
func WriteKeyPair(t *testing.T, files file.KeyPair, serial int64) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(serial), Subject: pkix.Name{CommonName: "scim.example.com"},
		NotAfter: time.Now().Add(time.Hour), DNSNames: []string{"scim.example.com"},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	keyDER, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	WritePEM(t, files.Cert, "CERTIFICATE", der)
	WritePEM(t, files.Key, "PRIVATE KEY", keyDER)
}

// WritePEM writes a file with one block.
func WritePEM(t *testing.T, file, kind string, der []byte) {
	t.Helper()
	b := pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der})
	if err := os.WriteFile(file, b, 0o600); err != nil {
		t.Fatal(err)
	}
}

// KeyPair returns the files of a new certificate.
func KeyPair(t *testing.T, serial int64) file.KeyPair {
	t.Helper()
	dir := t.TempDir()
	files := file.KeyPair{Cert: filepath.Join(dir, "cert.pem"), Key: filepath.Join(dir, "key.pem")}
	WriteKeyPair(t, files, serial)
	return files
}
