package main

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

	"github.com/spf13/cobra"

	"scimshim/config"
)

// probeTimeout is less than what runtimes of containers give a probe.
const probeTimeout = 2 * time.Second

func newHealthz() *cobra.Command {
	var admin, cert string
	var live bool
	c := &cobra.Command{
		Use:   "healthz",
		Short: "Ask a running proxy whether it is ready",
		Long: "Healthz asks the admin listener of a running proxy whether rules are in use and requests\n" +
			"are taken, and exits with 0 or 1. It is for the health check of a container that has no other\n" +
			"program in it. With --live it asks only whether the process answers. Where the admin listener has\n" +
			"a certificate, --cert-file names the file of it: no other is trusted, and its names do not matter.\n" +
			"A token is not needed, as the listener asks for none here.",
		Example: "  scimshim healthz\n" +
			"  scimshim healthz --admin 127.0.0.1:9464 --live",
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			path := "/readyz"
			if live {
				path = "/healthz"
			}
			text, err := askHealth(admin, cert, path)
			if err == nil {
				fmt.Fprintln(c.OutOrStdout(), text)
			}
			return err
		},
	}
	c.Flags().StringVar(&admin, "admin", config.DefaultAdmin, "the admin listener's `ADDRESS`")
	c.Flags().StringVar(&cert, "cert-file", "", "the `FILE` of the admin listener's certificate, where it has one")
	c.Flags().BoolVar(&live, "live", false, "ask whether the process answers, ready or not")
	return c
}

// askHealth asks the admin listener for a path and returns the first line of its
// answer. The answer is an error if its status is not 200. Cert is the file of the
// listener's certificate, or empty.
func askHealth(admin, cert, path string) (string, error) {
	host, port, err := net.SplitHostPort(admin)
	if err != nil {
		return "", usagef("--admin: expected host:port, such as %s", config.DefaultAdmin)
	}
	if host == "" {
		host = "127.0.0.1" // as the listener's own address it means each one of this host
	}
	// A proxy that the environment names is not asked for what is on this host.
	transport, scheme := &http.Transport{DisableKeepAlives: true}, "http"
	if cert != "" {
		scheme = "https"
		if transport.TLSClientConfig, err = pinned(cert); err != nil {
			return "", err
		}
	}
	client := http.Client{Timeout: probeTimeout, Transport: transport}
	resp, err := client.Get(scheme + "://" + net.JoinHostPort(host, port) + path)
	if err != nil {
		return "", err
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
		return nil, fmt.Errorf("%s: there is no certificate in PEM in the file", file)
	}
	return &tls.Config{
		MinVersion:         tls.VersionTLS12,
		InsecureSkipVerify: true, //nolint:gosec // the one certificate is compared instead
		VerifyConnection: func(s tls.ConnectionState) error {
			if !bytes.Equal(s.PeerCertificates[0].Raw, block.Bytes) {
				return errors.New("the admin listener has another certificate than --cert-file")
			}
			return nil
		},
	}, nil
}
