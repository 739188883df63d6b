package target

import (
	"context"
	"net"
	"time"
)

// WithClock gives a Credential of ClientCredentials another clock.
func WithClock(c Credential, now func() time.Time) Credential {
	c.(*grant).now = now
	return c
}

// Wrap has the TCP connections of an Egress be wrapped by a function.
func (e *Egress) Wrap(f func(net.Conn) net.Conn) {
	dial := e.dial
	e.dial = func(ctx context.Context, network, address string) (net.Conn, error) {
		c, err := dial(ctx, network, address)
		if err == nil {
			c = f(c)
		}
		return c, err
	}
}
