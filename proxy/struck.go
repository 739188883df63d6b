package proxy

import (
	"slices"

	"scimshim/proxy/head"
	"scimshim/proxy/secret"
	"scimshim/rewrite/json"
)

// Services quote what they were sent, their credential included, and clients put theirs
// into filters. What leaves towards a client or the log has passed a striker, which
// knows every secret in use:
//
//   - the body of an answer that is an error, and of each of the proxy's own;
//   - the fields of an answer that are passed on;
//   - each text of a log line, and the answers of the admin listener.
//
// Of an answer that is no error only the target's whole credential is struck out, where
// it is written as one run of bytes: all else is data, which stay as they are. A client's
// token is not, since the client may have sent it as data.

// strikes are the striker of a serving, and what it was made of.
type strikes struct {
	*secret.Striker
	epoch  int64
	sent   []string // the Authorization fields that targets were sent last
	own    []string // secrets that targets are shown
	others []string
}

// A secretive is a Credential that tells what a target must not be quoted with. The
// method does not wait.
type secretive interface{ Secrets() []string }

// striker returns the striker of all secrets in use, those in an Authorization field
// that a target is sent included: a token may be renewed at any time.
func (s *serving) striker(sent string) *secret.Striker {
	last := s.strikes.Load()
	epoch := secret.Epoch()
	if last != nil && last.epoch == epoch && (sent == "" || slices.Contains(last.sent, sent)) {
		return last.Striker
	}
	next := &strikes{epoch: epoch}
	if sent != "" {
		next.sent = append(next.sent, sent)
	}
	if last != nil {
		next.sent = append(next.sent, last.sent[:min(len(last.sent), 2*len(s.lanes))]...)
	}
	s.collect(next)
	next.Striker = secret.NewStriker(next.own, next.others)
	s.strikes.Store(next)
	return next.Striker
}

// collect finds the secrets of all routes, and that of the admin listener.
func (s *serving) collect(next *strikes) {
	for _, l := range s.lanes {
		if c, ok := l.credential.(secretive); ok {
			next.own = append(next.own, c.Secrets()...)
		}
		next.own = append(next.own, l.Target.Egress.Secrets(l.base)...)
		for _, c := range l.Clients {
			next.others = append(next.others, c.Token.Reveal())
		}
	}
	next.others = append(next.others, s.admin.Reveal())
	for _, field := range next.sent {
		next.own = append(next.own, secret.InField(field)...)
	}
}

// A passed is the striker of a credential that a client shows the target itself.
type passed struct {
	*secret.Striker
	field string
}

// passedStriker returns the striker of a client's own Authorization field. Most requests
// of a route have the same.
func (l *lane) passedStriker(field []byte) *secret.Striker {
	if last := l.passed.Load(); last != nil && last.field == string(field) {
		return last.Striker
	}
	next := &passed{secret.NewStriker(secret.InField(string(field)), nil), string(field)}
	l.passed.Store(next)
	return next.Striker
}

// strike returns a text without the secrets in use. If it was JSON, it still is.
func (x *exchange) strike(text string) string {
	in := x.inUse()
	if in == nil || text == "" {
		return text
	}
	struck := in.striker(x.sent).Strike(text)
	if x.lane != nil && !x.lane.credential.Own() {
		struck = x.lane.passedStriker(x.header.Value[head.Authorization]).Strike(struck)
	}
	return stillJSON(text, struck)
}

// strike returns a text without the secrets in use.
func (p *Proxy) strike(text string) string {
	if k := p.striker(); k != nil {
		return k.Strike(text)
	}
	return text
}

// striker returns the striker of all secrets in use; nil before there are any.
func (p *Proxy) striker() *secret.Striker {
	if s := p.serving.Load(); s != nil {
		return s.striker("")
	}
	return nil
}

// echoes strikes the target's credential out of an answer that is no error.
func (x *exchange) echoes(body string) string {
	in := x.inUse()
	if in == nil || x.sent == "" {
		return body
	}
	return stillJSON(body, in.striker(x.sent).Echoes(body))
}

// inUse returns the serving whose secrets an exchange may meet. What builds an index has
// none of its own.
func (x *exchange) inUse() *serving {
	if x.serving != nil {
		return x.serving
	}
	return x.proxy.serving.Load()
}

// stillJSON returns what a text became, unless it was JSON and is no more: a secret may
// be written across what belongs to the form.
func stillJSON(was, is string) string {
	if len(was) == len(is) || json.Check(was) != nil || json.Check(is) == nil {
		return is
	}
	return `"` + secret.Redacted + `"`
}
