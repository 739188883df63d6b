package rewrite

import (
	"errors"
	"strings"

	"scimshim/rewrite/filter"
	"scimshim/rewrite/ids"
	"scimshim/rewrite/json"
	"scimshim/rewrite/response"
)

// An unsettled answer to a write is one of which a read of the resource can tell
// whether it may be believed.
type unsettled struct {
	id     string   // the resource's
	doubt  *Refusal // what becomes of the answer if the read does not settle it
	create bool     // whether the resource was created
}

func (u *unsettled) Error() string { return u.doubt.Error() }
func (u *unsettled) Unwrap() error { return u.doubt }

// unsettledBy returns the unsettled answer that an error is about, or nil.
func unsettledBy(err error) *unsettled {
	var u *unsettled
	errors.As(err, &u) // leaves nil where there is none
	return u
}

// inDoubt returns what becomes of an answer that was refused: a resource may have been
// created, in another place than the body shows.
func (m *Message) inDoubt(err error) error {
	var r *Refusal
	if errors.As(err, &r) {
		if id, ok := m.createdElsewhere(); ok {
			return &unsettled{id: id, create: true, doubt: r}
		}
	}
	return err
}

// lookAgain reads a resource once where the answer to the write of it leaves a doubt.
// The write was sent and is not sent again, whatever the read brings.
func (c *Chain) lookAgain(m *Message, t *Trace, last int, next Next, u *unsettled) (sure bool, err error) {
	read := &Message{Method: "GET", Resource: m.Resource, ID: u.id, Header: m.Header, Route: m.Route, chain: c,
		notes: m.notes}
	for _, name := range [...]string{"attributes", "excludedAttributes"} {
		if value, ok := m.Param(name); ok && u.create {
			read.Query = append(read.Query, Param{name, value})
		}
	}
	var refused *Refusal
	if err := next(read); err != nil {
		if errors.As(err, &refused) {
			return false, u.doubt
		}
		return false, err
	}
	t.begin(read)
	if c.repair(read, t, last) != nil {
		return false, u.doubt
	}
	if _, err := read.verify(); err != nil || read.Status != 200 {
		return false, u.doubt
	}
	m.Body, m.ETag = read.Body, read.ETag
	if u.create {
		m.Status = 201
		return m.verifyCreated()
	}
	shown, _ := Lookup(m.Body, filter.Path{Name: "active"})
	if text, _ := json.Text(shown); shown != "false" && !filter.Fold(text, "false") {
		return false, u.doubt
	}
	return true, nil
}

// createdElsewhere returns the id of a resource that was created if the answer does
// not show it and says where it is: an answer with a Location and no body, or one
// that has no more of the resource than its place.
func (m *Message) createdElsewhere() (id string, ok bool) {
	if m.Method != "POST" || m.Status < 200 || m.Status > 299 {
		return "", false
	}
	at := m.Location
	switch body := strings.TrimSpace(m.Body); {
	case body == "", body == "null":
	case json.Check(body) != nil || body[0] != '{':
		return "", false
	default:
		l := response.ReadListing(m.doc())
		_, shown := Lookup(body, filter.Path{Name: "id"})
		if shown || l.Faulty || l.Counted || l.Array {
			return "", false
		}
		if at == "" {
			value, _ := Lookup(body, filter.Path{Name: "meta", Sub: "location"})
			at, _ = json.Text(value)
		}
	}
	return m.placed(at)
}

// placed returns the id that the URL of a resource of the message's endpoint ends
// with. Which host it names does not matter: the target is asked below its base URL.
func (m *Message) placed(at string) (id string, ok bool) {
	at, _, _ = strings.Cut(at, "?")
	parts := strings.Split(strings.TrimRight(at, "/"), "/")
	if n := len(parts); n >= 2 && filter.Fold(parts[n-2], m.Resource) {
		id, _ = ids.Unescape(parts[n-1])
	}
	return id, id != "" && ids.FitPath(id)
}
