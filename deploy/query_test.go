package deploy

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"scimshim/proxy/metric"
	"scimshim/proxy/reason"
	"scimshim/rewrite"
)

var (
	// series is a metric of ours, and what it is selected by.
	series = regexp.MustCompile(`\b(scimshim_[a-z_]+)(?:\s*\{([^}]*)\})?`)
	// matcher is one label of a selector.
	matcher = regexp.MustCompile(`([a-z_]+)\s*(?:=~|!~|!=|=)\s*["']([^"']*)["']`)
	// grouping is the labels that an aggregation keeps.
	grouping = regexp.MustCompile(`\bby\s*\(([^)]*)\)`)
	// word is one value of a matcher.
	word = regexp.MustCompile(`^[a-z_]+$`)
)

// scraped are the labels that Prometheus adds.
var scraped = []string{"job", "instance"}

// describedBy returns the description of the metric that a series belongs to, and
// the labels that the series has.
func describedBy(name string) (metric.Doc, []string, bool) {
	for _, d := range metric.Docs() {
		labels := slices.Concat(d.Labels, scraped)
		switch rest, ok := strings.CutPrefix(name, d.Name); {
		case !ok:
		case d.Type != "histogram" && rest == "":
			return d, labels, true
		case d.Type == "histogram" && (rest == "_sum" || rest == "_count"):
			return d, labels, true
		case d.Type == "histogram" && rest == "_bucket":
			return d, append(labels, "le"), true
		}
	}
	return metric.Doc{}, nil, false
}

// queryFaults returns what a query asks for that the proxy does not have: names
// of metrics, labels, and values of labels whose values are a closed set.
func queryFaults(query string) []string {
	var faults []string
	note := func(format string, args ...any) { faults = append(faults, fmt.Sprintf(format, args...)) }
	var all []string
	for _, m := range series.FindAllStringSubmatch(query, -1) {
		_, labels, ok := describedBy(m[1])
		if !ok {
			note("there is no metric %s", m[1])
			continue
		}
		all = append(all, labels...)
		for _, l := range matcher.FindAllStringSubmatch(m[2], -1) {
			if !slices.Contains(labels, l[1]) {
				note("%s has no label %s", m[1], l[1])
			}
			faults = append(faults, valueFaults(l[1], l[2])...)
		}
	}
	for _, m := range grouping.FindAllStringSubmatch(query, -1) {
		for label := range strings.SplitSeq(m[1], ",") {
			if label = strings.TrimSpace(label); !slices.Contains(all, label) {
				note("no metric of the query has a label %s", label)
			}
		}
	}
	return faults
}

// valueFaults returns the values that a label never has.
func valueFaults(label, values string) []string {
	var known []string
	switch label {
	case "reason":
		for _, r := range reason.All() {
			known = append(known, string(r))
		}
	case "outcome":
		for _, o := range rewrite.Outcomes() {
			known = append(known, o.String())
		}
	default:
		return nil
	}
	var faults []string
	for v := range strings.SplitSeq(values, "|") {
		if word.MatchString(v) && !slices.Contains(known, v) {
			faults = append(faults, fmt.Sprintf("no %s is called %s", label, v))
		}
	}
	return faults
}

func TestQueryFaults(t *testing.T) {
	f := func(query string, want ...string) {
		t.Helper()
		if got := queryFaults(query); !slices.Equal(got, want) {
			t.Errorf("%s: got %q, want %q", query, got, want)
		}
	}
	f("scimshim_ready == 0")
	f(`sum by (job, route) (increase(scimshim_refusals_total{ reason=~"internal|target_busy" }[5m]))`)
	f(`histogram_quantile(0.5, sum by (le) (scimshim_target_duration_seconds_bucket{le!="1"}))`)
	f("scimshim_readyness", "there is no metric scimshim_readyness")
	f("scimshim_target_duration_seconds", "there is no metric scimshim_target_duration_seconds")
	f("scimshim_ready_bucket", "there is no metric scimshim_ready_bucket")
	f(`scimshim_ready{route="a"}`, "scimshim_ready has no label route")
	f(`scimshim_refusals_total{reason="tired"}`, "no reason is called tired")
	f(`scimshim_rule_messages_total{outcome=~"changed|eaten"}`, "no outcome is called eaten")
	f("sum by (reason) (scimshim_requests_total)", "no metric of the query has a label reason")
}
