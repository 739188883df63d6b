package proxy

import (
	"fmt"
	"io"
	"log/slog"
	"net"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus/testutil"

	"scimshim/proxy/metric"
	"scimshim/proxy/roomtest"
	"scimshim/rewrite"
	"scimshim/rewrite/response"
)

// A testRule is a rule made of two functions.
type testRule struct{ request, response func(*rewrite.Message) error }

func (r testRule) Request(m *rewrite.Message) error {
	if r.request == nil {
		return nil
	}
	return r.request(m)
}

func (r testRule) Response(m *rewrite.Message) error {
	if r.response == nil {
		return nil
	}
	return r.response(m)
}

// An assumingRule is one that states something of the data.
type assumingRule struct{ testRule }

func (assumingRule) Assumes() bool { return true }

// countingChain has a rule for each thing that is counted.
func countingChain() *rewrite.Chain {
	return &rewrite.Chain{Steps: []rewrite.Step{
		{Name: "pack/keep", Rule: testRule{}},
		{Name: "pack/refuse", Rule: testRule{request: func(m *rewrite.Message) error {
			if m.ID == "refuse" {
				return rewrite.Refuse(rewrite.RuleRefused, "", "refused")
			}
			return nil
		}}},
		{Name: "pack/local", Rule: testRule{request: func(m *rewrite.Message) error {
			if m.ID == "local" {
				m.Reply(200, okBody)
			}
			return nil
		}}},
		{Name: "pack/nobody", Rule: testRule{request: func(m *rewrite.Message) error {
			if m.IsQuery() {
				m.Rely()
				m.Reply(200, response.EmptyList)
			}
			return nil
		}}},
		{Name: "pack/assume", Rule: assumingRule{testRule{response: func(m *rewrite.Message) error {
			if m.ID == "broken" {
				m.Contradict()
			}
			return nil
		}}}},
		{Name: "pack/panic", Rule: testRule{request: func(m *rewrite.Message) error {
			if m.ID == "panic" {
				panic("canary of a panic")
			}
			return nil
		}}},
		{Name: "pack/fail", Rule: testRule{request: func(m *rewrite.Message) error {
			if m.ID == "fail" {
				return fmt.Errorf("canary of an error")
			}
			return nil
		}}},
	}}
}

func TestMetrics(t *testing.T) {
	target := startTarget(t, nil)
	p := startProxy(t, target.url(), func(_ *Options, r *Route) { r.Chain = countingChain() })
	f := func(line string) {
		t.Helper()
		if _, text := p.get("/metrics"); !strings.Contains(text, line+"\n") {
			t.Errorf("no %s", line)
		}
	}
	f(`scimshim_rule_messages_total{outcome="changed",route="test",rule="pack/keep"} 0`)
	f(`scimshim_rule_operations_dropped_total{route="test",rule="pack/keep"} 0`)
	f(`scimshim_refusals_total{reason="target_timeout",route="test"} 0`)
	// The counters of alerts: the first of what they count is an increase.
	f(`scimshim_rule_messages_total{outcome="warned",route="test",rule="pack/keep"} 0`)
	f(`scimshim_requests_total{code="409",method="POST",resource="Users",route="test"} 0`)
	f(`scimshim_stray_connections_total{route="test"} 0`)
	f(`scimshim_shed_total{cause="memory"} 0`)
	f(`scimshim_connections_refused_total{cause="full",listener="public"} 0`)
	f(`scimshim_log_lines_dropped_total 0`)
	ask := func(path string, code int) {
		t.Helper()
		if a := p.ask(head("GET", path) + "\r\n"); a.code != code {
			t.Errorf("%s: %d %s", path, a.code, a.body)
		}
	}
	ask("/scim/v2/Users/1", 200)
	ask("/scim/v2/users/2", 200)
	ask("/scim/v2/Users/refuse", 400)
	ask("/scim/v2/Users/local", 200)
	ask("/scim/v2/Groups", 200)
	ask("/scim/v2/Users/panic", 500)
	ask("/scim/v2/Users/fail", 500)
	ask("/scim/v2/Unknown", 404)
	ask("/unknown", 404)
	f(`scimshim_requests_total{code="200",method="GET",resource="Users",route="test"} 3`)
	f(`scimshim_requests_total{code="500",method="GET",resource="Users",route="test"} 2`)
	f(`scimshim_requests_total{code="404",method="GET",resource="other",route="test"} 1`)
	f(`scimshim_requests_total{code="404",method="GET",resource="other",route="none"} 1`)
	f(`scimshim_request_duration_seconds_count{method="GET",resource="Users",route="test"} 6`)
	f(`scimshim_target_duration_seconds_count{method="GET",resource="Users",route="test"} 2`)
	f(`scimshim_rule_messages_total{outcome="kept",route="test",rule="pack/keep"} 7`)
	f(`scimshim_rule_messages_total{outcome="refused",route="test",rule="pack/refuse"} 1`)
	f(`scimshim_rule_messages_total{outcome="changed",route="test",rule="pack/local"} 1`)
	f(`scimshim_rule_messages_total{outcome="failed",route="test",rule="pack/fail"} 1`)
	f(`scimshim_refusals_total{reason="rule_refused",route="test"} 1`)
	f(`scimshim_refusals_total{reason="internal",route="test"} 2`)
	f(`scimshim_refusals_total{reason="path",route="none"} 1`)
	f(`scimshim_local_answers_total{resource="Users",route="test"} 1`)
	f(`scimshim_empty_answers_total{resource="Groups",route="test",warrant="assumption"} 1`)
	f(`scimshim_panics_total 1`)
	roomtest.Eventually(t, "the last answer to have left", func() bool { return p.inFlight.Load() == 0 })
	f(`scimshim_requests_in_flight 0`)
	f(`scimshim_ready 1`)
	f(`scimshim_ruleset_info{hash="first"} 1`)
	f(`scimshim_ruleset_last_load_successful 1`)
	f(`scimshim_build_info{version="1.2.3"} 1`)
	if strings.Contains(p.logs.String(), "canary") {
		t.Error("the log quotes a panic or an error")
	}
	if !strings.Contains(p.logs.String(), `"warrant":"assumption"`) {
		t.Error("the log does not say on whose word an answer is empty")
	}
	if !strings.Contains(p.logs.String(), "metrics_test.go") && !strings.Contains(p.logs.String(), "countingChain") {
		t.Error("the log does not say where the panic was")
	}

	p.LoadFailed(fmt.Errorf("rules.yaml:1:1: no such rule"))
	f(`scimshim_ruleset_last_load_successful 0`)
	p.Use(mustSet(t, "second", testRoute(target.url())))
	_, text := p.get("/metrics")
	if strings.Contains(text, "pack/") || strings.Contains(text, `hash="first"`) {
		t.Error("series of rules that are out of use remain")
	}
	f(`scimshim_requests_total{code="200",method="GET",resource="Users",route="test"} 3`)
}

// The table of metrics is what the registry holds, and follows Prometheus'
// conventions.
func TestMetricNames(t *testing.T) {
	target := startTarget(t, func(c net.Conn, _ *seen) bool {
		io.WriteString(c, httpAnswer(200, `{"schemas":[]}`)) // an answer that shows no id
		return true
	})
	p := startProxy(t, target.url(), func(_ *Options, r *Route) {
		r.Chain = countingChain()
		r.Index = &testIndex{status: rewrite.IndexStatus{Resource: "Users", Walks: map[string]int{"complete": 1}}}
		showsWhatEnds(t, r)
	})
	p.ask(head("GET", "/scim/v2/Users/1") + "\r\n")
	p.ask(head("GET", "/scim/v2/Users/local") + "\r\n")
	p.ask(head("GET", "/scim/v2/Groups") + "\r\n")
	p.serving.Load().lanes[0].counters.Count(&metric.Request{Code: 200, Trace: &rewrite.Trace{Plan: "as it is"}})
	problems, err := testutil.GatherAndLint(p.metrics.Gatherer())
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range problems {
		if strings.HasPrefix(x.Metric, "scimshim_") {
			t.Errorf("%s: %s", x.Metric, x.Text)
		}
	}
	families, err := p.metrics.Gatherer().Gather()
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]metric.Doc{}
	for _, f := range families {
		if !strings.HasPrefix(f.GetName(), "scimshim_") {
			continue
		}
		d := metric.Doc{Name: f.GetName(), Help: f.GetHelp(), Type: strings.ToLower(f.GetType().String())}
		for _, l := range f.GetMetric()[0].GetLabel() {
			d.Labels = append(d.Labels, l.GetName())
		}
		got[d.Name] = d
	}
	for _, want := range metric.Docs() {
		have, ok := got[want.Name]
		slices.Sort(want.Labels)
		if !ok || fmt.Sprint(have) != fmt.Sprint(want) {
			t.Errorf("the registry has %v, the table %v", have, want)
		}
		delete(got, want.Name)
	}
	for name := range got {
		t.Errorf("%s is not in the table", name)
	}
}

// Whatever clients send, the number of series has its bound.
func TestSeriesAreBounded(t *testing.T) {
	target := startTarget(t, nil)
	p := startProxy(t, target.url())
	hostile := func() {
		k := &keptAlive{addr: p.Addr().String()}
		defer k.close()
		for i := range 300 {
			for _, request := range []string{
				head("GET", fmt.Sprintf("/scim/v2/Users/%d", i)) + "\r\n",
				head("GET", fmt.Sprintf("/scim/v2/Endpoint%d", i)) + "\r\n",
				head("GET", fmt.Sprintf("/path%d", i)) + "\r\n",
				head(fmt.Sprintf("METHOD%d", i), "/scim/v2/Users") + "\r\n",
				head("GET", fmt.Sprintf("/scim/v2/Users?p%d=1", i)) + fmt.Sprintf("User-Agent: a%d\r\n\r\n", i),
			} {
				k.ask(request)
			}
		}
	}
	hostile()
	before := seriesCount(t, p)
	hostile()
	if after := seriesCount(t, p); after != before || before > 400 {
		t.Errorf("%d series, then %d", before, after)
	}
}

func seriesCount(t *testing.T, p *running) int {
	t.Helper()
	_, text := p.get("/metrics")
	return len(regexp.MustCompile(`(?m)^scimshim_`).FindAllString(text, -1))
}

func TestAdmin(t *testing.T) {
	p, err := New(Options{Listen: "127.0.0.1:0", Admin: "127.0.0.1:0", Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	run := serveProxy(t, p, &roomtest.Log{})
	f := func(path string, code int) {
		t.Helper()
		if got, _ := run.get(path); got != code {
			t.Errorf("%s is %d, want %d", path, got, code)
		}
	}
	f("/healthz", 200)
	f("/readyz", 503)
	run.ask(head("GET", "/scim/v2/Users")+"\r\n").isError(t, 503)
	p.Use(mustSet(t, "x", testRoute("http://127.0.0.1:1")))
	f("/readyz", 200)
	f("/metrics", 200)
	f("/", 404)
	f("/debug/pprof/", 404)
	f("/scim/v2/Users", 404)
	f("/-/reload", 404)
	if a := run.ask(head("GET", "/metrics") + "\r\n"); a.code != 404 {
		t.Errorf("/metrics is %d for clients", a.code)
	}
}

func TestReload(t *testing.T) {
	fail := false
	p := startProxy(t, "http://127.0.0.1:1", func(o *Options, _ *Route) {
		o.Reload = func(bool) error {
			if fail {
				return fmt.Errorf("rules.yaml:1:1: no such rule")
			}
			return nil
		}
	})
	f := func(code int) {
		t.Helper()
		resp, err := operator.Post("http://"+p.AdminAddr().String()+"/-/reload", "", nil)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		b, _ := io.ReadAll(resp.Body)
		if told := strings.Contains(string(b), "rules.yaml:1:1: no such rule"); resp.StatusCode != code || told != fail {
			t.Errorf("got %d %s, want %d", resp.StatusCode, b, code)
		}
	}
	f(200)
	fail = true
	f(500)
	if code, _ := p.get("/-/reload"); code != 405 {
		t.Errorf("GET /-/reload is %d", code)
	}
}

// An assumption that is seen broken is logged once, and shown until a reload.
func TestAssumptionBroken(t *testing.T) {
	target := startTarget(t, nil)
	p := startProxy(t, target.url(), func(_ *Options, r *Route) { r.Chain = countingChain() })
	shows := func(value string) {
		t.Helper()
		want := `scimshim_assumption_broken{route="test",rule="pack/assume"} ` + value + "\n"
		if _, text := p.get("/metrics"); !strings.Contains(text, want) {
			t.Errorf("no %s", want)
		}
	}
	ask := func(id string) { p.ask(head("GET", "/scim/v2/Users/"+id) + "\r\n") }
	shows("0")
	ask("1")
	shows("0")
	ask("broken")
	ask("broken")
	shows("1")
	logged := func() int { return strings.Count(p.logs.String(), `"assumption broken`) }
	if n := logged(); n != 1 || !strings.Contains(p.logs.String(), `"rule":"pack/assume"`) {
		t.Errorf("logged %d times:\n%s", n, p.logs.String())
	}
	again := testRoute(target.url())
	again.Chain = countingChain()
	p.Use(mustSet(t, "second", again))
	shows("0")
	ask("broken")
	shows("1")
	if n := logged(); n != 2 {
		t.Errorf("logged %d times after a reload", n)
	}
}
