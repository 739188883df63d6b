package listen

import (
	"net"
	"testing"
)

// A connection whose request has shown a credential is not given up before it is answered, whoever asks for
// its place at the moment at which the credential is shown.
func TestRequestOfClientIsNotGivenUp(t *testing.T) {
	for stage := connNew; stage <= connIdle; stage++ {
		for n := range 4 {
			known, slow := n&1 != 0, n&2 != 0
			here, there := net.Pipe()
			defer there.Close()
			c := newConn(here, nil)
			c.stage, c.known = stage, known
			if got, want := c.giveUp(slow), !known || stage == connIdle || slow && stage == connReading; got != want {
				t.Errorf("stage %d, with a credential %v, slow %v: given up %v", stage, known, slow, got)
			}
		}
	}
}
