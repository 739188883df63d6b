package limit

import (
	"sync"
	"testing"
	"time"

	"scimshim/proxy/roomtest"
)

// never is longer than any test waits.
const never = time.Hour

// Small bodies have a part of the budget to themselves, and room for what is larger than
// all of it is there while nothing else is held.
func TestBudget(t *testing.T) {
	b := NewBudget(100)
	if !b.Take(75, true, 0) || b.Take(1, true, 0) || !b.Take(25, false, 0) || b.Take(1, false, 0) {
		t.Errorf("%d of 100 reserved", b.used.Load())
	}
	b.Give(75)
	b.Give(25)
	if !b.Take(500, true, 0) || b.Take(1, false, 0) {
		t.Errorf("%d reserved", b.used.Load())
	}
	b.Give(500)
	b.Add(30)
	b.Add(-10)
	if n := b.used.Load(); n != 20 || b.Waiting() != 0 {
		t.Errorf("%d reserved, %d wait", n, b.Waiting())
	}
}

// When all is returned after a load, that is told once, and not after a little.
func TestBudgetCalm(t *testing.T) {
	b, n := NewBudget(80), 0
	b.calm = func() { n++ }
	for i, c := range []struct {
		take int64
		want int
	}{{10, 0}, {11, 1}, {10, 1}, {60, 2}} {
		b.Take(c.take, false, 0)
		if b.Give(c.take); n != c.want {
			t.Errorf("%d: told %d times, want %d", i, n, c.want)
		}
	}
}

// Large ones get room in the order of their coming, small ones pass them, and who waits
// in vain leaves the queue to the others.
func TestBudgetQueue(t *testing.T) {
	b := NewBudget(100)
	b.Take(75, true, 0)
	got := make(chan int64)
	for i, n := range []int64{60, 10, 20} {
		go func() {
			if b.Take(n, true, never) {
				got <- n
			}
		}()
		roomtest.Eventually(t, "the next one to wait", func() bool { return b.Waiting() == int64(i+1) })
	}
	if !b.Take(20, false, 0) || b.Take(1, true, time.Millisecond) {
		t.Error("a small one waits for large ones, or a large one passes them")
	}
	b.Give(20)
	b.Give(75)
	if a := <-got; a != 60 && a != 10 { // both have room
		t.Errorf("%d came first", a)
	}
	<-got
	if b.Waiting() != 1 || b.used.Load() != 70 {
		t.Errorf("%d wait, %d reserved", b.Waiting(), b.used.Load())
	}
	b.Give(60)
	if n := <-got; n != 20 {
		t.Errorf("%d came last", n)
	}
}

// A tape that is larger than what a turn has is reserved as far as it is.
func TestBeyond(t *testing.T) {
	f := func(values int, want int64) {
		t.Helper()
		if got := Beyond(values, 24, 8<<20); got != want {
			t.Errorf("%d values: %d, want %d", values, got, want)
		}
	}
	f(0, 0)
	f(400_000, 0)
	f(16<<20/24, 0)
	f(4_000_000, 4_000_000*24-(16<<20))
}

// Whatever comes and goes, no more is reserved than there is, nobody is forgotten in the
// queue, and nothing is left at the end.
func TestBudgetUnderLoad(t *testing.T) {
	b := NewBudget(1000)
	var all sync.WaitGroup
	for i := range 16 {
		all.Go(func() {
			for j := range 2000 {
				n := int64(1 + (i*7+j*13)%400)
				wait := never
				if j%5 == 0 {
					wait = time.Microsecond
				}
				if b.Take(n, n > 100, wait) {
					if used := b.used.Load(); used > 1000 {
						t.Errorf("%d reserved", used)
					}
					b.Give(n)
				}
			}
		})
	}
	all.Wait()
	if b.used.Load() != 0 || b.Waiting() != 0 || len(b.queue[0])+len(b.queue[1]) > 0 {
		t.Errorf("%d reserved, %d wait", b.used.Load(), b.Waiting())
	}
}

// Turns go to answers before requests, each in the order of their coming. Requests that
// would have to wait for too long are told at once.
func TestTurns(t *testing.T) {
	u := NewTurns(1)
	far := time.Now().Add(never)
	if u.Take(false, far) != nil {
		t.Fatal("the first turn is not free")
	}
	order := make(chan int)
	waits := func(i int, back bool) {
		n := u.Waiting()
		go func() {
			if u.Take(back, far) == nil {
				order <- i
				u.Give(time.Now())
			}
		}()
		roomtest.Eventually(t, "the next one to wait", func() bool { return u.Waiting() == n+1 })
	}
	for i := range queuedTurns {
		waits(10+i, false)
	}
	u.mean = turnWait / (queuedTurns + 1) // the next one would be in time
	if err := u.Take(false, time.Now()); err != errNoTurn || u.isFull(queuedTurns) {
		t.Error("a queue that is served in time is full")
	}
	u.mean = turnWait / (queuedTurns - 1)
	if err := u.Take(false, far); err != errNoTurn {
		t.Errorf("one request more than may wait: %v", err)
	}
	if err := u.Take(true, time.Now()); err != errNoTurn || u.Waiting() != queuedTurns {
		t.Errorf("an answer whose time is over: %v", err)
	}
	waits(1, true)
	waits(2, true)
	u.Give(time.Now())
	for _, want := range []int{1, 2, 10, 11, 12, 13, 14, 15, 16, 17} {
		if got := <-order; got != want {
			t.Errorf("turn of %d, want %d", got, want)
		}
	}
	roomtest.Eventually(t, "the turn to come back", func() bool { return u.Take(false, time.Now()) == nil })
}

// Requests that came while turns were short are told when turns are longer, from the last
// one on, and so many stay as may wait in any case.
func TestTurnsShorten(t *testing.T) {
	u := NewTurns(1)
	far := time.Now().Add(never)
	if u.Take(false, far) != nil {
		t.Fatal("the first turn is not free")
	}
	told := make(chan error, 3*queuedTurns)
	for i := range 2 * queuedTurns {
		go func() { told <- u.Take(false, far) }()
		roomtest.Eventually(t, "the next one to wait", func() bool { return u.Waiting() == i+1 })
	}
	u.Give(time.Now().Add(-turnWait))
	served := 0
	for range queuedTurns + 1 {
		if <-told == nil {
			served++
		}
	}
	if served != 1 {
		t.Errorf("%d are served", served)
	}
	if n := u.Waiting(); n != queuedTurns-1 || len(told) > 0 {
		t.Errorf("%d wait", n)
	}
}

// What each request pays for the bounds over all of them.
func BenchmarkBudget(b *testing.B) {
	budget := NewBudget(1 << 30)
	b.ReportAllocs()
	for b.Loop() {
		budget.Take(1000, false, 0)
		budget.Give(1000)
	}
}
