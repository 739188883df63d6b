package proxy

import (
	"cmp"
	"errors"
	"net"
	"strings"

	"github.com/valyala/fasthttp"

	"scimshim/proxy/fault"
	"scimshim/proxy/reason"
	"scimshim/rewrite"
)

// notKnown ends the sentences about a request that was sent and not answered.
const notKnown = "; whether it carried out the request is not known"

// targetFault returns the Refusal for an exchange that failed below SCIM.
func targetFault(err error) *rewrite.Refusal {
	var (
		unreached *fault.DialError
		handshake *fault.HandshakeError
		wanted    *fault.ClientCertError
		plain     *fault.PlainPortError
		refused   *rewrite.Refusal
	)
	switch {
	case errors.As(err, &refused): // of ours
		return refused
	case errors.Is(err, fault.ErrPoolFull):
		return reason.Refuse(503, reason.TargetBusy, "all connections to the target are in use; try again later, or "+
			"raise max_connections of the route's target")
	case errors.As(err, &unreached):
		return unreachedFault(unreached.Err)
	case errors.As(err, &handshake), errors.As(err, &wanted), errors.As(err, &plain):
		r := noTLS(err)
		r.Unsent = plain != nil || fault.WantsCert(err)
		return r
	case fault.IsTimeout(err):
		return reason.Refuse(504, reason.Timeout, "the target did not answer in time"+notKnown)
	}
	return brokenAnswer(err)
}

// unreachedFault is the refusal of a request for which there was no connection. The
// target knows nothing of it.
func unreachedFault(err error) *rewrite.Refusal {
	n := fault.NameOf(err)
	r := reason.Refuse(502, reason.Unreachable, "no connection to the target: "+n.Text+"; "+
		cmp.Or(n.Cure, "check its URL, and that it is up"))
	var (
		dns *net.DNSError
		via *fault.ViaError
	)
	errors.As(err, &via)
	switch {
	case errors.As(err, &dns):
		r.Reason = reason.DNS
	case fault.IsTimeout(err) && via != nil:
		r.Status = 504
	case fault.IsTimeout(err):
		r.Status = 504
		r.Detail = "no connection to the target: it did not answer within the time to connect; check its URL, that " +
			"it is up, and that nothing between drops connections"
	}
	return r
}

// noTLS is the refusal of a request for which there was no sound connection of TLS.
func noTLS(err error) *rewrite.Refusal {
	n := fault.NameOf(err)
	r := reason.Refuse(502, reason.TLS, "no TLS connection to the target: "+n.Text+"; "+
		cmp.Or(n.Cure, "check its certificate and its URL"))
	if fault.IsTimeout(err) {
		r.Status = 504
		r.Detail = "no TLS connection to the target: it did not finish the handshake in time; check that its port " +
			"speaks TLS"
	}
	return r
}

// unsentFault is the refusal of a request for which there was a connection that took not
// a byte of it.
func unsentFault(err error) *rewrite.Refusal {
	if fault.IsTimeout(err) {
		return reason.Refuse(504, reason.Timeout, "the time for the request ended before it was sent")
	}
	return reason.Refuse(502, reason.Broken, "the connection to the target broke before the request was sent ("+
		fault.Of(err)+")")
}

// brokenAnswer is the refusal of an answer that did not come, or not whole.
func brokenAnswer(err error) *rewrite.Refusal {
	var tooLong *fasthttp.ErrSmallBuffer
	switch {
	case errors.Is(err, fasthttp.ErrBodyTooLarge):
		return reason.Refuse(502, rewrite.AnswerUnreadable, "the target's answer is larger than the limit; ask for "+
			"fewer resources at once")
	case errors.As(err, &tooLong):
		return reason.Refuse(502, rewrite.AnswerUnreadable, "the header of the target's answer is larger than "+
			"the limit")
	case fault.IsBroken(err):
		return reason.Refuse(502, reason.Broken, "the connection to the target broke before its answer was complete ("+
			fault.Of(err)+")"+notKnown)
	}
	if _, alert := fault.AlertOf(err); alert {
		n := fault.NameOf(err)
		return reason.Refuse(502, reason.TLS, "the TLS connection to the target broke before its answer was complete: "+
			n.Text+notKnown)
	}
	return reason.Refuse(502, rewrite.AnswerUnreadable, "the target's answer is no well-formed HTTP"+notKnown)
}

// plainPortTexts are parts of what servers answer, in clear and with 400, to a request in
// clear at a port that speaks TLS: those of net/http, nginx, Apache and Tomcat.
var plainPortTexts = [...]string{
	"Client sent an HTTP request to an HTTPS server",
	"The plain HTTP request was sent to HTTPS port",
	"speaking plain HTTP to an SSL-enabled server port",
	"This combination of host and port requires TLS",
}

// maxPlainPortAnswer is more than such an answer has.
const maxPlainPortAnswer = 4 << 10

// checkPort refuses the answer of a port that wants to be spoken to in TLS. Whatever was
// sent there was not carried out.
func (x *exchange) checkPort() *rewrite.Refusal {
	body := x.answerBody
	if x.answered.Status != 400 || x.lane.base.Scheme != "http" || len(body) > maxPlainPortAnswer {
		return nil
	}
	for _, text := range plainPortTexts {
		if strings.Contains(body, text) {
			return targetFault(&fault.PlainPortError{Err: errors.New("plain HTTP at a port of TLS")})
		}
	}
	return nil
}
