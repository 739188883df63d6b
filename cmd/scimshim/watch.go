package main

import (
	"crypto/sha256"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/fsnotify/fsnotify"
)

// settleTime is how long a watch waits after the first sign of a change. An
// editor writes a file in several steps, and a volume of Kubernetes swaps links.
const settleTime = 250 * time.Millisecond

// A watch tells when the content of files changes. Directories are watched, not
// files, since most programs replace a file instead of writing to it. A watch
// may be used by several goroutines at once.
type watch struct {
	touched chan struct{} // a sign that a file may have changed
	notify  *fsnotify.Watcher

	mu   sync.Mutex
	sums map[string]sum // of the files that are followed
}

// A sum is the digest of a file's content; zero if it cannot be read.
type sum [sha256.Size]byte

// newWatch returns a watch that follows no files yet. Where the system has no
// means to watch, that is logged, and the watch is silent.
func newWatch(log *slog.Logger) *watch {
	w := &watch{touched: make(chan struct{}, 1), sums: map[string]sum{}}
	var err error
	if w.notify, err = fsnotify.NewWatcher(); err != nil {
		log.Warn("files cannot be watched; tell a change with SIGHUP", "error", err.Error())
		return w
	}
	go w.listen()
	return w
}

// listen turns the events of the directories into signs, until the watch is
// closed. Events that were lost are an event too.
func (w *watch) listen() {
	var settled <-chan time.Time
	for {
		open := true
		select {
		case _, open = <-w.notify.Events:
		case _, open = <-w.notify.Errors:
		case <-settled:
			settled = nil
			select {
			case w.touched <- struct{}{}:
			default: // there is a sign that nobody has seen yet
			}
			continue
		}
		if !open {
			return
		}
		if settled == nil {
			settled = time.After(settleTime)
		}
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
// last.
func (w *watch) changed() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	changed := false
	for file, last := range w.sums {
		w.add(file) // a link may lead to another directory now
		now := sumOf(file)
		changed = changed || now != last
		w.sums[file] = now
	}
	return changed
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
