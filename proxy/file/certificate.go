// Package file keeps certificates and authorities that are read from files, and read again
// when these change: a Certificate with its key, and Authorities. A change is taken when two
// looks have seen it, so that no file is read half written; while files are unsound, what was
// read last stays in use. Files are looked at when they are asked for, once per second at
// most; all types may be used by many goroutines.
package file

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"sync"
	"time"

	"scimshim/proxy/fault"
)

// KeyPair name a certificate chain and its key, in PEM. They are read again
// when they change.
type KeyPair struct{ Cert, Key string }

// CheckKeyPair says what is wrong with files of a listener.
func CheckKeyPair(files KeyPair) error {
	_, err := readKeyPair(files)
	return err
}

// A Certificate is read again when its files change and two looks saw them alike;
// they are looked at once per second at most. While they do not fit together the last
// one is used.
type Certificate struct {
	files KeyPair
	log   *slog.Logger

	mu      sync.Mutex
	checked time.Time
	seen    filePair
	next    filePair // of the last look, if it saw other files
	held    *tls.Certificate
	faulty  bool // whether the last look failed, so that it is logged once
}

// NewCertificate returns the certificate of the files.
func NewCertificate(files KeyPair, log *slog.Logger) (*Certificate, error) {
	c := &Certificate{files: files, log: log}
	if err := c.load(); err != nil {
		return nil, err
	}
	return c, nil
}

// Get returns the certificate as the files are now.
func (c *Certificate) Get() *tls.Certificate {
	c.mu.Lock()
	defer c.mu.Unlock()
	if now := time.Now(); now.Sub(c.checked) >= time.Second {
		c.checked = now
		err := c.refresh()
		if err != nil && !c.faulty {
			c.log.Warn("certificate not reloaded, the previous one stays in use", "file", c.files.Cert,
				"fault", fault.Of(err))
		}
		c.faulty = err != nil
	}
	return c.held
}

// refresh loads the files if one of them has changed, and this look saw what the last one
// did.
func (c *Certificate) refresh() error {
	last := c.next
	c.next = filePair{}
	now, err := c.look()
	switch {
	case err != nil || c.seen.same(now):
		return err
	case !last.same(now):
		c.next = now
		return nil
	}
	if err := c.load(); err != nil {
		c.next = now
		return err
	}
	c.log.Info("certificate reloaded, the new one is in use", "file", c.files.Cert)
	return nil
}

// A filePair is what a look saw of two files.
type filePair [2]os.FileInfo

func (p filePair) same(q filePair) bool {
	return p[0] != nil && Same(p[0], q[0]) && Same(p[1], q[1])
}

func (c *Certificate) look() (infos filePair, err error) {
	if infos[0], err = os.Stat(c.files.Cert); err == nil {
		infos[1], err = os.Stat(c.files.Key)
	}
	return infos, err
}

func (c *Certificate) load() error {
	seen, err := c.look()
	if err != nil {
		return err
	}
	held, err := readKeyPair(c.files)
	if err != nil {
		return err
	}
	c.seen, c.held = seen, &held
	return nil
}

// readKeyPair reads a certificate chain and its key, and says of files that do not
// serve what is wrong with which.
func readKeyPair(files KeyPair) (tls.Certificate, error) {
	chain, err := os.ReadFile(files.Cert)
	if err != nil {
		return tls.Certificate{}, err
	}
	key, err := os.ReadFile(files.Key)
	if err != nil {
		return tls.Certificate{}, err
	}
	held, err := tls.X509KeyPair(chain, key)
	switch leaf := firstPEM(chain, "CERTIFICATE"); {
	case err == nil:
		return held, nil
	case leaf == nil:
		err = fmt.Errorf("%s: %w", files.Cert, fault.Error("the file contains no PEM certificate"))
	case !isCertificate(leaf.Bytes):
		err = fmt.Errorf("%s: %w", files.Cert, fault.Error("the certificate in the file is invalid"))
	case firstPEM(key, "PRIVATE KEY") == nil:
		err = fmt.Errorf("%s: %w", files.Key, fault.Error("the file contains no PEM private key"))
	case strings.HasPrefix(err.Error(), "tls: private key"):
		err = fmt.Errorf("%s: %w", files.Key, fault.Error("the private key belongs to another certificate"))
	default:
		err = fmt.Errorf("%s: %w", files.Key, fault.Error("the private key is invalid or encrypted"))
	}
	return tls.Certificate{}, err
}

// firstPEM returns the first block of PEM whose type ends so, or nil.
func firstPEM(data []byte, kind string) *pem.Block {
	for block, rest := pem.Decode(data); block != nil; block, rest = pem.Decode(rest) {
		if strings.HasSuffix(block.Type, kind) {
			return block
		}
	}
	return nil
}

func isCertificate(der []byte) bool {
	_, err := x509.ParseCertificate(der)
	return err == nil
}
