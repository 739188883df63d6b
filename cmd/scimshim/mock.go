package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"scimshim/cmd/scimshim/mockserver"
	"scimshim/proxy/mock"
)

// mockFlags are the flags of the command mock.
type mockFlags struct {
	listen, bearerFile, profile string
	seed                        int
}

func newMock() *cobra.Command {
	var flags mockFlags
	c := &cobra.Command{
		Use:   "mock {" + strings.Join(mock.Names(), " | ") + "}",
		Short: "Serve an imitation of a strict target, to try rules against",
		Long: "Mock serves an imitation of a strict target. It refuses what the real target is documented to " +
			"refuse,\n" +
			"and keeps what it accepts in memory. It prints its base URL, and then a line for each request with its\n" +
			"status and its decoded query; the data are made up, so they can be shown. Where the real target does\n" +
			"not tell clients the cause of a refusal, as AWS does not, the next line tells it.",
		Example: "  scimshim mock servicenow\n" +
			"  scimshim mock servicenow --listen 127.0.0.1:9991 --seed 3\n" +
			"  scimshim mock atlassian --bearer-file target.token\n" +
			"  scimshim mock aws-identity-center --seed 2\n" +
			"  scimshim mock github-emu",
		Args:      cobra.MatchAll(cobra.ExactArgs(1), cobra.OnlyValidArgs),
		ValidArgs: mock.Names(),
		RunE: func(c *cobra.Command, args []string) error {
			ctx, stop := signal.NotifyContext(c.Context(), os.Interrupt, syscall.SIGTERM)
			defer stop()
			return serveMock(ctx, c.OutOrStdout(), args[0], flags)
		},
	}
	f := c.Flags()
	f.StringVar(&flags.listen, "listen", "127.0.0.1:0", "the `ADDRESS` to listen on; port 0 means any free port")
	f.StringVar(&flags.bearerFile, "bearer-file", "", "the `FILE` with the token that clients must send")
	f.StringVar(&flags.profile, "profile", "", "how ServiceNow handles PATCH: sdk23, sdk230 or sdk5")
	f.IntVar(&flags.seed, "seed", 0, "create `N` random users and print them")
	return c
}

// serveMock serves a mock until ctx ends.
func serveMock(ctx context.Context, w io.Writer, name string, flags mockFlags) error {
	if flags.profile != "" && name != "servicenow" {
		return usagef("--profile is only for servicenow")
	}
	token, err := readToken(flags.bearerFile)
	if err != nil {
		return err
	}
	l, err := net.Listen("tcp", flags.listen)
	if err != nil {
		return err
	}
	defer l.Close()
	o := mock.Options{Profile: flags.profile, Token: token, BaseURL: "http://" + l.Addr().String()}
	target, err := mock.New(name, o)
	if err != nil {
		return usageError{err}
	}
	if flags.seed < 0 || flags.seed > mockserver.MaxSeed {
		return usagef("--seed: expected a number from 0 to %d", mockserver.MaxSeed)
	}
	mockserver.Seed(w, target, flags.seed)
	fmt.Fprintln(w, o.BaseURL+target.Base())
	return mockserver.Serve(ctx, w, l, target)
}

// readToken reads the token to ask for; none if there is no file.
func readToken(file string) (string, error) {
	if file == "" {
		return "", nil
	}
	data, err := os.ReadFile(file)
	if err != nil {
		return "", err
	}
	token := strings.TrimSpace(string(data))
	if token == "" {
		return "", fmt.Errorf("%s: the token is empty", file)
	}
	return token, nil
}
