//go:build counted

package workload

import (
	"flag"
	"fmt"
	"testing"

	"scimshim/rewrite/json"
)

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
			found := fmt.Sprintf("%.2f", float64(json.BytesRead())/float64(n))
			var limit, ratio float64
			fmt.Sscan(b.At(found, "", c.Name, w.Name), &limit)
			fmt.Sscan(found, &ratio)
			if ratio > limit && !*updateRead {
				t.Errorf("%s, %s: each byte is read %.2f times; at most %.2f are allowed", c.Name, w.Name, ratio, limit)
			}
		}
	}
	b.Write(t, *updateRead)
}
