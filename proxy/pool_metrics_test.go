package proxy

import (
	"fmt"
	"net"
	"testing"
)

// A connection to the target is active while a request waits for its answer, and idle afterwards.
func TestTargetConnectionsAreCounted(t *testing.T) {
	goOn := make(chan bool)
	target := startTarget(t, func(c net.Conn, _ *seen) bool {
		<-goOn
		fmt.Fprintf(c, "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s", len(okBody), okBody)
		return true
	})
	p := startProxy(t, target.url())
	counts := func(active, idle string) {
		t.Helper()
		p.counts(`scimshim_target_connections{route="test",state="active"} ` + active)
		p.counts(`scimshim_target_connections{route="test",state="idle"} ` + idle)
	}
	counts("0", "0")
	answered := make(chan []answer)
	go func() { answered <- p.raw(head("GET", "/scim/v2/Users/1") + "\r\n") }()
	counts("1", "0")
	goOn <- true
	<-answered
	counts("0", "1")
}
