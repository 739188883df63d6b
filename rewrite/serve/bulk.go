package serve

import (
	"errors"
	"net/url"
	"strconv"
	"strings"

	"scimshim/rewrite"
	"scimshim/rewrite/json"
)

// BulkPath is the endpoint of bulks.
const BulkPath = "Bulk"

// maxOperations is how many operations a bulk has at most (RFC 7644, section 3.7.4).
const maxOperations = 1_000

const bulkResponse = `{"schemas":["urn:ietf:params:scim:api:messages:2.0:BulkResponse"],"Operations":[`

// A Bulk carries out what a bulk request asks for, an operation after the other, each as a
// request of its own.
type Bulk struct {
	// Do takes a request to its answer.
	Do func(*rewrite.Message) error
	// Place reads a path, such as /Users/2819c223. Its refusal is that of the operation.
	Place func(path string) (resource, id string, err error)

	ops    []operation
	byName map[string]int // by their bulkId
	failed int
}

// An operation is one of a bulk, and then what came of it.
type operation struct {
	method, path, name, version, data string

	refers []reference // to resources that other operations create
	state  state
	fault  *rewrite.Refusal // why it cannot be carried out, if that is known before

	status                     int
	location, etag, id, answer string
}

// A state is how far an operation is.
type state byte

const (
	waits   state = iota // it has not begun
	begun                // others are carried out before it, since it refers to them
	settled              // it has a status
)

// Run carries a bulk request out, and makes m the answer. The operations are carried out in
// their order, but for those that refer by bulkId to a resource that a later one creates,
// which come after that (section 3.7.2). After failOnErrors errors no other is begun, and the
// answer has none of those. That operations failed is said in the answer, which is 200 all
// the same; an error is of the request as a whole, of which nothing was carried out then.
func (b *Bulk) Run(m *rewrite.Message) error {
	most, err := b.read(m.Body)
	if err != nil {
		return err
	}
	for i := range b.ops {
		if most > 0 && b.failed >= most {
			break
		}
		b.carryOut(i, m)
	}
	m.Answer(200, "", b.answer())
	return nil
}

// carryOut carries out an operation, and those before that it refers to.
func (b *Bulk) carryOut(i int, m *rewrite.Message) {
	o := &b.ops[i]
	if o.state != waits {
		return
	}
	o.state = begun
	for n := 0; o.fault == nil && n < len(o.refers); n++ {
		o.fault = b.prepare(o.refers[n].name, m)
	}
	o.state = settled
	if o.fault != nil {
		b.fail(o, o.fault)
		return
	}
	sub, err := b.request(o, m)
	if err == nil {
		err = b.Do(sub)
	}
	var r *rewrite.Refusal
	switch {
	case errors.As(err, &r):
		b.fail(o, r)
	case err != nil:
		b.fail(o, &rewrite.Refusal{Status: 500, Detail: "the proxy failed to carry out the operation, which is a " +
			"fault of its own"})
	case sub.Status >= 400:
		b.failed++
		o.status, o.answer = sub.Status, sub.Body
	default:
		o.status, o.etag = sub.Status, sub.ETag
		b.place(o, sub)
	}
}

// prepare carries out the operation that creates what another one refers to, and says what
// keeps that other one from being carried out.
func (b *Bulk) prepare(name string, m *rewrite.Message) *rewrite.Refusal {
	i, ok := b.byName[name]
	switch {
	case !ok:
		return rewrite.Refuse(rewrite.ValueInvalid, "invalidValue", "the operation refers to a bulkId that no "+
			"operation with POST has")
	case b.ops[i].state == begun:
		return conflict("the operation refers to a resource that refers to it in turn, so that neither can be " +
			"created first; create them without, and add the references by PATCH")
	}
	b.carryOut(i, m)
	if b.ops[i].id == "" {
		return conflict("the operation refers to a resource that was not created; see the status of the operation " +
			"with that bulkId")
	}
	return nil
}

func conflict(detail string) *rewrite.Refusal {
	return &rewrite.Refusal{Status: 409, Reason: rewrite.ValueInvalid, Detail: detail}
}

func (b *Bulk) fail(o *operation, r *rewrite.Refusal) {
	b.failed++
	o.status, o.answer = r.Status, r.ErrorBody()
}

// request returns the request of an operation, with ids in place of references.
func (b *Bulk) request(o *operation, m *rewrite.Message) (*rewrite.Message, error) {
	path := o.path
	if before, name, ok := strings.Cut(path, prefix); ok {
		path = before + url.PathEscape(b.ops[b.byName[name]].id)
	}
	resource, id, err := b.Place(path)
	if err != nil {
		return nil, err
	}
	if (o.method == "POST") != (id == "") {
		return nil, rewrite.Refuse(rewrite.BodySyntax, "invalidPath", "the path of a POST is an endpoint, such as "+
			"/Users, and that of any other operation has an id")
	}
	if id != "" {
		o.location = m.Route.Public + "/" + resource + "/" + url.PathEscape(id)
	}
	body := b.resolve(o.data, o.refers)
	if o.method == "DELETE" {
		body = ""
	}
	return &rewrite.Message{Method: o.method, Resource: resource, ID: id, Body: body, IfMatch: o.version,
		Route: m.Route, Due: m.Due, State: m.State}, nil
}

// place notes which resource an operation was about, and where it is.
func (b *Bulk) place(o *operation, sub *rewrite.Message) {
	o.id = sub.ID
	if o.method == "POST" {
		value, _ := json.Lookup(sub.Body, "id")
		o.id, _ = json.Text(value)
	}
	if o.method == "POST" && o.id != "" {
		o.location = sub.Route.Public + "/" + sub.Resource + "/" + url.PathEscape(o.id)
	}
}

// answer returns the body of the answer (section 3.7.3).
func (b *Bulk) answer() string {
	text := []byte(bulkResponse)
	first := true
	for i := range b.ops {
		if b.ops[i].state != settled {
			continue
		}
		if !first {
			text = append(text, ',')
		}
		first = false
		text = b.ops[i].append(text)
	}
	return string(append(text, "]}"...))
}

func (o *operation) append(text []byte) []byte {
	member := func(name, value string) {
		if value != "" {
			text = append(text, `,"`+name+`":`...)
			text = json.AppendQuoted(text, value)
		}
	}
	text = append(text, `{"method":`...)
	text = json.AppendQuoted(text, o.method)
	member("bulkId", o.name)
	member("location", o.location)
	member("version", o.etag)
	member("status", strconv.Itoa(o.status))
	if o.status >= 400 && json.IsObject(o.answer) {
		text = append(text, `,"response":`...)
		text = append(text, o.answer...)
	}
	return append(text, '}')
}
