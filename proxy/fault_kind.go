package proxy

import (
	"errors"
	"io"
	"net"
	"syscall"

	"github.com/valyala/fasthttp"
)

// A dialError is the error of a connection that could not be made. Not a byte
// of the request was sent.
type dialError struct{ Err error }

func (e *dialError) Error() string { return e.Err.Error() }
func (e *dialError) Unwrap() error { return e.Err }

// A handshakeError is the error of a TLS handshake.
type handshakeError struct{ Err error }

func (e *handshakeError) Error() string { return e.Err.Error() }
func (e *handshakeError) Unwrap() error { return e.Err }

// A clientCertError is the error of a TLS connection that ended after the other
// side had asked for a certificate of the proxy's, which has none.
type clientCertError struct{ Err error }

func (e *clientCertError) Error() string { return e.Err.Error() }
func (e *clientCertError) Unwrap() error { return e.Err }

// A plainPortError is the error of an exchange in clear at a port that speaks TLS.
type plainPortError struct{ Err error }

func (e *plainPortError) Error() string { return e.Err.Error() }
func (e *plainPortError) Unwrap() error { return e.Err }

// A viaError is the error of a forward proxy, or of the way to it. Not a byte of a request
// was sent.
type viaError struct{ Err error }

func (e *viaError) Error() string { return e.Err.Error() }
func (e *viaError) Unwrap() error { return e.Err }

// errPoolFull says that all connections of a pool stayed in use.
var errPoolFull = errors.New("all connections are in use")

// isTimeout reports whether a deadline ended before the work was done.
func isTimeout(err error) bool {
	var t interface{ Timeout() bool }
	return errors.Is(err, fasthttp.ErrTimeout) || errors.As(err, &t) && t.Timeout()
}

// isBroken reports whether a connection ended in the middle of an exchange.
func isBroken(err error) bool {
	for _, end := range [...]error{
		io.EOF, io.ErrUnexpectedEOF, net.ErrClosed, syscall.ECONNRESET, syscall.EPIPE,
	} {
		if errors.Is(err, end) {
			return true
		}
	}
	return false
}
