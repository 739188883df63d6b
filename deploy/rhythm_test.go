package deploy

import (
	"cmp"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// A scenario is a fault that befalls route r, or the processes, at the beginning of the
// cycle fault, and the alerts that must fire then, "ALERT ROUTE", within two cycles and
// from then on, and no others.
type scenario struct {
	name   string
	change func(w *world)
	fires  string
	within int // minutes, where two cycles are not the bound
}

// fault is the cycle in which things go wrong, and at the minute when.
const fault, at = 3, fault * cycleTime

// well has both routes served.
func well(w *world) {
	w.requests("r", served())
	w.requests("s", served())
}

// instead has route r served until the fault, and what fails from then on.
func instead(w *world, fails func()) {
	for _, s := range served() {
		before := func(c int) int {
			if c < fault {
				return s.in(c)
			}
			return 0
		}
		w.requests("r", []share{{s.method, s.code, before}})
	}
	w.requests("s", served())
	fails()
}

var scenarios = []scenario{
	{name: "both processes end", fires: "ScimshimDown", change: func(w *world) {
		well(w)
		w.gone("a", at, w.minutes(), 0)
		w.gone("b", at, w.minutes(), 0)
	}},
	{name: "one of two processes ends", fires: "ScimshimDown", change: func(w *world) {
		well(w)
		w.gone("b", at, w.minutes(), 0)
	}},
	{name: "Prometheus looks for nobody any more", fires: "ScimshimDown", change: func(w *world) {
		well(w)
		w.gone("a", at, w.minutes(), absent)
		w.gone("b", at, w.minutes(), absent)
	}},
	{name: "a process starts again and again", fires: "ScimshimRestarts", change: func(w *world) {
		well(w)
		w.gauge("process_start_time_seconds", "", func(instance string, minute int) float64 {
			if instance == "a" || minute < at {
				return 1000
			}
			return float64(minute / 10)
		})
	}},
	{name: "a process is not ready", fires: "ScimshimNotReady", change: func(w *world) {
		well(w)
		w.gauge("scimshim_ready", "", from(at, 1, 0))
	}},
	{name: "a reload fails", fires: "ScimshimLoadFailed", change: func(w *world) {
		well(w)
		w.gauge("scimshim_ruleset_last_load_successful", "", from(at, 1, 0))
	}},
	{name: "a reload is refused", fires: "ScimshimLoadRefused", change: func(w *world) {
		well(w)
		w.gauge("scimshim_ruleset_last_load_successful", "", from(at, 1, 0))
		w.gauge("scimshim_ruleset_last_load_refused", "", from(at, 0, 1))
	}},
	{name: "one of two processes has other rules", fires: "ScimshimRulesDiffer", change: func(w *world) {
		well(w)
		for hash, of := range map[string]map[string]func(string, int) float64{
			"1": {"a": always(1), "b": from(at, 1, absent)}, "2": {"a": always(absent), "b": from(at, absent, 1)},
		} {
			w.gauge("scimshim_ruleset_info", `,hash="`+hash+`"`, func(instance string, minute int) float64 {
				return of[instance](instance, minute)
			})
		}
	}},
	{name: "panics", fires: "ScimshimPanics", change: func(w *world) {
		well(w)
		w.count("scimshim_panics_total", "", since(fault, 1))
	}},
	{name: "the reader of the log is stuck", fires: "ScimshimLogLost", change: func(w *world) {
		well(w)
		w.count("scimshim_log_lines_dropped_total", "", since(fault, 7))
	}},
	{name: "bodies are too much for the memory", fires: "ScimshimShed", change: func(w *world) {
		well(w)
		w.count("scimshim_shed_total", `,cause="memory"`, since(fault, 6))
		w.refused("r", "busy", "GET", "503", since(fault, 6))
	}},
	{name: "the listener is full", fires: "ScimshimConnectionsRefused", change: func(w *world) {
		well(w)
		w.count("scimshim_connections_refused_total", `,listener="public",cause="full"`, since(fault, 1))
	}},
	{name: "a flood of connections", fires: "ScimshimConnectionsRefused", change: func(w *world) {
		well(w)
		w.count("scimshim_connections_refused_total", `,listener="public",cause="replaced"`, since(fault, 200))
	}},
	{name: "the target sends stray bytes", fires: "ScimshimStrayBytes r", change: func(w *world) {
		well(w)
		w.count("scimshim_stray_connections_total", `,route="r"`, since(fault, 1))
	}},
	{name: "answers that contradict", fires: "ScimshimContradictingAnswers r", change: func(w *world) {
		well(w)
		w.refused("r", "answer_contradicts", "GET", "502", since(fault, 1))
	}},
	{name: "an assumption is broken", fires: "ScimshimAssumptionBroken r", change: func(w *world) {
		well(w)
		w.gauge("scimshim_assumption_broken", `,route="r",rule="atlassian/email"`, from(at, 0, 1))
	}},
	{name: "a mass change is held", fires: "ScimshimChangesHeld r", change: func(w *world) {
		well(w)
		w.gauge("scimshim_guard_held", `,route="r",sort="deletes"`, from(at, 0, 1))
	}},
	{name: "the disk of the state is full", fires: "ScimshimStateUnkept r", change: func(w *world) {
		well(w)
		w.count("scimshim_state_errors_total", `,route="r",cause="file"`, since(fault, 1))
	}},
	{name: "a client's token was changed on one side", fires: "ScimshimClientsRefused r, ScimshimWrongTokens r", change: func(w *world) {
		instead(w, func() { w.refused("r", "credential", "GET", "401", since(fault, 1)) })
	}},
	{name: "the token of one of two clients was changed", fires: "ScimshimWrongTokens r", change: func(w *world) {
		well(w)
		w.refused("r", "credential", "GET", "401", since(fault, 1))
	}},
	{name: "somebody tries tokens", fires: "ScimshimWrongTokens r", change: func(w *world) {
		well(w)
		w.refused("r", "credential", "GET", "401", since(fault, 80))
	}},
	{name: "the target refuses the proxy's token", fires: "ScimshimTargetCredential r", change: func(w *world) {
		instead(w, func() { w.refused("r", "target_credential", "GET", "503", since(fault, 1)) })
	}},
	{name: "the target refuses the client's token, passed on", fires: "ScimshimTargetCredential r", change: func(w *world) {
		const get401 = `,route="r",method="GET",resource="Users",code="401"`
		instead(w, func() { w.requests("r", []share{{"GET", "401", since(fault, 1)}}) })
		w.born("scimshim_target_responses_total", get401)
		w.born("scimshim_requests_total", get401)
	}},
	{name: "access tokens are not renewed", fires: "ScimshimTokenExpired r", change: func(w *world) {
		well(w)
		w.gauge("scimshim_token_expiry_timestamp_seconds", `,route="r"`, func(_ string, minute int) float64 {
			return float64(60 * (min(minute, at)/10*10 + 30))
		})
	}},
	{name: "a certificate is not renewed in time", fires: "ScimshimCertificateExpires none", change: func(w *world) {
		well(w)
		w.gauge("scimshim_certificate_expiry_timestamp_seconds", `,shown_to="public",route="none"`, always(14*86400+60*at))
	}},
	{name: "the target's certificate ends", fires: "ScimshimCertificateEnds r, ScimshimCertificateExpires r",
		change: func(w *world) {
			well(w)
			w.gauge("scimshim_certificate_expiry_timestamp_seconds", `,shown_to="proxy",route="r"`, from(at, 90*86400, 2*86400))
		}},
	{name: "the target cannot be reached", fires: "ScimshimTargetDown r, ScimshimTargetErrors r", change: func(w *world) {
		instead(w, func() { w.refused("r", "target_unreachable", "GET", "502", since(fault, 2)) })
	}},
	{name: "the target fails politely", fires: "ScimshimTargetDown r, ScimshimTargetFails r", change: func(w *world) {
		instead(w, func() { w.requests("r", []share{{"GET", "503", since(fault, 3)}}) })
		w.born("scimshim_target_responses_total", `,route="r",method="GET",resource="Users",code="503"`)
	}},
	{name: "the target of a small directory is down", fires: "ScimshimTargetDown r", change: func(w *world) {
		w.requests("r", []share{{"GET", "200", until(fault, 1)}})
		w.requests("s", served())
		w.refused("r", "target_unreachable", "GET", "502", since(fault, 1))
		w.gone("b", 0, w.minutes(), absent)
	}},
	{name: "one request of six times out", fires: "ScimshimTargetErrors r", change: func(w *world) {
		well(w)
		w.refused("r", "target_timeout", "PATCH", "504", since(fault, 2))
	}},
	{name: "the target is asked too fast", fires: "ScimshimTargetFails r", change: func(w *world) {
		well(w)
		w.requests("r", []share{{"GET", "429", since(fault, 2)}})
		w.born("scimshim_target_responses_total", `,route="r",method="GET",resource="Users",code="429"`)
	}},
	{name: "the target refuses writes", fires: "ScimshimTargetRefuses r", change: func(w *world) {
		well(w)
		w.requests("r", []share{{"PATCH", "400", since(fault, 2)}})
		w.born("scimshim_target_responses_total", `,route="r",method="PATCH",resource="Users",code="400"`)
	}},
	{name: "the target is slow", fires: "ScimshimTargetSlow r", change: func(w *world) {
		well(w)
		w.waits("r", "30", since(fault, 2))
		w.waits("r", "+Inf", since(fault, 2))
	}},
	{name: "half of the filters are refused", fires: "ScimshimFiltersRefused r", change: func(w *world) {
		well(w)
		w.refused("r", "filter_unsupported", "GET", "400", since(fault, 5))
	}},
	{name: "one account meets a conflict in each cycle", fires: "ScimshimConflicts r", change: func(w *world) {
		well(w)
		w.requests("r", []share{{"POST", "409", since(fault, 1)}})
	}},
	{name: "an index is not complete", fires: "ScimshimIndexBehind r", change: func(w *world) {
		well(w)
		w.gauge("scimshim_index_complete", `,route="r",resource="Users"`, from(at, 1, 0))
	}},
	{name: "an index is too old whenever it is asked", fires: "ScimshimIndexStale r", change: func(w *world) {
		well(w)
		w.refused("r", "index_behind", "GET", "503", since(fault, 1))
	}},
	{name: "no cycle, and strangers knock", fires: "ScimshimSilent r", within: 190, change: func(w *world) {
		instead(w, func() {})
		w.refused("r", "credential", "GET", "401", once(5, 12))
	}},
	{name: "a rule warns", fires: "ScimshimRuleWarns r", change: func(w *world) {
		well(w)
		w.count("scimshim_rule_messages_total", `,route="r",rule="atlassian/differs",outcome="warned"`, since(fault, 1))
	}},
	{name: "a rule drops", fires: "ScimshimDropped r", change: func(w *world) {
		well(w)
		w.count("scimshim_rule_operations_dropped_total", `,route="r",rule="atlassian/phones"`, since(fault, 1))
	}},
}

// firing is what fires, by alert and route.
const firing = `group by (alertname, route) (ALERTS{alertstate="firing"})`

// expect returns the test that exactly these alerts fire at a minute.
func expect(minute int, fires string) object {
	samples := []object{}
	for alert := range strings.SplitSeq(fires, ", ") {
		if name, route, ok := strings.Cut(alert, " "); ok {
			samples = append(samples, object{"labels": fmt.Sprintf(`{alertname=%q, route=%q}`, name, route), "value": 1})
		} else if name != "" {
			samples = append(samples, object{"labels": fmt.Sprintf(`{alertname=%q}`, name), "value": 1})
		}
	}
	return object{"expr": firing, "eval_time": fmt.Sprintf("%dm", minute), "exp_samples": samples}
}

// runRhythm has promtool play worlds.
func runRhythm(t *testing.T, evaluation int, tests ...object) {
	t.Helper()
	rules, err := filepath.Abs("prometheus/alerts.yaml")
	if err != nil {
		t.Fatal(err)
	}
	data, err := json.Marshal(object{"rule_files": []string{rules}, "evaluation_interval": fmt.Sprintf("%dm", evaluation), "tests": tests})
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "rhythm.yaml")
	if err := os.WriteFile(file, data, 0o600); err != nil {
		t.Fatal(err)
	}
	promtool(t, "test", "rules", file)
}

// Whatever befalls the proxy between two of Entra's cycles, somebody is told within two
// more, and is not told anything else; the alert stays until it is over.
func TestAlertsWake(t *testing.T) {
	t.Parallel()
	var tests []object
	for _, s := range scenarios {
		within := cmp.Or(s.within, 2*cycleTime+5)
		w := healthy(at + within + cycleTime)
		s.change(w)
		expected := []object{expect(at-scrape, "")}
		for minute := at + within; minute < w.minutes(); minute += 3 * scrape {
			expected = append(expected, expect(minute, s.fires))
		}
		tests = append(tests, object{"name": s.name, "interval": fmt.Sprintf("%dm", scrape), "input_series": w.input(), "promql_expr_test": expected})
	}
	runRhythm(t, 2*scrape, tests...)
}

// In a week in which all is well nobody is woken: not by somebody who is not there, one
// conflict, one time-out, one strange filter, tokens that strangers try, what rules have
// always dropped and warned of, nor by new rules and a new version.
func TestAlertsSleep(t *testing.T) {
	t.Parallel()
	w := healthy(9 * day) // in the first two, some is news
	well(w)
	w.requests("small", []share{{"GET", "200", func(c int) int { return 1 - once(25, 36)(c) }}, {"GET", "503", once(13, 90)}})
	w.refused("small", "target_timeout", "GET", "504", once(25, 36))
	for _, cause := range []string{"silent", "handshake", "slow"} {
		w.count("scimshim_connections_refused_total", `,listener="public",cause="`+cause+`"`, each(3))
	}
	w.count("scimshim_connections_refused_total", `,listener="public",cause="source"`, once(7, 9))
	for i, route := range routes {
		of := fmt.Sprintf(`,route="%s"`, route)
		w.count("scimshim_rule_operations_dropped_total", of+`,rule="atlassian/phones"`, each(2))
		w.count("scimshim_rule_messages_total", of+`,rule="atlassian/differs",outcome="warned"`, once(3, 9))
		w.refused(route, "credential", "GET", "401", once(4, 11))
		w.refused(route, "target_timeout", "PATCH", "504", once(20+i, 36))
		w.refused(route, "filter_unsupported", "GET", "400", once(30+i, 100))
		w.refused(route, "busy", "GET", "503", once(60+i, 100))
		w.count("scimshim_shed_total", `,cause="route"`, once(60+i, 100))
		w.requests(route, []share{{"POST", "409", once(40+i, 50)}, {"GET", "503", once(12+i, 80)}, {"PATCH", "400", once(17+i, 60)}})
	}
	w.gauge("scimshim_ruleset_info", `,hash="1"`, from(3*day, 1, absent))
	w.gauge("scimshim_ruleset_info", `,hash="2"`, from(3*day, absent, 1))
	w.restart("a", 4*day+10)
	w.restart("b", 4*day+25)
	runRhythm(t, 6*scrape, object{
		"name": "a healthy week", "interval": fmt.Sprintf("%dm", scrape), "input_series": w.input(),
		"promql_expr_test": []object{{
			"expr":      `group by (alertname, route) (count_over_time(ALERTS{alertstate="firing"}[7d]))`,
			"eval_time": fmt.Sprintf("%dm", 9*day-scrape), "exp_samples": []object{},
		}},
	})
}

// Each alert is told of by a scenario, and asks for series such as the proxy has.
func TestAlertsAreTested(t *testing.T) {
	fires := map[string]bool{}
	for _, s := range scenarios {
		for alert := range strings.SplitSeq(s.fires, ", ") {
			name, _, _ := strings.Cut(alert, " ")
			fires[name] = true
		}
		w := healthy(1)
		s.change(w)
		for _, in := range w.input() {
			for _, fault := range queryFaults(in.text("series")) {
				t.Errorf("%s: %s", s.name, fault)
			}
		}
	}
	names := []string{}
	for _, a := range alerts(t) {
		names = append(names, a.text("alert"))
		if !fires[a.text("alert")] {
			t.Errorf("%s: no scenario in which it fires", a.text("alert"))
		}
	}
	for name := range fires {
		if !slices.Contains(names, name) {
			t.Errorf("there is no alert %s", name)
		}
	}
}
