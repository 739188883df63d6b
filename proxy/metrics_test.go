package proxy_test

import (
	"fmt"
	"io"
	"log/slog"
	"net"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus/testutil"

	"scimshim/proxy"
	"scimshim/proxy/guard"
	"scimshim/proxy/metric"
	"scimshim/proxy/proxytest"
	"scimshim/proxy/roomtest"
	"scimshim/rewrite"
	"scimshim/rewrite/state"
)

func TestMetrics(t *testing.T) {
	target := proxytest.StartTarget(t, nil)
	p := proxytest.Start(t, target.URL(), func(_ *proxy.Options, r *proxy.Route) { r.Chain = proxytest.CountingChain() })
	f := func(line string) {
		t.Helper()
		if _, text := p.Get("/metrics"); !strings.Contains(text, line+"\n") {
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
		if a := p.Ask(proxytest.Head("GET", path) + "\r\n"); a.Code != code {
			t.Errorf("%s: %d %s", path, a.Code, a.Body)
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
	roomtest.Eventually(t, "the last answer to have left", func() bool { return p.Gauge("scimshim_requests_in_flight") == 0 })
	f(`scimshim_requests_in_flight 0`)
	f(`scimshim_ready 1`)
	f(`scimshim_ruleset_info{hash="first"} 1`)
	f(`scimshim_ruleset_last_load_successful 1`)
	f(`scimshim_build_info{version="1.2.3"} 1`)
	if strings.Contains(p.Logs.String(), "canary") {
		t.Error("the log quotes a panic or an error")
	}
	if !strings.Contains(p.Logs.String(), `"warrant":"assumption"`) {
		t.Error("the log does not say on whose word an answer is empty")
	}
	if !strings.Contains(p.Logs.String(), "metrics_test.go") && !strings.Contains(p.Logs.String(), "CountingChain") {
		t.Error("the log does not say where the panic was")
	}

	p.LoadFailed(fmt.Errorf("rules.yaml:1:1: no such rule"))
	f(`scimshim_ruleset_last_load_successful 0`)
	p.Use(proxytest.Set(t, "second", proxytest.Route(target.URL())))
	_, text := p.Get("/metrics")
	if strings.Contains(text, "pack/") || strings.Contains(text, `hash="first"`) {
		t.Error("series of rules that are out of use remain")
	}
	f(`scimshim_requests_total{code="200",method="GET",resource="Users",route="test"} 3`)
}

// The table of metrics is what the registry holds, and follows Prometheus'
// conventions.
func TestMetricNames(t *testing.T) {
	target := proxytest.StartTarget(t, func(c net.Conn, _ *proxytest.Seen) bool {
		io.WriteString(c, proxytest.HTTPAnswer(200, `{"schemas":[]}`)) // an answer that shows no id
		return true
	})
	p := proxytest.Start(t, target.URL(), func(o *proxy.Options, r *proxy.Route) {
		o.State = state.NewMemory(state.Limits{Entries: 1, Bytes: 1 << 10})
		if err := o.State.Put("test/room", state.Entry{Key: "x", Until: time.Now().Add(time.Hour)}); err != nil {
			t.Fatal(err)
		}
		r.Guard = &guard.Settings{Window: time.Hour, Bounds: map[guard.Sort]guard.Bound{guard.Deletes: {Count: 1}}}
		r.Chain = proxytest.CountingChain()
		r.Index = &proxytest.Index{State: rewrite.IndexStatus{Resource: "Users", Walks: map[string]int{"complete": 1}}}
		proxytest.ShowsWhatEnds(t, r)
	})
	p.Ask(proxytest.Head("GET", "/scim/v2/Users/1") + "\r\n")
	p.Ask(proxytest.Head("GET", "/scim/v2/Users/local") + "\r\n")
	p.Ask(proxytest.Head("GET", "/scim/v2/Groups") + "\r\n")
	p.Counters().Count(&metric.Request{Code: 200, Trace: &rewrite.Trace{Plan: "as it is"}})
	problems, err := testutil.GatherAndLint(p.Gatherer())
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range problems {
		if strings.HasPrefix(x.Metric, "scimshim_") {
			t.Errorf("%s: %s", x.Metric, x.Text)
		}
	}
	families, err := p.Gatherer().Gather()
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
	target := proxytest.StartTarget(t, nil)
	p := proxytest.Start(t, target.URL())
	hostile := func() {
		k := &proxytest.KeptAlive{Addr: p.Addr().String()}
		defer k.Close()
		for i := range 300 {
			for _, request := range []string{
				proxytest.Head("GET", fmt.Sprintf("/scim/v2/Users/%d", i)) + "\r\n",
				proxytest.Head("GET", fmt.Sprintf("/scim/v2/Endpoint%d", i)) + "\r\n",
				proxytest.Head("GET", fmt.Sprintf("/path%d", i)) + "\r\n",
				proxytest.Head(fmt.Sprintf("METHOD%d", i), "/scim/v2/Users") + "\r\n",
				proxytest.Head("GET", fmt.Sprintf("/scim/v2/Users?p%d=1", i)) + fmt.Sprintf("User-Agent: a%d\r\n\r\n", i),
			} {
				k.Ask(request)
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

func seriesCount(t *testing.T, p *proxytest.Running) int {
	t.Helper()
	_, text := p.Get("/metrics")
	return len(regexp.MustCompile(`(?m)^scimshim_`).FindAllString(text, -1))
}

func TestAdmin(t *testing.T) {
	p, err := proxy.New(proxy.Options{Listen: "127.0.0.1:0", Admin: "127.0.0.1:0", Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	run := proxytest.Serve(t, p, &roomtest.Log{})
	f := func(path string, code int) {
		t.Helper()
		if got, _ := run.Get(path); got != code {
			t.Errorf("%s is %d, want %d", path, got, code)
		}
	}
	f("/healthz", 200)
	f("/readyz", 503)
	run.Ask(proxytest.Head("GET", "/scim/v2/Users")+"\r\n").IsError(t, 503)
	p.Use(proxytest.Set(t, "x", proxytest.Route("http://127.0.0.1:1")))
	f("/readyz", 200)
	f("/metrics", 200)
	f("/", 404)
	f("/debug/pprof/", 404)
	f("/scim/v2/Users", 404)
	f("/-/reload", 404)
	if a := run.Ask(proxytest.Head("GET", "/metrics") + "\r\n"); a.Code != 404 {
		t.Errorf("/metrics is %d for clients", a.Code)
	}
}

func TestReload(t *testing.T) {
	fail := false
	p := proxytest.Start(t, "http://127.0.0.1:1", func(o *proxy.Options, _ *proxy.Route) {
		o.Reload = func(bool) error {
			if fail {
				return fmt.Errorf("rules.yaml:1:1: no such rule")
			}
			return nil
		}
	})
	f := func(code int) {
		t.Helper()
		resp, err := proxytest.Operator.Post("http://"+p.AdminAddr().String()+"/-/reload", "", nil)
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
	if code, _ := p.Get("/-/reload"); code != 405 {
		t.Errorf("GET /-/reload is %d", code)
	}
}

// An assumption that is seen broken is logged once, and shown until a reload.
func TestAssumptionBroken(t *testing.T) {
	target := proxytest.StartTarget(t, nil)
	p := proxytest.Start(t, target.URL(), func(_ *proxy.Options, r *proxy.Route) { r.Chain = proxytest.CountingChain() })
	shows := func(value string) {
		t.Helper()
		want := `scimshim_assumption_broken{route="test",rule="pack/assume"} ` + value + "\n"
		if _, text := p.Get("/metrics"); !strings.Contains(text, want) {
			t.Errorf("no %s", want)
		}
	}
	ask := func(id string) { p.Ask(proxytest.Head("GET", "/scim/v2/Users/"+id) + "\r\n") }
	shows("0")
	ask("1")
	shows("0")
	ask("broken")
	ask("broken")
	shows("1")
	logged := func() int { return strings.Count(p.Logs.String(), `"assumption broken`) }
	if n := logged(); n != 1 || !strings.Contains(p.Logs.String(), `"rule":"pack/assume"`) {
		t.Errorf("logged %d times:\n%s", n, p.Logs.String())
	}
	again := proxytest.Route(target.URL())
	again.Chain = proxytest.CountingChain()
	p.Use(proxytest.Set(t, "second", again))
	shows("0")
	ask("broken")
	shows("1")
	if n := logged(); n != 2 {
		t.Errorf("logged %d times after a reload", n)
	}
}
