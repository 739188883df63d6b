package listen

import (
	"io"
	"time"
)

// Bounds of what is read of a request after its answer.
const (
	lingerTime  = time.Second
	lingerBytes = 2 << 20
)

// LeavesUnread notes that the request under way is answered before all of it was read.
func (c *Conn) LeavesUnread() { c.lingers = true }

// linger reads what a client still sends of a request that was answered before all of it
// was read. A connection that is closed with something unread is reset, and the client may
// never see the answer (RFC 9112, section 9.6).
func (c *Conn) linger() {
	if !c.lingers {
		return
	}
	c.lingers = false
	c.mu.Lock()
	c.replied() // the server has written all of the answer
	c.mu.Unlock()
	half, ok := c.Conn.(interface{ CloseWrite() error })
	if !ok || half.CloseWrite() != nil || c.Conn.SetReadDeadline(time.Now().Add(lingerTime)) != nil {
		return
	}
	_, _ = io.CopyN(io.Discard, c.Conn, lingerBytes)
}
