package file

import (
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"time"

	"scimshim/proxy/fault"
)

// A Authorities is the authorities of a file beside the system's. It is read again when it has
// changed and two looks saw it alike; it is looked at once per second at most. While it is unsound the last
// authorities are trusted. A nil Authorities is the system's authorities.
type Authorities struct {
	path string
	log  *slog.Logger

	mu      sync.Mutex
	checked time.Time
	seen    os.FileInfo
	next    os.FileInfo // of the last look, if it saw another file
	held    *x509.CertPool
	faulty  bool // whether the last look failed, so that it is logged once
}

// NewAuthorities returns the authorities of a file, which is in PEM.
func NewAuthorities(path string, log *slog.Logger) (*Authorities, error) {
	f := &Authorities{path: path, log: log, checked: time.Now()}
	return f, f.load()
}

// Get returns the authorities that are trusted now; nil for the system's.
func (f *Authorities) Get() *x509.CertPool {
	if f == nil {
		return nil
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if now := time.Now(); now.Sub(f.checked) >= time.Second {
		f.checked = now
		err := f.refresh()
		if err != nil && !f.faulty {
			f.log.Warn("authorities not reloaded, the previous ones stay "+
				"trusted", "file", f.path, "fault", fault.Of(err))
		}
		f.faulty = err != nil
	}
	return f.held
}

// refresh loads the file if it has changed, and this look saw what the last one did.
func (f *Authorities) refresh() error {
	last := f.next
	f.next = nil
	info, err := os.Stat(f.path)
	if err != nil || Same(f.seen, info) {
		return err
	}
	f.next = info
	if last == nil || !Same(last, info) {
		return nil
	}
	return f.load()
}

func (f *Authorities) load() error {
	seen, err := os.Stat(f.path)
	if err != nil {
		return err
	}
	held, err := readRoots(f.path)
	if err != nil {
		return err
	}
	f.seen, f.held = seen, held
	return nil
}

// CheckAuthorities says what is wrong with a file of authorities.
func CheckAuthorities(file string) error {
	_, err := readRoots(file)
	return err
}

// readRoots reads the certificates of authorities, and adds the system's. The file says
// whom to trust beside the authorities that everybody trusts: a target's token endpoint, or
// a forward proxy that looks into TLS for some hosts only, would fail with it alone.
func readRoots(path string) (*x509.CertPool, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	pool, err := x509.SystemCertPool()
	if err != nil {
		pool = x509.NewCertPool()
	}
	found := false
	for block, rest := pem.Decode(data); block != nil; block, rest = pem.Decode(rest) {
		if block.Type != "CERTIFICATE" {
			continue
		}
		cert, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, fault.Error("a certificate in the file is invalid"))
		}
		pool.AddCert(cert)
		found = true
	}
	if !found {
		return nil, fmt.Errorf("%s: %w", path, fault.Error("the file contains no PEM certificate"))
	}
	return pool, nil
}
