package proxy

import (
	"net"
	"testing"
)

// A connection whose request has shown a credential is not given up before it is answered, whoever asks for
// its place at the moment at which the credential is shown.
func TestRequestOfClientIsNotGivenUp(t *testing.T) {
	for stage := connNew; stage <= connIdle; stage++ {
		for _, known := range []bool{false, true} {
			here, there := net.Pipe()
			defer there.Close()
			c := newClientConn(here, nil)
			c.stage, c.known = stage, known
			if got, want := c.giveUp(), !known || stage == connIdle; got != want {
				t.Errorf("stage %d, with a credential %v: given up %v", stage, known, got)
			}
		}
	}
}
