package proxy

import (
	"bytes"
	"cmp"
	"errors"
	"strings"
	"time"

	"scimshim/proxy/ascii"
	"scimshim/proxy/fault"
	"scimshim/proxy/head"
	"scimshim/proxy/limit"
	"scimshim/proxy/reason"
	"scimshim/proxy/target"
	"scimshim/rewrite"
	"scimshim/rewrite/ids"
)

// The media types of JSON that is SCIM, and of any JSON (RFC 7644, section 3.1).
const (
	mediaType = "application/scim+json"
	plainJSON = "application/json"
)

// Names of fields as they are sent, and a value, so that none is put into form for each request.
var (
	cacheField     = []byte("Cache-Control")
	requestIDField = []byte("X-Request-Id")
	noStore        = []byte("no-store")
)

// askTarget sends a request to the target and makes m its answer. A write is carried out once
// at most: what fails after the first byte left is an error, since nobody knows whether the
// target has carried it out.
func (x *exchange) askTarget(m *rewrite.Message) error {
	start := time.Now()
	x.release(start)
	x.leaveTurn()
	if m.ID != "" && !ids.FitPath(m.ID) {
		return x.unsent(reason.Refuse(502, rewrite.AnswerUnreadable, "the target gave a resource an id that "+
			"no path can hold"))
	}
	if x.wastedTime(start) {
		return x.tooSlow()
	}
	defer func() { x.targetTime += time.Since(start) }()
	client := ""
	if !x.lane.credential.Own() {
		client = textOf(x.header.Value[head.Authorization]) // which stays until the request ends
	}
	credential, err := x.lane.credential.Authorization(x.deadline, client)
	if err != nil {
		return x.unsent(noCredential(err))
	}
	if err := x.sendInTurn(m, credential); err != nil {
		return err
	}
	if another, ok := x.afterRefusal(m, credential); ok {
		credential = another
		if err := x.sendInTurn(m, credential); err != nil {
			return err
		}
	}
	return x.answer(m, credential)
}

// sendAs sends a request with a credential, and reads its answer.
func (x *exchange) sendAs(m *rewrite.Message, credential string) error {
	if x.lane.credential.Own() {
		x.sent = credential
	}
	x.compose(m, credential)
	return x.send(m)
}

// A renewer is a Credential that may have another value for one that was refused.
type renewer interface {
	Another(deadline time.Time, refused string) (string, bool)
}

// afterRefusal returns another credential to send the request with once more, after a
// 401 and if there is one. A 401 says that the request was not applied (RFC 9110, section
// 15.5.2), so that the repetition of a write is still the first time that it is carried
// out. That it is the answer to this request is certain on a connection that served none
// before; on any other it may be an answer to nobody that came late, while the write is
// under way. A write is not repeated then; its client tries again with the new token.
func (x *exchange) afterRefusal(m *rewrite.Message, refused string) (string, bool) {
	c, ok := x.lane.credential.(renewer)
	if !ok || x.answered.Status != 401 || m.Method != "GET" && !x.conn.IsFirst() {
		return "", false
	}
	x.release(time.Now())
	another, ok := c.Another(x.deadline, refused)
	if ok {
		x.lane.counters.Answered(m, 401)
	}
	return another, ok
}

// send sends the request that was composed, and reads its answer. A connection may break
// between the look at it and the first byte; then the request is sent on a new one, since
// not a byte of it was sent (RFC 9110, section 9.2.2).
func (x *exchange) send(m *rewrite.Message) error {
	err := x.sendOn((*target.Pool).Take)
	if err != nil && x.conn != nil && !x.conn.HasSent() && !fault.IsTimeout(err) {
		x.release(time.Now())
		err = x.sendOn((*target.Pool).TakeNew)
	}
	switch {
	case x.conn == nil:
		return x.unsent(targetFault(err))
	case !x.conn.HasSent():
		return x.unsent(unsentFault(err))
	}
	x.noteSent(m)
	if err != nil {
		return targetFault(err)
	}
	return nil
}

// sendOn exchanges messages on a connection. There is none afterwards if none was taken.
func (x *exchange) sendOn(take func(*target.Pool, time.Time) (*target.Conn, error)) (err error) {
	if x.conn, err = take(x.lane.pool, x.deadline); err != nil {
		if errors.Is(err, fault.ErrPoolFull) {
			x.shed = shedConnections
		}
		return err
	}
	x.reusable, err = x.conn.Exchange(&x.out, x.read, x.deadline)
	return err
}

// noteSent notes what the target is sent, for the log.
func (x *exchange) noteSent(m *rewrite.Message) {
	filter, _ := m.Param("filter")
	x.target = targetSide{requests: x.target.requests + 1, method: m.Method, resource: m.Resource, filter: filter,
		body: m.Body}
}

// noCredential is the refusal of a request for which there is nothing to show the
// target.
func noCredential(err error) *rewrite.Refusal {
	n := fault.NameOf(err)
	return reason.Refuse(503, rewrite.TargetCredential, "the proxy could not get its credential for the target from "+
		"the token endpoint: "+n.Text+"; "+n.Cure)
}

// unsent marks the refusal of a request of which no byte left the proxy, and says so if
// that is so of all requests to the target for this one of the client.
func (x *exchange) unsent(r *rewrite.Refusal) *rewrite.Refusal {
	r.Unsent = true
	if x.target.requests == 0 {
		r.Detail += "; nothing was sent to the target"
	}
	return r
}

// answer makes m the answer that was read.
func (x *exchange) answer(m *rewrite.Message, credential string) error {
	in := &x.answered
	status := in.Status
	x.target.status = status
	x.lane.counters.Answered(m, status)
	if r := checkAnswer(in); r != nil {
		x.reusable = false
		return r
	}
	if r := x.checkPort(); r != nil {
		return r
	}
	if status == 401 {
		x.lane.credential.Refused(credential)
		x.challenge = x.field(in.Field(head.WWWAuthenticate))
	}
	if len(x.answerBody) > limit.Large {
		if err := x.takeTurn(true); err != nil {
			return err
		}
		if err := x.holdTape(); err != nil {
			return err
		}
	}
	x.retryAfter = x.field(in.Field(head.RetryAfter))
	location := x.field(in.Field(head.Location))
	if status < 400 {
		m.Answer(status, location, x.echoes(x.answerBody))
	} else {
		m.Answer(status, location, x.strike(x.answerBody))
		x.target.scimType = answeredType(m)
	}
	m.Media, m.ETag = mediaOf(in.Field(head.ContentType)), x.field(in.Field(head.ETag))
	x.answerBody = "" // what rules have edited is let go
	return nil
}

// mediaOf returns the media type that a Content-Type names, without its parameters.
func mediaOf(field []byte) string {
	media, _, _ := bytes.Cut(field, []byte(";"))
	switch media = ascii.TrimBlanks(media); {
	case !isText(field):
		return ""
	case string(media) == mediaType: // as most targets write it
		return mediaType
	}
	return strings.ToLower(string(media))
}

// checkAnswer refuses answers that are none of SCIM's, whatever their body.
func checkAnswer(in *head.Answer) *rewrite.Refusal {
	status, encoding := in.Status, in.Field(head.ContentEncoding)
	switch {
	case 300 <= status && status < 400:
		return reason.Refuse(502, rewrite.AnswerUnreadable, "the target answered with a redirect, which is not "+
			"followed; check the target's URL")
	case status < 200 || status > 599:
		return reason.Refuse(502, rewrite.AnswerUnreadable, "the target answered with a status that HTTP does not know")
	case len(encoding) > 0 && !ascii.Equal(encoding, "identity"):
		return reason.Refuse(502, rewrite.AnswerUnreadable, "the target answered with an encoded body, which it was "+
			"not asked for")
	}
	return nil
}

// challenged returns the WWW-Authenticate of a 401, without which RFC 9110 knows
// none. That of the target is for the client whose credential it refuses.
func (x *exchange) challenged() string { return cmp.Or(x.challenge, "Bearer") }

// field returns a field's value as it is passed on: not at all if it holds a secret.
func (x *exchange) field(b []byte) string {
	text := fieldText(b)
	if x.strike(text) != text {
		return ""
	}
	return text
}

// fieldText returns a field's value if it is short and printable, or nothing.
func fieldText(b []byte) string {
	if !isText(b) {
		return ""
	}
	return string(b)
}

func isText(b []byte) bool { return len(b) <= 2048 && ascii.IsPrintable(b) }

// release ends the use of the connection now, if there is one.
func (x *exchange) release(now time.Time) {
	if x.conn == nil {
		return
	}
	x.lane.pool.Give(x.conn, x.reusable, now)
	x.conn, x.reusable = nil, false
}

// distrust closes the connection, and the idle ones, after an answer that cannot be
// believed.
func (x *exchange) distrust(reason rewrite.Reason) {
	x.reusable = false
	if reason == rewrite.AnswerContradicts {
		x.lane.pool.Distrust(x.conn)
	} else {
		x.lane.pool.Flush()
	}
}
