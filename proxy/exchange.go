package proxy

import (
	"bufio"
	"mime"
	"slices"
	"strings"
	"time"

	"github.com/valyala/fasthttp"

	"scimshim/proxy/head"
	"scimshim/proxy/limit"
	"scimshim/proxy/listen"
	"scimshim/proxy/log"
	"scimshim/proxy/reason"
	"scimshim/proxy/secret"
	"scimshim/proxy/space"
	"scimshim/proxy/target"
	"scimshim/rewrite"
	"scimshim/rewrite/serve"
)

// An exchange is one request on its way: what was read of it so far, and what
// is remembered for its answer. It is used again for later requests.
type exchange struct {
	proxy *Proxy
	next  rewrite.Next                               // askGuarded, bound once
	due   func(*rewrite.Message) error               // inTime, likewise
	read  func(*bufio.Reader) (keep bool, err error) // readAnswer, likewise
	room  func(size int) []byte                      // roomFor, likewise

	ctx       *fasthttp.RequestCtx
	client    *listen.Conn // what the request came on; nil while no more than its header is judged
	head      *fasthttp.RequestHeader
	serving   *serving // the routes that serve it from beginning to end
	start     time.Time
	requestID string // made here; the client's own is not believed. Its bytes are ownID
	ownID     requestID

	header head.Header
	method string // the client's, if it is one of SCIM's
	place
	admitted bool // whether it has a client's credential
	message  rewrite.Message
	trace    rewrite.Trace
	traced   bool   // whether the chain ran
	body     string // of the request, as it came
	deadline time.Time

	share   int64     // bytes of the budget that are held
	hasTurn bool      // whether it is the turn of its large body
	placed  bool      // whether it has a place of its route's
	shed    shedCause // if it was refused for being too much
	replied int       // bytes of the reply's body

	turnSince time.Time // when its turn began

	conn       *target.Conn // what the last answer came on, until it was judged
	reusable   bool
	targetTime time.Duration
	target     targetSide
	out        target.Request
	answered   head.Answer
	in         fasthttp.Response // of an answer that is not plain
	answerBody string
	space      space.Space // of answers
	buf        []byte
	line       log.Line // kept for its room

	sent       string // the Authorization that the target was sent, if it is the proxy's
	allow      string // for a 405
	retryAfter string // of the target's answer
	challenge  string // how the target wants the client to authenticate, with a 401
	refusal    *rewrite.Refusal
}

// A targetSide is what is known of the requests that the target was sent for one of a
// client: how many, how it answered the last one, and what that was.
type targetSide struct {
	requests         int
	status           int    // 0 for no answer
	scimType         string // of an error, as the log may show it
	method, resource string
	filter, body     string
}

// reset readies x for another request.
func (x *exchange) reset() {
	x.message.Reset()
	x.space.Release()
	if x.ctx != nil {
		space.Spoil(x.ctx.Request.Body())
	}
	x.out = target.Request{}
	x.ctx, x.client, x.head, x.serving = nil, nil, nil, nil
	x.header, x.place = head.Header{}, nowhere
	x.body, x.answerBody, x.shed, x.replied = "", "", "", 0
	x.traced, x.admitted, x.targetTime, x.target, x.method = false, false, 0, targetSide{}, ""
	x.allow, x.retryAfter, x.challenge, x.refusal = "", "", "", nil
	x.sent = ""
}

// The methods of SCIM (RFC 7644, section 3.2), HEAD and OPTIONS left out.
var methods = [...]string{"GET", "POST", "PUT", "PATCH", "DELETE"}

func (x *exchange) readHeader() error {
	if r := x.header.Read(x.head.RawHeaders()); r != nil {
		x.header.Close = true
		return r
	}
	if x.proxy.inFlight.Load() > int64(x.proxy.options.Concurrency) {
		return x.busy(shedRequests, "too many requests are being served; try again later")
	}
	return nil
}

func (x *exchange) checkMethod() error {
	for _, m := range methods {
		if string(x.head.Method()) == m {
			x.message.Method, x.method = m, m
			return nil
		}
	}
	x.allow, x.header.Close = strings.Join(methods[:], ", "), true
	return reason.Refuse(405, reason.Method, "the method is none of SCIM's")
}

func (x *exchange) findPlace() error {
	if x.serving == nil {
		return reason.Refuse(503, reason.Busy, "the proxy has no rules in use yet; try again later")
	}
	var r *rewrite.Refusal
	if x.place, r = x.serving.locate(x.head.RequestURI()); r == nil {
		return nil
	}
	if x.lane != nil { // whoever is not let in learns nothing of what there is
		if err := x.checkClient(); err != nil {
			return err
		}
	}
	return r
}

func (x *exchange) checkClient() error {
	if x.lane.NoClientAuth || secret.Admits(x.lane.tokens, x.header.Value[head.Authorization]) {
		return x.admit()
	}
	return reason.Refuse(401, reason.Credential, "the bearer token is missing or is none of this service's; check the "+
		"secret token that the identity provider was given")
}

// admit notes that the request is that of a client, unless its connection was given up
// in favour of another at this moment.
func (x *exchange) admit() error {
	if x.client != nil && !x.client.Authenticate() {
		return reason.Refuse(503, reason.Busy, "too many connections are open; try again later")
	}
	x.admitted = true
	return nil
}

// checkEndpoint holds the method against what the path names.
func (x *exchange) checkEndpoint() error {
	allowed := []string{"GET", "PUT", "PATCH", "DELETE"}
	switch {
	case x.place.id != "" && (x.resource() == serve.BulkPath || x.isSearch() && isDiscovery(x.resource())):
		return reason.Refuse(404, reason.Path, "the endpoint "+x.resource()+" has nothing below it that can be asked")
	case x.resource() == serve.BulkPath, x.isSearch():
		allowed = []string{"POST"}
	case isDiscovery(x.resource()):
		allowed = allowed[:1]
	case x.place.id == "":
		allowed = []string{"GET", "POST"}
	}
	if slices.Contains(allowed, x.message.Method) {
		return nil
	}
	x.allow = strings.Join(allowed, ", ")
	return reason.Refuse(405, reason.Method, "the endpoint does not take "+x.message.Method+"; it takes "+x.allow)
}

// isSearch reports whether the request is a query by POST.
func (x *exchange) isSearch() bool { return x.place.id == serve.SearchPath }

// isDiscovery reports whether an endpoint describes the service
// (RFC 7644, section 4).
func isDiscovery(resource string) bool {
	return resource == "Schemas" || resource == "ResourceTypes" || resource == "ServiceProviderConfig"
}

// checkTrailer refuses fields that came after a chunked body. fasthttp puts
// them among the header's; none of them is ever read, but a client that sends
// an If-Match there must not believe that it holds.
func (x *exchange) checkTrailer() error {
	if !x.header.Has[head.TransferEncoding] {
		return nil
	}
	block := "\n" + strings.ToLower(string(x.head.RawHeaders()))
	for name := range x.head.All() {
		if !strings.Contains(block, "\n"+strings.ToLower(string(name))+":") {
			x.header.Close = true
			return reason.Refuse(400, reason.Header, "the request has trailer fields, which are not taken")
		}
	}
	return nil
}

// checkBody holds the body against the method.
func (x *exchange) checkBody() error {
	writes := isWrite(x.message.Method)
	size := len(x.ctx.Request.Body())
	switch {
	case !writes && x.header.HasBody():
		x.header.Close = true
		return reason.Refuse(400, rewrite.BodySize, "a "+x.message.Method+" request must not have a body")
	case !writes:
		return nil
	case size == 0:
		return reason.Refuse(400, rewrite.BodySize, "a "+x.message.Method+" request must have a body")
	case x.header.Has[head.ContentEncoding]:
		return reason.Refuse(415, reason.ContentType, "the body is encoded; send it as it is")
	case !isJSON(x.header.Value[head.ContentType]):
		return reason.Refuse(415, reason.ContentType, "the body must be application/scim+json or "+
			"application/json, in UTF-8")
	}
	return nil
}

// isJSON reports whether a Content-Type is one that SCIM bodies have. Clients
// that send none mean JSON; Entra adds a charset (Q03).
func isJSON(field []byte) bool {
	text := string(field)
	if text == "" || text == mediaType || text == mediaType+"; charset=utf-8" {
		return true
	}
	media, params, err := mime.ParseMediaType(text)
	charset, has := params["charset"]
	return err == nil && (media == mediaType || media == plainJSON) &&
		(!has || strings.EqualFold(charset, "utf-8"))
}

// readMessage makes the message out of what was parsed.
func (x *exchange) readMessage() error {
	m := &x.message
	m.Resource, m.ID, m.Route = x.resource(), x.place.id, x.lane.found()
	var r *rewrite.Refusal
	if m.Query, r = head.ReadQuery(m.Query, x.place.query, x.proxy.options.MaxFilter); r != nil {
		return r
	}
	if !x.takeBody() {
		x.shed = shedMemory
		return noRoom()
	}
	m.Body, m.Due, m.State, m.IfMatch = x.body, x.due, x.lane.state, string(x.header.Value[head.IfMatch])
	m.Room = x.room
	if x.isSearch() {
		return serve.Search(m, x.proxy.options.MaxFilter)
	}
	return nil
}

// takeBody takes the body that was read, and sees to it that as much is reserved for it as
// it needs. It stays in the server's buffer, which is nobody else's until the reply has left.
// A large one is taken out of that, so that it is let go of before. What an index sees of one
// it may keep, and so may who plans queries.
func (x *exchange) takeBody() bool {
	req := &x.ctx.Request
	n := int64(len(req.Body()))
	need := limit.ShareOfRequest(n)
	if x.share > need {
		x.proxy.budget.Give(x.share - need)
		x.share = need
	}
	if !x.hold(need-x.share, n > limit.Large, limit.Patience) {
		return false
	}
	switch {
	case n > limit.Large:
		x.body = textOf(req.SwapBody(nil))
	case x.lane.Index != nil || x.isSearch():
		x.body = string(req.Body())
	default:
		x.body = textOf(req.Body())
	}
	return true
}

// resource returns the endpoint's name; empty before it was found.
func (x *exchange) resource() string {
	if x.place.index < 0 {
		return ""
	}
	return x.lane.Resources[x.place.index]
}
