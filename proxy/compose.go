package proxy

import (
	"strconv"
	"strings"

	"github.com/valyala/fasthttp"

	"scimshim/proxy/ascii"
	"scimshim/proxy/head"
	"scimshim/proxy/target"
	"scimshim/rewrite"
)

// shortBody is the size up to which a body is put behind the fields.
const shortBody = 4 << 10

// compose makes out the request that the target is sent. Nothing of it is a
// byte that the client sent: the target's base URL, the endpoint, the id and
// the query are encoded anew, and the fields are these and no others. It is
// written at once as it is sent: by way of the fields of a fasthttp.Request it
// took three times as long.
func (x *exchange) compose(m *rewrite.Message, credential string) {
	l := x.lane
	x.buf = append(append(x.buf[:0], m.Method...), ' ')
	x.buf = append(append(x.buf, l.prefix...), '/')
	x.buf = ascii.AppendEscaped(x.buf, m.Resource)
	if m.ID != "" {
		x.buf = append(x.buf, '/')
		x.buf = ascii.AppendEscaped(x.buf, m.ID)
	}
	x.buf = head.AppendQuery(x.buf, m.Query)
	x.buf = append(x.buf, " HTTP/1.1\r\n"...)
	x.out = target.Request{Method: m.Method, Close: !l.pool.Reuses()}
	x.buf = append(x.appendFields(x.buf, m, credential), "\r\n"...)
	if len(m.Body) <= shortBody {
		x.buf = append(x.buf, m.Body...)
	} else {
		x.out.Body = bytesOf(m.Body)
	}
	x.out.Head = x.buf
}

// appendFields appends the fields of a request to the target.
func (x *exchange) appendFields(b []byte, m *rewrite.Message, credential string) []byte {
	b = head.AppendField(b, "User-Agent", fieldOf(m, "User-Agent", x.proxy.agent))
	b = head.AppendField(b, "Host", x.lane.base.Host)
	if m.Body != "" {
		b = head.AppendField(b, "Content-Type", mediaType)
	}
	if m.Body != "" || m.Method != "GET" {
		b = append(b, "Content-Length: "...)
		b = append(strconv.AppendInt(b, int64(len(m.Body)), 10), "\r\n"...)
	}
	b = head.AppendField(b, "Accept", fieldOf(m, "Accept", mediaType))
	b = appendRulesFields(b, m)
	if credential != "" {
		b = head.AppendField(b, "Authorization", credential)
	}
	if m.IfMatch != "" && !m.IsQuery() {
		b = head.AppendField(b, "If-Match", m.IfMatch)
	}
	if x.out.Close {
		b = head.AppendField(b, "Connection", "close")
	}
	return b
}

// fieldOf returns the value of a field of the proxy's: the rules', if they set it.
func fieldOf(m *rewrite.Message, name, value string) string {
	for _, field := range m.Header {
		if strings.EqualFold(field.Name, name) {
			return field.Value
		}
	}
	return value
}

// appendRulesFields appends the fields that rules add to those of the proxy's.
func appendRulesFields(b []byte, m *rewrite.Message) []byte {
	for _, field := range m.Header {
		if strings.EqualFold(field.Name, "User-Agent") || strings.EqualFold(field.Name, "Accept") {
			continue
		}
		b = fasthttp.AppendNormalizedHeaderKey(b, field.Name)
		b = head.AppendField(b, "", field.Value)
	}
	return b
}
