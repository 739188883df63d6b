package workload

import (
	"fmt"
	"testing"

	"scimshim/rewrite/json"
)

// Whole chains, without HTTP: a request to the target and its answer back.
func BenchmarkChain(b *testing.B) {
	for _, w := range All() {
		b.Run(w.Name, func(b *testing.B) {
			for _, c := range Chains() {
				b.Run("rules="+c.Name, func(b *testing.B) { benchmark(b, c, w) })
			}
		})
	}
}

// The first half of BenchmarkChain: the way of the request to the target.
func BenchmarkRequest(b *testing.B) {
	for _, w := range All() {
		b.Run(w.Name, func(b *testing.B) {
			for _, c := range Chains()[:3] {
				b.Run("rules="+c.Name, func(b *testing.B) {
					r := NewRunner(b, c, w, ringOf(w))
					b.ReportAllocs()
					for b.Loop() {
						r.RunRequest(b)
					}
				})
			}
		})
	}
}

// The one check that bodies and answers are sound JSON.
func BenchmarkCheck(b *testing.B) {
	for _, w := range All() {
		b.Run(w.Name, func(b *testing.B) {
			e := w.Ring(1)[0]
			b.SetBytes(int64(len(e.Body) + len(e.Answer)))
			b.ReportAllocs()
			for b.Loop() {
				for _, text := range []string{e.Body, e.Answer} {
					if text == "" {
						continue
					}
					if err := json.Check(text); err != nil {
						b.Fatal(err)
					}
				}
			}
		})
	}
}

// What rules cost that never apply.
func BenchmarkIdleRules(b *testing.B) {
	for _, w := range All() {
		b.Run(w.Name, func(b *testing.B) {
			for _, n := range []int{0, 20, 100, 1000} {
				b.Run(fmt.Sprintf("idle=%d", n), func(b *testing.B) { benchmark(b, Idle(n), w) })
			}
		})
	}
}

// Lists of W5, from one user to as many as a large page has.
func BenchmarkList(b *testing.B) {
	for _, n := range []int{1, 200, 10_000} {
		b.Run(fmt.Sprintf("users=%d", n), func(b *testing.B) {
			for _, c := range Chains()[:3] {
				b.Run("rules="+c.Name, func(b *testing.B) { benchmark(b, c, Lists(n)) })
			}
		})
	}
}

// PATCHes of W6, from one member to as many elements as a body may have.
func BenchmarkMembers(b *testing.B) {
	for _, n := range []int{1, 90, 900, 9000} {
		b.Run(fmt.Sprintf("members=%d/rules=entra", n), func(b *testing.B) { benchmark(b, Chains()[0], Members(n)) })
	}
}

func benchmark(b *testing.B, c Chain, w Workload) {
	r := NewRunner(b, c, w, ringOf(w))
	r.Run(b)
	b.SetBytes(int64(r.Bytes()))
	b.ReportAllocs()
	for b.Loop() {
		r.Run(b)
	}
}
