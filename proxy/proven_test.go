package proxy_test

import (
	"sync"
	"testing"

	"scimshim/proxy/proxytest"
)

// The endpoints of a lane are proven by many requests at once.
func TestProvenConcurrently(t *testing.T) {
	target := proxytest.StartTarget(t, proxytest.AnswerSCIM)
	p := proxytest.Start(t, target.URL())
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 10 {
				p.Raw(proxytest.Head("GET", "/scim/v2/Users/1") + "\r\n")
			}
		})
	}
	all.Wait()
	if is := p.Proven(); !is[0] || is[1] {
		t.Error("proven is what was not asked, or what was is not")
	}
}
