package proxy

import (
	"errors"
	"strings"

	"scimshim/rewrite"
)

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
	if x.in.StatusCode() != 400 || x.lane.base.Scheme != "http" || len(body) > maxPlainPortAnswer {
		return nil
	}
	for _, text := range plainPortTexts {
		if strings.Contains(body, text) {
			return targetFault(&plainPortError{errors.New("plain HTTP at a port of TLS")})
		}
	}
	return nil
}
