package log_test

import (
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

	"scimshim/proxy"
	"scimshim/proxy/log"
	"scimshim/proxy/proxytest"
	"scimshim/proxy/roomtest"
	"scimshim/rewrite"
)

// lastLine returns the fields of the last line that was logged for a request.
func lastLine(r *proxytest.Running) map[string]any {
	r.T.Helper()
	var last map[string]any
	for line := range strings.Lines(r.Logs.String()) {
		var fields map[string]any
		if err := json.Unmarshal([]byte(line), &fields); err != nil {
			r.T.Fatalf("%v in %s", err, line)
		}
		if fields["msg"] == "request" {
			last = fields
		}
	}
	return last
}

// says checks the fields of the last line, in the form name=value, and that it has no
// others but those of every line.
func says(r *proxytest.Running, fields ...string) {
	r.T.Helper()
	line := lastLine(r)
	for _, every := range []string{"time", "msg", "route", "ms", "target_ms", "request_id"} {
		if line[every] == nil {
			r.T.Errorf("the line has no %s", every)
		}
		delete(line, every)
	}
	for name := range line {
		if name != "level" && !slices.Contains(log.Fields(), name) {
			r.T.Errorf("the field %s is not documented", name)
		}
	}
	for _, field := range fields {
		name, want, _ := strings.Cut(field, "=")
		if got := fmt.Sprint(line[name]); got != want {
			r.T.Errorf("%s is %q, want %q", name, got, want)
		}
		delete(line, name)
	}
	if len(line) > 0 {
		r.T.Errorf("the line has %v as well", line)
	}
}

// lowering is a rule that writes the names of operations in lower case and drops those
// on title.
var lowering = rewrite.Step{Name: "pack/lower", Rule: proxytest.Rule{OnRequest: func(m *rewrite.Message) error {
	return m.MapOps(func(op rewrite.Op, emit func(rewrite.Op)) error {
		if op.Target.Path.Name != "title" {
			emit(op.Named(strings.ToLower(op.Name)))
		}
		return nil
	})
}}}

// The line of a request says what became of it and why; what there is nothing to say of
// is not in it.
func TestLogLine(t *testing.T) {
	target := proxytest.StartTarget(t, func(c net.Conn, r *proxytest.Seen) bool {
		switch {
		case strings.HasSuffix(r.URL.Path, "/gone"):
			io.WriteString(c, proxytest.HTTPAnswer(404, scimError("404", "", "canary")))
		case strings.HasSuffix(r.URL.Path, "/odd"):
			io.WriteString(c, proxytest.HTTPAnswer(400, scimError("400", "Canary Jensen", "canary")))
		case strings.HasSuffix(r.URL.Path, "/down"):
			io.WriteString(c, proxytest.HTTPAnswer(503, scimError("503", "", "canary")))
		case r.Method == "PATCH":
			io.WriteString(c, proxytest.HTTPAnswer(400, scimError("400", "invalidPath", "no canary@example.com")))
		default:
			return proxytest.AnswerSCIM(c, r)
		}
		return true
	})
	logs := &roomtest.Log{}
	p := proxytest.Start(t, target.URL(), func(o *proxy.Options, r *proxy.Route) {
		o.Requests = log.NewRequests(logs, slog.LevelInfo)
		r.Chain = &rewrite.Chain{Steps: append(proxytest.CountingChain().Steps, lowering)}
	})
	p.Logs = logs
	f := func(request string, fields ...string) {
		t.Helper()
		p.Ask(request)
		says(p, fields...)
	}
	get := func(path string) string { return proxytest.Head("GET", "/scim/v2/Users"+path) + "\r\n" }
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
	f(proxytest.Head("GET", "/none")+"\r\n", "level=WARN", "method=GET", "resource=other", "code=404", "reason=path",
		"detail="+lastDetail(p))
	f(proxytest.WithBody("PATCH", "/scim/v2/Users/1", `{"Operations":[{"op":"Replace","path":"active","value":"False"},`+
		`{"op":"Add","path":"title","value":"canary"},{"op":"add","path":"emails[type eq \"work\"].value","value":"c"}]}`),
		"level=WARN", "method=PATCH", "resource=Users", "code=400", "target_status=400", "scim_type=invalidPath",
		"detail=the target refused the request with 400 invalidPath: it does not know the path of an operation; "+
			"its own words are in the answer to the client",
		`shape=Replace active: text; Add title: text; add emails[type eq "work"].value: text`,
		`sent=replace active: text; add emails[type eq "work"].value: text`,
		"rules=pack/lower changed, dropped 1")
	if strings.Contains(strings.ToLower(p.Logs.String()), "canary@") || strings.Contains(p.Logs.String(), "Jensen") {
		t.Errorf("the log holds what was sent: %s", p.Logs)
	}
}

// lastDetail is the sentence of a request that names no endpoint.
func lastDetail(r *proxytest.Running) string {
	r.T.Helper()
	r.Ask(proxytest.Head("GET", "/none") + "\r\n")
	text, _ := lastLine(r)["detail"].(string)
	return text
}

// scimError returns the body of a SCIM error.
func scimError(status, scimType, detail string) string {
	return fmt.Sprintf(`{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":%q,"scimType":%q,`+
		`"detail":%q}`, status, scimType, detail)
}

// Of many rules a line names some, and of a long sentence the beginning.
func TestLogLineIsBounded(t *testing.T) {
	warn := proxytest.Rule{OnRequest: func(m *rewrite.Message) error { m.Warn(); return nil }}
	chain := &rewrite.Chain{}
	for i := range 30 {
		chain.Steps = append(chain.Steps, rewrite.Step{Name: fmt.Sprintf("pack/rule-%d", i), Rule: warn})
	}
	chain.Steps = append(chain.Steps, rewrite.Step{Name: "pack/long", Rule: proxytest.Rule{
		OnRequest: func(*rewrite.Message) error {
			return rewrite.Refuse(rewrite.RuleRefused, "invalidValue", "%s", strings.Repeat("a", 2000))
		},
	}})
	p := proxytest.Start(t, proxytest.StartTarget(t, nil).URL(), func(_ *proxy.Options, r *proxy.Route) { r.Chain = chain })
	p.Ask(proxytest.Head("GET", "/scim/v2/Users/1") + "\r\n")
	line := lastLine(p)
	rules, detail := line["rules"].(string), line["detail"].(string)
	if !strings.HasSuffix(rules, "pack/rule-23 warned; and 7 more") || len(detail) > 600+len("…") ||
		line["scim_type"] != "invalidValue" || line["level"] != "WARN" {
		t.Errorf("got %v", line)
	}
}

// The target's answers are counted by their status, whoever asked, and none before
// there is one.
func TestTargetResponses(t *testing.T) {
	target := proxytest.StartTarget(t, func(c net.Conn, r *proxytest.Seen) bool {
		if r.Method == "DELETE" {
			io.WriteString(c, "HTTP/1.1 999 X\r\nContent-Length: 0\r\n\r\n")
			return true
		}
		io.WriteString(c, proxytest.HTTPAnswer(429, scimError("429", "", "later")))
		return true
	})
	p := proxytest.Start(t, target.URL())
	if _, text := p.Get("/metrics"); strings.Contains(text, "scimshim_target_responses_total{") {
		t.Error("counted before anything was asked")
	}
	for range 2 {
		p.Ask(proxytest.Head("GET", "/scim/v2/Users/1")+"\r\n").IsError(t, 429)
		p.Ask(proxytest.Head("DELETE", "/scim/v2/Users/1")+"\r\n").IsError(t, 502)
	}
	_, text := p.Get("/metrics")
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
	target := proxytest.StartTarget(t, func(c net.Conn, r *proxytest.Seen) bool {
		code := 409
		if strings.HasSuffix(r.URL.Path, "/ok") {
			code = 200
		}
		io.WriteString(c, proxytest.HTTPAnswer(code, body.Load().(string)))
		return true
	})
	const schemas = `"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"]`
	p := proxytest.Start(t, target.URL())
	bare := proxytest.Start(t, target.URL(), func(_ *proxy.Options, r *proxy.Route) { r.HideRequestID = true })
	f := func(given, want string) {
		t.Helper()
		body.Store(given)
		a := p.Ask(proxytest.Head("GET", "/scim/v2/Users/1") + "\r\n")
		if got := strings.ReplaceAll(a.Body, a.Header.Get("X-Request-Id"), "ID"); got != want || a.Code != 409 {
			t.Errorf("got %d %s, want %s", a.Code, got, want)
		}
		if a := bare.Ask(proxytest.Head("GET", "/scim/v2/Users/1") + "\r\n"); a.Body != given {
			t.Errorf("with the switch off: %s", a.Body)
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
	if a := p.Ask(proxytest.Head("GET", "/scim/v2/Users/ok") + "\r\n"); a.Body != resource {
		t.Errorf("a resource came as %s", a.Body)
	}
	for _, request := range []string{"/none", "/scim/v2/Users?filter=%zz"} {
		a := p.Ask(proxytest.Head("GET", request) + "\r\n")
		if !strings.HasSuffix(a.Body, " (request "+a.Header.Get("X-Request-Id")+`)"}`) {
			t.Errorf("%s: %s", request, a.Body)
		}
	}
	if a := bare.Ask(proxytest.Head("GET", "/scim/v2/Users?filter=%zz") + "\r\n"); strings.Contains(a.Body, "(request") {
		t.Errorf("with the switch off: %s", a.Body)
	}
}

// Of a filter that the target was sent the line has the shape, whatever came of it.
func TestFilterIsNotLogged(t *testing.T) {
	target := proxytest.StartTarget(t, func(c net.Conn, r *proxytest.Seen) bool {
		status := 200
		if strings.Contains(r.RequestURI, "fails") {
			status = 500
		}
		io.WriteString(c, proxytest.HTTPAnswer(status, proxytest.ListBody))
		return true
	})
	p := proxytest.Start(t, target.URL())
	for _, path := range []string{"canary", "canary-fails"} {
		p.Ask(proxytest.Head("GET", "/scim/v2/Users?filter=userName+eq+%22"+path+"%22") + "\r\n")
		lastLine(p)
	}
	if strings.Contains(p.Logs.String(), "canary") {
		t.Errorf("the log holds the filter: %s", p.Logs)
	}
}

// The dropped lines of the log are a metric.
func TestDroppedLinesAreCounted(t *testing.T) {
	p := proxytest.Start(t, proxytest.StartTarget(t, nil).URL(), func(o *proxy.Options, _ *proxy.Route) {
		o.LogWriter = log.NewWriter(io.Discard)
		o.LogWriter.Close(time.Second)
		o.LogWriter.Write([]byte("x"))
	})
	if _, text := p.Get("/metrics"); !strings.Contains(text, "\nscimshim_log_lines_dropped_total 1\n") {
		t.Error("the dropped line is not counted")
	}
}
