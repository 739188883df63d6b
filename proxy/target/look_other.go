//go:build !unix

package target

import (
	"net"
	"time"

	"scimshim/proxy/fault"
)

// peeker returns a function that looks at what has arrived on the socket of a connection.
// It waits a millisecond for it, since this system offers no look without waiting, and
// what has arrived is lost: the connection is not used again then.
func peeker(c net.Conn) func() sight {
	return func() sight {
		if c.SetReadDeadline(time.Now().Add(time.Millisecond)) != nil {
			return ended
		}
		var b [1]byte
		switch n, err := c.Read(b[:]); {
		case n > 0:
			return strays
		case fault.IsTimeout(err):
			return quiet
		}
		return ended
	}
}
