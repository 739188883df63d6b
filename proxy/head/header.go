// Package head reads what comes before a body: the header of a request, its query, the id in
// its path, and the header of a target's answer. Each is read in one way only; what two readers
// may take for two things is refused, or, in an answer, does not let its connection be used
// again. The package reads bytes and knows neither routes nor connections.
package head

import (
	"bytes"

	"scimshim/proxy/ascii"
	"scimshim/proxy/reason"
	"scimshim/rewrite"
)

// maxFields bounds the fields of a request, and maxName the bytes of their names.
const (
	maxFields = 100
	maxName   = 255
)

// A Field is a header field that the proxy reads, or that must not occur
// twice since another reader might take the other one.
type Field int

// The fields.
const (
	unknownField Field = iota
	Authorization
	ContentEncoding
	ContentLength
	ContentType
	expect
	host
	IfMatch
	ifNoneMatch
	TransferEncoding
	trailer
	singletons // the fields from here on may be repeated
	Accept
	Connection
	ETag // this one and the next are read of answers alone
	Location
	RetryAfter
	WWWAuthenticate
	fieldCount
)

// A Header is what the proxy reads of a request's header block. It is read
// from the raw bytes of the block: what fasthttp makes of them merges chunked
// trailers into the fields, joins folded lines, and takes a bare LF for a line
// end. The values are parts of the block.
type Header struct {
	Value [fieldCount][]byte
	Has   [fieldCount]bool
	Close bool // whether the client wants the connection closed

	ofAnswer bool // whether the fields are those of an answer
	repeats  bool // whether one that may be repeated is
}

// Read reads a raw header block into an empty Header, and refuses whatever two readers of
// it might understand differently (RFC 9112, sections 5 and 6.3).
func (h *Header) Read(raw []byte) *rewrite.Refusal {
	raw = bytes.TrimSuffix(raw, []byte("\r\n"))
	for n := 0; len(raw) > 0; n++ {
		if n == maxFields {
			return reason.Refuse(431, reason.Header, "the request has more than 100 header fields")
		}
		end := bytes.IndexByte(raw, '\n')
		if end < 1 || raw[end-1] != '\r' {
			return reason.Refuse(400, reason.Header, "a line of the request's header does not end in CR and LF")
		}
		if r := h.line(raw[:end-1]); r != nil {
			return r
		}
		raw = raw[end+1:]
	}
	return h.framing()
}

// line reads one field.
func (h *Header) line(b []byte) *rewrite.Refusal {
	if len(b) > 0 && (b[0] == ' ' || b[0] == '\t') {
		return reason.Refuse(400, reason.Header, "a header field of the request is folded over two lines")
	}
	colon := bytes.IndexByte(b, ':')
	switch {
	case colon < 1 || !ascii.IsToken(b[:colon]):
		return reason.Refuse(400, reason.Header, "a header field of the request has no well-formed name")
	case colon > maxName:
		return reason.Refuse(431, reason.Header, "a header field of the request has a name of more than 255 characters")
	}
	value := ascii.TrimBlanks(b[colon+1:])
	if !ascii.IsFieldValue(value) {
		return reason.Refuse(400, reason.Header, "a header field of the request holds a control character")
	}
	f, alias := h.fieldOf(b[:colon])
	switch {
	case alias:
		return reason.Refuse(400, reason.Header, "a header field of the request has an underscore where a known field "+
			"has a hyphen")
	case f == unknownField:
		return nil
	case f < singletons && h.Has[f]:
		return reason.Refuse(400, reason.Header, "a header field that may occur once occurs twice in the request")
	}
	h.set(f, value)
	return nil
}

func (h *Header) set(f Field, value []byte) {
	h.repeats = h.repeats || h.Has[f]
	h.Value[f], h.Has[f] = value, true
	h.Close = h.Close || f == Connection && ascii.HasToken(value, "close")
}

// fieldOf returns the field of a name, as fieldOf does, and those of answers alone.
func (h *Header) fieldOf(name []byte) (f Field, alias bool) {
	f, alias = fieldOf(name)
	if f == unknownField && h.ofAnswer {
		f = answerField(name)
	}
	return f, alias
}

// framing refuses what leaves the end of the request, or of its header, in
// doubt.
func (h *Header) framing() *rewrite.Refusal {
	te := h.Has[TransferEncoding]
	switch {
	case te && h.Has[ContentLength]:
		return reason.Refuse(400, reason.Header, "the request has both Content-Length and Transfer-Encoding")
	case te && !ascii.Equal(h.Value[TransferEncoding], "chunked"):
		return reason.Refuse(400, reason.Header, "the request has a transfer encoding other than chunked")
	case h.Has[ContentLength] && !ascii.IsDigits(h.Value[ContentLength]):
		return reason.Refuse(400, reason.Header, "the request's Content-Length is no number")
	case h.Has[trailer]:
		return reason.Refuse(400, reason.Header, "the request announces trailer fields, which are not taken")
	case h.Has[Authorization] && !ascii.IsPrintable(h.Value[Authorization]),
		h.Has[IfMatch] && !ascii.IsPrintable(h.Value[IfMatch]):
		return reason.Refuse(400, reason.Header, "a header field of the request holds a character that is not ASCII")
	case h.Has[expect] && !ascii.Equal(h.Value[expect], "100-continue"):
		return reason.Refuse(417, reason.Header, "the request expects something other than 100-continue")
	case h.Has[host] && !ascii.IsHost(h.Value[host]):
		return reason.Refuse(400, reason.Header, "the request's Host is not a host and a port")
	}
	return nil
}

// HasBody reports whether the framing announces a body.
func (h *Header) HasBody() bool {
	return h.Has[TransferEncoding] || len(bytes.TrimLeft(h.Value[ContentLength], "0")) > 0
}

// maxKnown is the length of the longest name of a field that is read, and knownLengths are
// those that there are: most other names have none of them.
const maxKnown = len("transfer-encoding")

var knownLengths = [maxKnown + 1]bool{4: true, 6: true, 7: true, 8: true, 10: true, 12: true, 13: true, 14: true,
	16: true, 17: true}

// fieldOf returns the field of a name in any case. alias says that the name is
// a known field's but for underscores: some servers take it for the field.
func fieldOf(name []byte) (f Field, alias bool) {
	var buf [maxKnown]byte
	if len(name) > len(buf) || !knownLengths[len(name)] {
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

func fieldNames(name []byte) Field {
	switch string(name) {
	case "accept":
		return Accept
	case "authorization":
		return Authorization
	case "connection":
		return Connection
	case "content-encoding":
		return ContentEncoding
	case "content-length":
		return ContentLength
	case "content-type":
		return ContentType
	case "expect":
		return expect
	case "host":
		return host
	case "if-match":
		return IfMatch
	case "if-none-match":
		return ifNoneMatch
	case "trailer":
		return trailer
	case "transfer-encoding":
		return TransferEncoding
	}
	return unknownField
}
