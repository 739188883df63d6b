// Package mockserver is an imitated target as a process serves it to somebody who tries rules:
// with users made up, and a line for each request. What the target takes and refuses is the
// package mock.
package mockserver

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"time"

	"scimshim/proxy/mock"
)

// Serve serves a target until ctx ends, and then ends the requests under way. It writes a
// line for each request to w.
func Serve(ctx context.Context, w io.Writer, l net.Listener, target *mock.Target) error {
	s := &http.Server{Handler: &log{target: target, w: w}, ReadHeaderTimeout: 10 * time.Second}
	ended := make(chan error, 1)
	go func() { ended <- s.Serve(l) }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	last, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	err := s.Shutdown(last)
	if served := <-ended; !errors.Is(served, http.ErrServerClosed) {
		err = errors.Join(err, served)
	}
	return err
}
