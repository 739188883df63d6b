package fault

import (
	"errors"
	"io"
	"net"
	"syscall"

	"github.com/valyala/fasthttp"
)

// A DialError is the error of a connection that could not be made. Not a byte
// of the request was sent.
type DialError struct{ Err error }

func (e *DialError) Error() string { return e.Err.Error() }
func (e *DialError) Unwrap() error { return e.Err }

// A HandshakeError is the error of a TLS handshake.
type HandshakeError struct{ Err error }

func (e *HandshakeError) Error() string { return e.Err.Error() }
func (e *HandshakeError) Unwrap() error { return e.Err }

// A ClientCertError is the error of a TLS connection that ended after the other
// side had asked for a certificate of the proxy's, which has none.
type ClientCertError struct{ Err error }

func (e *ClientCertError) Error() string { return e.Err.Error() }
func (e *ClientCertError) Unwrap() error { return e.Err }

// A PlainPortError is the error of an exchange in clear at a port that speaks TLS.
type PlainPortError struct{ Err error }

func (e *PlainPortError) Error() string { return e.Err.Error() }
func (e *PlainPortError) Unwrap() error { return e.Err }

// A ViaError is the error of a forward proxy, or of the way to it. Not a byte of a request
// was sent.
type ViaError struct{ Err error }

func (e *ViaError) Error() string { return e.Err.Error() }
func (e *ViaError) Unwrap() error { return e.Err }

// ErrPoolFull says that all connections of a pool stayed in use.
var ErrPoolFull = errors.New("all connections are in use")

// IsTimeout reports whether a deadline ended before the work was done.
func IsTimeout(err error) bool {
	var t interface{ Timeout() bool }
	return errors.Is(err, fasthttp.ErrTimeout) || errors.As(err, &t) && t.Timeout()
}

// IsBroken reports whether a connection ended in the middle of an exchange.
func IsBroken(err error) bool {
	for _, end := range [...]error{
		io.EOF, io.ErrUnexpectedEOF, net.ErrClosed, syscall.ECONNRESET, syscall.EPIPE,
	} {
		if errors.Is(err, end) {
			return true
		}
	}
	return false
}
