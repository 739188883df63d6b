package proxy

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"time"

	"github.com/valyala/fasthttp"

	"scimshim/proxy/file"
	"scimshim/proxy/listen"
	"scimshim/proxy/log"
	"scimshim/proxy/reason"
)

// Times of serving and of its end.
const (
	writeTimeout = 40 * time.Second // for a client to take an answer
	adminTimeout = 30 * time.Second // for a request to the admin listener
	adminHeader  = 5 * time.Second  // for the header of one
	settleTime   = time.Second      // for load balancers to see that the proxy is not ready
)

// servers are the two listeners and what serves them.
type servers struct {
	public, admin *listen.Listener
	client        *fasthttp.Server
	operator      *http.Server
}

// Listen opens the listeners and logs their addresses. Requests are served
// from Serve on.
func (p *Proxy) Listen() error {
	s := &p.servers
	secure, err := p.listenerTLS(p.options.TLS)
	if err != nil {
		return err
	}
	adminSecure, err := p.listenerTLS(p.options.AdminAccess.TLS)
	if err != nil {
		return err
	}
	public, err := net.Listen("tcp", p.options.Listen)
	if err != nil {
		return err
	}
	admin, err := net.Listen("tcp", p.options.Admin)
	if err != nil {
		public.Close()
		return err
	}
	s.public = listen.New(public, p.listening("public", secure, p.options.ReadTimeout, p.options.Concurrency))
	s.admin = listen.New(admin, p.listening("admin", adminSecure, adminHeader, 0))
	p.fit()
	s.client, s.operator = p.clientServer(), p.operatorServer()
	p.options.Log.Info("listening", "public", p.Addr().String(), "admin", p.AdminAddr().String())
	return nil
}

// listenerTLS returns the settings of TLS of a listener; nil if it has none.
func (p *Proxy) listenerTLS(files *file.KeyPair) (*tls.Config, error) {
	if files == nil {
		return nil, nil
	}
	return listen.TLS(*files, p.options.Log)
}

// listening returns the settings of a listener.
func (p *Proxy) listening(name string, secure *tls.Config, patience time.Duration, reading int) listen.Settings {
	o := &p.options
	full := reason.Refuse(503, reason.Busy, "too many connections are open; try again later")
	return listen.Settings{
		Name: name, Secure: secure, FirstByte: o.FirstByte, Patience: patience, Reading: reading,
		Full: listen.FullAnswer(mediaType, full.ErrorBody()), Log: o.Log,
		Refused: p.metrics.RefusedBy(name, listen.Causes[:]),
	}
}

// ownURL returns the URL of the listener for clients where that is on the loopback address,
// so that all who reach it know it by that; otherwise, or before Listen, nothing.
func (p *Proxy) ownURL() string {
	if p.servers.public == nil {
		return ""
	}
	at, ok := p.Addr().(*net.TCPAddr)
	if !ok || !at.IP.IsLoopback() {
		return ""
	}
	if p.options.TLS != nil {
		return "https://" + at.String()
	}
	return "http://" + at.String()
}

// Addr returns the address that clients are served at. Listen comes before it.
func (p *Proxy) Addr() net.Addr { return p.servers.public.Addr() }

// AdminAddr returns the address of the admin listener. Listen comes before it.
func (p *Proxy) AdminAddr() net.Addr { return p.servers.admin.Addr() }

// clientServer returns the server for clients. Its own answers and log lines
// are replaced: they are no SCIM, and quote the request.
func (p *Proxy) clientServer() *fasthttp.Server {
	o := &p.options
	return &fasthttp.Server{
		Handler:                      p.Handle,
		ErrorHandler:                 p.unread,
		HeaderReceived:               p.headerReceived,
		Logger:                       log.NewServer(o.Log),
		SecureErrorLogMessage:        true,
		LazyRequestTime:              true,    // an exchange has its own
		Concurrency:                  1 << 20, // the listener bounds it
		ReadBufferSize:               o.MaxHeader,
		MaxRequestBodySize:           o.MaxBody,
		ReadTimeout:                  o.ReadTimeout,
		WriteTimeout:                 writeTimeout,
		IdleTimeout:                  o.IdleTimeout,
		DisablePreParseMultipartForm: true,
		NoDefaultServerHeader:        true,
		NoDefaultContentType:         true,
		CloseOnShutdown:              true,
		MaxIdleWorkerDuration:        time.Second,
		ReduceMemoryUsage:            true, // no buffer is held by who sends nothing
		ConnState:                    listen.Follow,
	}
}

func (p *Proxy) operatorServer() *http.Server {
	return &http.Server{
		Handler:           p.adminHandler(),
		ReadHeaderTimeout: adminHeader,
		ReadTimeout:       adminTimeout,
		WriteTimeout:      adminTimeout,
		IdleTimeout:       p.options.IdleTimeout,
		MaxHeaderBytes:    16 << 10,
		ErrorLog:          log.NewServer(p.options.Log).Std(),
		ConnContext:       listen.WithConn,
		ConnState:         listen.FollowOperator,
	}
}

// Serve serves until Shutdown, and returns nil then. If one of the listeners
// fails, both are closed.
func (p *Proxy) Serve() error {
	s := &p.servers
	defer p.keepLooking()()
	ended := make(chan error, 2)
	go func() { ended <- s.client.Serve(s.public) }()
	go func() {
		err := s.operator.Serve(s.admin)
		if errors.Is(err, http.ErrServerClosed) {
			err = nil
		}
		ended <- err
	}()
	err := <-ended
	if err != nil || !p.draining.Load() {
		s.public.Close()
		s.operator.Close()
	}
	return errors.Join(err, <-ended)
}

// Shutdown ends serving without losing a request that was accepted: the proxy
// says that it is not ready, answers with Connection: close for a moment, then
// stops listening and waits for the requests under way. It returns an error if
// the context or DrainTimeout ended first; the process is to exit then.
func (p *Proxy) Shutdown(ctx context.Context) error {
	p.draining.Store(true)
	p.stopKeepers()
	if p.servers.client == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, p.options.DrainTimeout)
	defer cancel()
	p.options.Log.Info("shutting down")
	select {
	case <-time.After(min(settleTime, p.options.DrainTimeout/10)):
	case <-ctx.Done():
	}
	err := p.endServers(ctx)
	if s := p.serving.Load(); s != nil {
		s.end()
	}
	if err != nil {
		return errors.New("requests were still under way when the time to shut down ended")
	}
	return nil
}

// strangersEnd is how long a request may go on to be read, when the process ends, that has
// shown no client's credential yet.
const strangersEnd = time.Second

// endServers ends both servers. Connections without a request under way end at once.
func (p *Proxy) endServers(ctx context.Context) error {
	s := &p.servers
	s.public.Stop()
	s.public.GiveUpIdle()
	late := time.AfterFunc(strangersEnd, s.public.GiveUpStrangers)
	defer late.Stop()
	err := s.client.ShutdownWithContext(ctx)
	for _, l := range [...]*listen.Listener{s.public, s.admin} {
		l.GiveUpIdle()
		l.GiveUpStrangers()
	}
	if s.operator.Shutdown(ctx) != nil {
		s.operator.Close()
	}
	return err
}

// fit gives the listeners as many places as there is room for beside connections to the
// targets of the routes in use.
func (p *Proxy) fit() {
	s := &p.servers
	if s.public == nil {
		return
	}
	targets := 0
	if now := p.serving.Load(); now != nil {
		for _, l := range now.lanes {
			targets += l.Target.MaxConnections
		}
	}
	r := listen.RoomFor(p.options.Concurrency, p.options.ConnectionsPerSource, listen.Descriptors(), targets)
	s.public.Resize(r.Public, r.PerSource)
	s.admin.Resize(r.Admin, 0)
	if r.Public < listen.PlacesPerRequest*p.options.Concurrency {
		p.options.Log.Warn("the limit on file descriptors leaves room for fewer connections",
			"descriptors", listen.Descriptors(), "targets", targets, "clients", r.Public)
	}
}
