package fault

import (
	"errors"
	"fmt"
	"net/http"
)

// A TunnelRefusal is the status with which a forward proxy refuses a tunnel.
type TunnelRefusal int

func (r TunnelRefusal) Error() string { return fmt.Sprintf("it answered CONNECT with %d", int(r)) }

// nameVia names what went wrong with a forward proxy.
func nameVia(err error) Name {
	var (
		via     *ViaError
		refusal TunnelRefusal
	)
	if !errors.As(err, &via) {
		return Name{}
	}
	n := NameOf(via.Err)
	if errors.As(err, &refusal) {
		n = nameTunnelRefusal(refusal)
	}
	n.Text = "the forward proxy on the way: " + n.Text
	if n.Cure == "" {
		n.Cure = "check proxy of the target, or HTTPS_PROXY and NO_PROXY of the environment"
	}
	return n
}

func nameTunnelRefusal(r TunnelRefusal) Name {
	n := Name{Text: r.Error()}
	switch {
	case r == http.StatusProxyAuthRequired:
		n.Cure = "check the user and the password in its URL"
	case r >= 500:
		n.Cure = "check that it can reach the target and resolve its name"
	default:
		n.Cure = "allow connections to the target's host and port there, or exclude the host with NO_PROXY"
	}
	return n
}
