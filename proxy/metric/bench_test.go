package metric_test

import (
	"fmt"
	"testing"
	"time"

	"scimshim/proxy/metric"
	"scimshim/rules/workload"
)

// What it costs to count a request that went through a chain.
func BenchmarkCount(b *testing.B) {
	for _, c := range workload.Chains() {
		w := workload.All()[1]
		r := workload.NewRunner(b, c, w, 1)
		r.Run(b)
		b.Run(fmt.Sprintf("rules=%s/steps=%d", c.Name, len(r.Steps())), func(b *testing.B) {
			counters := metric.New("test", metric.Labels{}).Counters("scim", []string{"Users", "Groups"}, r.Steps())
			d := metric.Request{Method: "GET", Resource: "Users", Code: 200, Took: 3 * time.Millisecond,
				Target: 2 * time.Millisecond, Trace: r.Trace()}
			counters.Count(&d)
			b.ReportAllocs()
			for b.Loop() {
				counters.Count(&d)
			}
		})
	}
}
