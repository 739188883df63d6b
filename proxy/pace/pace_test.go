package pace_test

import (
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"scimshim/proxy/pace"
)

func get(wait time.Duration) pace.Request {
	return pace.Request{Method: "GET", Resource: "Users", Until: time.Now().Add(wait)}
}

// held returns why a request was held back; empty if it was not.
func held(err error) pace.Cause {
	var h *pace.Held
	if errors.As(err, &h) {
		return h.Cause
	}
	return ""
}

// send sends a request, and returns when it was let through.
func send(t *testing.T, p *pace.Pacer, r pace.Request, failed bool) time.Time {
	t.Helper()
	turn, err := p.Enter(r)
	if err != nil {
		t.Fatalf("%s %s: %v", r.Method, r.Resource, err)
	}
	turn.Done(failed)
	return time.Now()
}

func TestRate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := pace.New(pace.Settings{Patience: time.Minute, Rates: []pace.Rate{
			{Requests: 10, Per: time.Second, Burst: 2},
			{Requests: 1, Per: time.Second, Methods: []string{"POST"}, Resources: []string{"Groups"}},
		}})
		start := time.Now()
		for range 12 {
			send(t, p, get(time.Minute), false)
		}
		if took := time.Since(start); took != time.Second {
			t.Errorf("12 requests, of which 2 at once, took %v", took)
		}
		start = time.Now()
		for range 4 {
			send(t, p, pace.Request{Method: "POST", Resource: "Groups", Until: start.Add(time.Minute)}, false)
		}
		if took := time.Since(start); took != 3*time.Second {
			t.Errorf("4 posts of groups took %v", took)
		}
	})
}

// Who would wait too long is told when to come, takes nothing from others, and waits not at all.
func TestPatience(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := pace.New(pace.Settings{Patience: 5 * time.Second, Rates: []pace.Rate{{Requests: 1, Per: 4 * time.Second}}})
		start := time.Now()
		send(t, p, get(time.Hour), false)
		if _, err := p.Enter(get(3 * time.Second)); held(err) != pace.OfRate {
			t.Errorf("one whose time ends before: %v", err)
		}
		if time.Since(start) != 0 {
			t.Error("it waited for nothing")
		}
		if at := send(t, p, get(time.Hour), false); at.Sub(start) != 4*time.Second {
			t.Errorf("the next came after %v", at.Sub(start))
		}
	})
}

func TestBytes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := pace.New(pace.Settings{Patience: time.Minute, Rates: []pace.Rate{{Bytes: 1000, Per: time.Second}}})
		start := time.Now()
		for range 3 {
			r := get(time.Minute)
			r.Bytes = 1500 // more than there may be in a second waits for a whole one
			send(t, p, r, false)
		}
		if took := time.Since(start); took != 2*time.Second {
			t.Errorf("it took %v", took)
		}
	})
}

func TestPlaces(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := pace.New(pace.Settings{AtOnce: 2, Patience: 3 * time.Second})
		var under, most int
		var mu sync.Mutex
		var all sync.WaitGroup
		refused := 0
		for range 10 {
			all.Go(func() {
				turn, err := p.Enter(get(time.Hour))
				mu.Lock()
				defer mu.Unlock()
				if err != nil {
					refused++
					return
				}
				under++
				most = max(most, under)
				mu.Unlock()
				time.Sleep(time.Second)
				mu.Lock()
				under--
				turn.Done(false)
			})
		}
		time.Sleep(time.Millisecond)
		if p.Waiting() != 8 {
			t.Errorf("%d wait", p.Waiting())
		}
		all.Wait()
		if most != 2 || refused == 0 || refused > 4 || p.Waiting() != 0 {
			t.Errorf("%d at once, %d refused, %d wait", most, refused, p.Waiting())
		}
	})
}

// A pause that the target asks for holds for all, also for those that wait already.
func TestPause(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := pace.New(pace.Settings{Patience: 10 * time.Second})
		start := time.Now()
		p.Pause(2 * time.Second)
		go func() {
			time.Sleep(time.Second)
			p.Pause(4 * time.Second)
			p.Pause(time.Second) // a shorter one does not end a longer
		}()
		if at := send(t, p, get(time.Hour), false); at.Sub(start) != 5*time.Second {
			t.Errorf("let through after %v", at.Sub(start))
		}
		p.Pause(time.Minute)
		_, err := p.Enter(get(time.Hour))
		var h *pace.Held
		if !errors.As(err, &h) || h.Cause != pace.ByTarget || h.Seconds() != 60 {
			t.Errorf("a long pause: %v", err)
		}
	})
}

func TestBreaker(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := pace.New(pace.Settings{Breaker: pace.Breaker{Failures: 3, Open: time.Minute}})
		for range 2 {
			send(t, p, get(time.Hour), true)
		}
		send(t, p, get(time.Hour), false)
		for range 3 {
			send(t, p, get(time.Hour), true)
		}
		if _, err := p.Enter(get(time.Hour)); held(err) != pace.IsFailing || !p.IsOpen() {
			t.Errorf("after three failures in a row: %v", err)
		}
		time.Sleep(time.Minute + time.Second)
		turn, err := p.Enter(get(time.Hour))
		if err != nil {
			t.Fatalf("nobody tries whether it is well: %v", err)
		}
		if _, err := p.Enter(get(time.Hour)); held(err) != pace.IsFailing {
			t.Errorf("a second one tries as well: %v", err)
		}
		turn.Done(false)
		send(t, p, get(time.Hour), false)
	})
}

// Without settings nothing is held back, and no word of a pause is lost on nobody.
func TestNobody(t *testing.T) {
	var p *pace.Pacer
	p.Pause(time.Hour)
	turn, err := p.Enter(get(0))
	turn.Done(true)
	if err != nil || p.Waiting() != 0 || p.IsOpen() || p.Patience() != 0 {
		t.Errorf("held back: %v", err)
	}
}
