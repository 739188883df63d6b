//go:build conformance

package conformance

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
)

var conformanceUpdate = flag.Bool("update-conformance", false,
	"write testdata/exceptions-*.tsv anew, with the reasons that are known")

// exceptions is the table of the requests that the proxy does not make right at
// one server: a line each with its id, the verdict, and the reason.
type exceptions struct {
	t       *testing.T
	file    string
	listed  map[string][2]string // verdict and reason
	written strings.Builder
}

func newExceptions(t *testing.T, name string) *exceptions {
	t.Helper()
	e := &exceptions{t: t, file: conformanceFile("exceptions-" + name + ".tsv"), listed: map[string][2]string{}}
	text, err := os.ReadFile(e.file)
	if err != nil && !*conformanceUpdate {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		id, rest, _ := strings.Cut(strings.TrimSpace(line), "\t")
		verdict, reason, _ := strings.Cut(rest, "\t")
		e.listed[id] = [2]string{verdict, reason}
	}
	return e
}

// found compares the verdict on a request with the table, and prints its line.
func (e *exceptions) found(id string, v realVerdict) {
	e.t.Helper()
	kept, listed := e.listed[id]
	delete(e.listed, id)
	if v.word == "right" && !listed {
		return
	}
	if v.word != "right" {
		fmt.Fprintf(&e.written, "%s\t%s\t%s\n", id, v, kept[1])
	}
	switch {
	case *conformanceUpdate:
		if kept[0] != v.String() {
			e.t.Logf("%s: %s, was %q: %s", id, v, kept[0], v.says)
		}
	case v.word == "right":
		e.t.Errorf("%s is right, and %s lists it as %q", id, e.file, kept[0])
	case kept[0] != v.String():
		e.t.Errorf("%s: %s, and %s has %q: %s", id, v, e.file, kept[0], v.says)
	case kept[1] == "":
		e.t.Errorf("%s: %s does not say why it is %s", id, e.file, v)
	default:
		e.t.Logf("%s: %s: %s", id, v, kept[1])
	}
}

// close looks for lines of no request, or writes the table anew.
func (e *exceptions) close() {
	e.t.Helper()
	if *conformanceUpdate {
		if err := os.WriteFile(e.file, []byte(e.written.String()), 0o644); err != nil {
			e.t.Fatal(err)
		}
		return
	}
	for id := range e.listed {
		e.t.Errorf("%s: %s is not in the corpus", e.file, id)
	}
}
