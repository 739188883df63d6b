package listen

import (
	"bytes"
	"strconv"
	"time"

	"scimshim/proxy/ascii"
)

// gathered is how much of a request is held for one of whom nothing is known before it is
// given to the HTTP server, which takes ten times the memory to read it.
const gathered = 8 << 10

// gather waits until a stranger has sent a whole request, so that one that is never
// finished costs no more than what was sent of it. It has the time that a request has to
// arrive; then, or if the request is longer, the server judges what is there. That n bytes
// are there already is noted before.
func (c *Conn) gather(n int) {
	until := time.Now().Add(c.patience)
	c.mu.Lock()
	c.until = until // the admin listener's server reads and sets deadlines at once
	c.mu.Unlock()
	for first := true; !isWhole(c.buf[:n]); first = false {
		if n == len(c.buf) {
			if n >= gathered {
				break
			}
			c.buf = append(c.buf, make([]byte, n)...)
		}
		if first && c.SetReadDeadline(until) != nil {
			break
		}
		m, err := c.read(c.buf[n:])
		if n += m; err != nil {
			break // the server's next Read meets it too
		}
	}
	c.unread = c.buf[:n]
}

// isWhole reports whether there is nothing to wait for: all of the request is there, or it
// is not known what is missing. It decides how long bytes are held and nothing else: what
// the request is, the HTTP server and readHeader say.
func isWhole(b []byte) bool {
	head, body, ok := bytes.Cut(b, []byte("\r\n\r\n"))
	if !ok {
		return false
	}
	length := 0
	for line := range bytes.SplitSeq(head, []byte("\n")) {
		name, value, _ := bytes.Cut(line, []byte(":"))
		switch {
		case ascii.Equal(name, "content-length"):
			n, err := strconv.Atoi(string(bytes.TrimSpace(value)))
			if err != nil {
				return true
			}
			length = n
		case ascii.Equal(name, "expect"):
			return true
		}
	}
	return length > gathered/2 || len(body) >= length
}
