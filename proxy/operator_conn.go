package proxy

import (
	"context"
	"net"
	"net/http"
)

// connKey is the key of a request's connection in its context.
type connKey struct{}

// withClientConn lets a request to the admin listener find its connection.
func withClientConn(ctx context.Context, nc net.Conn) context.Context {
	return context.WithValue(ctx, connKey{}, nc)
}

// underWay notes of a request to the admin listener that it is being served, so that its
// connection is not given up for another.
func underWay(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if c, ok := r.Context().Value(connKey{}).(*clientConn); ok {
			c.serves()
			c.authenticate()
		}
		next.ServeHTTP(w, r)
	})
}

// followOperator is told by net/http what a connection does.
func followOperator(nc net.Conn, state http.ConnState) {
	if c, ok := nc.(*clientConn); ok && state == http.StateIdle {
		c.idles()
	}
}
