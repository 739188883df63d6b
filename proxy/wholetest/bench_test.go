package wholetest

import (
	"fmt"
	"testing"

	"scimshim/rules/workload"
)

// Whole requests over two connections of 127.0.0.1. The client and the target are counted in.
func BenchmarkWhole(b *testing.B) {
	for _, w := range workload.All() {
		b.Run(w.Name, func(b *testing.B) {
			for _, c := range workload.Chains() {
				b.Run("rules="+c.Name, func(b *testing.B) { benchmark(b, c, w) })
			}
		})
	}
}

// What rules cost that never apply.
func BenchmarkIdleRules(b *testing.B) {
	for _, w := range workload.All() {
		b.Run(w.Name, func(b *testing.B) {
			for _, n := range []int{0, 100, 1000} {
				b.Run(fmt.Sprintf("idle=%d", n), func(b *testing.B) { benchmark(b, workload.Idle(n), w) })
			}
		})
	}
}

func benchmark(b *testing.B, c workload.Chain, w workload.Workload) {
	x := start(b, c, w, ringOf(w))
	x.turn(b)
	b.ReportAllocs()
	for b.Loop() {
		x.do(b)
	}
}
