package deploy

import (
	"fmt"
	"strconv"
	"strings"
)

// Times in minutes. What Entra has to do in a cycle is over within the first. Prometheus
// looks seldom, since a world takes long to play.
const (
	cycleTime = 40
	scrape    = 5

	day = 24 * 60
)

// A world is what Prometheus has scraped: series and their values, of which absent is
// none.
type world struct {
	scrapes int
	series  map[string][]float64
}

const absent = -1

func newWorld(minutes int) *world { return &world{minutes / scrape, map[string][]float64{}} }

// minutes is how long a world lasts.
func (w *world) minutes() int { return w.scrapes * scrape }

// instances are the processes of a world, and routes what they serve.
var (
	instances = []string{"a", "b"}
	routes    = []string{"r", "s"}
)

// seriesOf returns the name of a series of an instance.
func seriesOf(metric, instance, labels string) string {
	return fmt.Sprintf(`%s{job="scimshim",instance="%s"%s}`, metric, instance, labels)
}

// gauge sets a series of each instance by the minute.
func (w *world) gauge(metric, labels string, value func(instance string, minute int) float64) {
	for _, instance := range instances {
		values := make([]float64, w.scrapes)
		for i := range values {
			values[i] = value(instance, i*scrape)
		}
		w.series[seriesOf(metric, instance, labels)] = values
	}
}

// always is the value of a gauge that does not change.
func always(v float64) func(string, int) float64 { return func(string, int) float64 { return v } }

// from is the value of a gauge that changes.
func from(minute int, before, after float64) func(string, int) float64 {
	return func(_ string, now int) float64 {
		if now < minute {
			return before
		}
		return after
	}
}

// count adds to a counter of each instance what each cycle brings it.
func (w *world) count(metric, labels string, in func(cycle int) int) {
	for _, instance := range instances {
		name, sum := seriesOf(metric, instance, labels), 0.0
		values := w.series[name]
		if values == nil {
			values = make([]float64, w.scrapes)
			w.series[name] = values
		}
		for i := range values {
			if minute := i * scrape; minute%cycleTime == scrape {
				sum += float64(in(minute / cycleTime))
			}
			values[i] += sum
		}
	}
}

// never is a counter that stays at 0.
func never(int) int { return 0 }

// each is a counter to which every cycle adds so much, since one to which those from a
// cycle on do.
func each(n int) func(int) int { return func(int) int { return n } }

func since(cycle, n int) func(int) int {
	return func(c int) int {
		if c < cycle {
			return 0
		}
		return n
	}
}

// until is a counter to which the cycles before one add so much.
func until(cycle, n int) func(int) int { return func(c int) int { return n - since(cycle, n)(c) } }

// once is a counter to which one cycle in so many adds 1.
func once(first, every int) func(int) int {
	return func(c int) int {
		if c%every == first {
			return 1
		}
		return 0
	}
}

// born takes away the samples of a counter before it is more than 0, as counters are
// that nothing has begun.
func (w *world) born(metric, labels string) {
	for _, instance := range instances {
		for i, v := range w.series[seriesOf(metric, instance, labels)] {
			if v == 0 {
				w.series[seriesOf(metric, instance, labels)][i] = absent
			}
		}
	}
}

// gone takes away the samples of an instance between two minutes; up is what Prometheus
// makes of it.
func (w *world) gone(instance string, first, end int, up float64) {
	for name, values := range w.series {
		for i := first / scrape; i < min(end, w.minutes())/scrape; i++ {
			switch {
			case !strings.Contains(name, `instance="`+instance+`"`):
			case strings.HasPrefix(name, "up{"):
				values[i] = up
			default:
				values[i] = absent
			}
		}
	}
}

// restart replaces the process of an instance, which misses one scrape.
func (w *world) restart(instance string, minute int) {
	for name, values := range w.series {
		metric, _, _ := strings.Cut(name, "{")
		if !strings.Contains(name, `instance="`+instance+`"`) || !strings.Contains(metric, "_total") {
			continue
		}
		i := minute / scrape
		for base := values[i]; i < w.scrapes && values[i] != absent; i++ {
			values[i] -= base
		}
	}
	w.gone(instance, minute, minute+scrape, 0)
}

// A share is requests that each instance gets of each kind in a cycle.
type share struct {
	method, code string
	in           func(cycle int) int
}

// served are the requests of a route that is well: somebody joins, somebody changes,
// somebody leaves, and now and then somebody is not there.
func served() []share {
	return []share{{"GET", "200", each(8)}, {"GET", "404", once(1, 5)}, {"POST", "201", once(0, 3)},
		{"PATCH", "200", each(2)}, {"DELETE", "204", once(2, 7)}}
}

// requests are requests of a route, which the target answers in the same way.
func (w *world) requests(route string, list []share) {
	for _, s := range list {
		labels := fmt.Sprintf(`,route="%s",method="%s",resource="Users",code="%s"`, route, s.method, s.code)
		w.count("scimshim_requests_total", labels, s.in)
		w.count("scimshim_target_responses_total", labels, s.in)
		for _, le := range []string{"1", "30", "+Inf"} {
			w.waits(route, le, s.in)
		}
	}
}

// waits are requests of a route that waited no longer for the target than so many
// seconds.
func (w *world) waits(route, le string, in func(int) int) {
	w.count("scimshim_target_duration_seconds_bucket",
		fmt.Sprintf(`,route="%s",method="GET",resource="Users",le="%s"`, route, le), in)
}

// refused are requests of a route that the proxy refuses.
func (w *world) refused(route, reason, method, code string, in func(int) int) {
	w.count("scimshim_refusals_total", fmt.Sprintf(`,route="%s",reason="%s"`, route, reason), in)
	w.count("scimshim_requests_total",
		fmt.Sprintf(`,route="%s",method="%s",resource="Users",code="%s"`, route, method, code), in)
}

// healthy is a world in which all is well, but for what requests does at the routes.
func healthy(minutes int) *world {
	w := newWorld(minutes)
	for metric, value := range map[string]float64{
		"up": 1, "scimshim_ready": 1, "scimshim_ruleset_last_load_successful": 1, "scimshim_log_lines_dropped_total": 0, "scimshim_ruleset_last_load_refused": 0,
		"scimshim_panics_total": 0, "process_start_time_seconds": 1000,
	} {
		w.gauge(metric, "", always(value))
	}
	w.gauge("scimshim_build_info", `,version="1.0.0"`, always(1))
	w.gauge("scimshim_ruleset_info", `,hash="1"`, always(1))
	w.gauge("scimshim_certificate_expiry_timestamp_seconds", `,shown_to="public",route="none"`, always(60*86400))
	renewed := func(_ string, minute int) float64 { return float64(60 * (minute/30*30 + 60)) }
	for _, route := range routes {
		of := fmt.Sprintf(`,route="%s"`, route)
		w.gauge("scimshim_token_expiry_timestamp_seconds", of, renewed)
		w.gauge("scimshim_assumption_broken", of+`,rule="atlassian/email"`, always(0))
		w.gauge("scimshim_guard_held", of+`,sort="deletes"`, always(0))
		w.count("scimshim_state_errors_total", of+`,cause="file"`, never)
		w.gauge("scimshim_index_complete", of+`,resource="Users"`, always(1))
		w.count("scimshim_rule_operations_dropped_total", of+`,rule="atlassian/phones"`, never)
		w.count("scimshim_rule_messages_total", of+`,rule="atlassian/differs",outcome="warned"`, never)
		for _, reason := range []string{"credential", "target_credential", "target_error", "target_timeout",
			"filter_unsupported", "answer_contradicts", "index_behind", "busy"} {
			w.count("scimshim_refusals_total", of+`,reason="`+reason+`"`, never)
		}
		for _, method := range []string{"POST", "PUT", "PATCH"} {
			w.count("scimshim_requests_total", of+`,method="`+method+`",resource="Users",code="409"`, never)
		}
		w.count("scimshim_requests_total", of+`,method="GET",resource="Users",code="200"`, never)
	}
	return w
}

// input returns the series in promtool's notation.
func (w *world) input() []object {
	var list []object
	for name, values := range w.series {
		var b strings.Builder
		for i := 0; i < len(values); {
			n := 1
			for i+n < len(values) && values[i+n] == values[i] {
				n++
			}
			if values[i] == absent {
				fmt.Fprintf(&b, "_x%d ", n)
			} else {
				fmt.Fprintf(&b, "%sx%d ", strconv.FormatFloat(values[i], 'f', -1, 64), n-1)
			}
			i += n
		}
		list = append(list, object{"series": name, "values": b.String()})
	}
	return list
}
