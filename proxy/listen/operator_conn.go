package listen

import (
	"context"
	"net"
	"net/http"
)

// connKey is the key of a request's connection in its context.
type connKey struct{}

// WithConn lets a request to the admin listener find its connection.
func WithConn(ctx context.Context, nc net.Conn) context.Context {
	return context.WithValue(ctx, connKey{}, nc)
}

// UnderWay notes of a request to the admin listener that it is being served, so that its
// connection is not given up for another.
func UnderWay(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if c, ok := r.Context().Value(connKey{}).(*Conn); ok {
			c.Serves()
			c.Authenticate()
		}
		next.ServeHTTP(w, r)
	})
}

// FollowOperator is called by net/http with what a connection does.
func FollowOperator(nc net.Conn, state http.ConnState) {
	if c, ok := nc.(*Conn); ok && state == http.StateIdle {
		c.idles(false)
	}
}
