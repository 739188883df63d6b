package proxy

import (
	"bytes"
	"scimshim/proxy/head"
	"scimshim/proxy/secret"
	"testing"
)

// What the proxy does to a request's header, path and query, without the
// network.
func BenchmarkRequestHead(b *testing.B) {
	raw := []byte("Host: scim.example.com\r\nAuthorization: Bearer client-token-5b1c\r\n" +
		"Accept: application/scim+json\r\nUser-Agent: x\r\nContent-Type: application/scim+json\r\n\r\n")
	uri := []byte("/scim/v2/Users?filter=emails%5Btype+eq+%22work%22%5D.value+eq+%22barbara%40example.com%22")
	s := testServing(b)
	buf := make([]byte, 0, 1024)
	b.ReportAllocs()
	for b.Loop() {
		var h head.Header
		r := h.Read(raw)
		p, r2 := s.locate(uri)
		q, r3 := head.ReadQuery(nil, p.query, 8<<10)
		if r != nil || r2 != nil || r3 != nil || !secret.Admits(p.lane.tokens, h.Value[head.Authorization]) {
			b.Fatal("refused")
		}
		buf = head.AppendQuery(buf[:0], q)
	}
	if !bytes.HasPrefix(buf, []byte("?filter=emails%5B")) {
		b.Fatalf("%s", buf)
	}
}
