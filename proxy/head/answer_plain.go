package head

import (
	"bytes"
	"strconv"

	"github.com/valyala/fasthttp"

	"scimshim/proxy/ascii"
)

// An Answer is what the proxy reads of the header of an answer. That of a plain one is read
// once, together with the look whether it is sound; any other is read by fasthttp.
type Answer struct {
	Status int
	Length int  // of the body
	Size   int  // of a plain header; 0 for any other
	Keep   bool // whether the target keeps the connection open
	header Header
	raw    []byte // the header, which outlives the reader's buffer
}

// Field returns the value of a field; nil for none. It is good until the next answer is read.
func (a *Answer) Field(f Field) []byte { return a.header.Value[f] }

// noType is what fasthttp takes for the type of a body of which there is nothing said.
var noType = []byte("text/plain; charset=utf-8")

func (a *Answer) reset() {
	a.Status, a.Length, a.Size, a.Keep = 0, 0, 0, false
	a.header = Header{ofAnswer: true}
}

// isSound reports whether the fields after a status line are as those of a request must be.
func (a *Answer) isSound(line, fields []byte) bool {
	a.header = Header{ofAnswer: true}
	return a.header.Read(fields) == nil &&
		!(a.header.Has[TransferEncoding] && bytes.HasPrefix(line, []byte("HTTP/1.0")))
}

// maxDigits is how many digits a length may have, so that it is a number.
const maxDigits = 18

// read reads a sound header. It is plain if it is one of HTTP/1.1, has none of the fields
// twice, and says how long the body is.
func (a *Answer) read(line, status []byte) {
	h, length := &a.header, a.header.Value[ContentLength]
	a.Status = int(status[0]-'0')*100 + int(status[1]-'0')*10 + int(status[2]-'0')
	noBody := a.Status == fasthttp.StatusNoContent || a.Status == fasthttp.StatusNotModified
	if !bytes.HasPrefix(line, []byte("HTTP/1.1")) || h.repeats || h.Has[TransferEncoding] ||
		!h.Has[ContentLength] && !noBody || len(length) > maxDigits {
		return
	}
	if !noBody {
		a.Length, _ = strconv.Atoi(string(length)) // of digits alone, or it was not sound
	}
	if len(h.Value[ContentType]) == 0 {
		h.Value[ContentType] = noType
	}
	a.Size = len(a.raw)
	a.Keep = !h.Has[Connection] || ascii.Equal(h.Value[Connection], "keep-alive")
}

// Adopt takes what fasthttp has read of the header of an answer that is not plain.
func (a *Answer) Adopt(in *fasthttp.ResponseHeader) {
	a.Status, a.Size = in.StatusCode(), 0
	a.header = Header{ofAnswer: true}
	value := &a.header.Value
	value[ETag], value[Location], value[RetryAfter] = in.Peek("ETag"), in.Peek("Location"), in.Peek("Retry-After")
	value[ContentType], value[ContentEncoding] = in.ContentType(), in.ContentEncoding()
	value[WWWAuthenticate] = bytes.Join(in.PeekAll("WWW-Authenticate"), []byte(", "))
}

// answerField returns which field a name has that is read of answers alone.
func answerField(name []byte) Field {
	switch {
	case ascii.Equal(name, "etag"):
		return ETag
	case ascii.Equal(name, "location"):
		return Location
	case ascii.Equal(name, "retry-after"):
		return RetryAfter
	case ascii.Equal(name, "www-authenticate"):
		return WWWAuthenticate
	}
	return unknownField
}
