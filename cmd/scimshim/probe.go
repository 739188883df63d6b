package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"scimshim/proxy/probe"
	"scimshim/proxy/secret"
	"scimshim/proxy/target"
)

// probeFlags are the flags of the command probe.
type probeFlags struct {
	target, bearerFile string
	user               string
	tokenURL, clientID string
	secretFile         string
	scopes             []string
	resources          []string
	timeout            time.Duration
	requests, rate     int
	write              bool
}

func newProbe() *cobra.Command {
	var flags probeFlags
	c := &cobra.Command{
		Use:   "probe --target URL",
		Short: "Find out what a live target accepts, and print a pack for it",
		Long: "Probe finds out which filters, pages and projections a SCIM service supports, and prints a pack for\n" +
			"it. What was seen to be answered correctly is accepted, everything else is refused, and comments say\n" +
			"why. Probe only reads. An answer is correct if it has exactly the resources that the filter selects\n" +
			"among those that the service has listed. This exposes a service that ignores filters, or answers what\n" +
			"it does not understand with an empty list. No value of a resource is printed.\n\n" +
			"With --write, probe also creates two users scimshim-probe-...@example.com and a group of them, tries\n" +
			"on these which forms of PATCH and PUT work, and deletes them at the end, even when interrupted. For a\n" +
			"form that does not work the pack has the way round that does: another form, or a PUT of what the\n" +
			"target shows. The first user has values that others may lack, so more filters can be told apart.",
		Example: "  scimshim probe --target http://127.0.0.1:9991/api/now/scim --rate 200 > probed.yaml\n" +
			"  scimshim probe --target http://127.0.0.1:9991/api/now/scim --rate 200 --bearer-file target.token \\\n" +
			"    --resource Users --requests 100 --timeout 5s\n" +
			"  scimshim probe --target http://127.0.0.1:9991/api/now/scim --rate 200 --write",
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			ctx, stop := signal.NotifyContext(c.Context(), os.Interrupt, syscall.SIGTERM)
			defer stop()
			o, err := flags.options(c.ErrOrStderr())
			if err != nil {
				return err
			}
			client := probe.NewClient(flags.timeout)
			defer client.CloseIdleConnections()
			o.Client = client
			return runProbe(ctx, c.OutOrStdout(), o)
		},
	}
	f := c.Flags()
	f.StringVar(&flags.target, "target", "", "the base `URL` of the SCIM service")
	f.StringVar(&flags.bearerFile, "bearer-file", "", "the `FILE` with the token to send; it is never printed")
	f.StringVar(&flags.tokenURL, "token-url", "", "fetch the token from this `URL` (OAuth 2 client credentials)")
	f.StringVar(&flags.clientID, "client-id", "", "the `ID` of the client, with --token-url")
	f.StringVar(&flags.secretFile, "client-secret-file", "", "the `FILE` with its secret, with --token-url")
	f.StringSliceVar(&flags.scopes, "scope", nil, "the scopes to request, with --token-url")
	f.StringVar(&flags.user, "user", "", "the `FILE` with the user to create, a JSON object with "+probe.UserHole+
		" in its userName")
	f.StringSliceVar(&flags.resources, "resource", probe.Resources(), "the endpoints to ask, joined by commas")
	f.DurationVar(&flags.timeout, "timeout", 10*time.Second, "how long to wait for an answer")
	f.IntVar(&flags.requests, "requests", 800, "send at most `N` requests")
	f.IntVar(&flags.rate, "rate", 10, "send at most `N` requests a second")
	f.BoolVar(&flags.write, "write", false, "create two users and a group, try PATCH and PUT on them, and delete them")
	return c
}

// options returns what the target is asked. Its error is a usageError, but for a token
// that cannot be read.
func (f *probeFlags) options(progress io.Writer) (probe.Options, error) {
	for _, check := range []func() error{f.checkTarget, f.checkCredential, f.checkResources, f.checkBounds} {
		if err := check(); err != nil {
			return probe.Options{}, err
		}
	}
	token, err := readToken(f.bearerFile)
	if err != nil {
		return probe.Options{}, err
	}
	user, err := f.template()
	if err != nil {
		return probe.Options{}, err
	}
	authorization, err := f.oauth()
	return probe.Options{
		User: user, Authorization: authorization,
		Base: strings.TrimRight(f.target, "/"), Token: token, Resources: f.resources, Requests: f.requests,
		Every: time.Second / time.Duration(f.rate), Write: f.write, Progress: progressOf(progress, f.requests),
	}, err
}

// checkTarget refuses what is no URL, or one that has secrets in it, since it is
// printed.
func (f *probeFlags) checkTarget() error {
	u, err := url.Parse(f.target)
	switch {
	case f.target == "":
		return usagef("--target: expected the base URL of a SCIM service")
	case err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https":
		return usagef("--target: expected a URL such as https://scim.example.com/scim/v2")
	case u.User != nil || u.RawQuery != "" || u.Fragment != "":
		return usagef("--target: expected a URL without a user, a query and a fragment")
	}
	return nil
}

// template returns the user to create; "" for the probe's own.
func (f *probeFlags) template() (string, error) {
	if f.user == "" {
		return "", nil
	}
	data, err := os.ReadFile(f.user)
	if err != nil {
		return "", err
	}
	if err := probe.CheckUser(string(data)); err != nil {
		return "", fmt.Errorf("%s: %w", f.user, err)
	}
	return string(data), nil
}

// oauth returns what fetches the token of a client, or nil.
func (f *probeFlags) oauth() (func() (string, error), error) {
	if f.tokenURL == "" {
		return nil, nil
	}
	key, err := secret.FromFile(f.secretFile, slog.New(slog.DiscardHandler))
	if err != nil {
		return nil, err
	}
	credential := target.ClientCredentials(f.tokenURL, f.clientID, key, f.scopes...)
	return func() (string, error) { return credential.Authorization(time.Now().Add(f.timeout), "") }, nil
}

// checkCredential refuses what is no whole credential, and two of them.
func (f *probeFlags) checkCredential() error {
	whole := f.tokenURL != "" && f.clientID != "" && f.secretFile != ""
	some := f.tokenURL != "" || f.clientID != "" || f.secretFile != "" || len(f.scopes) > 0
	switch {
	case some && !whole:
		return usagef("--token-url: expected --client-id and --client-secret-file with it")
	case some && f.bearerFile != "":
		return usagef("--token-url: expected no --bearer-file beside it")
	case f.user != "" && !f.write:
		return usagef("--user: expected --write with it")
	}
	return nil
}

func (f *probeFlags) checkResources() error {
	for _, name := range f.resources {
		if all := probe.Resources(); !slices.Contains(all, name) {
			return unknown("resource", name, all)
		}
	}
	if len(f.resources) == 0 || f.write && !slices.Contains(f.resources, "Users") {
		return usagef("--resource: expected Users, Groups or both, and Users with --write")
	}
	return nil
}

func (f *probeFlags) checkBounds() error {
	switch {
	case f.timeout <= 0:
		return usagef("--timeout: expected a time such as 10s")
	case f.requests < 1 || f.requests > 10_000:
		return usagef("--requests: expected a number from 1 to 10000")
	case f.rate < 1 || f.rate > 1000:
		return usagef("--rate: expected a number from 1 to 1000")
	}
	return nil
}

// progressOf returns what tells a person who waits how many requests were sent,
// and takes it back for 0.
func progressOf(w io.Writer, most int) func(sent int) {
	if !isTerminal(w) {
		return func(int) {}
	}
	return func(sent int) {
		if fmt.Fprintf(w, "\r%-40s\r", ""); sent > 0 {
			fmt.Fprintf(w, "%s of %d at most", count(sent, "request"), most)
		}
	}
}

// runProbe asks the target and prints the pack.
func runProbe(ctx context.Context, w io.Writer, o probe.Options) error {
	r, err := probe.Run(ctx, o)
	o.Progress(0)
	if err == nil {
		_, err = io.WriteString(w, r.Pack())
	}
	return errors.Join(err, r.Left())
}
