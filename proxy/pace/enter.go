package pace

import "time"

// A Turn is leave to send one request. Done must be called when it was answered, or failed.
type Turn struct {
	pacer  *Pacer
	report func(failed bool)

	// Waited is how long the request was held back.
	Waited time.Duration
}

// Enter waits until a request may be sent. A nil Pacer holds nothing back. The error is
// *Held; nothing is to be sent then.
func (p *Pacer) Enter(r Request) (Turn, error) {
	if p == nil {
		return Turn{}, nil
	}
	start := time.Now()
	latest := start.Add(p.settings.Patience)
	if r.Until.Before(latest) {
		latest = r.Until
	}
	p.waiting.Add(1)
	defer p.waiting.Add(-1)
	if err := p.takePlace(latest); err != nil {
		return Turn{}, err
	}
	t := Turn{pacer: p}
	err := p.wait(r, latest)
	if err == nil {
		t.report, err = p.breaker.allow()
	}
	if err != nil {
		p.leavePlace()
		return Turn{}, err
	}
	t.Waited = time.Since(start)
	return t, nil
}

// Done ends a turn. failed says that the target gave no answer, or that it failed.
func (t *Turn) Done(failed bool) {
	if t.pacer == nil {
		return
	}
	t.report(failed)
	t.pacer.leavePlace()
	t.pacer = nil
}

// Pause has no request sent for a time, as the target asked.
func (p *Pacer) Pause(d time.Duration) {
	if p == nil {
		return
	}
	until := time.Now().Add(d).UnixNano()
	for {
		old := p.until.Load()
		if old >= until || p.until.CompareAndSwap(old, until) {
			return
		}
	}
}

// Patience returns how long a request waits at most.
func (p *Pacer) Patience() time.Duration {
	if p == nil {
		return 0
	}
	return p.settings.Patience
}

// Waiting returns how many requests are held back.
func (p *Pacer) Waiting() int {
	if p == nil {
		return 0
	}
	return int(p.waiting.Load())
}

// takePlace takes one of the places of requests that are under way.
func (p *Pacer) takePlace(latest time.Time) error {
	if p.places == nil {
		return nil
	}
	select {
	case p.places <- struct{}{}:
		return nil
	default:
	}
	timer := time.NewTimer(time.Until(latest))
	defer timer.Stop()
	select {
	case p.places <- struct{}{}:
		return nil
	case <-timer.C:
		return &Held{Cause: Places, After: time.Second}
	}
}

func (p *Pacer) leavePlace() {
	if p.places != nil {
		<-p.places
	}
}

// wait waits for the end of a pause and for the rates. While it waits the target may ask for
// another pause.
func (p *Pacer) wait(r Request, latest time.Time) error {
	if err := p.sleepUntil(p.reserve(r, latest)); err != nil {
		return err
	}
	for {
		until := time.Unix(0, p.until.Load())
		now := time.Now()
		switch {
		case !now.Before(until):
			return nil
		case until.After(latest):
			return &Held{Cause: ByTarget, After: until.Sub(now)}
		}
		time.Sleep(until.Sub(now))
	}
}

// sleepUntil waits for a time, unless there is an error.
func (p *Pacer) sleepUntil(at time.Time, err error) error {
	if err != nil {
		return err
	}
	time.Sleep(time.Until(at))
	return nil
}
