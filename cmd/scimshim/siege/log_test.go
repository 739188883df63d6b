//go:build siege

package siege

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"
)

// Nobody who reads the log, or does not, keeps a request or the end of the process waiting.
func TestSiegeLog(t *testing.T) {
	t.Run("a pipe that nobody reads", func(t *testing.T) {
		scene{config: childConfig{deaf: true}, load: manyLines, hold: time.Second}.play(t)
	})
	t.Run("a reader that dies", func(t *testing.T) {
		load := func(t *testing.T, c *child) func() string {
			c.log.Close()
			return manyLines(t, c)
		}
		scene{config: childConfig{deaf: true}, load: load, hold: time.Second}.play(t)
	})
}

// manyLines makes the proxy log much more than a pipe holds.
func manyLines(t *testing.T, c *child) (lift func() string) {
	const clients, requests = 16, 500
	answered, faults := make([]int, clients), make([]string, clients)
	start := time.Now()
	atOnce(clients, clients, func(i int) {
		w, err := dialFrom(sameSource, c.addr, c.secure, answerTime)
		if err != nil {
			faults[i] = plainFault(err)
			return
		}
		defer w.Close()
		for range requests {
			r, err := w.ask(getRequest("/Users/1", clientToken), 5*time.Second)
			if err != nil {
				faults[i] = plainFault(err)
				return
			}
			if r.status != 200 {
				faults[i] = fmt.Sprint(r.status)
			}
			answered[i]++
		}
	})
	sum := 0
	for _, n := range answered {
		sum += n
	}
	took := time.Since(start)
	if sum < clients*requests || strings.Join(faults, "") != "" {
		t.Errorf("%d of %d requests of the load were answered: %q", sum, clients*requests, firstFew(faults))
	}
	return func() string {
		_, text := c.get(http.MethodGet, "/metrics")
		dropped := metricOf(text, "scimshim_log_lines_dropped_total")
		if dropped == 0 || !strings.Contains(text, "scimshim_log_lines_dropped_total") {
			t.Error("lines were dropped, and none was counted")
		}
		return fmt.Sprintf("%d of %d answered in %.1f s, %.0f lines dropped", sum, clients*requests, took.Seconds(), dropped)
	}
}
