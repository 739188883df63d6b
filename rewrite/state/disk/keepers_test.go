package disk_test

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"scimshim/rewrite/state"
	"scimshim/rewrite/state/disk"
)

const key = "0123456789abcdef0123456789abcdef"

var plenty = state.Limits{Entries: 1000, Bytes: 1 << 20}

func open(t *testing.T, name string, l state.Limits) *disk.File {
	t.Helper()
	f, err := disk.Open(name, key, l)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	return f
}

// each plays a test to both keepers: what they promise is the same.
func each(t *testing.T, l state.Limits, play func(*testing.T, state.Keeper)) {
	t.Run("memory", func(t *testing.T) { play(t, state.NewMemory(l)) })
	t.Run("file", func(t *testing.T) { play(t, open(t, filepath.Join(t.TempDir(), "state"), l)) })
}

func entry(key, value string) state.Entry {
	return state.Entry{Key: key, Value: []byte(value), Until: time.Now().Add(time.Hour)}
}

func put(t *testing.T, s state.Store, room string, entries ...state.Entry) {
	t.Helper()
	if err := s.Put(room, entries...); err != nil {
		t.Fatalf("put in %s: %v", room, err)
	}
}

// get returns a value, or why there is none.
func get(s state.Store, room, key string) string {
	value, found, err := s.Get(room, key)
	switch {
	case err != nil:
		return err.Error()
	case !found:
		return "none"
	}
	return string(value)
}

func TestKeep(t *testing.T) {
	each(t, plenty, func(t *testing.T, s state.Keeper) {
		f := func(room, key, want string) {
			t.Helper()
			if got := get(s, room, key); got != want {
				t.Errorf("%s of %s: %s, want %s", key, room, got, want)
			}
		}
		f("a", "x", "none")
		put(t, s, "a", entry("x", "1"), entry("y", ""), entry("x", "2"))
		put(t, s, "b", entry("x", "3"))
		f("a", "x", "2")
		f("a", "y", "")
		f("b", "x", "3")
		put(t, s, "a", entry("x", "longer"))
		f("a", "x", "longer")
		if err := s.Delete("a", "y", "z"); err != nil {
			t.Error(err)
		}
		f("a", "y", "none")
		rooms := []state.Room{
			{Name: "a", Entries: 1, Bytes: state.Overhead + 7}, {Name: "b", Entries: 1, Bytes: state.Overhead + 2},
		}
		if got := s.Rooms(); !slices.Equal(got, rooms) {
			t.Errorf("there is %+v", got)
		}
	})
}

// A caller may use its bytes again, and what it was given does not change.
func TestValuesAreTheirOwn(t *testing.T) {
	each(t, plenty, func(t *testing.T, s state.Keeper) {
		mine := []byte("first")
		put(t, s, "a", state.Entry{Key: "x", Value: mine, Until: time.Now().Add(time.Hour)})
		copy(mine, "other")
		was, _, _ := s.Get("a", "x")
		put(t, s, "a", entry("x", "third"))
		if string(was) != "first" {
			t.Errorf("it became %s", was)
		}
	})
}

func TestExpire(t *testing.T) {
	each(t, state.Limits{Entries: 2, Bytes: 1 << 20}, func(t *testing.T, s state.Keeper) {
		soon := state.Entry{Key: "soon", Until: time.Now().Add(100 * time.Millisecond)}
		put(t, s, "a", soon, entry("later", ""))
		if err := s.Put("a", entry("more", "")); !errors.Is(err, state.ErrFull) {
			t.Fatalf("more than there may be: %v", err)
		}
		time.Sleep(time.Until(soon.Until))
		if got := get(s, "a", "soon"); got != "none" {
			t.Errorf("after its time: %s", got)
		}
		_ = s.Each("a", func(e state.Entry) bool {
			if e.Key == "soon" {
				t.Error("after its time it is among all")
			}
			return true
		})
		put(t, s, "a", entry("more", ""))
		if rooms := s.Rooms(); len(rooms) != 1 || rooms[0].Entries != 2 {
			t.Errorf("there is %+v", rooms)
		}
	})
}

// What is put later than what it replaces ends by its own time.
func TestLaterTime(t *testing.T) {
	each(t, plenty, func(t *testing.T, s state.Keeper) {
		put(t, s, "a", state.Entry{Key: "x", Until: time.Now().Add(50 * time.Millisecond)})
		put(t, s, "a", entry("x", "longer"))
		time.Sleep(60 * time.Millisecond)
		put(t, s, "a", entry("y", "")) // which takes out what is over
		if got := get(s, "a", "x"); got != "longer" {
			t.Errorf("it is %s", got)
		}
	})
}

// Of what does not fit nothing is kept, and what was there stays.
func TestFull(t *testing.T) {
	small := state.Limits{Entries: 3, Bytes: 2*state.Overhead + 20}
	for _, of := range []struct {
		name    string
		entries []state.Entry
		want    error
	}{
		{"one entry too many", []state.Entry{entry("x", ""), entry("y", ""), entry("z", "")}, state.ErrFull},
		{"a byte too many", []state.Entry{entry("x", strings.Repeat("v", 16))}, state.ErrFull},
		{"as much as there may be", []state.Entry{entry("x", strings.Repeat("v", 15))}, nil},
		{"the same again", []state.Entry{entry("old", "w"), entry("x", "")}, nil},
		{"over already", []state.Entry{entry("x", ""), {Key: "y", Until: time.Now()}}, state.ErrPast},
		{"no time", []state.Entry{{Key: "y"}}, state.ErrPast},
		{"a key too long", []state.Entry{entry(strings.Repeat("k", state.MaxKey+1), "")}, state.ErrTooLong},
		{"a value too long", []state.Entry{entry("x", strings.Repeat("v", state.MaxValue+1))}, state.ErrTooLong},
	} {
		each(t, small, func(t *testing.T, s state.Keeper) {
			put(t, s, "a", entry("old", "v"))
			before := s.Rooms()
			err := s.Put("a", of.entries...)
			if !errors.Is(err, of.want) {
				t.Errorf("%s: %v", of.name, err)
			}
			if err != nil && (!slices.Equal(s.Rooms(), before) || get(s, "a", "x") != "none" || get(s, "a", "old") != "v") {
				t.Errorf("%s: there is %+v", of.name, s.Rooms())
			}
		})
	}
}

func TestEach(t *testing.T) {
	each(t, plenty, func(t *testing.T, s state.Keeper) {
		want := map[string]string{}
		for i := range 700 { // more than are read at once
			e := entry(fmt.Sprint("k", i), fmt.Sprint("v", i))
			put(t, s, "a", e)
			want[e.Key] = string(e.Value)
		}
		put(t, s, "b", entry("another", ""))
		seen := 0
		err := s.Each("a", func(e state.Entry) bool {
			seen++
			if want[e.Key] != string(e.Value) {
				t.Errorf("%s is %s", e.Key, e.Value)
			}
			delete(want, e.Key)
			return s.Delete("a", e.Key) == nil // which may be done meanwhile
		})
		if err != nil || seen != 700 || len(want) > 0 {
			t.Errorf("%d were seen, not %d: %v", seen, len(want), err)
		}
		put(t, s, "a", entry("x", ""), entry("y", ""))
		_ = s.Each("a", func(state.Entry) bool { seen++; return false })
		if seen != 701 {
			t.Error("it goes on after false")
		}
	})
}

// A store is closed while requests run: each call ends, and says so or was done.
func TestClosed(t *testing.T) {
	each(t, plenty, func(t *testing.T, s state.Keeper) {
		var all sync.WaitGroup
		for worker := range 4 {
			all.Go(func() {
				for i := 0; ; i++ {
					k := fmt.Sprint(worker, "-", i%50)
					if err := s.Put("a", entry(k, "v")); err != nil {
						if !errors.Is(err, state.ErrClosed) {
							t.Errorf("put: %v", err)
						}
						return
					}
					if got := get(s, "a", k); got != "v" && got != state.ErrClosed.Error() {
						t.Errorf("what was put is %s", got)
					}
				}
			})
		}
		time.Sleep(20 * time.Millisecond)
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		all.Wait()
		for name, err := range map[string]error{
			"delete": s.Delete("a", "x"), "each": s.Each("a", func(state.Entry) bool { return true }), "again": s.Put("a", entry("x", "")),
		} {
			if !errors.Is(err, state.ErrClosed) {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

// A route sees what is its own, and errors come through the function.
func TestIn(t *testing.T) {
	each(t, plenty, func(t *testing.T, s state.Keeper) {
		var failures []error
		told := errors.New("told")
		failed := func(err error) error {
			failures = append(failures, err)
			return told
		}
		one, two := state.In(s, "one", failed), state.In(s, "two", failed)
		put(t, one, "a", entry("x", "1"))
		if got := get(two, "a", "x"); got != "none" {
			t.Errorf("another route sees %s", got)
		}
		if route, room := state.Split(s.Rooms()[0].Name); route != "one" || room != "a" {
			t.Errorf("the room is %s of %s", room, route)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		_, _, err := one.Get("a", "x")
		for _, err := range []error{err, one.Put("a", entry("x", "")), one.Delete("a", "x"), one.Each("a", nil)} {
			if !errors.Is(err, told) {
				t.Errorf("%v", err)
			}
		}
		if len(failures) != 4 || !errors.Is(failures[0], state.ErrClosed) {
			t.Errorf("%v", failures)
		}
	})
}
