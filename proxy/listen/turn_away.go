package listen

import (
	"fmt"
	"io"
	"net"
	"time"
)

const (
	// mostTold bounds how many clients are being told at once that there is no place.
	mostTold = 32
	// toldWithin is how long a client may take to be told.
	toldWithin = time.Second
)

// FullAnswer is the answer to a connection too many, with a body.
func FullAnswer(mediaType, body string) string {
	return fmt.Sprintf("HTTP/1.1 503 Service Unavailable\r\nContent-Type: %s\r\nRetry-After: 1\r\n"+
		"Cache-Control: no-store\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s", mediaType, len(body), body)
}

// turnAway refuses a connection. A client that speaks clear text is told why, unless too
// many are being told already; of TLS there is none yet to say it in.
func (l *Listener) turnAway(c *Conn, cause string) {
	l.tooMany(cause, 1)
	if l.Secure == nil {
		select {
		case l.telling <- struct{}{}:
			go func() {
				tell(c.raw, l.Full)
				<-l.telling
			}()
			return
		default:
		}
	}
	_ = c.raw.Close()
}

// tell answers that there is no place, and then lets the client send what it has to say:
// closing a connection with unread bytes could cut the answer off.
func tell(raw net.Conn, full string) {
	defer raw.Close()
	if raw.SetDeadline(time.Now().Add(toldWithin)) != nil {
		return
	}
	if _, err := io.WriteString(raw, full); err != nil {
		return
	}
	if half, ok := raw.(interface{ CloseWrite() error }); ok && half.CloseWrite() == nil {
		_, _ = io.CopyN(io.Discard, raw, 64<<10)
	}
}
