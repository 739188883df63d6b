package target_test

import (
	"fmt"
	"net"
	"testing"

	"scimshim/proxy/proxytest"
)

// A connection to the target is active while a request waits for its answer, and idle afterwards.
func TestTargetConnectionsAreCounted(t *testing.T) {
	goOn := make(chan bool)
	target := proxytest.StartTarget(t, func(c net.Conn, _ *proxytest.Seen) bool {
		<-goOn
		fmt.Fprintf(c, "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s", len(proxytest.OKBody), proxytest.OKBody)
		return true
	})
	p := proxytest.Start(t, target.URL())
	counts := func(active, idle string) {
		t.Helper()
		p.Counts(`scimshim_target_connections{route="test",state="active"} ` + active)
		p.Counts(`scimshim_target_connections{route="test",state="idle"} ` + idle)
	}
	counts("0", "0")
	answered := make(chan []proxytest.Answer)
	go func() { answered <- p.Raw(proxytest.Head("GET", "/scim/v2/Users/1") + "\r\n") }()
	counts("1", "0")
	goOn <- true
	<-answered
	counts("0", "1")
}
