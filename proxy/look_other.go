//go:build !unix

package proxy

import (
	"net"
	"time"
)

// quietness returns a function that reports whether nothing has arrived on a
// connection: no byte, no end, no error. It waits a millisecond for it, since
// this system offers no look without waiting.
func quietness(c net.Conn) func() bool {
	return func() bool {
		if c.SetReadDeadline(time.Now().Add(time.Millisecond)) != nil {
			return false
		}
		var b [1]byte
		_, err := c.Read(b[:])
		return isTimeout(err)
	}
}
