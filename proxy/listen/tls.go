package listen

import (
	"crypto/tls"
	"log/slog"

	"scimshim/proxy/file"
)

// TLS returns the settings of TLS to clients, by files that are read again when they
// change.
func TLS(files file.KeyPair, log *slog.Logger) (*tls.Config, error) {
	c, err := file.NewCertificate(files, log)
	if err != nil {
		return nil, err
	}
	return &tls.Config{
		MinVersion:     tls.VersionTLS12,
		NextProtos:     []string{"http/1.1"},
		GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) { return c.Get(), nil },
	}, nil
}
