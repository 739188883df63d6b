package service

import (
	"bytes"
	"crypto/tls"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"time"
)

// healthTimeout is less than what runtimes of containers give a probe.
const healthTimeout = 2 * time.Second

// AskHealth asks the admin listener of a running proxy for a path and returns the first line
// of its answer. The answer is an error if its status is not 200. Cert is the file of the
// listener's certificate, or empty.
func AskHealth(host, port, cert, path string) (string, error) {
	client, base, err := adminClient(host, port, cert)
	if err != nil {
		return "", err
	}
	resp, err := client.Get(base + path)
	if err != nil {
		return "", unanswered(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, 1<<10))
	if err != nil {
		return "", err
	}
	line, _, _ := strings.Cut(string(body), "\n")
	switch resp.StatusCode {
	case http.StatusOK:
		return line, nil
	case http.StatusServiceUnavailable:
		return "", errors.New(line)
	}
	return "", fmt.Errorf("the admin listener answered with status %d", resp.StatusCode)
}

// adminClient returns a client for the admin listener, and the beginning of its URLs.
func adminClient(host, port, cert string) (*http.Client, string, error) {
	if host == "" {
		host = "127.0.0.1" // as the listener's own address it means each one of this host
	}
	// A proxy that the environment names is not asked for what is on this host.
	transport, scheme := &http.Transport{DisableKeepAlives: true}, "http"
	if cert != "" {
		var err error
		scheme = "https"
		if transport.TLSClientConfig, err = pinned(cert); err != nil {
			return nil, "", err
		}
	}
	base := scheme + "://" + net.JoinHostPort(host, port)
	return &http.Client{Timeout: healthTimeout, Transport: transport}, base, nil
}

// unanswered says what to do about a request to the admin listener that has no answer.
func unanswered(err error) error {
	var dial *net.OpError
	if errors.As(err, &dial) && dial.Op == "dial" {
		return fmt.Errorf("no admin listener was reached at %v (%w); start the proxy, or name with --admin the "+
			"address that its configuration has as admin", dial.Addr, dial.Err)
	}
	return err
}

// pinned returns the settings of TLS with a server that has the first certificate of a
// file, and with no other. The file may be newer than what the server has loaded by a
// second, in which the check fails once.
func pinned(file string) (*tls.Config, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	block, _ := pem.Decode(data)
	if block == nil || block.Type != "CERTIFICATE" {
		return nil, fmt.Errorf("%s: the file contains no PEM certificate", file)
	}
	return &tls.Config{
		MinVersion:         tls.VersionTLS12,
		InsecureSkipVerify: true, //nolint:gosec // the one certificate is compared instead
		VerifyConnection: func(s tls.ConnectionState) error {
			if !bytes.Equal(s.PeerCertificates[0].Raw, block.Bytes) {
				return errors.New("the admin listener's certificate is not that of --cert-file")
			}
			return nil
		},
	}, nil
}
