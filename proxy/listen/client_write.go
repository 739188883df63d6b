package listen

import (
	"sync/atomic"
	"time"
)

// Times of writing a large reply.
const (
	writePiece = 64 << 10
	stallTime  = 10 * time.Second // for a client to take a piece
)

// writing is what a connection knows of the reply that it writes.
type writing struct {
	progress atomic.Int64 // when the client last took something, or could have begun to; Unix nanoseconds
	writeBy  time.Time    // when the whole reply must be written
	writeSet time.Time    // the deadline of writing that is set
	lingers  bool         // whether it ends with a part of the request unread
}

// Write writes a reply. A large one is written in pieces, so that it is known when the
// client last took something: one that takes nothing for a while is given up long before
// the time for the whole reply has ended.
func (c *Conn) Write(p []byte) (n int, err error) {
	for len(p) > writePiece && err == nil {
		var piece int
		piece, err = c.writePiece(p[:writePiece])
		n, p = n+piece, p[piece:]
	}
	if err != nil || len(p) == 0 {
		return n, err
	}
	if n == 0 {
		return c.Conn.Write(p)
	}
	piece, err := c.writePiece(p)
	return n + piece, err
}

func (c *Conn) writePiece(p []byte) (int, error) {
	now := time.Now()
	c.progress.Store(now.UnixNano())
	by := now.Add(stallTime)
	if !c.writeBy.IsZero() && c.writeBy.Before(by) {
		by = c.writeBy
	}
	c.writeSet = by
	if err := c.Conn.SetWriteDeadline(by); err != nil {
		return 0, err
	}
	return c.Conn.Write(p)
}

// writeSlack is by how much the time to write a reply, of which there is half a minute or
// more, may be shorter.
const writeSlack = 500 * time.Millisecond

// SetWriteDeadline sets when the whole reply must be written. The deadline of the reply
// before, if it is hardly sooner, stays: to move a timer of the runtime takes long.
func (c *Conn) SetWriteDeadline(t time.Time) error {
	c.writeBy = t
	if sooner := t.Sub(c.writeSet); !c.writeSet.IsZero() && 0 <= sooner && sooner <= writeSlack {
		return nil
	}
	c.writeSet = t
	return c.Conn.SetWriteDeadline(t)
}
