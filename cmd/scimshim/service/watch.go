package service

import (
	"crypto/sha256"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/fsnotify/fsnotify"
)

// Times of a watch. An editor writes a file in several steps, a volume of Kubernetes swaps
// links, and what copies a file over a network pauses.
const (
	quietTime   = time.Second            // without an event before files count as written
	longestWait = 15 * time.Second       // for that, in a directory where something is always written
	lookGap     = time.Second            // between two looks that must see the same
	askedGap    = 200 * time.Millisecond // the same, where somebody asked for the files to be read
	maxLooks    = 25                     // until the answer is that they are still being written
)

// A watch tells when the content of files changes. Directories are watched, not
// files, since most programs replace a file instead of writing to it. A watch
// may be used by several goroutines at once.
type watch struct {
	touched        chan struct{} // a sign that a file may have changed
	notify         *fsnotify.Watcher
	quiet, longest time.Duration
	pause          func(time.Duration) // between two looks

	mu   sync.Mutex
	sums map[string]sum // of the files that are followed, when they were read last
}

// A sum is the digest of a file's content; zero if it cannot be read.
type sum [sha256.Size]byte

// newWatch returns a watch that follows no files yet. Where the system has no
// means to watch, that is logged, and the watch is silent.
func newWatch(log *slog.Logger) *watch { return newWatchIn(log, quietTime, longestWait) }

func newWatchIn(log *slog.Logger, quiet, longest time.Duration) *watch {
	w := &watch{
		touched: make(chan struct{}, 1), quiet: quiet, longest: longest, pause: time.Sleep, sums: map[string]sum{},
	}
	var err error
	if w.notify, err = fsnotify.NewWatcher(); err != nil {
		log.Warn("files cannot be watched; send SIGHUP after a change", "error", err.Error())
		return w
	}
	go w.listen()
	return w
}

// listen turns the events of the directories into signs, until the watch is
// closed: one when there was no event for a while, or when there were events for too
// long. Events that were lost are an event too.
func (w *watch) listen() {
	var first time.Time // of the events without a sign
	var settled <-chan time.Time
	for {
		open := true
		select {
		case _, open = <-w.notify.Events:
		case _, open = <-w.notify.Errors:
		case <-settled:
			settled, first = nil, time.Time{}
			select {
			case w.touched <- struct{}{}:
			default: // there is a sign that nobody has seen yet
			}
			continue
		}
		if !open {
			return
		}
		if first.IsZero() {
			first = time.Now()
		}
		settled = time.After(min(w.quiet, time.Until(first.Add(w.longest))))
	}
}

func (w *watch) close() {
	if w.notify != nil {
		w.notify.Close()
	}
}

// follow makes the watch follow these files and no others.
func (w *watch) follow(files []string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	sums := make(map[string]sum, len(files))
	for _, file := range files {
		w.add(file)
		last, ok := w.sums[file]
		if !ok {
			last = sumOf(file)
		}
		sums[file] = last
	}
	w.sums = sums
}

// changed reports whether a file has another content than when it was looked at
// last, by this method or by steady.
func (w *watch) changed() bool {
	now := w.look()
	w.mu.Lock()
	defer w.mu.Unlock()
	was := w.sums
	w.sums = now
	return !maps.Equal(was, now)
}

// differs reports whether a file has another content than when it was looked at last.
func (w *watch) differs() bool {
	now := w.look()
	w.mu.Lock()
	defer w.mu.Unlock()
	return !maps.Equal(w.sums, now)
}

// steady reports whether the files are as they were when they were looked at last, or if
// not, whether two of some looks, a gap apart, saw them alike. It looks at them then.
func (w *watch) steady(gap time.Duration, looks int) bool {
	if !w.differs() {
		return true
	}
	for last := w.look(); looks > 0; looks-- {
		w.pause(gap)
		now := w.look()
		if maps.Equal(last, now) {
			w.mu.Lock()
			w.sums = now
			w.mu.Unlock()
			return true
		}
		last = now
	}
	return false
}

// look returns the digests of the files as they are now.
func (w *watch) look() map[string]sum {
	w.mu.Lock()
	defer w.mu.Unlock()
	now := make(map[string]sum, len(w.sums))
	for file := range w.sums {
		w.add(file) // a link may lead to another directory now
		now[file] = sumOf(file)
	}
	return now
}

// add watches the directory of a file, and the one that a link leads to. One
// that cannot be watched is left out: SIGHUP tells what changes there.
func (w *watch) add(file string) {
	if w.notify == nil {
		return
	}
	_ = w.notify.Add(filepath.Dir(file))
	if to, err := filepath.EvalSymlinks(file); err == nil {
		_ = w.notify.Add(filepath.Dir(to))
	}
}

func sumOf(file string) sum {
	data, err := os.ReadFile(file)
	if err != nil {
		return sum{}
	}
	return sha256.Sum256(data)
}
