package proxy

import (
	"errors"
	"fmt"
	"net/http"
)

// A tunnelRefusal is the status with which a forward proxy refuses a tunnel.
type tunnelRefusal int

func (r tunnelRefusal) Error() string { return fmt.Sprintf("it answered CONNECT with %d", int(r)) }

// nameVia names what went wrong with a forward proxy.
func nameVia(err error) faultName {
	var (
		via     *viaError
		refusal tunnelRefusal
	)
	if !errors.As(err, &via) {
		return faultName{}
	}
	n := nameFault(via.Err)
	if errors.As(err, &refusal) {
		n = nameTunnelRefusal(refusal)
	}
	n.name = "the forward proxy on the way: " + n.name
	if n.cure == "" {
		n.cure = "check proxy of the target, or HTTPS_PROXY and NO_PROXY of the environment"
	}
	return n
}

func nameTunnelRefusal(r tunnelRefusal) faultName {
	n := faultName{name: r.Error()}
	switch {
	case r == http.StatusProxyAuthRequired:
		n.cure = "check the user and the password in its URL"
	case r >= 500:
		n.cure = "check that it reaches the target, and knows its name"
	default:
		n.cure = "have it let connections to the target's host and port pass, or except the host from the proxy"
	}
	return n
}
