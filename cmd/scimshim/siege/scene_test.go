//go:build siege

package siege

import (
	"cmp"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// A scene is a load that a proxy is put under, and what is looked at around it.
type scene struct {
	config childConfig
	load   func(t *testing.T, c *child) (lift func() (figures string))
	hold   time.Duration // how long the load lasts once it is there
	most   int           // MiB that may be resident, if that is less than mostMemory
}

// play puts a proxy under a load. Before, during and after it good clients ask; then the process must be
// there, as small as promised, and hold no more than before.
func (s scene) play(t *testing.T) {
	t.Helper()
	if s.config.target == "" {
		s.config.target = startPeer(t, nil).url()
	}
	c := startChild(t, s.config)
	w := watchChild(t, c)
	before := c.settled(t)
	lift := s.load(t, c)
	time.Sleep(s.hold)
	loaded := lift()
	back, after := c.calms(before)
	report := w.report()
	if !c.lives() {
		t.Errorf("the process ended: %v", c.err)
		row(t, "%s, the process ended", loaded)
		return
	}
	figures := report.judge(t)
	peak := c.peak()
	if peak > cmp.Or(s.most, mostMemory) {
		t.Errorf("%d MiB were resident", peak)
	}
	if back > calmTime {
		t.Errorf("%v after the load there were %+v, before %+v", back.Round(time.Second), after, before)
	}
	took, err := c.terminate(15 * time.Second)
	if err != nil {
		t.Errorf("told to end, it ended with %v after %v", err, took)
	}
	row(t, "%3d MiB, %s, %s, calm after %.1f s (%d goroutines, %d files)", peak, loaded, figures, back.Seconds(),
		after.goroutines, after.files)
}

// settled returns what the process holds once good clients have been served for a while.
func (c *child) settled(t *testing.T) holding {
	t.Helper()
	time.Sleep(400 * time.Millisecond)
	l := c.holds()
	if l.files == 0 {
		t.Fatal("the proxy does not tell its metrics")
	}
	return l
}

// calms waits until the process holds hardly more than before and a client is served, and returns how
// long that took and what it holds.
func (c *child) calms(before holding) (time.Duration, holding) { return c.comesBack(before, c.serves) }

// leavesNothing fails the test if the process holds more than before when the load has been over for a while.
func (c *child) leavesNothing(t *testing.T, before holding) {
	t.Helper()
	if back, after := c.comesBack(before, c.lives); back > calmTime {
		t.Errorf("%v after the load there were %+v, before %+v", back.Round(time.Second), after, before)
	}
}

// comesBack waits until the process holds hardly more than before, but for the connections to targets that it keeps for
// half a minute, and something holds, and returns how long that took and what it holds.
func (c *child) comesBack(before holding, well func() bool) (time.Duration, holding) {
	start := time.Now()
	var now holding
	for time.Since(start) < 4*calmTime && c.lives() {
		now = c.holds()
		if now.files > 0 && now.files-now.kept <= before.files-before.kept+8 && now.goroutines <= before.goroutines+16 && well() {
			break
		}
		time.Sleep(100 * time.Millisecond)
	}
	return time.Since(start), now
}

// serves reports whether a GET is answered in time.
func (c *child) serves() bool {
	w, err := dialFrom(otherSource, c.addr, c.secure, answerTime)
	if err != nil {
		return false
	}
	defer w.Close()
	r, err := w.ask(getRequest("/Users/1", clientToken), answerTime)
	return err == nil && r.status == 200
}

// atOnce runs a function for the numbers up to n, a few at a time, and waits.
func atOnce(n, few int, do func(i int)) {
	var next atomic.Int64
	var all sync.WaitGroup
	for range few {
		all.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				do(i)
			}
		})
	}
	all.Wait()
}

// manySources returns one of 64 addresses of the loopback network.
func manySources(i int) string { return fmt.Sprintf("127.0.1.%d", 1+i%64) }
