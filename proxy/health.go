package proxy

import (
	"bufio"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"sync"
	"time"

	"scimshim/proxy/fault"
)

const (
	healthTimeout = time.Second // for the listener for clients to answer the proxy itself
	healthMemory  = time.Second // how long what was seen is told again
)

// A health knows whether clients are served, from having been one: it connects to the
// listener for clients and asks, with TLS where they need it. It looks once a second at
// most, however many ask.
type health struct {
	mu   sync.Mutex
	seen time.Time
	err  error
}

// serves returns nil if clients are served, or what keeps them from it.
func (h *health) serves(look func(context.Context) error) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if time.Since(h.seen) > healthMemory {
		ctx, cancel := context.WithTimeout(context.Background(), healthTimeout)
		defer cancel()
		h.err = look(ctx)
		h.seen = time.Now()
	}
	return h.err
}

// Healthy reports whether clients are served. It sends a request to the listener for
// them, once a second at most.
func (p *Proxy) Healthy() bool { return p.health.serves(p.lookAtOwnService) == nil }

// healthz reports whether the process does its work: whether a request on the listener
// for clients is answered. A process that is shutting down does what it is to do.
func (p *Proxy) healthz(w http.ResponseWriter, _ *http.Request) {
	if p.draining.Load() {
		fmt.Fprintln(w, "ok, shutting down")
		return
	}
	if err := p.health.serves(p.lookAtOwnService); err != nil {
		http.Error(w, unserved(err), http.StatusServiceUnavailable)
		return
	}
	fmt.Fprintln(w, "ok")
}

// readyz reports whether requests are taken: clients are served, with rules in use, and
// the proxy is not shutting down.
func (p *Proxy) readyz(w http.ResponseWriter, _ *http.Request) {
	err := p.unready()
	if err == nil {
		if err = p.health.serves(p.lookAtOwnService); err != nil {
			err = errors.New(unserved(err))
		}
	}
	if err != nil {
		http.Error(w, err.Error(), http.StatusServiceUnavailable)
		return
	}
	fmt.Fprintln(w, "ok")
	for _, s := range p.indexes() {
		fmt.Fprintln(w, s.sentence())
	}
}

// unready says why the proxy takes no requests, as far as it knows without looking.
func (p *Proxy) unready() error {
	switch {
	case p.draining.Load():
		return errors.New("the proxy is shutting down")
	case !p.Ready():
		return errors.New("no rules are in use yet")
	}
	return nil
}

// unserved tells an operator that clients are not served.
func unserved(err error) string {
	what := fault.Of(err)
	if fault.IsTimeout(err) {
		what = "no answer within " + healthTimeout.String()
	}
	return "clients are not served: a request of the proxy's own to its listener failed (" + what + ")"
}

// lookAtOwnService sends a request to the listener for clients, as a client would. It is
// one that the proxy answers without a target: for a path that no route has. Any answer
// will do, since refusing is service too. The connection is known at the other end by
// its address, so that it has a place whoever else is there, and the request is neither
// counted nor logged; nobody else can come from that address.
func (p *Proxy) lookAtOwnService(ctx context.Context) error {
	if p.servers.public == nil {
		return fault.Error("it does not listen yet")
	}
	var err error
	for _, at := range reachable(p.Addr()) {
		if err = p.askSelf(ctx, at); err == nil {
			return nil
		}
	}
	return err
}

// reachable returns the addresses at which a listener can be reached from this host.
func reachable(at net.Addr) []netip.AddrPort {
	a, ok := at.(*net.TCPAddr)
	if !ok {
		return nil
	}
	here := a.AddrPort()
	ip := here.Addr().Unmap()
	if !ip.IsUnspecified() {
		return []netip.AddrPort{netip.AddrPortFrom(ip, here.Port())}
	}
	all := []netip.AddrPort{netip.AddrPortFrom(netip.AddrFrom4([4]byte{127, 0, 0, 1}), here.Port())}
	if ip.Is6() {
		all = append(all, netip.AddrPortFrom(netip.IPv6Loopback(), here.Port()))
	}
	return all
}

func (p *Proxy) askSelf(ctx context.Context, at netip.AddrPort) error {
	c, from, err := p.dialSelf(ctx, at)
	if err != nil {
		return err
	}
	defer c.Close()
	err = converse(ctx, c, p.options.TLS != nil)
	if !p.servers.public.Came(from) && err == nil {
		err = fault.Error("another process answers at its address")
	}
	return err
}

// dialSelf connects to the listener for clients from an address that the listener was told
// of before. A port that was free a moment ago may be taken, so it tries a few.
func (p *Proxy) dialSelf(ctx context.Context, at netip.AddrPort) (c net.Conn, from netip.AddrPort, err error) {
	for range 3 {
		if from, err = freePort(ctx, at.Addr()); err != nil {
			return nil, from, err
		}
		p.servers.public.Expect(from)
		d := net.Dialer{LocalAddr: net.TCPAddrFromAddrPort(from)}
		if c, err = d.DialContext(ctx, "tcp", at.String()); err == nil {
			return c, from, nil
		}
		p.servers.public.Came(from)
	}
	return nil, from, err
}

// freePort returns an address of this host from which nothing connects.
func freePort(ctx context.Context, ip netip.Addr) (netip.AddrPort, error) {
	var l net.ListenConfig
	ln, err := l.Listen(ctx, "tcp", netip.AddrPortFrom(ip, 0).String())
	if err != nil {
		return netip.AddrPort{}, err
	}
	defer ln.Close()
	from := ln.Addr().(*net.TCPAddr).AddrPort()
	return netip.AddrPortFrom(from.Addr().Unmap(), from.Port()), nil
}

// converse sends a request and reads its answer.
func converse(ctx context.Context, c net.Conn, secure bool) error {
	if end, ok := ctx.Deadline(); ok {
		if err := c.SetDeadline(end); err != nil {
			return err
		}
	}
	if secure {
		// The name is that of clients, and the other end is known by its port.
		own := tls.Client(c, &tls.Config{InsecureSkipVerify: true}) //nolint:gosec // it is this process
		if err := own.HandshakeContext(ctx); err != nil {
			return err
		}
		c = own
	}
	if _, err := io.WriteString(c, "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"); err != nil {
		return err
	}
	resp, err := http.ReadResponse(bufio.NewReader(c), nil)
	if err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, resp.Body)
	return errors.Join(err, resp.Body.Close())
}
