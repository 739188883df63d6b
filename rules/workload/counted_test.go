//go:build counted

package workload

import (
	"flag"
	"fmt"
	"testing"

	"scimshim/rewrite/json"
)

// How often a hostile body is read is no more than the table says.
func TestHostileBytesRead(t *testing.T) {
	b := NewTable(t, "testdata/hostile.tsv", "rules", "body", "read for each byte")
	for _, c := range Chains()[:3] {
		for _, h := range hostiles() {
			r := NewRunner(t, c, h.workload(), 1)
			_ = r.do(r.answer)
			json.BytesRead()
			_ = r.do(r.answer)
			holdRatio(t, b, c.Name, h.name, float64(json.BytesRead())/float64(len(h.body)))
		}
	}
	b.Write(t, *updateRead)
}

// holdRatio holds a ratio against that of a table.
func holdRatio(t *testing.T, b *Table, chain, workload string, ratio float64) {
	t.Helper()
	found := fmt.Sprintf("%.2f", ratio)
	var limit float64
	fmt.Sscan(b.At(found, "", chain, workload), &limit)
	fmt.Sscan(found, &ratio)
	if ratio > limit && !*updateRead {
		t.Errorf("%s, %s: each byte is read %.2f times; at most %.2f are allowed", chain, workload, ratio, limit)
	}
}

const readFile = "testdata/read.tsv"

var updateRead = flag.Bool("update-read", false, "write "+readFile+" anew")

// How often the bytes of a body and of its answer are read is no more than the table says: it counts
// the bytes that the package of JSON reads, and divides them by those that there are. Other than a
// time it is the same on every machine.
func TestBytesRead(t *testing.T) {
	b := NewTable(t, readFile, "rules", "workload", "read for each byte")
	for _, c := range Chains() {
		for _, w := range All() {
			r := NewRunner(t, c, w, ringOf(w))
			r.Run(t)
			json.BytesRead()
			n := 0
			for range r.ring {
				r.Run(t)
				n += len(r.on.Body) + len(r.on.Answer)
			}
			holdRatio(t, b, c.Name, w.Name, float64(json.BytesRead())/float64(n))
		}
	}
	b.Write(t, *updateRead)
}

// How often a byte is read does not grow with the list or with the group that it stands in, below the
// size from which a body and its tape make room for an edited copy.
func TestBytesReadGrowth(t *testing.T) {
	ratio := func(c Chain, w Workload) float64 {
		r := NewRunner(t, c, w, 1)
		r.Run(t)
		json.BytesRead()
		r.Run(t)
		return float64(json.BytesRead()) / float64(r.Bytes())
	}
	for _, c := range Chains()[:3] {
		for _, of := range []func(n int) Workload{Lists, Members} {
			few, many := of(70), of(700)
			if less, more := ratio(c, few), ratio(c, many); more > less+0.05 {
				t.Errorf("%s, %s: each byte is read %.2f times of 70, and %.2f times of 700", c.Name, few.Name, less, more)
			}
		}
	}
}
