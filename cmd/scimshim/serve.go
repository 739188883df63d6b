package main

import (
	"context"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"

	"scimshim/cmd/scimshim/service"
	"scimshim/cmd/scimshim/setup"
	"scimshim/config"
	"scimshim/proxy/log"
)

func newServe() *cobra.Command {
	var flags serveFlags
	c := &cobra.Command{
		Use:   "serve {--config FILE | --target URL --rules LIST}",
		Short: "Run the proxy",
		Long: "Serve runs the proxy until it receives SIGTERM or an interrupt; it then finishes the requests under\n" +
			"way. It takes a configuration file, or flags for a single route. The log is JSON on standard error.\n" +
			"Its line \"listening\" shows the addresses, which is useful where a port was given as 0. Rules and\n" +
			"routes are read again on SIGHUP, when one of their files changes, and on POST /-/reload of the admin\n" +
			"listener; if the new ones are invalid, those in use stay in force. The log level is log_level of the\n" +
			"file, unless --log-level is given.",
		Example: "  scimshim serve --config scimshim.yaml\n" +
			"  scimshim serve --target http://127.0.0.1:9991/api/now/scim --rules entra,servicenow\n" +
			"  scimshim serve --target https://api.atlassian.com/scim/directory/DIRECTORY-ID \\\n" +
			"    --rules entra,atlassian --set atlassian.match_email=username --target-bearer-file target.token \\\n" +
			"    --client-bearer-file client.token --listen :8081",
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			read, err := flags.reader(c.Flags().NFlag(), c.Flags().Changed("log-level"))
			if err != nil {
				return err
			}
			return serve(c.Context(), read, c.ErrOrStderr())
		},
	}
	flags.add(c)
	return c
}

// serve runs the proxy until it is told to end. Faults are said in the log: written past
// its lines they would wait for a reader that may never come.
func serve(ctx context.Context, read func() (*config.Config, error), stderr io.Writer) error {
	// Or a reader of the log that dies would end the process with it.
	signal.Ignore(syscall.SIGPIPE)
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)
	defer stop()
	level, lines := new(slog.LevelVar), log.NewWriter(stderr)
	requests := log.NewRequests(lines, level)
	log := slog.New(slog.NewJSONHandler(lines, &slog.HandlerOptions{Level: level}))
	patience := service.MaxLogPatience
	service.LimitMemory(log)
	s, err := service.New(service.Options{
		Read: read, Log: log, Level: level, Requests: requests, Lines: lines, Version: version(),
	})
	if err == nil {
		err = s.Run(ctx, stop)
		patience = s.LogPatience()
	}
	if err != nil {
		setup.Say(lines, err)
		err = errBad
	}
	lines.Close(patience)
	return err
}

// serveFlags name a configuration file, or stand for one with a single route.
type serveFlags struct {
	config.ServeFlags
	file, logLevel string
}

func (s *serveFlags) add(c *cobra.Command) {
	f := c.Flags()
	f.StringVar(&s.file, "config", "", "the configuration `FILE`")
	f.StringVar(&s.Target, "target", "", "the base `URL` of the SCIM service")
	addRuleFlags(c, &s.Rules, &s.Set)
	f.StringVar(&s.Listen, "listen", config.DefaultListen, "the `ADDRESS` that clients connect to")
	f.StringVar(&s.Admin, "admin", config.DefaultAdmin, "the `ADDRESS` of metrics and health")
	f.StringVar(&s.Path, "path", config.DefaultPath, "the base `PATH` that clients use")
	f.StringVar(&s.PublicURL, "public-url", "", "the base `URL` that clients use, for locations in answers")
	f.StringVar(&s.ClientBearerFile, "client-bearer-file", "", "the `FILE` with the token that clients must send")
	f.StringVar(&s.TargetBearerFile, "target-bearer-file", "",
		"the `FILE` with the token for the target; by default the client's Authorization is passed on")
	f.StringVar(&s.logLevel, "log-level", "info", "the lowest `LEVEL` of lines in the log: debug, info, warn or error")
	f.BoolVar(&s.NoClientAuth, "no-client-auth", false, "serve other hosts without requiring a token")
}

// reader returns the function that reads the configuration. Given is how many
// flags there are, and levelGiven whether --log-level is one of them: it holds whatever
// a file says.
func (s *serveFlags) reader(given int, levelGiven bool) (func() (*config.Config, error), error) {
	level, err := config.ParseLogLevel(s.logLevel)
	if err != nil {
		return nil, usagef("--log-level: %v", err)
	}
	if levelGiven {
		given--
	}
	switch {
	case s.file != "" && given > 1:
		return nil, usagef("--config can be combined only with --log-level; the file has all other settings")
	case s.file != "":
		return func() (*config.Config, error) {
			c, err := setup.Read(s.file)
			if err == nil && levelGiven {
				c.LogLevel = level
			}
			return c, err
		}, nil
	case s.Target == "":
		return nil, usagef("expected --config FILE, or --target URL and --rules LIST")
	}
	c, err := config.ForTarget(s.ServeFlags)
	if err != nil {
		return nil, usageError{err}
	}
	c.LogLevel = level
	return func() (*config.Config, error) { return c, nil }, nil
}
