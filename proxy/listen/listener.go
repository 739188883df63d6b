// Package listen takes the connections of clients and of operators, and decides who has a
// place where there are more of them than places.
//
// A Listener is a net.Listener for an HTTP server; a Conn is a connection of it, which knows
// whether a request on it was shown to be a client's, so that it is not given up for a
// stranger's. Unsent are the replies that clients have not taken yet. RoomFor says how many
// connections there is room for. The package reads no request but to see where it ends, and
// writes nothing but the one answer that it is given for the connection too many.
package listen

import (
	"crypto/tls"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/netip"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"scimshim/proxy/fault"
)

// A Listener takes connections and gives the HTTP server those that have begun to send a
// request. It waits for no client, and does not end before it is closed: neither for
// those who connect and say nothing, nor because the system has no descriptors left.
type Listener struct {
	net.Listener // the system's
	Settings
	places *places

	start, end  sync.Once
	closeSystem func() error  // closes the system's listener, once
	ready       chan *Conn    // have begun to send
	greeted     atomic.Int64  // connections that have not, or were not taken yet
	accepted    chan struct{} // closed when no more are accepted
	ended       chan struct{} // closed when no more are served
	telling     chan struct{} // has room for those who are being told that there is no place

	mu       sync.Mutex
	expected map[netip.AddrPort]bool // the proxy's own connections; true once they have come
	faulted  time.Time               // when Accept failed last
	crowded  time.Time               // when it was logged last that there are too many
}

// A Settings is what a listener is made of.
type Settings struct {
	Name      string
	Secure    *tls.Config   // nil for clear text
	FirstByte time.Duration // for a client to begin a request
	Patience  time.Duration // for one of whom nothing is known to send it
	Reading   int           // requests without a credential, as yet, that are read at once; 0 for any number
	Full      string        // what the connection too many is answered in clear text, whatever it asks
	Log       *slog.Logger
	Refused   func(cause string, n int) // called for connections that are refused, or end early
}

// New returns a listener that takes nothing until Accept is called, and has no
// place until it is resized.
func New(system net.Listener, s Settings) *Listener {
	l := &Listener{
		Listener: system, Settings: s,
		closeSystem: sync.OnceValue(system.Close),
		ready:       make(chan *Conn), accepted: make(chan struct{}), ended: make(chan struct{}),
		telling:  make(chan struct{}, mostTold),
		expected: map[netip.AddrPort]bool{},
	}
	l.places = newPlaces(l.gaveUp)
	l.places.reading, l.places.waits = s.Reading, l.waitParked
	return l
}

// Accept returns the next connection that has begun to send a request.
func (l *Listener) Accept() (net.Conn, error) {
	l.start.Do(func() { go l.run() })
	select {
	case c := <-l.ready:
		return c, nil
	case <-l.ended:
		return nil, net.ErrClosed
	}
}

// Close ends the listener, and is not told a second time.
func (l *Listener) Close() (err error) {
	l.end.Do(func() {
		err = l.closeSystem()
		close(l.ended)
	})
	return err
}

// Times of the end of a listener.
const (
	lastAccept = 10 * time.Millisecond  // for what has connected to be accepted
	lastGreet  = 100 * time.Millisecond // for what was accepted to begin a request
)

// Stop ends the listener once those who have connected before it, and have sent a request,
// were taken: closing it at once would cut them off.
func (l *Listener) Stop() {
	l.start.Do(func() { close(l.accepted) })
	if d, ok := l.Listener.(*net.TCPListener); ok && d.SetDeadline(time.Now().Add(lastAccept)) == nil {
		select {
		case <-l.accepted:
		case <-time.After(lastGreet):
		}
	}
	_ = l.closeSystem()
	l.places.giveUpParked()
	for end := time.Now().Add(lastGreet); l.greeted.Load() > 0 && time.Now().Before(end); {
		time.Sleep(time.Millisecond)
	}
	_ = l.Close()
}

// How long Accept is not called after it failed.
const acceptPause, acceptPauseMost = 5 * time.Millisecond, 100 * time.Millisecond

// run takes connections until the listener is stopped or closed.
func (l *Listener) run() {
	defer close(l.accepted)
	pause := time.Duration(0)
	for {
		raw, err := l.Listener.Accept()
		switch {
		case err == nil:
			pause = 0
			l.admit(raw)
			continue
		case fault.IsTimeout(err): // stop set a deadline
			_ = l.closeSystem() // here, before the next one connects
			return
		case errors.Is(err, net.ErrClosed):
			return
		}
		pause = min(max(2*pause, acceptPause), acceptPauseMost)
		l.starved(err)
		select {
		case <-l.ended:
			return
		case <-time.After(pause):
		}
	}
}

// episode is the time within which the same trouble is logged once.
const episode = time.Minute

// starved frees descriptors after Accept failed, which is for want of them if it is not
// the client that broke off.
func (l *Listener) starved(err error) {
	l.Refused(causeAccept, 1)
	now := time.Now()
	if now.Sub(l.faulted) > episode {
		l.Log.Warn("connections cannot be accepted at the moment; those idle longest are closed before the next "+
			"attempt",
			"listener", l.Name, "fault", fault.Of(err))
	}
	l.faulted = now
	l.places.shed()
}

// admit finds a place for a connection.
func (l *Listener) admit(raw net.Conn) {
	c := newConn(raw, l.places)
	c.own, c.patience = l.recognize(c.from), l.Patience
	if cause := l.places.add(c); cause != "" {
		l.turnAway(c, cause)
		return
	}
	l.greeted.Add(1)
	if l.Secure != nil {
		go l.shake(c)
	} else {
		go l.greet(c)
	}
	if l.places.tight() {
		// Let those begin who have come, before the next may take their places.
		runtime.Gosched()
	}
}

// shake has a connection speak TLS first. What waits for the first byte after that is a
// goroutine of its own: this one has grown to what the handshake needs.
func (l *Listener) shake(c *Conn) {
	err := c.raw.SetDeadline(c.began.Add(l.FirstByte))
	if err == nil {
		err = c.shake(l.Secure)
	}
	if err != nil {
		l.silent(c, err)
		return
	}
	go l.greet(c)
}

// greet hands a connection to the server once it has begun to send a request. One that
// never does is closed without a word: an answer that nobody asked for could be taken
// for that to a later request.
func (l *Listener) greet(c *Conn) {
	err := c.raw.SetDeadline(c.began.Add(l.FirstByte))
	if err == nil {
		err = c.await()
	}
	if err == nil {
		err = c.raw.SetDeadline(time.Time{})
	}
	if err != nil {
		l.silent(c, err)
		return
	}
	l.hand(c)
}

// hand hands a connection to the server, of which the first byte of a request has come.
func (l *Listener) hand(c *Conn) {
	defer l.greeted.Add(-1)
	if c.came() != nil {
		_ = c.Close()
		return
	}
	select {
	case l.ready <- c:
	case <-l.ended:
		_ = c.Close()
	}
}

// silent closes a connection that did not come to a request, and counts it. Who only looks
// whether the port is open, and who was given up, is not counted here.
func (l *Listener) silent(c *Conn, err error) {
	defer l.greeted.Add(-1)
	_ = c.Close()
	var shaking *fault.HandshakeError
	switch {
	case errors.Is(err, net.ErrClosed), errors.Is(err, io.EOF):
	case fault.IsTimeout(err):
		l.Refused(causeSilent, 1)
	case errors.As(err, &shaking):
		l.Refused(causeHandshake, 1)
	}
}

// gaveUp cuts connections whose places are given to others. It is called with the places
// locked, and waits for nothing.
func (l *Listener) gaveUp(cause string, conns []*Conn) {
	go func() {
		for _, c := range conns {
			c.cut()
		}
		if cause != "" {
			l.tooMany(cause, len(conns))
		}
	}()
}

// tooMany counts connections that were refused or given up, and logs once in a while that
// there are some.
func (l *Listener) tooMany(cause string, n int) {
	l.Refused(cause, n)
	l.mu.Lock()
	now := time.Now()
	say := now.Sub(l.crowded) > episode
	if say {
		l.crowded = now
	}
	l.mu.Unlock()
	if say {
		l.Log.Warn("too many connections: some are refused, or closed to make room", "listener", l.Name, "cause", cause)
	}
}

// Expect has the connection from an address be known as the proxy's own when it comes.
func (l *Listener) Expect(from netip.AddrPort) {
	l.mu.Lock()
	l.expected[from] = false
	l.mu.Unlock()
}

// Came ends what expect began, and reports whether the connection came.
func (l *Listener) Came(from netip.AddrPort) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	ok := l.expected[from]
	delete(l.expected, from)
	return ok
}

// recognize reports whether a connection is the proxy's own.
func (l *Listener) recognize(from netip.AddrPort) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	_, own := l.expected[from]
	if own {
		l.expected[from] = true
	}
	return own
}

// Resize sets how many connections there may be, and how many from one source; 0 for any
// number.
func (l *Listener) Resize(most, perSource int) { l.places.resize(most, perSource) }

// Count returns how many connections there are in each state, and how many there may be.
func (l *Listener) Count() (waiting, active, idle, most int) { return l.places.count() }

// GiveUpIdle gives up all connections on which no request is under way.
func (l *Listener) GiveUpIdle() { l.places.giveUpIdle() }

// GiveUpStrangers gives up all connections whose request has not shown a credential.
func (l *Listener) GiveUpStrangers() { l.places.giveUpStrangers() }

// GiveUpSlow gives up connections whose requests take longest to be read.
func (l *Listener) GiveUpSlow() { l.places.giveUpSlow() }

// Certificate returns the certificate that a listener shows now; nil for none.
func (l *Listener) Certificate() *tls.Certificate {
	if l == nil || l.Secure == nil || l.Secure.GetCertificate == nil {
		return nil
	}
	held, _ := l.Secure.GetCertificate(nil)
	return held
}
