package target

import (
	"bufio"
	"net"
	"sync"
)

// A bufferRoom has the buffers of connections that are in use. One has 32 KiB, and idle
// connections have none.
type bufferRoom struct{ sync.Pool }

// buffers are what an exchange reads through, and what it needs to write.
type buffers struct {
	br *bufio.Reader

	pieces [2][]byte   // what is written at once
	all    net.Buffers // those that are left of them
}

// newBufferRoom returns a room of buffers into which an answer's header of a size fits.
func newBufferRoom(header int) *bufferRoom {
	r := &bufferRoom{}
	r.New = func() any { return &buffers{br: bufio.NewReaderSize(nil, header)} }
	return r
}

// take returns buffers for an exchange on a connection.
func (r *bufferRoom) take(c *Conn) *buffers {
	b := r.Get().(*buffers)
	b.br.Reset(c)
	return b
}

// giveBack takes buffers back. What is left in them belongs to nobody.
func (r *bufferRoom) giveBack(b *buffers) {
	b.br.Reset(nil)
	clear(b.pieces[:])
	r.Put(b)
}
