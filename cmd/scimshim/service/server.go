package service

import (
	"context"
	"crypto/sha256"
	"errors"
	"log/slog"
	"net"
	"os"
	"os/signal"
	"runtime/debug"
	"sync"
	"syscall"
	"time"

	"github.com/coreos/go-systemd/v22/daemon"

	"scimshim/cmd/scimshim/setup"
	"scimshim/config"
	"scimshim/proxy"
	"scimshim/proxy/log"
	"scimshim/rewrite/state"
)

// Options say what a server is loaded from, and what it writes its log to.
type Options struct {
	Read     func() (*config.Config, error) // called anew for each reload
	Log      *slog.Logger
	Level    *slog.LevelVar // of the log, which the configuration sets
	Requests *log.Requests  // the lines of requests, of which the configuration says which there are
	Lines    *log.Writer    // what the others write to; nil if that is something else
	Version  string         // of the program, as it may stand in a User-Agent
}

// A Server is the proxy and what it is loaded from.
type Server struct {
	read     func() (*config.Config, error)
	log      *slog.Logger
	level    *slog.LevelVar
	requests *log.Requests
	lines    *log.Writer
	version  string

	proxy *proxy.Proxy
	start *config.Config // what the listeners were opened with
	files *watch
	state state.Keeper // nil before it was opened

	secrets *setup.Secrets
	inForce *loaded
	indexes indexes
	refused [sha256.Size]byte // the files that a signal asked for, and that would lose something

	hangup  chan os.Signal
	loading sync.Mutex // held while rules are loaded and put in use
	endBy   time.Time  // when the time to end in is over; zero before the process was told to
}

// New loads the configuration and opens the listeners. Its error is tree.Errors where files
// are at fault: all faults. From then on SIGHUP loads the files again, and does not end the
// process.
func New(o Options) (*Server, error) {
	s := &Server{
		read: o.Read, log: o.Log, level: o.Level, requests: o.Requests, lines: o.Lines, version: o.Version,
		files: newWatch(o.Log), hangup: make(chan os.Signal, 1), secrets: setup.NewSecrets(o.Log),
	}
	// From the first moment on, or SIGHUP would end the process.
	signal.Notify(s.hangup, syscall.SIGHUP)
	if err := s.listen(); err != nil {
		s.close()
		return nil, err
	}
	// Reading files and packs took more than is kept, and nobody waits yet. An idle process would
	// hold it until as much is allocated anew.
	debug.FreeOSMemory()
	return s, nil
}

func (s *Server) listen() error {
	first, set, err := s.load()
	if err != nil {
		return err
	}
	o, err := proxyOptions(first.Config, s.secrets, s.log)
	if err != nil {
		return err
	}
	o.Version, o.Reload, o.Requests, o.LogWriter = s.version, s.reloadAsked, s.requests, s.lines
	s.start = first.Config
	if s.state, err = openState(first.Config, s.secrets, s.log); err != nil {
		return err
	}
	o.State = s.state
	if s.proxy, err = proxy.New(o); err != nil {
		return err
	}
	if err := s.proxy.Listen(); err != nil {
		return err
	}
	s.put(first, set)
	return nil
}

// close ends what tells of changes, and lets go of the state.
func (s *Server) close() {
	signal.Stop(s.hangup)
	s.files.close()
	if s.state != nil {
		if err := s.state.Close(); err != nil {
			s.log.Error("the file of the state was not closed", "error", err.Error())
		}
	}
}

// load makes the routes of the files as they are now.
func (s *Server) load() (*loaded, *proxy.Set, error) {
	s.files.changed() // what changes from here on is a change
	c, err := s.read()
	if err != nil {
		return nil, nil, err
	}
	s.files.follow(config.Files(c))
	all, err := setup.Compile(c)
	listen := s.start == nil // later the addresses are in use, by this process
	faults := append(setup.Faults(err), setup.Lacks(c, s.secrets, listen)...)
	if err == nil {
		faults = append(faults, all.Unkeepable()...)
	}
	if err := faults.Err(); err != nil {
		return nil, nil, err
	}
	next := &loaded{Setup: all, files: contents(c), indexes: s.indexes.still(all)}
	set, err := proxySet(all, next.indexes, s.secrets, s.log)
	if err != nil {
		return nil, nil, err
	}
	return next, set, nil
}

// whichRequests is what the configuration calls the requests that have a line.
var whichRequests = map[config.LogRequests]log.Which{
	config.LogAll: log.All, config.LogErrors: log.Errors, config.LogNone: log.None,
}

// put puts in force what was loaded.
func (s *Server) put(next *loaded, set *proxy.Set) {
	c := next.Config
	s.inForce, s.indexes = next, next.indexes
	s.level.Set(c.LogLevel)
	s.requests.Limit(whichRequests[c.LogRequests])
	for _, d := range next.Warnings() {
		s.log.Warn("warning", "at", d.Pos.String(), "warning", d.Msg)
	}
	if c.Listen != s.start.Listen || c.Admin != s.start.Admin || c.Drain != s.start.Drain ||
		!c.TLS.Same(s.start.TLS) || !c.Access.Same(&s.start.Access) || c.PerSource != s.start.PerSource ||
		!c.State.Same(&s.start.State) {
		s.log.Warn("changes to listen, admin, tls, drain, state and connections_per_source take effect when the " +
			"process is restarted")
	}
	s.proxy.Use(set)
}

// Addr returns the address for clients.
func (s *Server) Addr() net.Addr { return s.proxy.Addr() }

// AdminAddr returns the address of the admin listener.
func (s *Server) AdminAddr() net.Addr { return s.proxy.AdminAddr() }

// Run serves until ctx ends, and then ends the requests under way. The function
// again is called then, so that a second signal ends the process at once.
func (s *Server) Run(ctx context.Context, again func()) error {
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

// MaxLogPatience is how long the process waits at its end, at most, for somebody to read the log.
const MaxLogPatience = 2 * time.Second

const minLogPatience = 100 * time.Millisecond

// LogPatience returns what the time to end in leaves of it.
func (s *Server) LogPatience() time.Duration {
	if s.endBy.IsZero() {
		return MaxLogPatience
	}
	return min(max(time.Until(s.endBy), minLogPatience), MaxLogPatience)
}
