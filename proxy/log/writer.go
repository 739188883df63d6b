package log

import (
	"bytes"
	"errors"
	"io"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"
)

const (
	maxLogBytes = 1 << 20 // bounds the lines that wait for their reader
	// gatherTime is how long lines wait for others to be written with: to write each by itself
	// costs a call to the system, and to wake up who does it another.
	gatherTime  = 5 * time.Millisecond
	gatherBytes = maxLogBytes / 16 // of lines that wait no longer
)

// A Writer takes the lines of a log and writes them to a descriptor whose reader may
// be slow, stuck or gone. Write copies a line and returns: no request ever waits for the
// log. What does not fit while the reader is late is dropped and counted, and the log
// says how much as soon as it flows again.
type Writer struct {
	out     io.Writer
	wake    chan struct{} // a sign that lines wait
	many    chan struct{} // a sign that many do
	ended   chan struct{} // closed when the last line is out
	dropped atomic.Uint64

	mu      sync.Mutex
	waiting []byte
	closed  bool

	// Of the goroutine that writes.
	spare []byte // the space of the lines that were written last
	said  uint64 // how many of the dropped lines the log has told of
	torn  bool   // whether a line was cut
}

// NewWriter returns a Writer to out. Close ends it.
func NewWriter(out io.Writer) *Writer {
	w := &Writer{out: out, wake: make(chan struct{}, 1), many: make(chan struct{}, 1),
		ended: make(chan struct{})}
	go w.run()
	return w
}

// Write takes one line, and never fails: what became of it is seen by Dropped.
func (w *Writer) Write(line []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.closed || len(w.waiting)+len(line) > maxLogBytes {
		w.dropped.Add(1)
		return len(line), nil
	}
	w.waiting = append(w.waiting, line...)
	sign(w.wake)
	if len(w.waiting) > gatherBytes {
		sign(w.many)
	}
	return len(line), nil
}

// sign gives a sign, unless there is one that was not seen yet.
func sign(to chan struct{}) {
	select {
	case to <- struct{}{}:
	default:
	}
}

// Dropped returns how many lines nobody can read: there was no room for them, or they
// could not be written. Of no Writer, nil, there are none.
func (w *Writer) Dropped() uint64 {
	if w == nil {
		return 0
	}
	return w.dropped.Load()
}

// Close waits until all lines are out, but no longer than it is told to, since there may
// be nobody who reads them. What is written after it is dropped.
func (w *Writer) Close(wait time.Duration) error {
	w.mu.Lock()
	if !w.closed {
		w.closed = true
		close(w.wake)
		close(w.many)
	}
	w.mu.Unlock()
	select {
	case <-w.ended:
		return nil
	case <-time.After(wait):
		return errors.New("nobody reads the log; its last lines are lost")
	}
}

// run writes what waits, until there will be no more.
func (w *Writer) run() {
	defer close(w.ended)
	late := time.NewTimer(gatherTime)
	defer late.Stop()
	for range w.wake {
		late.Reset(gatherTime)
		select {
		case <-w.many:
		case <-late.C:
		}
		w.writeOut(w.take())
	}
	w.writeOut(w.take())
}

// take returns the lines that wait. Those that were dropped came after them, so what is
// to be said of those comes after them.
func (w *Writer) take() []byte {
	w.mu.Lock()
	defer w.mu.Unlock()
	lines := w.waiting
	w.waiting = w.spare[:0]
	return lines
}

// writeOut writes lines. Those that do not come through are dropped: the reader is gone,
// or the disk is full, and the next ones may fare better.
func (w *Writer) writeOut(lines []byte) {
	end, dropped := len(lines), w.dropped.Load()
	if dropped > w.said {
		lines = append(lines, droppedLine(dropped-w.said)...)
	}
	w.spare = lines
	if len(lines) == 0 {
		return
	}
	if w.torn {
		_, err := w.out.Write([]byte("\n"))
		w.torn = err != nil
	}
	n, err := w.out.Write(lines)
	if err == nil {
		w.said = dropped
		return
	}
	w.torn = w.torn || n > 0 && lines[n-1] != '\n'
	if n < end {
		w.dropped.Add(uint64(bytes.Count(lines[n:end], []byte("\n"))))
	}
}

// droppedLine is the line that says how many are missing.
func droppedLine(n uint64) []byte {
	var b bytes.Buffer
	slog.New(slog.NewJSONHandler(&b, nil)).Warn(
		"log lines dropped because nobody read them in time or they could not be written", "lines", n)
	return b.Bytes()
}
