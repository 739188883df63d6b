package log

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// closing is how long tests give a Writer that can write.
const closing = 20 * time.Second

// logPipe returns a pipe with a Writer on it.
func logPipe(t *testing.T) (*Writer, *os.File) {
	t.Helper()
	r, out, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close(); out.Close() })
	return NewWriter(out), r
}

// readLog reads a log of numbered lines to its end. It returns how many lines there
// are, and how many are said to be missing; lines that are torn or out of order fail
// the test.
func readLog(t *testing.T, r io.Reader) (lines, missing int) {
	t.Helper()
	last := 0.0
	for s := bufio.NewScanner(r); s.Scan(); {
		var f map[string]any
		if err := json.Unmarshal(s.Bytes(), &f); err != nil {
			t.Fatalf("%v in %q", err, s.Text())
		}
		if n, ok := f["lines"].(float64); ok {
			missing += int(n)
			continue
		}
		if n := f["n"].(float64); n <= last {
			t.Fatalf("line %v stands behind line %v", n, last)
		} else {
			last = n
		}
		lines++
	}
	return lines, missing
}

// Nobody reads: no line waits for that. What was kept then comes in order and whole,
// and the log says how many lines are missing.
func TestLogWithoutReader(t *testing.T) {
	w, r := logPipe(t)
	const all = 20_000
	text := strings.Repeat("x", 200)
	log := slog.New(slog.NewJSONHandler(w, nil))
	for i := range all {
		log.Info(text, "n", i+1)
	}
	if n := w.Dropped(); n == 0 || n > all {
		t.Fatalf("%d of %d lines were dropped", n, all)
	}
	if err := w.Close(0); err == nil {
		t.Fatal("the log is closed, and nobody has read it")
	}
	got := make(chan [2]int)
	go func() {
		lines, missing := readLog(t, r)
		got <- [2]int{lines, missing}
	}()
	if err := w.Close(closing); err != nil {
		t.Fatal(err)
	}
	w.out.(*os.File).Close()
	if g := <-got; g[0]+g[1] != all || g[1] != int(w.Dropped()) {
		t.Errorf("%d lines, %d said to be missing, %d counted, of %d", g[0], g[1], w.Dropped(), all)
	}
}

// The reader is gone: lines are lost and counted, and nothing else ends.
func TestLogReaderGone(t *testing.T) {
	w, r := logPipe(t)
	r.Close()
	for i := range 10 {
		fmt.Fprintf(w, `{"n":%d}`+"\n", i+1)
	}
	if err := w.Close(closing); err != nil {
		t.Fatal(err)
	}
	fmt.Fprintln(w, "after the end")
	if n := w.Dropped(); n != 11 {
		t.Errorf("%d lines are counted, of 11", n)
	}
}

// A failing is a writer that fails while it is told to, after half of a line.
type failing struct {
	bytes.Buffer
	fail chan bool
}

func (f *failing) Write(p []byte) (int, error) {
	if <-f.fail {
		n, _ := f.Buffer.Write(p[:len(p)/2])
		return n, errors.New("no space left on device")
	}
	return f.Buffer.Write(p)
}

// A line that was cut does not damage the next one.
func TestLogFlowsAgain(t *testing.T) {
	out := &failing{fail: make(chan bool)}
	w := NewWriter(out)
	fmt.Fprintln(w, `{"n":1}`)
	out.fail <- true
	fmt.Fprintln(w, `{"n":2}`)
	out.fail <- false // the end of the line that was cut
	out.fail <- false
	close(out.fail)
	if err := w.Close(closing); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(out.String(), "\n")
	if len(lines) != 4 || lines[0] != `{"n"` || lines[1] != `{"n":2}` || !strings.Contains(lines[2], `"lines":1`) {
		t.Errorf("the log is %q", lines)
	}
}

// A line takes no memory once there is room for it.
func TestLogWriterCosts(t *testing.T) {
	w := NewWriter(io.Discard)
	defer w.Close(closing)
	line := bytes.Repeat([]byte("x"), 300)
	for range 10_000 {
		w.Write(line)
	}
	if n := testing.AllocsPerRun(1000, func() { w.Write(line) }); n > 0.1 {
		t.Errorf("a line takes %v allocations", n)
	}
}

// A counting is a writer that counts what it is given.
type counting struct{ writes, bytes atomic.Int64 }

func (c *counting) Write(p []byte) (int, error) {
	c.writes.Add(1)
	c.bytes.Add(int64(len(p)))
	return len(p), nil
}

// Lines that come one soon after another are written at once, and none is lost at the end.
func TestLogGathersLines(t *testing.T) {
	var out counting
	w := NewWriter(&out)
	const all = 1000
	for range all {
		fmt.Fprintln(w, "line")
	}
	if err := w.Close(closing); err != nil {
		t.Fatal(err)
	}
	if n := out.bytes.Load(); n != all*5 || w.Dropped() != 0 {
		t.Errorf("%d bytes of %d came, %d lines were dropped", n, all*5, w.Dropped())
	}
	if n := out.writes.Load(); n > all/10 {
		t.Errorf("%d lines took %d writes", all, n)
	}
}

// Many lines do not wait for others.
func TestManyLinesAreNotGathered(t *testing.T) {
	var out counting
	w := NewWriter(&out)
	line := bytes.Repeat([]byte("x"), gatherBytes)
	for range 10 * maxLogBytes / gatherBytes {
		w.Write(line)
		w.Write(line)
		for before := time.Now(); w.isWaiting() && time.Since(before) < closing; {
			time.Sleep(10 * time.Microsecond)
		}
	}
	if err := w.Close(closing); err != nil || w.Dropped() != 0 {
		t.Errorf("%v, and %d lines were dropped", err, w.Dropped())
	}
}

func (w *Writer) isWaiting() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.waiting) > 0
}
