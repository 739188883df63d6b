//go:build !unix

package target

import (
	"net"
	"time"

	"scimshim/proxy/fault"
)

// A socket is what is below a connection. This system knows no more of it than the connection does.
type socket struct{ net.Conn }

// newSocket returns the socket of a connection to a host.
func newSocket(c net.Conn) *socket { return &socket{c} }

// look looks at what has arrived. It waits a millisecond for it, since this system offers no look
// without waiting, and what has arrived is lost: the connection is not used again then.
func (s *socket) look() sight {
	if s.SetReadDeadline(time.Now().Add(time.Millisecond)) != nil {
		return ended
	}
	var b [1]byte
	switch n, err := s.Read(b[:]); {
	case n > 0:
		return strays
	case fault.IsTimeout(err):
		return quiet
	}
	return ended
}

// asks reports whether ask may be called.
func (s *socket) asks() bool { return false }

// ask sends b.
func (s *socket) ask(b []byte) (sent int, err error) { return s.Write(b) }
