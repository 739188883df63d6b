package proxy

import (
	"github.com/valyala/fasthttp"

	"scimshim/proxy/ascii"
	"scimshim/proxy/head"
	"scimshim/proxy/reason"
)

// checkVersion takes HTTP/1.1, and the HTTP/1.0 of a reverse proxy that was not told
// to speak another (nginx: proxy_http_version). Unless the client asks to go on, the
// connection is closed after the answer (RFC 9112, section 9.3).
func (x *exchange) checkVersion() error {
	switch string(x.head.Protocol()) {
	case "HTTP/1.1":
		return nil
	case "HTTP/1.0":
		return x.checkOldVersion()
	}
	x.header.Close = true
	return reason.Refuse(505, reason.Version, "the proxy speaks HTTP/1.1, and HTTP/1.0 where it must")
}

// checkOldVersion refuses what HTTP/1.0 leaves in doubt. The end of the connection
// cannot be the end of a body, since the answer could not be sent then, so a body has
// a Content-Length (RFC 1945, section 7.2.2).
func (x *exchange) checkOldVersion() error {
	h := &x.header
	h.Close = h.Close || !ascii.HasToken(h.Value[head.Connection], "keep-alive")
	if h.Has[head.TransferEncoding] {
		h.Close = true
		return reason.Refuse(400, reason.Header, "the request is in HTTP/1.0, which has no Transfer-Encoding")
	}
	if isWrite(string(x.head.Method())) && !h.Has[head.ContentLength] {
		h.Close = true
		return reason.Refuse(400, reason.Header, "the request is in HTTP/1.0 and has no Content-Length, so that "+
			"its end is not known")
	}
	return nil
}

// isWrite reports whether requests of a method have a body.
func isWrite(method string) bool { return method == "POST" || method == "PUT" || method == "PATCH" }

// ignoreExpect takes the Expect field of a request in HTTP/1.0 out of what fasthttp
// looks at: such a client waits for no 100 (RFC 9110, section 10.1.1).
func ignoreExpect(h *fasthttp.RequestHeader) {
	if !h.IsHTTP11() {
		h.Del("Expect")
	}
}
