package workload

import (
	"flag"
	"slices"
	"strings"
	"testing"

	"scimshim/rewrite"
)

const sentFile = "testdata/sent.tsv"

var updateSent = flag.Bool("update-sent", false, "write "+sentFile+" anew")

// Each workload comes out of each chain as it must: of rules for Entra alone what the load harness
// compares with, of none what went in, and of a target's pack what testdata/sent.tsv has.
func TestWorkloads(t *testing.T) {
	table := NewTable(t, sentFile, "rules", "workload", "sent")
	for _, c := range Chains() {
		for _, w := range All() {
			r := NewRunner(t, c, w, 2)
			var sent rewrite.Message
			asked := 0
			r.sent = func(m *rewrite.Message) { sent = *m; asked++ }
			for range r.ring {
				r.Run(t)
			}
			e, name := r.on, c.Name+", "+w.Name
			if asked != len(r.ring) {
				t.Errorf("%s: the target was asked %d times, want %d", name, asked, len(r.ring))
			}
			wantSent, wantShown := e.Sent, e.Shown
			switch {
			case len(c.packs) == 0:
				wantSent, wantShown = e.asItIs(), e.Answer
			case len(c.packs) == 2:
				wantSent = table.At(asSent(&sent), wantSent, c.Name, w.Name)
			}
			if got := asSent(&sent); got != wantSent && !*updateSent {
				t.Errorf("%s: sent\n%s\nwant\n%s", name, head(got), head(wantSent))
			}
			if r.message.Body != wantShown || r.message.Status != e.Status {
				t.Errorf("%s: shown %d\n%s\nwant %d\n%s", name,
					r.message.Status, head(r.message.Body), e.Status, head(wantShown))
			}
			checkQuery(t, name, sent.Query, e.Query)
		}
	}
	table.Write(t, *updateSent)
}

// checkQuery demands that nothing but the filter changed in a query. Atlassian's pages are smaller.
func checkQuery(t *testing.T, name string, got, want []rewrite.Param) {
	t.Helper()
	same := slices.EqualFunc(got, want, func(a, b rewrite.Param) bool {
		return a.Name == b.Name && (a.Value == b.Value || a.Name == "filter" ||
			a == rewrite.Param{Name: "count", Value: "100"} && strings.Contains(name, "atlassian"))
	})
	if !same {
		t.Errorf("%s: the query became %v, was %v", name, got, want)
	}
}

// asSent returns what of a request is compared: the filter where there is one, or else the body.
func asSent(m *rewrite.Message) string {
	if filter, ok := m.Param("filter"); ok {
		return filter
	}
	return m.Body
}

// asItIs returns what the target is sent where there are no rules.
func (e *Exchange) asItIs() string {
	return asSent(&rewrite.Message{Query: e.Query, Body: e.Body})
}

// head returns the first bytes of a text.
func head(text string) string { return text[:min(len(text), 2000)] }

// The messages have the sizes of the load harness's.
func TestSizes(t *testing.T) {
	want := map[string][2]int{ // of the request's body, and of the answer
		"W1": {0, 1410}, "W2": {0, 1540}, "W3": {622, 1411}, "W4": {1716, 1410}, "W5": {0, 281_733}, "W6": {61_116, 0},
	}
	for _, w := range All() {
		e := w.Ring(1)[0]
		if got := [2]int{len(e.Body), len(e.Answer)}; got != want[w.Name] {
			t.Errorf("%s: %d bytes of body and %d of answer, want %d", w.Name, got[0], got[1], want[w.Name])
		}
	}
}
