package main

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"os/signal"
	"strings"
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

	indexes indexes

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
	c, set, err := s.load()
	if err != nil {
		return err
	}
	o, err := proxyOptions(c, s.log)
	if err != nil {
		return err
	}
	o.Reload, o.LogWriter = s.reload, s.lines
	s.start = c
	if s.proxy, err = proxy.New(o); err != nil {
		return err
	}
	if err := s.proxy.Listen(); err != nil {
		return err
	}
	s.proxy.Use(set)
	return nil
}

// close ends what tells of changes.
func (s *server) close() {
	signal.Stop(s.hangup)
	s.files.close()
}

// load makes the routes of the files as they are now.
func (s *server) load() (*config.Config, *proxy.Set, error) {
	s.files.changed() // what changes from here on is a change
	c, err := s.read()
	if err != nil {
		return nil, nil, err
	}
	s.files.follow(config.Files(c))
	all, err := compileAll(c)
	lacks := byPlace(append(secretFaults(c), egressFaults(c)...))
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
	used := s.indexes.still(all)
	set, err := proxySet(all, used, s.log)
	if err != nil {
		return nil, nil, err
	}
	s.indexes = used
	s.level.Set(c.LogLevel)
	for _, d := range all.doubts() {
		s.log.Warn("doubt", "at", place(d.Pos), "doubt", d.Msg)
	}
	return c, set, nil
}

// reload loads the files again. If they have a fault, the routes in use stay in
// force, and the log and the error have all faults, one a line.
func (s *server) reload() error {
	s.loading.Lock()
	defer s.loading.Unlock()
	defer manager{s.log}.reloading()()
	c, set, err := s.load()
	if err != nil {
		var lines strings.Builder
		sayFaults(&lines, err)
		err = errors.New(strings.TrimSuffix(lines.String(), "\n"))
		s.proxy.LoadFailed(err)
		return err
	}
	if c.Listen != s.start.Listen || c.Admin != s.start.Admin || c.Drain != s.start.Drain ||
		!c.TLS.Same(s.start.TLS) || !c.Access.Same(&s.start.Access) {
		s.log.Warn("listen, admin, tls and drain are as they were until the process starts again")
	}
	s.proxy.Use(set)
	return nil
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
	go systemd.keepAwake(ctx, s.proxy.Ready)
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

// keepLoaded reloads on SIGHUP and when a file changes, until ctx ends.
func (s *server) keepLoaded(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-s.hangup:
		case <-s.files.touched:
			if !s.files.changed() {
				continue
			}
		}
		// A fault is in the log already.
		_ = s.reload()
	}
}
