package disk_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"scimshim/rewrite/state"
	"scimshim/rewrite/state/disk"
)

func TestReopen(t *testing.T) {
	name := filepath.Join(t.TempDir(), "state")
	f := open(t, name, plenty)
	if !f.IsNew() {
		t.Error("it is not new")
	}
	soon := time.Now().Add(100 * time.Millisecond)
	put(t, f, "a", entry("anna@example.com", "secret value"), state.Entry{Key: "x", Until: soon})
	rooms := f.Rooms()
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	for _, personal := range []string{"anna", "secret"} {
		if bytes.Contains(data, []byte(personal)) {
			t.Errorf("the file has %q in plain text", personal)
		}
	}
	if info, _ := os.Stat(name); info.Mode().Perm() != 0o600 {
		t.Errorf("its mode is %v", info.Mode())
	}
	if err := disk.Check(name, key, plenty); err != nil {
		t.Errorf("check: %v", err)
	}
	time.Sleep(time.Until(soon))
	f = open(t, name, plenty)
	if f.IsNew() || get(f, "a", "anna@example.com") != "secret value" || get(f, "a", "x") != "none" {
		t.Error("it is not as it was")
	}
	if got := f.Rooms(); len(got) != 1 || got[0] != rooms[0] {
		t.Errorf("there is %+v, and was %+v", got, rooms)
	}
}

// A file with more than there may be since the limits are lower is opened, and takes nothing more.
func TestReopenWithLess(t *testing.T) {
	name := filepath.Join(t.TempDir(), "state")
	f := open(t, name, plenty)
	put(t, f, "a", entry("x", "1"), entry("y", ""))
	_ = f.Close()
	f = open(t, name, state.Limits{Entries: 1, Bytes: 1 << 20})
	if err := f.Put("a", entry("z", "")); !errors.Is(err, state.ErrFull) || get(f, "a", "x") != "1" {
		t.Errorf("%v", err)
	}
	if err := f.Delete("a", "x", "y"); err != nil {
		t.Error(err)
	}
	put(t, f, "a", entry("z", ""))
}

// What cannot be opened is an error that says why, and the file is as it was.
func TestOpenFaults(t *testing.T) {
	for _, of := range []struct {
		name  string
		spoil func(t *testing.T, name string)
		key   string
		want  string
	}{
		{"another key", nil, strings.Repeat("k", 32), "the key is not the one"},
		{"a short key", nil, "short", "at least 32 characters"},
		{"an empty file", writes(nil), key, "the file is empty"},
		{"another file", writes([]byte(strings.Repeat("routes: []\n", 4096))), key, "the file is damaged"},
		{"a short file", writes([]byte("x")), key, "the file is damaged"},
		{"half of it", cuts(2), key, "the file is damaged"},
		{"its first page", func(t *testing.T, name string) { truncate(t, name, 4096) }, key, "the file is damaged"},
		{"a folder", func(t *testing.T, name string) {
			if err := errors.Join(os.Remove(name), os.Mkdir(name, 0o700)); err != nil {
				t.Fatal(err)
			}
		}, key, "is a directory"},
		{"no folder", func(t *testing.T, name string) {
			if err := os.RemoveAll(filepath.Dir(name)); err != nil {
				t.Fatal(err)
			}
		}, key, "no such file or directory"},
		{"a link to nowhere", func(t *testing.T, name string) {
			if err := errors.Join(os.Remove(name), os.Symlink("/nowhere/at/all", name)); err != nil {
				t.Fatal(err)
			}
		}, key, "no such file or directory"},
		{"locked", func(t *testing.T, name string) { open(t, name, plenty) }, key, "another process has the file in use"},
	} {
		t.Run(of.name, func(t *testing.T) {
			t.Parallel()
			for what, try := range map[string]func(string) error{
				"open":  func(name string) error { _, err := disk.Open(name, of.key, plenty); return err },
				"check": func(name string) error { return disk.Check(name, of.key, plenty) },
			} {
				name := filepath.Join(t.TempDir(), "in", "state")
				filled(t, name)
				if of.spoil != nil {
					of.spoil(t, name)
				}
				before, _ := os.ReadFile(name)
				err := try(name)
				if err == nil || !strings.Contains(err.Error(), of.want) || strings.Count(err.Error(), name) > 1 {
					t.Errorf("%s: %v", what, err)
				}
				if after, _ := os.ReadFile(name); !bytes.Equal(before, after) {
					t.Errorf("%s: the file has changed", what)
				}
			}
		})
	}
}

// filled makes a file with entries.
func filled(t *testing.T, name string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		t.Fatal(err)
	}
	f := open(t, name, plenty)
	for i := range 100 {
		put(t, f, "a", entry(fmt.Sprint("k", i), strings.Repeat("v", 1000)))
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}

func writes(data []byte) func(*testing.T, string) {
	return func(t *testing.T, name string) {
		if err := os.WriteFile(name, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

func cuts(by int64) func(*testing.T, string) {
	return func(t *testing.T, name string) {
		info, err := os.Stat(name)
		if err != nil {
			t.Fatal(err)
		}
		truncate(t, name, info.Size()/by)
	}
}

func truncate(t *testing.T, name string, size int64) {
	t.Helper()
	if err := os.Truncate(name, size); err != nil {
		t.Fatal(err)
	}
}

// Whatever becomes of the bytes of a file, it is an error to open it, or all entries are there as
// they were put. No entry is missing without a word, and the process goes on.
func TestDamage(t *testing.T) {
	t.Parallel()
	name := filepath.Join(t.TempDir(), "state")
	filled(t, name)
	whole, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	refused := 0
	for at := 0; at < len(whole); at += len(whole)/150 + 1 {
		spoilt := bytes.Clone(whole)
		for i := at; i < min(at+16, len(spoilt)); i++ {
			spoilt[i] ^= 0xa5
		}
		name := filepath.Join(t.TempDir(), "state") // another one, since a damaged file is not let go
		writes(spoilt)(t, name)
		f, err := disk.Open(name, key, plenty)
		if err != nil {
			refused++
			continue
		}
		for i := range 100 {
			k := fmt.Sprint("k", i)
			if value, found, err := f.Get("a", k); err == nil && (!found || len(value) != 1000) {
				t.Errorf("with bytes %d spoilt, %s is %v", at, k, found)
			}
		}
		_ = f.Put("a", entry("more", ""))
		_ = f.Close()
	}
	t.Logf("%d times it was refused", refused)
	if refused == 0 {
		t.Error("nothing was refused")
	}
}

// A file that loses its end while it is in use fails requests, and not the process.
func TestCutMeanwhile(t *testing.T) {
	t.Parallel()
	name := filepath.Join(t.TempDir(), "state")
	filled(t, name)
	f := open(t, name, plenty)
	truncate(t, name, 8192)
	failures := 0
	for i := range 100 {
		value, found, err := f.Get("a", fmt.Sprint("k", i))
		if err != nil {
			failures++
		} else if !found || len(value) != 1000 {
			t.Errorf("k%d: %v", i, found)
		}
	}
	if failures == 0 {
		t.Error("nothing failed")
	}
	if state.CauseOf(f.Put("a", entry("more", strings.Repeat("v", 5000)))) != state.CauseFile {
		t.Error("it takes more")
	}
}
