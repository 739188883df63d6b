package proxy

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"scimshim/proxy/log"
	"scimshim/rewrite"
)

// lastLine returns the fields of the last line that was logged for a request.
func (r *running) lastLine() map[string]any {
	r.t.Helper()
	var last map[string]any
	for line := range strings.Lines(r.logs.String()) {
		var fields map[string]any
		if err := json.Unmarshal([]byte(line), &fields); err != nil {
			r.t.Fatalf("%v in %s", err, line)
		}
		if fields["msg"] == "request" {
			last = fields
		}
	}
	return last
}

// says checks the fields of the last line, in the form name=value, and that it has no
// others but those of every line.
func (r *running) says(fields ...string) {
	r.t.Helper()
	line := r.lastLine()
	for _, every := range []string{"time", "msg", "route", "ms", "target_ms", "request_id"} {
		if line[every] == nil {
			r.t.Errorf("the line has no %s", every)
		}
		delete(line, every)
	}
	for name := range line {
		if name != "level" && !slices.Contains(log.Fields(), name) {
			r.t.Errorf("the field %s is not documented", name)
		}
	}
	for _, field := range fields {
		name, want, _ := strings.Cut(field, "=")
		if got := fmt.Sprint(line[name]); got != want {
			r.t.Errorf("%s is %q, want %q", name, got, want)
		}
		delete(line, name)
	}
	if len(line) > 0 {
		r.t.Errorf("the line has %v as well", line)
	}
}

// lowering is a rule that writes the names of operations in lower case and drops those
// on title.
var lowering = rewrite.Step{Name: "pack/lower", Rule: testRule{request: func(m *rewrite.Message) error {
	return m.MapOps(func(op rewrite.Op, emit func(rewrite.Op)) error {
		if op.Target.Path.Name != "title" {
			emit(op.Named(strings.ToLower(op.Name)))
		}
		return nil
	})
}}}

// atInfo is a log that leaves out what is for debugging.
type atInfo struct{ slog.Handler }

func (atInfo) Enabled(_ context.Context, l slog.Level) bool { return l >= slog.LevelInfo }

// The line of a request says what became of it and why; what there is nothing to say of
// is not in it.
func TestLogLine(t *testing.T) {
	target := startTarget(t, func(c net.Conn, r *seen) bool {
		switch {
		case strings.HasSuffix(r.URL.Path, "/gone"):
			io.WriteString(c, httpAnswer(404, scimError("404", "", "canary")))
		case strings.HasSuffix(r.URL.Path, "/odd"):
			io.WriteString(c, httpAnswer(400, scimError("400", "Canary Jensen", "canary")))
		case strings.HasSuffix(r.URL.Path, "/down"):
			io.WriteString(c, httpAnswer(503, scimError("503", "", "canary")))
		case r.Method == "PATCH":
			io.WriteString(c, httpAnswer(400, scimError("400", "invalidPath", "no canary@example.com")))
		default:
			return answerSCIM(c, r)
		}
		return true
	})
	p := startProxy(t, target.url(), func(o *Options, r *Route) {
		o.Log = slog.New(atInfo{o.Log.Handler()})
		r.Chain = &rewrite.Chain{Steps: append(countingChain().Steps, lowering)}
	})
	f := func(request string, fields ...string) {
		t.Helper()
		p.ask(request)
		p.says(fields...)
	}
	get := func(path string) string { return head("GET", "/scim/v2/Users"+path) + "\r\n" }
	f(get("/1"), "level=INFO", "method=GET", "resource=Users", "code=200", "target_status=200")
	f(get("?filter=userName+eq+%22canary@example.com%22"), "level=INFO", "method=GET", "resource=Users", "code=200",
		"rules=pack/nobody changed", "warrant=assumption", "local=true")
	f(get("/gone"), "level=INFO", "method=GET", "resource=Users", "code=404", "target_status=404",
		"detail=the target refused the request with 404; its own words are in the answer to the client")
	f(get("/odd"), "level=WARN", "method=GET", "resource=Users", "code=400", "target_status=400", "scim_type=other",
		"detail=the target refused the request with 400; its own words are in the answer to the client")
	f(get("/down"), "level=WARN", "method=GET", "resource=Users", "code=503", "target_status=503",
		"detail=the target failed with 503; its own words are in the answer to the client")
	f(get("/local"), "level=INFO", "method=GET", "resource=Users", "code=200", "rules=pack/local changed", "local=true")
	f(get("/refuse"), "level=WARN", "method=GET", "resource=Users", "code=400", "reason=rule_refused",
		"detail=refused", "rules=pack/refuse refused")
	f(head("GET", "/none")+"\r\n", "level=WARN", "method=GET", "resource=other", "code=404", "reason=path",
		"detail="+p.lastDetail())
	f(withBody("PATCH", "/scim/v2/Users/1", `{"Operations":[{"op":"Replace","path":"active","value":"False"},`+
		`{"op":"Add","path":"title","value":"canary"},{"op":"add","path":"emails[type eq \"work\"].value","value":"c"}]}`),
		"level=WARN", "method=PATCH", "resource=Users", "code=400", "target_status=400", "scim_type=invalidPath",
		"detail=the target refused the request with 400 invalidPath: it does not know the path of an operation; "+
			"its own words are in the answer to the client",
		`shape=Replace active: text; Add title: text; add emails[type eq "work"].value: text`,
		`sent=replace active: text; add emails[type eq "work"].value: text`,
		"rules=pack/lower changed, dropped 1")
	if strings.Contains(strings.ToLower(p.logs.String()), "canary@") || strings.Contains(p.logs.String(), "Jensen") {
		t.Errorf("the log holds what was sent: %s", p.logs)
	}
}

// lastDetail is the sentence of a request that names no endpoint.
func (r *running) lastDetail() string {
	r.t.Helper()
	r.ask(head("GET", "/none") + "\r\n")
	text, _ := r.lastLine()["detail"].(string)
	return text
}

// scimError returns the body of a SCIM error.
func scimError(status, scimType, detail string) string {
	return fmt.Sprintf(`{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":%q,"scimType":%q,`+
		`"detail":%q}`, status, scimType, detail)
}

// Of many rules a line names some, and of a long sentence the beginning.
func TestLogLineIsBounded(t *testing.T) {
	warn := testRule{request: func(m *rewrite.Message) error { m.Warn(); return nil }}
	chain := &rewrite.Chain{}
	for i := range 30 {
		chain.Steps = append(chain.Steps, rewrite.Step{Name: fmt.Sprintf("pack/rule-%d", i), Rule: warn})
	}
	chain.Steps = append(chain.Steps, rewrite.Step{Name: "pack/long", Rule: testRule{
		request: func(*rewrite.Message) error {
			return rewrite.Refuse(rewrite.RuleRefused, "invalidValue", "%s", strings.Repeat("a", 2000))
		},
	}})
	p := startProxy(t, startTarget(t, nil).url(), func(_ *Options, r *Route) { r.Chain = chain })
	p.ask(head("GET", "/scim/v2/Users/1") + "\r\n")
	line := p.lastLine()
	rules, detail := line["rules"].(string), line["detail"].(string)
	if !strings.HasSuffix(rules, "pack/rule-23 warned; and 7 more") || len(detail) > 600+len("…") ||
		line["scim_type"] != "invalidValue" || line["level"] != "WARN" {
		t.Errorf("got %v", line)
	}
}

// The target's answers are counted by their status, whoever asked, and none before
// there is one.
func TestTargetResponses(t *testing.T) {
	target := startTarget(t, func(c net.Conn, r *seen) bool {
		if r.Method == "DELETE" {
			io.WriteString(c, "HTTP/1.1 999 X\r\nContent-Length: 0\r\n\r\n")
			return true
		}
		io.WriteString(c, httpAnswer(429, scimError("429", "", "later")))
		return true
	})
	p := startProxy(t, target.url())
	if _, text := p.get("/metrics"); strings.Contains(text, "scimshim_target_responses_total{") {
		t.Error("counted before anything was asked")
	}
	for range 2 {
		p.ask(head("GET", "/scim/v2/Users/1")+"\r\n").isError(t, 429)
		p.ask(head("DELETE", "/scim/v2/Users/1")+"\r\n").isError(t, 502)
	}
	_, text := p.get("/metrics")
	for _, line := range []string{
		`scimshim_target_responses_total{code="429",method="GET",resource="Users",route="test"} 2`,
		`scimshim_target_responses_total{code="other",method="DELETE",resource="Users",route="test"} 2`,
	} {
		if !strings.Contains(text, line+"\n") {
			t.Errorf("no %s", line)
		}
	}
}

// An error ends with the id of the request, whoever wrote it, and nothing else of it is
// changed; an answer that is none is left alone.
func TestRequestIDInErrors(t *testing.T) {
	var body atomic.Value
	target := startTarget(t, func(c net.Conn, r *seen) bool {
		code := 409
		if strings.HasSuffix(r.URL.Path, "/ok") {
			code = 200
		}
		io.WriteString(c, httpAnswer(code, body.Load().(string)))
		return true
	})
	const schemas = `"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"]`
	p := startProxy(t, target.url())
	bare := startProxy(t, target.url(), func(_ *Options, r *Route) { r.HideRequestID = true })
	f := func(given, want string) {
		t.Helper()
		body.Store(given)
		a := p.ask(head("GET", "/scim/v2/Users/1") + "\r\n")
		if got := strings.ReplaceAll(a.body, a.header.Get("X-Request-Id"), "ID"); got != want || a.code != 409 {
			t.Errorf("got %d %s, want %s", a.code, got, want)
		}
		if a := bare.ask(head("GET", "/scim/v2/Users/1") + "\r\n"); a.body != given {
			t.Errorf("with the switch off: %s", a.body)
		}
	}
	f(`{ `+schemas+`, "detail" : "taken: \"ada\"" ,"status":"409", "x": 1.10}`,
		`{ `+schemas+`, "detail" : "taken: \"ada\" (request ID)" ,"status":"409", "x": 1.10}`)
	f(`{`+schemas+`,"Detail":"ä\\"}`, `{`+schemas+`,"Detail":"ä\\ (request ID)"}`)
	f(`{`+schemas+`,"status":"409" }`, `{`+schemas+`,"status":"409","detail":"(request ID)" }`)
	f(`{"detail":null,`+schemas+`}`, `{"detail":"(request ID)",`+schemas+`}`)
	f(`{"detail":"",`+schemas+`}`, `{"detail":"(request ID)",`+schemas+`}`)
	f(`{"detail":["a"],`+schemas+`}`, `{"detail":["a"],`+schemas+`}`)

	const resource = `{"id":"ok","detail":"of a resource"}`
	body.Store(resource)
	if a := p.ask(head("GET", "/scim/v2/Users/ok") + "\r\n"); a.body != resource {
		t.Errorf("a resource came as %s", a.body)
	}
	for _, request := range []string{"/none", "/scim/v2/Users?filter=%zz"} {
		a := p.ask(head("GET", request) + "\r\n")
		if !strings.HasSuffix(a.body, " (request "+a.header.Get("X-Request-Id")+`)"}`) {
			t.Errorf("%s: %s", request, a.body)
		}
	}
	if a := bare.ask(head("GET", "/scim/v2/Users?filter=%zz") + "\r\n"); strings.Contains(a.body, "(request") {
		t.Errorf("with the switch off: %s", a.body)
	}
}

// Of a filter that the target was sent the line has the shape, whatever came of it.
func TestFilterIsNotLogged(t *testing.T) {
	target := startTarget(t, func(c net.Conn, r *seen) bool {
		status := 200
		if strings.Contains(r.RequestURI, "fails") {
			status = 500
		}
		io.WriteString(c, httpAnswer(status, listBody))
		return true
	})
	p := startProxy(t, target.url())
	for _, path := range []string{"canary", "canary-fails"} {
		p.ask(head("GET", "/scim/v2/Users?filter=userName+eq+%22"+path+"%22") + "\r\n")
		p.lastLine()
	}
	if strings.Contains(p.logs.String(), "canary") {
		t.Errorf("the log holds the filter: %s", p.logs)
	}
}

// The dropped lines of the log are a metric.
func TestDroppedLinesAreCounted(t *testing.T) {
	p := startProxy(t, startTarget(t, nil).url(), func(o *Options, _ *Route) {
		o.LogWriter = log.NewWriter(io.Discard)
		o.LogWriter.Close(time.Second)
		o.LogWriter.Write([]byte("x"))
	})
	if _, text := p.get("/metrics"); !strings.Contains(text, "\nscimshim_log_lines_dropped_total 1\n") {
		t.Error("the dropped line is not counted")
	}
}
