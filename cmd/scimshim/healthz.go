package main

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"scimshim/config"
)

// probeTimeout is less than what runtimes of containers give a probe.
const probeTimeout = 2 * time.Second

func newHealthz() *cobra.Command {
	var admin string
	var live bool
	c := &cobra.Command{
		Use:   "healthz",
		Short: "Ask a running proxy whether it is ready",
		Long: "Healthz asks the admin listener of a running proxy whether rules are in use and requests\n" +
			"are taken, and exits with 0 or 1. It is for the health check of a container that has no other\n" +
			"program in it. With --live it asks only whether the process answers.",
		Example: "  scimshim healthz\n" +
			"  scimshim healthz --admin 127.0.0.1:9464 --live",
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			path := "/readyz"
			if live {
				path = "/healthz"
			}
			text, err := probe(admin, path)
			if err == nil {
				fmt.Fprintln(c.OutOrStdout(), text)
			}
			return err
		},
	}
	c.Flags().StringVar(&admin, "admin", config.DefaultAdmin, "the admin listener's `ADDRESS`")
	c.Flags().BoolVar(&live, "live", false, "ask whether the process answers, ready or not")
	return c
}

// probe asks the admin listener for a path and returns the first line of its
// answer. The answer is an error if its status is not 200.
func probe(admin, path string) (string, error) {
	host, port, err := net.SplitHostPort(admin)
	if err != nil {
		return "", usagef("--admin: expected host:port, such as %s", config.DefaultAdmin)
	}
	if host == "" {
		host = "127.0.0.1" // as the listener's own address it means each one of this host
	}
	// A proxy that the environment names is not asked for what is on this host.
	client := http.Client{Timeout: probeTimeout, Transport: &http.Transport{DisableKeepAlives: true}}
	resp, err := client.Get("http://" + net.JoinHostPort(host, port) + path)
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
