package wiretest

import (
	"flag"
	"os"
	"strings"
	"testing"

	"scimshim/proxy/proxytest"
)

var updateWire = flag.Bool("update-wire", false, "write the tables of HTTP messages in testdata anew")

// wireParallel is how many rows are under way at once.
const wireParallel = 4

// TestWireRequests sends each row of the table of requests through a proxy. A second
// reader, which knows nothing of the proxy, says what may reach the target; the golden
// file says what does, so that a change of a reader shows in each message it concerns.
func TestWireRequests(t *testing.T) {
	table := wireRequests()
	if len(table) < 1000 {
		t.Errorf("only %d requests", len(table))
	}
	var workers []wireWorker
	for range wireParallel {
		target := startStrictTarget(t, answerStrictly)
		workers = append(workers, wireWorker{proxytest.Start(t, target.url()).Addr().String(), target})
	}
	outcomes := make([]wireOutcome, len(table))
	inParallel(workers, len(table), func(w wireWorker, i int) {
		o := &outcomes[i]
		back, err := sendRaw(w.address, table[i].raw)
		if err != nil {
			o.add("%v", err)
		}
		var faults []string
		o.reached, _, faults = w.target.take()
		o.judge(table[i].raw, back, faults)
	})
	listed := readExceptions(t, "reading")
	golden := &goldenTable{}
	for i := range outcomes {
		golden.add(table[i].name, outcomes[i].golden())
		listed.check(t, table[i].name, outcomes[i].complain)
	}
	listed.done(t)
	golden.compare(t, "testdata/wire_requests.tsv")
}

// A goldenTable is the lines of a table, each a name and what became of the message.
type goldenTable struct{ b strings.Builder }

func (g *goldenTable) add(name, what string) {
	g.b.WriteString(name + "\t" + what + "\n")
}

// compare holds the table against its file, or writes it.
func (g *goldenTable) compare(t *testing.T, file string) {
	t.Helper()
	got := g.b.String()
	if *updateWire {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	was := map[string]bool{}
	for line := range strings.Lines(string(b)) {
		was[line] = true
	}
	for line := range strings.Lines(got) {
		if !was[line] {
			t.Errorf("%s does not have: %s", file, line)
		}
		delete(was, line)
	}
	for line := range was {
		t.Errorf("%s has, and it is so no more: %s", file, line)
	}
	if t.Failed() {
		t.Log("go test ./proxy -run Wire -update-wire writes the tables anew; look at each line that changes")
	}
}

// exceptions are the rows for which a complaint stands, each with its reason.
type exceptions struct {
	kind   string
	reason map[string]string
	used   map[string]bool
}

// readExceptions reads those of a kind.
func readExceptions(t *testing.T, kind string) *exceptions {
	t.Helper()
	b, err := os.ReadFile("testdata/wire_exceptions.tsv")
	if err != nil {
		t.Fatal(err)
	}
	e := &exceptions{kind: kind, reason: map[string]string{}, used: map[string]bool{}}
	for line := range strings.Lines(string(b)) {
		part := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if strings.HasPrefix(line, "#") {
			continue
		}
		if len(part) != 3 || len(part[2]) < 20 {
			t.Fatalf("an exception is a kind, a row and a reason: %q", line)
		}
		if part[0] == kind {
			e.reason[part[1]] = part[2]
		}
	}
	return e
}

// check fails the test for complaints about a row, but for those of the kind where the
// row is listed.
func (e *exceptions) check(t *testing.T, row string, complaints []complaint) {
	t.Helper()
	for _, c := range complaints {
		if c.kind == e.kind && e.reason[row] != "" {
			e.used[row] = true
			continue
		}
		t.Errorf("%s: %s", row, c.text)
	}
}

// done fails the test for exceptions that nothing needs.
func (e *exceptions) done(t *testing.T) {
	t.Helper()
	for row := range e.reason {
		if !e.used[row] {
			t.Errorf("the exception %q of kind %s is needed no more", row, e.kind)
		}
	}
}
