//go:build unix

package target

import (
	"net"
	"os"
	"syscall"
)

// A socket is what is below a connection, as the system knows it. It serves one exchange at a time.
type socket struct {
	raw syscall.RawConn // nil where there is none
	tcp bool            // whether what is written to the connection goes onto the socket as it is

	peek func(fd uintptr) // peekAt, bound once
	seen sight

	turn   func(fd uintptr) bool // sendOrWake, likewise
	out    []byte                // what is to be sent; nil once it was tried
	sent   int
	failed error
}

// newSocket returns the socket of a connection to a host.
func newSocket(c net.Conn) *socket {
	s := new(socket)
	s.peek, s.turn = s.peekAt, s.sendOrWake
	_, s.tcp = c.(*net.TCPConn)
	if sc, ok := c.(syscall.Conn); ok {
		s.raw, _ = sc.SyscallConn()
	}
	return s
}

// look looks at what has arrived. It does not wait, and what has arrived stays there.
func (s *socket) look() sight {
	s.seen = ended
	if s.raw == nil || s.raw.Control(s.peek) != nil {
		return ended
	}
	return s.seen
}

func (s *socket) peekAt(fd uintptr) {
	var b [1]byte
	n, _, err := syscall.Recvfrom(int(fd), b[:], syscall.MSG_PEEK)
	switch {
	case n > 0:
		s.seen = strays
	case err == syscall.EAGAIN || err == syscall.EWOULDBLOCK:
		s.seen = quiet
	}
}

// asks reports whether ask may be called.
func (s *socket) asks() bool { return s.tcp && s.raw != nil }

// ask sends b and waits until something has come, which is still to be read. It returns how much
// was sent: less than b without an error where the system has no room for more, and then without
// waiting. Where an answer is read as soon as its request is written, the first try comes too early
// and is in vain (BenchmarkAsk); here the wait begins before anything is sent, and misses nothing that
// comes from then on. Nothing may have come before, so that it is for connections that look has just
// found quiet: an end that comes between the two is noticed when the target's system refuses what is sent.
func (s *socket) ask(b []byte) (sent int, err error) {
	s.out, s.sent, s.failed = b, 0, nil
	err = s.raw.Read(s.turn)
	s.out = nil
	if s.failed != nil {
		err = &net.OpError{Op: "write", Net: "tcp", Err: os.NewSyscallError("write", s.failed)}
	}
	return s.sent, err
}

// sendOrWake sends what is to be sent; once it was, something has come. It reports whether there
// is nothing to wait for.
func (s *socket) sendOrWake(fd uintptr) bool {
	if s.out == nil {
		return true
	}
	all := len(s.out)
	n, err := syscall.Write(int(fd), s.out)
	s.out, s.sent = nil, max(n, 0)
	if err != nil && err != syscall.EAGAIN && err != syscall.EINTR {
		s.failed = err
	}
	return s.sent < all
}
