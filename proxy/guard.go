package proxy

import (
	"bytes"

	"scimshim/proxy/ascii"
	"scimshim/rewrite"
)

// maxFields bounds the fields of a request, and maxName the bytes of their names.
const (
	maxFields = 100
	maxName   = 255
)

// A field is a header field that the proxy reads, or that must not occur
// twice since another reader might take the other one.
type field int

const (
	unknownField field = iota
	authorization
	contentEncoding
	contentLength
	contentType
	expect
	host
	ifMatch
	ifNoneMatch
	transferEncoding
	trailer
	singletons // the fields from here on may be repeated
	accept
	connection
	fields
)

// A header is what the proxy reads of a request's header block. It is read
// from the raw bytes of the block: what fasthttp makes of them merges chunked
// trailers into the fields, joins folded lines, and takes a bare LF for a line
// end. The values are parts of the block.
type header struct {
	value [fields][]byte
	has   [fields]bool
	close bool // whether the client wants the connection closed
}

// readHeader reads a raw header block and refuses whatever two readers of it
// might understand differently (RFC 9112, sections 5 and 6.3).
func readHeader(raw []byte) (header, *rewrite.Refusal) {
	var h header
	raw = bytes.TrimSuffix(raw, []byte("\r\n"))
	for n := 0; len(raw) > 0; n++ {
		if n == maxFields {
			return h, refuse(431, reasonHeader, "the request has more than 100 header fields")
		}
		end := bytes.IndexByte(raw, '\n')
		if end < 1 || raw[end-1] != '\r' {
			return h, refuse(400, reasonHeader, "a line of the request's header does not end in CR and LF")
		}
		if r := h.line(raw[:end-1]); r != nil {
			return h, r
		}
		raw = raw[end+1:]
	}
	return h, h.framing()
}

// line reads one field.
func (h *header) line(b []byte) *rewrite.Refusal {
	if len(b) > 0 && (b[0] == ' ' || b[0] == '\t') {
		return refuse(400, reasonHeader, "a header field of the request is folded over two lines")
	}
	colon := bytes.IndexByte(b, ':')
	switch {
	case colon < 1 || !ascii.IsToken(b[:colon]):
		return refuse(400, reasonHeader, "a header field of the request has no well-formed name")
	case colon > maxName:
		return refuse(431, reasonHeader, "a header field of the request has a name of more than 255 characters")
	}
	value := bytes.Trim(b[colon+1:], " \t")
	if !ascii.IsFieldValue(value) {
		return refuse(400, reasonHeader, "a header field of the request holds a control character")
	}
	f, alias := fieldOf(b[:colon])
	switch {
	case alias:
		return refuse(400, reasonHeader, "a header field of the request has an underscore where a known field "+
			"has a hyphen")
	case f == unknownField:
		return nil
	case f < singletons && h.has[f]:
		return refuse(400, reasonHeader, "a header field that may occur once occurs twice in the request")
	}
	h.value[f], h.has[f] = value, true
	h.close = h.close || f == connection && ascii.HasToken(value, "close")
	return nil
}

// framing refuses what leaves the end of the request, or of its header, in
// doubt.
func (h *header) framing() *rewrite.Refusal {
	te := h.has[transferEncoding]
	switch {
	case te && h.has[contentLength]:
		return refuse(400, reasonHeader, "the request has both Content-Length and Transfer-Encoding")
	case te && !ascii.Equal(h.value[transferEncoding], "chunked"):
		return refuse(400, reasonHeader, "the request has a transfer encoding other than chunked")
	case h.has[contentLength] && !ascii.IsDigits(h.value[contentLength]):
		return refuse(400, reasonHeader, "the request's Content-Length is no number")
	case h.has[trailer]:
		return refuse(400, reasonHeader, "the request announces trailer fields, which are not taken")
	case h.has[authorization] && !ascii.IsPrintable(h.value[authorization]),
		h.has[ifMatch] && !ascii.IsPrintable(h.value[ifMatch]):
		return refuse(400, reasonHeader, "a header field of the request holds a character that is not ASCII")
	case h.has[expect] && !ascii.Equal(h.value[expect], "100-continue"):
		return refuse(417, reasonHeader, "the request expects something other than 100-continue")
	case h.has[host] && !ascii.IsHost(h.value[host]):
		return refuse(400, reasonHeader, "the request's Host is not a host and a port")
	}
	return nil
}

// hasBody reports whether the framing announces a body.
func (h *header) hasBody() bool {
	return h.has[transferEncoding] || len(bytes.TrimLeft(h.value[contentLength], "0")) > 0
}

// fieldOf returns the field of a name in any case. alias says that the name is
// a known field's but for underscores: some servers take it for the field.
func fieldOf(name []byte) (f field, alias bool) {
	var buf [24]byte
	if len(name) > len(buf) {
		return unknownField, false
	}
	folded := buf[:len(name)]
	for i, c := range name {
		switch {
		case 'A' <= c && c <= 'Z':
			c += 'a' - 'A'
		case c == '_':
			c, alias = '-', true
		}
		folded[i] = c
	}
	f = fieldNames(folded)
	return f, alias && f != unknownField
}

func fieldNames(name []byte) field {
	switch string(name) {
	case "accept":
		return accept
	case "authorization":
		return authorization
	case "connection":
		return connection
	case "content-encoding":
		return contentEncoding
	case "content-length":
		return contentLength
	case "content-type":
		return contentType
	case "expect":
		return expect
	case "host":
		return host
	case "if-match":
		return ifMatch
	case "if-none-match":
		return ifNoneMatch
	case "trailer":
		return trailer
	case "transfer-encoding":
		return transferEncoding
	}
	return unknownField
}
