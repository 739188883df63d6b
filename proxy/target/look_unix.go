//go:build unix

package target

import (
	"net"
	"syscall"
)

// peeker returns a function that looks at what has arrived on the socket of a connection.
// It does not wait, and what has arrived stays there.
func peeker(c net.Conn) func() sight {
	sc, ok := c.(syscall.Conn)
	if !ok {
		return func() sight { return ended }
	}
	raw, err := sc.SyscallConn()
	if err != nil {
		return func() sight { return ended }
	}
	seen := ended
	look := func(fd uintptr) {
		var b [1]byte
		n, _, err := syscall.Recvfrom(int(fd), b[:], syscall.MSG_PEEK)
		switch {
		case n > 0:
			seen = strays
		case err == syscall.EAGAIN || err == syscall.EWOULDBLOCK:
			seen = quiet
		}
	}
	return func() sight {
		seen = ended
		if raw.Control(look) != nil {
			return ended
		}
		return seen
	}
}
