//go:build unix

package proxy

import (
	"net"
	"syscall"
)

// quietness returns a function that reports whether nothing has arrived on a
// connection: no byte, no end, no error. It does not wait. A byte that has
// arrived is lost, but the connection is not used again then.
func quietness(c net.Conn) func() bool {
	sc, ok := c.(syscall.Conn)
	if !ok {
		return func() bool { return false }
	}
	raw, err := sc.SyscallConn()
	if err != nil {
		return func() bool { return false }
	}
	quiet := false
	look := func(fd uintptr) {
		var b [1]byte
		_, err := syscall.Read(int(fd), b[:])
		quiet = err == syscall.EAGAIN || err == syscall.EWOULDBLOCK
	}
	return func() bool {
		quiet = false
		return raw.Control(look) == nil && quiet
	}
}
