package wiretest

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"scimshim/proxy"
	"scimshim/proxy/proxytest"
	"scimshim/proxy/target"
)

// An answering target gives the answer of the row under way, and a sound one to the
// request that comes after it.
type answering struct {
	*strictTarget
	mu   sync.Mutex
	raw  string
	ends bool
}

func (a *answering) answer(m *strictMessage) (raw string, keep bool) {
	if strings.HasSuffix(m.target, "/next") {
		return answerStrictly(m)
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.raw, !a.ends
}

// An answerWorker is a proxy and a target that answers one row at a time.
type answerWorker struct {
	address string
	target  *answering
}

// TestWireAnswers has a target answer each row of the table of answers to a read, a
// change. The second reader says which answers can be read in one way only. After any
// other, and after one with bytes behind it, the connection is not used again, whether
// the client got the answer or not; no request is sent twice, the next one gets its own
// answer, and what the client gets is HTTP and SCIM. The golden file says which.
func TestWireAnswers(t *testing.T) {
	table := wireAnswers()
	if len(table) < 200 {
		t.Errorf("only %d answers", len(table))
	}
	var workers []answerWorker
	for range wireParallel {
		a := &answering{}
		a.strictTarget = startStrictTarget(t, a.answer)
		p := proxytest.Start(t, a.url(), func(_ *proxy.Options, r *proxy.Route) {
			r.Target.Timeout = 20 * time.Second
			r.Target.Reuse = target.ReuseAlways // else one row would end it for those that follow
		})
		workers = append(workers, answerWorker{p.Addr().String(), a})
	}
	outcomes := make([]answerOutcome, len(table)*len(answerRequests))
	inParallel(workers, len(outcomes), func(w answerWorker, i int) {
		row, request := table[i/len(answerRequests)], answerRequests[i%len(answerRequests)]
		outcomes[i] = w.run(row.raw, request)
	})
	listed := readExceptions(t, "reused")
	golden := &goldenTable{}
	for i, row := range table {
		var what []string
		for j, request := range answerRequests {
			o := &outcomes[i*len(answerRequests)+j]
			what = append(what, o.golden())
			for k := range o.complain {
				o.complain[k].text = request.method + ": " + o.complain[k].text
			}
			listed.check(t, row.name, o.complain)
		}
		golden.add(row.name, strings.Join(what, "\t"))
	}
	listed.done(t)
	golden.compare(t, "testdata/wire_answers.tsv")
}

// answerRequests are the requests that the answers are given to.
var answerRequests = []struct{ method, raw string }{
	{"GET", proxytest.Head("GET", wireUsers+"/1") + "\r\n"},
	{"PATCH", proxytest.WithBody("PATCH", wireUsers+"/1", proxytest.PatchBody)},
}

// An answerOutcome is what became of an answer.
type answerOutcome struct {
	wireOutcome
	reused bool // whether its connection took the next request
}

func (o *answerOutcome) golden() string {
	s := "closed"
	if all := o.finals(); len(all) > 0 {
		s = fmt.Sprint(all[0].status)
	}
	if o.reused {
		s += " reused"
	}
	return s
}

// run sends a request, which the row answers, and another behind it. Where an answer is
// not whole, the target closes the connection, so that nobody waits for the rest of it.
// What a strict reader refuses is tried in that way first, and if it is passed on all the
// same, with a connection that could be used again.
func (w answerWorker) run(raw string, request struct{ method, raw string }) answerOutcome {
	sure, _, err := finalStrictAnswer(raw, request.method)
	o := w.try(raw, request.method, request.raw, err != nil || sure.closes)
	if all := o.finals(); err != nil && len(all) > 0 && all[0].status < 500 && saysLength.MatchString(raw) {
		o = w.try(raw, request.method, request.raw, false)
	}
	return o
}

// saysLength tells of answers whose end is not that of the connection.
var saysLength = regexp.MustCompile(`(?im)^(content-length|transfer-encoding)[ \t]*:`)

func (w answerWorker) try(raw, method, request string, ends bool) (o answerOutcome) {
	w.target.mu.Lock()
	w.target.raw, w.target.ends = raw, ends
	w.target.mu.Unlock()
	back, err := sendRaw(w.address, request+wireNext)
	if err != nil {
		o.add("%v", err)
	}
	sent, conns, faults := w.target.take()
	o.reached = sent
	o.judge(request+wireNext, back, faults)
	finals := o.finals()
	if len(finals) != 2 || len(sent) != 2 {
		o.add("the target was sent %d requests, and the client %d answers", len(sent), len(finals))
		return o
	}
	if next := finals[1]; next.status != 200 || next.body != `{"id":"next"}` {
		o.add("the next request got %d %.80q", next.status, next.body)
	}
	o.reused = conns[1] == conns[0]
	o.judgeAnswer(finals[0], raw, method)
	return o
}

// finalStrictAnswer reads an answer with the second reader, after those that only
// announce it (RFC 9110, section 15.2).
func finalStrictAnswer(raw, method string) (m *strictMessage, rest string, err error) {
	for {
		m, rest, err = readStrictAnswer(raw, method)
		switch {
		case err != nil || m.status >= 200:
			return m, rest, err
		case m.status == 101:
			return nil, "", errors.New("the protocol is switched, which nobody asked for")
		}
		raw = rest
	}
}

// judgeAnswer holds what the client got against a strict reading of the answer.
func (o *answerOutcome) judgeAnswer(got *strictMessage, raw, method string) {
	for _, f := range got.fields {
		if name := strings.ToLower(f.name); !slices.Contains(answerFields, name) {
			o.add("the client got the field %s", name)
		}
	}
	sure, rest, err := finalStrictAnswer(raw, method)
	switch {
	case err == nil && got.status < 400 && (sure.status > 299 || got.body != sure.body && got.status != 204):
		o.add("the client got %d %.60q of %d %.60q", got.status, got.body, sure.status, sure.body)
	case o.reused && (err != nil || rest != ""):
		o.complain = append(o.complain, complaint{"reused", fmt.Sprintf("the connection is used again, though %v %.20q", err, rest)})
	}
}

// answerFields are the fields that a client may be sent.
var answerFields = []string{"date", "content-type", "content-length", "cache-control", "x-request-id", "etag", "location", "retry-after",
	"connection", "allow", "www-authenticate"}
