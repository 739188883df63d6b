package wiretest

import (
	"fmt"
	"strings"

	"scimshim/proxy/proxytest"
)

// addLineEnds adds lines that do not end in CR and LF.
func addLineEnds(r *rows) {
	ends := []string{"\n", "\r", "\r\r\n", "\n\r\n", "\r\n\r\n", " \r\n", "\t\r\n", "\v\r\n", "\x00\r\n", "\x85", "\u2028", "\n\n", "\r\n\n", "\r\n\r", ""}
	get := []string{"GET " + wireUsers + " HTTP/1.1", "Host: scim.example.com", strings.TrimSuffix(wireAuth, "\r\n"), "X-A: 1", ""}
	post := []string{"POST " + wireUsers + " HTTP/1.1", "Host: scim.example.com", strings.TrimSuffix(wireAuth+wireLength, "\r\n"), "X-A: 1", ""}
	for i, line := range []string{"request line", "Host", "a known field", "a last field", "the empty line"} {
		r.each(line+" of a GET ends in", ends, func(v string) string { return lineEnds(get, i, v) + wireNext })
		r.each(line+" of a POST ends in", ends[:10], func(v string) string { return lineEnds(post, i, v) + proxytest.UserBody + wireNext })
	}
	r.family = "all lines end in"
	for _, v := range ends[:4] {
		r.add(v, strings.ReplaceAll(wireGet("X-A: 1\r\n"), "\r\n", v))
	}
}

// lineEnds joins lines; the one at a place ends in something else.
func lineEnds(lines []string, at int, end string) string {
	var b strings.Builder
	for i, line := range lines {
		b.WriteString(line)
		if i == at {
			b.WriteString(end)
		} else {
			b.WriteString("\r\n")
		}
	}
	return b.String()
}

// addPreambles adds what may come before a request.
func addPreambles(r *rows) {
	r.each("preamble", []string{"\r\n", "\r\n\r\n", strings.Repeat("\r\n", 20), "\n", "\n\n", "\r", "\r\r\n", " ", " \r\n", "\t", "\v", "\x00", "\ufeff",
		"\x80", "x", "x\r\n", "PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r\n", "PROXY UNKNOWN\r\n", "\r\n\r\n\x00\r\nQUIT\n!\x11\x00\x0c", "\x16\x03\x01\x02\x00\x01",
		"SSH-2.0-x\r\n", "HTTP/1.1 200 OK\r\n\r\n", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "0\r\n\r\n", "{}", "Host: x\r\n", "GET\r\n", "\r\n ", "\r\n\n"},
		func(v string) string { return v + wireGet("") })
}

// oddBytes are the bytes with a meaning of their own to one reader or another.
func oddBytes() []string {
	var list []string
	for c := range 256 {
		if c < 0x30 || 0x39 < c && c < 0x41 || 0x5a < c && c < 0x61 || 0x7a < c && c < 0x86 || c == 0xa0 || c == 0xe9 || c == 0xff {
			list = append(list, string([]byte{byte(c)}))
		}
	}
	return list
}

// addNames adds field names with an odd byte.
func addNames(r *rows) {
	r.each("byte in a name", oddBytes(), func(v string) string { return wireGet("X" + v + "Y: z\r\n") })
	r.each("name", []string{"", " ", "\u00e9", "na\u00efve", "X-\u2028", "@", "(", "[]", "{}", "\"a\"", "a,b", "a;b", "a=b", "a/b", "a\\b", "GET / HTTP/1.1\r\nX"},
		func(v string) string { return wireGet(v + ": z\r\n") })
	known := []string{"Authorization", "Connection", "Content-Encoding", "Content-Length", "Content-Type", "Expect", "Host", "If-Match",
		"If-None-Match", "Transfer-Encoding", "Trailer", "Accept"}
	r.each("alias", known, func(v string) string { return wireGet(strings.ReplaceAll(v, "-", "_") + "_: z\r\n") })
	r.each("alias with an underscore", known, func(v string) string {
		at := strings.IndexByte(v, '-')
		if at < 0 {
			at = 1
		}
		return wireGet(v[:at] + "_" + strings.TrimPrefix(v[at:], "-") + ": z\r\n")
	})
}

// addValues adds field values with an odd byte.
func addValues(r *rows) {
	r.each("byte in a value", oddBytes(), func(v string) string { return wireGet("X-A: a" + v + "b\r\n") })
	r.each("byte before Authorization's value", oddBytes()[:34], func(v string) string {
		return "GET " + wireUsers + " HTTP/1.1\r\nHost: x\r\nAuthorization: " + v + "Bearer " + proxytest.ClientToken + "\r\n\r\n" + wireNext
	})
	r.each("byte after Authorization's value", oddBytes()[:34], func(v string) string {
		return "GET " + wireUsers + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + proxytest.ClientToken + v + "\r\n\r\n" + wireNext
	})
	r.each("If-Match", []string{"*", "\"1\"", "W/\"1\"", "\"1\", \"2\"", "\"\xe9\"", "\"", "", "1", "\"a\"b\"", "\"\u2028\"", "\"a\tb\""}, func(v string) string {
		return "DELETE " + wireUsers + "/1 HTTP/1.1\r\n" + wireHost + "If-Match: " + v + "\r\n\r\n" + wireNext
	})
}

// addFolds adds fields that go on in the next line.
func addFolds(r *rows) {
	for _, field := range []string{"Host: scim.example.com", "Authorization: Bearer " + proxytest.ClientToken, strings.TrimSpace(wireLength), "X-A: 1",
		"Content-Type: application/scim+json", "Connection: close", "Expect: 100-continue", strings.TrimSpace(wireChunked)} {
		name, value, _ := strings.Cut(field, ": ")
		r.family = "folded " + name
		for _, fold := range []string{"\r\n ", "\r\n\t", "\r\n  \t", "\n ", "\r\n \r\n ", "\r "} {
			for at, folded := range []string{name + ":" + fold + value, name + ": " + value[:1] + fold + value[1:], name + ": " + value + fold + "x"} {
				raw := wirePost(wireLength, proxytest.UserBody)
				if strings.Contains(raw, field) {
					raw = strings.Replace(raw, field, folded, 1)
				} else {
					raw = wirePost(folded+"\r\n"+wireLength, proxytest.UserBody)
				}
				r.add(fmt.Sprintf("%s, place %d", fold, at), raw)
			}
		}
	}
}

// addTwice adds fields that occur twice, in any case.
func addTwice(r *rows) {
	r.family = "twice"
	for _, field := range []string{"Authorization: Bearer " + proxytest.ClientToken, "Authorization: Bearer x", "Authorization: ", "Host: scim.example.com",
		"Host: other.example", "Host: ", "Content-Type: application/scim+json", "Content-Type: text/plain", "Accept: application/json",
		"User-Agent: x", "Cookie: a=b", "X-A: 1", "Connection: close", "Connection: keep-alive"} {
		first, _, _ := strings.Cut(field, ":")
		raw := wirePost(field+"\r\n"+wireLength, proxytest.UserBody)
		if !strings.Contains(wireHost+wireJSON, first) {
			raw = wirePost(field+"\r\n"+field+"\r\n"+wireLength, proxytest.UserBody)
		}
		r.add(strings.ReplaceAll(field, proxytest.ClientToken, "TOKEN"), raw)
		r.add(strings.ToLower(first)+strings.ReplaceAll(field[len(first):], proxytest.ClientToken, "TOKEN"),
			strings.Replace(raw, field, strings.ToLower(first)+field[len(first):], 1))
	}
	for _, field := range []string{"If-Match: *", "If-None-Match: *", "Expect: 100-continue", "Content-Encoding: identity", "Trailer: X"} {
		r.add(field, "DELETE "+wireUsers+"/1 HTTP/1.1\r\n"+wireHost+field+"\r\nX: y\r\n"+field+"\r\n\r\n"+wireNext)
	}
}

// addExpectations adds what a client may expect.
func addExpectations(r *rows) {
	values := []string{"100-continue", "100-Continue", "100-continue ", "100-continue, 100-continue", "100-continue, x", "100", "100 continue",
		"200-ok", "", "x", "100-continue;q=1", "\"100-continue\"", "100-continue\x00", "\v100-continue"}
	r.each("Expect with a body", values, func(v string) string { return wirePost(wireLength+"Expect: "+v+"\r\n", proxytest.UserBody) })
	r.each("Expect without a body", values, func(v string) string { return wireGet("Expect: " + v + "\r\n") })
	r.each("Expect in HTTP/1.0", values[:4], func(v string) string {
		return strings.Replace(wirePost(wireLength+"Expect: "+v+"\r\n", proxytest.UserBody), "HTTP/1.1", "HTTP/1.0", 1)
	})
	r.each("Expect with chunks", values[:4], func(v string) string { return wirePost(wireChunked+"Expect: "+v+"\r\n", wireChunks()) })
}

// addHops adds fields that are for the next hop alone, or that change what is asked.
func addHops(r *rows) {
	r.each("field", []string{"Connection: close", "Connection: Close", "Connection: x, close", "Connection: close, x", "Connection: keep-alive",
		"Connection: keep-alive, close", "Connection: Authorization", "Connection: Host", "Connection: Content-Length", "Connection: Transfer-Encoding",
		"Connection: ", "Connection: ,", "Connection: ,close", "Connection: clo\u017fe", "Connection: \"close\"", "Connection: upgrade\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAoAAA",
		"Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: x", "Upgrade: TLS/1.2", "Keep-Alive: timeout=1000, max=1", "Proxy-Connection: close",
		"Proxy-Connection: keep-alive", "Proxy-Authorization: Basic eDp5", "TE: trailers", "TE: gzip", "Max-Forwards: 0", "Via: 1.1 x", "X-HTTP-Method: DELETE",
		"X-HTTP-Method-Override: DELETE", "X-Method-Override: DELETE", "X-Original-URL: /admin", "X-Rewrite-URL: /admin", "X-Forwarded-Host: evil.example",
		"X-Forwarded-For: 127.0.0.1", "X-Forwarded-Proto: https", "X-Forwarded-Prefix: /..", "Forwarded: host=evil.example", "X-Real-IP: 127.0.0.1", "Range: bytes=0-1",
		"If-Modified-Since: x", "Cookie: a; =b; ;;", "Accept-Encoding: gzip, br", "Referer: http://evil.example/", "Origin: null", "Content-Encoding: gzip",
		"Content-Location: /x", "Accept: ,,;=", "HTTP2-Settings: x", ":path: /x", "Sec-Fetch-Site: cross-site", "X-Request-Id: 1", "Traceparent: x"},
		func(v string) string { return wireGet(v + "\r\n") })
}

// addTypes adds media types of a body.
func addTypes(r *rows) {
	r.each("Content-Type", []string{"application/scim+json", "application/json", "Application/SCIM+JSON", "application/scim+json;charset=utf-8",
		"application/json; charset=UTF-8", "application/json; charset=\"utf-8\"", "application/json; charset=utf-16", "application/json; charset=iso-8859-1",
		"application/json; charset=utf-8; charset=latin1", "application/json;", "application/json; charset", "application/json, text/plain", "text/json",
		"text/plain", "multipart/form-data; boundary=x", "application/x-www-form-urlencoded", "*/*", "json", "", "application/jsonp", "application/scim+json x",
		"application/json;q=1;", "application/\u212ason", "application/j\u017fon", "application/json\xe9"}, func(v string) string {
		return "POST " + wireUsers + " HTTP/1.1\r\n" + wireHost + "Content-Type: " + v + "\r\n" + wireLength + "\r\n" + proxytest.UserBody + wireNext
	})
	r.each("Content-Encoding", []string{"gzip", "identity", "", "x", "br", "gzip, gzip"}, func(v string) string {
		return wirePost("Content-Encoding: "+v+"\r\n"+wireLength, proxytest.UserBody)
	})
}
