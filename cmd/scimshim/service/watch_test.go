package service

import (
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"scimshim/cmd/scimshim/service/servicetest"
)

// TestWatch changes a file in the ways that editors and volumes do, and expects
// each to be seen.
func TestWatch(t *testing.T) {
	f := func(name string, change func(t *testing.T, file string)) {
		t.Helper()
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			file := volume(t)
			w := newWatchIn(slog.New(slog.DiscardHandler), 100*time.Millisecond, time.Second)
			t.Cleanup(w.close)
			w.follow([]string{file})
			if w.changed() {
				t.Fatal("a change is seen where there was none")
			}
			change(t, file)
			awaitTouch(t, w)
			if !w.changed() {
				t.Error("the change is not seen")
			}
			if w.changed() {
				t.Error("one change is seen twice")
			}
		})
	}
	f("the file is written to", func(t *testing.T, file string) { write(t, file, "new") })
	f("the file is replaced", func(t *testing.T, file string) {
		write(t, file+"~", "new")
		rename(t, file+"~", file)
	})
	f("the file is removed", func(t *testing.T, file string) {
		if err := os.Remove(file); err != nil {
			t.Fatal(err)
		}
	})
	f("the volume is swapped", func(t *testing.T, file string) { swap(t, filepath.Dir(file), "new") })
}

// TestWatchFollowsLinks swaps a volume twice: the second time the directory that
// the link leads to is another one.
func TestWatchFollowsLinks(t *testing.T) {
	t.Parallel()
	file := volume(t)
	w := newWatchIn(slog.New(slog.DiscardHandler), 100*time.Millisecond, time.Second)
	t.Cleanup(w.close)
	w.follow([]string{file})
	for _, text := range []string{"second", "third"} {
		swap(t, filepath.Dir(file), text)
		awaitTouch(t, w)
		if !w.changed() {
			t.Fatalf("the change to %s is not seen", text)
		}
	}
	to, err := filepath.EvalSymlinks(file)
	if err != nil {
		t.Fatal(err)
	}
	write(t, to, "in place")
	awaitTouch(t, w)
	if !w.changed() {
		t.Error("a change at the end of the link is not seen")
	}
}

// TestWatchSeesContent touches a file without changing it, and changes one that
// is not followed any more.
func TestWatchSeesContent(t *testing.T) {
	t.Parallel()
	file, other := volume(t), volume(t)
	w := newWatchIn(slog.New(slog.DiscardHandler), 100*time.Millisecond, time.Second)
	t.Cleanup(w.close)
	w.follow([]string{file, other})
	write(t, file, "first")
	awaitTouch(t, w)
	if w.changed() {
		t.Error("the same content counts as a change")
	}
	w.follow([]string{file})
	write(t, other, "new")
	awaitTouch(t, w)
	if w.changed() {
		t.Error("a change of another file is seen")
	}
	write(t, file, "second")
	w.follow([]string{file, other})
	if !w.changed() {
		t.Error("what follow is told hides a change")
	}
}

// A file that is written in pieces is whole when nothing was written for a while.
func TestWatchWaitsForTheLastPiece(t *testing.T) {
	t.Parallel()
	file := volume(t)
	w := newWatchIn(slog.New(slog.DiscardHandler), 2*time.Second, time.Hour)
	t.Cleanup(w.close)
	w.follow([]string{file})
	longest, last := time.Duration(0), time.Now()
	for piece := range 30 {
		write(t, file, strings.Repeat("x", piece))
		time.Sleep(20 * time.Millisecond)
		longest, last = max(longest, time.Since(last)), time.Now()
	}
	if longest > time.Second {
		t.Skipf("the writer paused for %s", longest)
	}
	select {
	case <-w.touched:
		t.Error("there was a sign between two pieces")
	default:
	}
	awaitTouch(t, w)
}

// In a directory where something is always written, a change is seen in the end.
func TestWatchHasABound(t *testing.T) {
	t.Parallel()
	file := volume(t)
	w := newWatchIn(slog.New(slog.DiscardHandler), time.Hour, 100*time.Millisecond)
	t.Cleanup(w.close)
	w.follow([]string{file})
	write(t, file, "new")
	awaitTouch(t, w)
}

// Files are steady when two looks saw them alike, and need none if nothing has changed.
func TestWatchSteady(t *testing.T) {
	t.Parallel()
	file := volume(t)
	w := newWatchIn(slog.New(slog.DiscardHandler), time.Hour, time.Hour)
	t.Cleanup(w.close)
	w.follow([]string{file})
	pauses := 0
	w.pause = func(time.Duration) {
		if pauses++; pauses < 3 {
			write(t, file, strings.Repeat("x", pauses))
		}
	}
	f := func(looks int, want bool, wantPauses int) {
		t.Helper()
		if got := w.steady(time.Second, looks); got != want || pauses != wantPauses {
			t.Errorf("steady is %v after %d pauses, want %v after %d", got, pauses, want, wantPauses)
		}
	}
	f(1, true, 0)
	write(t, file, "")
	f(2, false, 2)
	f(1, true, 3)
	f(1, true, 3)
	if w.changed() {
		t.Error("what steady looked at is a change")
	}
}

// volume makes a directory as Kubernetes makes it of a ConfigMap, and returns
// the file in it: a link, through a link, into a directory that is swapped.
func volume(t *testing.T) string {
	dir := t.TempDir()
	swap(t, dir, "first")
	file := filepath.Join(dir, "rules.yaml")
	if err := os.Symlink(filepath.Join("..data", "rules.yaml"), file); err != nil {
		t.Fatal(err)
	}
	return file
}

// swap gives a volume another content in one step, and removes the last.
func swap(t *testing.T, dir, text string) {
	old, _ := filepath.EvalSymlinks(filepath.Join(dir, "..data"))
	next, err := os.MkdirTemp(dir, "..2026_")
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(next, "rules.yaml"), text)
	if err := os.Symlink(filepath.Base(next), filepath.Join(dir, "..data_tmp")); err != nil {
		t.Fatal(err)
	}
	rename(t, filepath.Join(dir, "..data_tmp"), filepath.Join(dir, "..data"))
	if old != "" {
		if err := os.RemoveAll(old); err != nil {
			t.Fatal(err)
		}
	}
}

func awaitTouch(t *testing.T, w *watch) {
	t.Helper()
	select {
	case <-w.touched:
	case <-time.After(servicetest.Patience):
		t.Fatal("no sign of a change")
	}
}

func write(t *testing.T, file, text string) {
	t.Helper()
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func rename(t *testing.T, from, to string) {
	t.Helper()
	if err := os.Rename(from, to); err != nil {
		t.Fatal(err)
	}
}
