package proxy

import (
	"errors"
	"io"
	"net"
	"syscall"

	"github.com/valyala/fasthttp"

	"scimshim/rewrite"
)

// targetFault returns the Refusal for an exchange that failed below SCIM.
func targetFault(err error) *rewrite.Refusal {
	var (
		unreached *dialError
		handshake *handshakeError
		tooLong   *fasthttp.ErrSmallBuffer
	)
	switch {
	case errors.Is(err, errPoolFull):
		return refuse(503, reasonTargetBusy, "all connections to the target are in use; try again later, or raise "+
			"max_connections of the route's target")
	case isTimeout(err):
		return refuse(504, reasonTimeout, "the target did not answer in time; whether it carried out the request "+
			"is not known")
	case errors.As(err, &handshake):
		return refuse(502, reasonUnreachable, "no TLS connection to the target, "+faultOf(handshake.error)+
			"; check its certificate and its URL")
	case errors.As(err, &unreached):
		return refuse(502, reasonUnreachable, "no connection to the target: "+faultOf(unreached.error)+
			"; check its URL, and that it is up")
	case errors.Is(err, fasthttp.ErrBodyTooLarge):
		return refuse(502, rewrite.AnswerUnreadable, "the target's answer is larger than the limit; ask for fewer "+
			"resources at once")
	case errors.As(err, &tooLong):
		return refuse(502, rewrite.AnswerUnreadable, "the header of the target's answer is larger than the limit")
	case isBroken(err):
		return refuse(502, reasonUnreachable, "the connection to the target broke before its answer was "+
			"complete; whether it carried out the request is not known")
	}
	return refuse(502, rewrite.AnswerUnreadable, "the target's answer is no well-formed HTTP; whether it "+
		"carried out the request is not known")
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
