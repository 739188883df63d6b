package proxy

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"runtime"
	"strconv"
	"strings"

	"github.com/valyala/fasthttp"

	"scimshim/proxy/ascii"
	"scimshim/proxy/fault"
	"scimshim/proxy/head"
	"scimshim/proxy/listen"
	"scimshim/proxy/reason"
	"scimshim/proxy/space"
	"scimshim/rewrite"
	"scimshim/rewrite/json"
)

// reply answers the client with the message, and with no field of the target's
// but those named here.
func (x *exchange) reply() {
	m, h := &x.message, &x.ctx.Response.Header
	body := x.noted(m)
	if m.Status >= 400 {
		body = x.strike(body) // rules may have put the words together anew
	}
	x.write(m.Status, body)
	if l := x.lane.publicLocation(m.Location, m.Located()); l != "" {
		h.Set("Location", l)
	}
	if x.message.ETag != "" {
		h.Set("ETag", x.message.ETag)
	}
	if m.Status == 401 {
		h.Set("WWW-Authenticate", x.challenged())
	}
	if x.retryAfter != "" && m.Status >= 400 {
		h.Set("Retry-After", x.retryAfter)
	}
}

// noted returns the body of an answer, which of an error of SCIM ends with the
// request's id.
func (x *exchange) noted(m *rewrite.Message) string {
	if m.Status < 400 || json.Check(m.Body) != nil {
		return m.Body
	}
	if _, isError := m.ErrorAnswer(); !isError {
		return m.Body
	}
	return x.note(m.Body)
}

// note puts the request's id at the end of an error's detail: Entra's provisioning log
// shows no more of an answer than that, and the id leads to the line in ours. It is
// left out where the route says so.
func (x *exchange) note(body string) string {
	if x.lane != nil && x.lane.HideRequestID {
		return body
	}
	return rewrite.NoteInDetail(body, "(request "+x.requestID+")")
}

// publicLocation returns a Location as clients see it. Rules have put it below
// the public URL already, if they were told to; where they have not, a place
// below the target's URL is, and any other is dropped: the target's host is
// nobody's business. The meta.location of the body is the same place (RFC 7644,
// section 3.3), so that where no rule has put that one, neither is changed.
func (l *lane) publicLocation(at, meta string) string {
	if at == "" {
		return ""
	}
	public := l.found().Public + "/"
	if rest, ok := strings.CutPrefix(at, l.where.Target+"/"); ok {
		if at == meta {
			return at
		}
		return public + rest
	}
	if !strings.HasPrefix(at, public) || strings.HasPrefix(at, "//") {
		return ""
	}
	return at
}

// refuse answers the client with a SCIM error.
func (x *exchange) refuse(err error) {
	r := reason.RefusalOf(err)
	x.refusal = r
	x.ctx.Response.Reset()
	x.write(r.Status, x.strike(x.note(r.ErrorBody())))
	h := &x.ctx.Response.Header
	switch {
	case r.Status == 401:
		h.Set("WWW-Authenticate", x.challenged())
	case r.Status == 405:
		h.Set("Allow", x.allow)
	case r.RetryAfter > 0:
		h.Set("Retry-After", strconv.Itoa(r.RetryAfter))
	case x.retryAfter != "" && (r.Status == 429 || r.Status == 503):
		h.Set("Retry-After", x.retryAfter)
	case r.Status == 503:
		h.Set("Retry-After", "1")
	}
}

// write answers with a status and a body. While the proxy drains, clients are
// told to connect anew, which leads them elsewhere.
func (x *exchange) write(status int, body string) {
	resp := &x.ctx.Response
	resp.SetStatusCode(status)
	h := &resp.Header
	h.SetCanonical(cacheField, noStore)
	h.SetCanonical(requestIDField, bytesOf(x.requestID))
	if body != "" {
		h.SetContentType(x.mediaType())
		x.writeBody(body)
	}
	x.replied = len(body)
	if x.header.Close || x.proxy.draining.Load() {
		h.SetConnectionClose()
	}
}

// writeBody answers with a body. It is written when another exchange may have the room of this one. So one that
// may be in what a Space keeps itself is copied; a longer one that is in a room has that until it was written.
func (x *exchange) writeBody(body string) {
	if len(body) <= space.Most {
		x.ctx.Response.SetBodyString(body)
		return
	}
	x.ctx.Response.SetBodyRaw(bytesOf(body))
	if back := x.space.Leave(body); back != nil && x.client != nil {
		x.client.WhenWritten(back)
	}
}

// mediaType returns what the client is told that a body is. OneLogin asks for
// application/json, and reads nothing else; RFC 7644, section 3.1, has a service
// answer either name (onelogin-media-type).
func (x *exchange) mediaType() string {
	answer := mediaType
	for part := range bytes.SplitSeq(x.header.Value[head.Accept], []byte(",")) {
		name, _, _ := bytes.Cut(part, []byte(";"))
		switch name = ascii.TrimBlanks(name); {
		case ascii.Equal(name, mediaType):
			return mediaType
		case ascii.Equal(name, plainJSON):
			answer = plainJSON
		}
	}
	return answer
}

// unread answers a request that fasthttp could not read; the connection is
// closed then. If its header was sound, the faults that a reader of the header
// would have found come first: a stranger is not told of limits.
func (p *Proxy) unread(ctx *fasthttp.RequestCtx, err error) {
	if c := listen.ConnOf(ctx); c != nil && c.IsGivenUp() { // there is nobody to answer
		p.budget.Give(p.incoming.end(&ctx.Request.Header).share)
		return
	}
	x := p.begin(ctx)
	defer p.end(x)
	of, r := p.incoming.end(x.head), unreadFault(err)
	x.share = of.share
	if r.Status == 413 {
		r = x.unwelcome(of, r)
	}
	x.header.Close = true
	x.refuse(r)
}

// unreadFault returns the Refusal for an error of fasthttp's reader.
func unreadFault(err error) *rewrite.Refusal {
	switch fault.Of(err) {
	case "header too large":
		return reason.Refuse(431, reason.Header, "the request's header is larger than the limit")
	case "body too large":
		return reason.Refuse(413, rewrite.BodySize, "the request's body is larger than the limit")
	case "time-out":
		return reason.Refuse(408, reason.Header, "the request did not arrive in time")
	}
	return reason.Refuse(400, reason.Header, "the request is no well-formed HTTP")
}

// unwelcome returns why a body was not read: what the header was refused for, that there
// was no room, or else its size. The server drops the header of a chunked one.
func (x *exchange) unwelcome(of incomingBody, tooLarge *rewrite.Refusal) *rewrite.Refusal {
	if x.client != nil {
		x.client.LeavesUnread()
	}
	if len(x.head.RawHeaders()) > 0 {
		if first := x.judgeHeader(); first != nil {
			return reason.RefusalOf(first)
		}
	}
	if of.refusal == nil {
		return tooLarge
	}
	x.shed = of.cause
	return of.refusal
}

// judgeHeader takes the steps that need no more than the header.
func (x *exchange) judgeHeader() error {
	for _, take := range headWay {
		if err := take(x); err != nil {
			return err
		}
	}
	return nil
}

// A requestID is an id that tells requests apart in logs. It is no secret.
type requestID [16]byte

// renew makes another id, and returns its text, which is good until the next one is made.
func (b *requestID) renew() string {
	n := rand.Uint64()
	for i := range b {
		b[i] = "0123456789abcdef"[n&15]
		n >>= 4
	}
	return textOf(b[:])
}

// panicPlace returns the function, file and line that panicked. The value of a
// panic may quote a message, its place does not.
func panicPlace() string {
	pc := make([]uintptr, 32)
	frames := runtime.CallersFrames(pc[:runtime.Callers(2, pc)])
	seen := false
	for {
		f, more := frames.Next()
		if seen && !strings.HasPrefix(f.Function, "runtime.") {
			return fmt.Sprintf("%s:%d", f.Function, f.Line)
		}
		seen = seen || f.Function == "runtime.gopanic"
		if !more {
			return "unknown"
		}
	}
}
