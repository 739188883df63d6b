package proxytest

import (
	"strconv"
	"strings"

	"scimshim/proxy/roomtest"
)

// Counts fails the test unless the metrics have a line, soon.
func (r *Running) Counts(line string) {
	r.T.Helper()
	roomtest.Eventually(r.T, line, func() bool {
		_, text := r.Get("/metrics")
		return strings.Contains(text, line+"\n")
	})
}

// IsHealthy fails the test unless /healthz says, soon, that clients are served: a look takes
// a second at most, which a busy machine may not have.
func (r *Running) IsHealthy() {
	r.T.Helper()
	roomtest.Eventually(r.T, "/healthz to be 200", func() bool { code, _ := r.Get("/healthz"); return code == 200 })
}

// Tells holds the reason and the sentence of a refusal against metric, log and answer.
func (r *Running) Tells(a Answer, reason, sentence string) {
	r.T.Helper()
	if !strings.Contains(a.Body, strings.ReplaceAll(sentence, `"`, `\"`)) {
		r.T.Errorf("got %s\nwant %s", a.Body, sentence)
	}
	if _, text := r.Get("/metrics"); !strings.Contains(text, `scimshim_refusals_total{reason="`+reason+`",route="test"} 1`) {
		r.T.Errorf("not counted as %s", reason)
	}
	if !strings.Contains(r.Logs.String(), `"reason":"`+reason+`"`) {
		r.T.Errorf("not logged as %s:\n%s", reason, r.Logs)
	}
}

// Gauge returns the value of a metric without labels.
func (r *Running) Gauge(name string) float64 {
	r.T.Helper()
	_, text := r.Get("/metrics")
	_, text, ok := strings.Cut(text, "\n"+name+" ")
	text, _, _ = strings.Cut(text, "\n")
	v, err := strconv.ParseFloat(text, 64)
	if !ok || err != nil {
		r.T.Errorf("there is no metric %s", name)
	}
	return v
}
