package guard_test

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"scimshim/proxy/guard"
	"scimshim/rewrite/state"
)

var limits = state.Limits{Entries: 1000, Bytes: 1 << 20}

// bounded returns a guard that lets so many deletes through within an hour.
func bounded(count int, share float64, store state.Store) *guard.Guard {
	return guard.New(guard.Settings{Window: time.Hour, Bounds: map[guard.Sort]guard.Bound{
		guard.Deletes: {Count: count, Share: share},
	}}, store)
}

func deletes(things ...string) guard.Change {
	return guard.Change{Sort: guard.Deletes, Resource: "Users", Things: things}
}

// enters reports whether a change is let through, and carries it out then.
func enters(g *guard.Guard, c guard.Change) bool {
	pass, held, _ := g.Enter(c)
	if held == nil {
		pass.Done(true)
	}
	return held == nil
}

// let sends deletes, one by one, and returns how many were let through.
func let(g *guard.Guard, from, to int) (n int) {
	for i := from; i < to; i++ {
		if enters(g, deletes(fmt.Sprint(i))) {
			n++
		}
	}
	return n
}

func TestBound(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := bounded(5, 0, state.NewMemory(limits))
		if n := let(g, 0, 5) + let(g, 0, 5); n != 10 {
			t.Fatalf("%d of the same five, twice", n)
		}
		time.Sleep(59 * time.Minute)
		if n := let(g, 5, 6); n != 0 {
			t.Error("a sixth is let through")
		}
		time.Sleep(100 * time.Hour)
		if n := let(g, 6, 16); n != 0 {
			t.Error("a hold ends by itself")
		}
		if done, err := g.Release(); err != nil || !slices.Equal(done, []guard.Sort{guard.Deletes}) {
			t.Fatalf("%v %v", done, err)
		}
		if n := let(g, 6, 16); n != 5 {
			t.Errorf("after the release %d are let through", n)
		}
	})
}

// What is spread over more than a window is never held.
func TestWindow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := bounded(5, 0, state.NewMemory(limits))
		for i := range 100 {
			if n := let(g, i, i+1); n != 1 {
				t.Fatalf("%d is held", i)
			}
			time.Sleep(time.Hour/5 + time.Second)
		}
	})
}

// What the target has refused does not count, and what counted before still does.
func TestTakenBack(t *testing.T) {
	g := bounded(2, 0, state.NewMemory(limits))
	let(g, 0, 1)
	for i := range 10 {
		pass, held, _ := g.Enter(deletes("0", "new"))
		if held != nil {
			t.Fatalf("attempt %d is held", i)
		}
		pass.Done(false)
	}
	if n := let(g, 1, 3); n != 1 {
		t.Errorf("%d are let through", n)
	}
}

func TestShare(t *testing.T) {
	for _, of := range []struct {
		count, total int
		share        float64
		want         int
	}{
		{50, 100, 0.05, 5}, {3, 100, 0.05, 3}, {50, 101, 0.05, 6}, {50, 3, 0.05, 1}, {50, 0, 0.05, 50}, {50, 100, 1, 50},
		{50, -1, 0.05, 50}, // not known
	} {
		g := bounded(of.count, of.share, state.NewMemory(limits))
		asked := 0
		learn := func() {
			g.Learn(deletes("x"), func(resource string) (int, bool) {
				if asked++; resource != "Users" {
					t.Errorf("asked for %s", resource)
				}
				return of.total, of.total >= 0
			})
		}
		learn()
		learn()
		if n := let(g, 0, 100); n != of.want || asked != 1 {
			t.Errorf("%d or %v of %d: %d are let through, and it was asked %d times", of.count, of.share, of.total, n, asked)
		}
	}
}

// A share is one of each endpoint, a count one of all.
func TestEndpoints(t *testing.T) {
	g := bounded(10, 0.5, state.NewMemory(limits))
	groups := guard.Change{Sort: guard.Deletes, Resource: "Groups", Things: []string{"g0"}}
	g.Learn(deletes(), func(string) (int, bool) { return 18, true })
	g.Learn(groups, func(string) (int, bool) { return 2, true })
	if n := let(g, 0, 9); n != 9 || !enters(g, groups) {
		t.Errorf("%d of 9 users, and a group", n)
	}
	groups.Things[0] = "g1"
	if enters(g, groups) {
		t.Error("a second group of two")
	}
}

// A request that has more changes than a window's worth passes once it was released.
func TestOneLargeRequest(t *testing.T) {
	g := bounded(2, 0, state.NewMemory(limits))
	large, larger := deletes("1", "2", "3"), deletes("1", "2", "3", "4")
	if enters(g, large) {
		t.Fatal("it is let through")
	}
	if _, err := g.Release(); err != nil {
		t.Fatal(err)
	}
	if enters(g, larger) {
		t.Error("a larger one is let through")
	}
	if _, err := g.Release(guard.Deletes); err != nil {
		t.Fatal(err)
	}
	if !enters(g, larger) || enters(g, deletes("5")) {
		t.Error("it is not the one that is let through")
	}
}

// Who repeats after each release what was let through before gets further each time.
func TestRepeatedFromTheStart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := bounded(4, 0, state.NewMemory(limits))
		for _, want := range []int{4, 8, 10} {
			if n := let(g, 0, 10); n != want {
				t.Errorf("%d are let through, want %d", n, want)
			}
			if want < 10 {
				if _, err := g.Release(); err != nil {
					t.Fatal(err)
				}
			}
		}
		time.Sleep(time.Hour + time.Second)
		if n := let(g, 0, 10); n != 4 {
			t.Errorf("in the next window %d are let through", n)
		}
	})
}

// What is let through a bound of one by one has no more than the bound after a release.
func TestNoMoreThanBound(t *testing.T) {
	g := bounded(3, 0, state.NewMemory(limits))
	let(g, 0, 4)
	if _, err := g.Release(); err != nil {
		t.Fatal(err)
	}
	if n := let(g, 10, 20); n != 3 {
		t.Errorf("%d are let through", n)
	}
}

func TestReject(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := bounded(1, 0, state.NewMemory(limits))
		if _, err := g.Reject(time.Hour); !errors.Is(err, guard.ErrNotHeld) {
			t.Errorf("nothing is held: %v", err)
		}
		let(g, 0, 2)
		if _, err := g.Reject(24*time.Hour, guard.Deletes); err != nil {
			t.Fatal(err)
		}
		if _, held, began := g.Enter(deletes("2")); held == nil || !held.Hold.Rejected || began {
			t.Errorf("%+v", held)
		}
		time.Sleep(24 * time.Hour)
		if n := let(g, 3, 5); n != 1 {
			t.Errorf("after the time %d are let through", n)
		}
		if _, err := g.Reject(0); err != nil {
			t.Fatal(err)
		}
		time.Sleep(1000 * time.Hour)
		if n := let(g, 5, 6); n != 0 {
			t.Error("it ends by itself")
		}
		if _, err := g.Release(); err != nil || let(g, 6, 7) != 1 {
			t.Errorf("released: %v", err)
		}
	})
}

// A hold, and what was decided about it, is there after a restart.
func TestRestart(t *testing.T) {
	store := state.NewMemory(limits)
	let(bounded(1, 0, store), 0, 2)
	g := bounded(1, 0, store)
	if n := let(g, 2, 3); n != 0 {
		t.Error("the hold is gone")
	}
	if _, err := g.Reject(0); err != nil {
		t.Fatal(err)
	}
	g = bounded(1, 0, store)
	if _, held, _ := g.Enter(deletes("3")); held == nil || !held.Hold.Rejected {
		t.Errorf("%+v", held)
	}
	if _, err := g.Release(); err != nil {
		t.Fatal(err)
	}
	if n := let(bounded(1, 0, store), 4, 6); n != 1 {
		t.Errorf("%d are let through", n)
	}
}

// With a store that fails changes are held, and an administrator is told that a decision was not
// written.
func TestStoreFails(t *testing.T) {
	store := state.NewMemory(limits)
	g := bounded(1, 0, store)
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	if n := let(g, 0, 5); n != 1 {
		t.Errorf("%d are let through", n)
	}
	if _, err := g.Release(); !errors.Is(err, guard.ErrUnkept) || let(g, 5, 6) != 0 {
		t.Errorf("released: %v", err)
	}
	if _, err := g.Reject(0); !errors.Is(err, guard.ErrUnkept) {
		t.Errorf("rejected: %v", err)
	}
	if n := let(bounded(1, 0, store), 6, 7); n != 0 {
		t.Error("what cannot be read is not held")
	}
}

// Other settings hold at once, and the hold stays.
func TestSet(t *testing.T) {
	store := state.NewMemory(limits)
	g := bounded(1, 0, store)
	let(g, 0, 2)
	g.Set(guard.Settings{Window: time.Hour}, store)
	if g.Bounds(guard.Deletes) || let(g, 2, 9) != 7 {
		t.Error("without a bound it is held")
	}
	g.Set(guard.Settings{Window: time.Hour, Bounds: map[guard.Sort]guard.Bound{guard.Deletes: {Count: 100}}}, store)
	if n := let(g, 9, 10); n != 0 {
		t.Error("the hold is gone")
	}
}

// Many at one time: no more than the bound, and one says that it began.
func TestParallel(t *testing.T) {
	g := bounded(50, 0.5, state.NewMemory(limits))
	var through, began, asked atomic.Int64
	var all sync.WaitGroup
	for i := range 400 {
		all.Go(func() {
			c := deletes(fmt.Sprint(i))
			g.Learn(c, func(string) (int, bool) { asked.Add(1); return 80, true })
			pass, held, first := g.Enter(c)
			if first {
				began.Add(1)
			}
			if held == nil {
				through.Add(1)
				pass.Done(true)
			}
		})
	}
	all.Wait()
	s := g.Status()[0]
	if through.Load() != 40 || began.Load() != 1 || asked.Load() != 1 || s.Counted != 40 || s.Refused != 360 || s.Now != 40 {
		t.Errorf("%d through, %d began, %d asked, %+v", through.Load(), began.Load(), asked.Load(), s)
	}
}
