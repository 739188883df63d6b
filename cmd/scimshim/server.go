package main

import (
	"context"
	"crypto/sha256"
	"errors"
	"log/slog"
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"

	"github.com/coreos/go-systemd/v22/daemon"

	"scimshim/config"
	"scimshim/proxy"
)

// A server is the proxy and what it is loaded from.
type server struct {
	read  func() (*config.Config, error)
	log   *slog.Logger
	level *slog.LevelVar   // of the log, as the configuration says it
	lines *proxy.LogWriter // what log writes to; nil if that is something else
	proxy *proxy.Proxy
	start *config.Config // what the listeners were opened with
	files *watch

	secrets *secretFiles
	inForce *loaded
	indexes indexes
	refused [sha256.Size]byte // the files that a signal asked for, and that would lose something

	hangup  chan os.Signal
	loading sync.Mutex // held while rules are loaded and put in use
	endBy   time.Time  // when the time to end in is over; zero before the process was told to
}

// newServer loads the configuration and opens the listeners. Its error is
// tree.Errors where files are at fault: all faults.
func newServer(
	read func() (*config.Config, error), log *slog.Logger, level *slog.LevelVar, lines *proxy.LogWriter,
) (*server, error) {
	s := &server{
		read: read, log: log, level: level, lines: lines, files: newWatch(log), hangup: make(chan os.Signal, 1),
		secrets: newSecretFiles(log),
	}
	// From the first moment on, or SIGHUP would end the process.
	signal.Notify(s.hangup, syscall.SIGHUP)
	if err := s.listen(); err != nil {
		s.close()
		return nil, err
	}
	return s, nil
}

func (s *server) listen() error {
	first, set, err := s.load()
	if err != nil {
		return err
	}
	o, err := proxyOptions(first.Config, s.secrets)
	if err != nil {
		return err
	}
	o.Reload, o.LogWriter = s.reloadAsked, s.lines
	s.start = first.Config
	if s.proxy, err = proxy.New(o); err != nil {
		return err
	}
	if err := s.proxy.Listen(); err != nil {
		return err
	}
	s.put(first, set)
	return nil
}

// close ends what tells of changes.
func (s *server) close() {
	signal.Stop(s.hangup)
	s.files.close()
}

// load makes the routes of the files as they are now.
func (s *server) load() (*loaded, *proxy.Set, error) {
	s.files.changed() // what changes from here on is a change
	c, err := s.read()
	if err != nil {
		return nil, nil, err
	}
	s.files.follow(config.Files(c))
	all, err := compileAll(c)
	lacks := byPlace(append(secretFaults(c, s.secrets), egressFaults(c)...))
	if s.start == nil { // else the addresses are in use, by this process
		lacks = byPlace(append(lacks, listenFaults(c)...))
	}
	faults := append(faultsOf(err), lacks...)
	if err == nil {
		faults = append(faults, all.unkeepable()...)
	}
	if err := faults.Err(); err != nil {
		return nil, nil, err
	}
	next := &loaded{setup: all, files: contents(c), indexes: s.indexes.still(all)}
	set, err := proxySet(all, next.indexes, s.secrets)
	if err != nil {
		return nil, nil, err
	}
	return next, set, nil
}

// put puts in force what was loaded.
func (s *server) put(next *loaded, set *proxy.Set) {
	c := next.Config
	s.inForce, s.indexes = next, next.indexes
	s.level.Set(c.LogLevel)
	for _, d := range next.doubts() {
		s.log.Warn("doubt", "at", place(d.Pos), "doubt", d.Msg)
	}
	if c.Listen != s.start.Listen || c.Admin != s.start.Admin || c.Drain != s.start.Drain ||
		!c.TLS.Same(s.start.TLS) || !c.Access.Same(&s.start.Access) || c.PerSource != s.start.PerSource {
		s.log.Warn("listen, admin, tls, drain and connections_per_source are as they were until the process " +
			"starts again")
	}
	s.proxy.Use(set)
}

// run serves until ctx ends, and then ends the requests under way. The function
// again is called then, so that a second signal ends the process at once.
func (s *server) run(ctx context.Context, again func()) error {
	defer s.close()
	ended := make(chan error, 1)
	go func() { ended <- s.proxy.Serve() }()
	go s.keepLoaded(ctx)
	systemd := manager{s.log}
	systemd.tell(daemon.SdNotifyReady)
	go systemd.keepAwake(ctx, s.proxy.Healthy)
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	s.endBy = time.Now().Add(s.start.Drain)
	again()
	systemd.tell(daemon.SdNotifyStopping)
	return errors.Join(s.proxy.Shutdown(context.Background()), <-ended)
}

// How long the process waits at its end for somebody to read the log.
const minLogPatience, maxLogPatience = 100 * time.Millisecond, 2 * time.Second

// logPatience is what of it the time to end in leaves.
func (s *server) logPatience() time.Duration {
	if s.endBy.IsZero() {
		return maxLogPatience
	}
	return min(max(time.Until(s.endBy), minLogPatience), maxLogPatience)
}
