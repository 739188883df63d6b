package target

import (
	"time"

	"scimshim/proxy/fault"
)

// A sight is what a look at an idle connection shows.
type sight byte

const (
	quiet  sight = iota // nothing has come
	ended               // the target has closed it, or it is of no use for another reason
	strays              // bytes have come that nobody asked for
)

// decryptTime is how long a record of TLS that has arrived may take to be whole.
const decryptTime = 20 * time.Millisecond

// look returns what an idle connection shows, without waiting. What has come would be
// read as the answer to the next request. Under TLS such bytes may already be decrypted,
// out of sight of the socket; and what is on the socket may be the notice that the target
// closes the connection, or a ticket for later handshakes.
func (c *Conn) look() sight {
	seen := c.socket.look()
	if !c.sealed || seen == ended {
		return seen
	}
	until := past
	if seen == strays {
		until = time.Now().Add(decryptTime)
	}
	c.by = time.Time{}
	if c.SetReadDeadline(until) != nil {
		return ended
	}
	var b [1]byte
	switch n, err := c.Read(b[:]); {
	case n > 0:
		return strays
	case seen == quiet && fault.IsTimeout(err):
		return quiet
	}
	return ended
}
