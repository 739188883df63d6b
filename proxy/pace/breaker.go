package pace

import (
	"errors"
	"time"

	"github.com/sony/gobreaker/v2"
)

// A Breaker says when a target that fails is left alone. The zero value says never.
type Breaker struct {
	Failures int           // after so many without a success between
	Open     time.Duration // for so long; then one request tries whether it is well again
}

// errFailed stands for a request that failed.
var errFailed = errors.New("failed")

type breaker struct {
	settings Breaker
	circuit  *gobreaker.TwoStepCircuitBreaker[any]
}

func newBreaker(s Breaker) *breaker {
	if s.Failures == 0 {
		return nil
	}
	return &breaker{s, gobreaker.NewTwoStepCircuitBreaker[any](gobreaker.Settings{
		MaxRequests: 1,
		Timeout:     s.Open,
		ReadyToTrip: func(c gobreaker.Counts) bool { return int(c.ConsecutiveFailures) >= s.Failures },
	})}
}

// allow reports whether a request may be sent, and returns who is told what became of it.
func (b *breaker) allow() (report func(failed bool), err error) {
	if b == nil {
		return func(bool) {}, nil
	}
	done, err := b.circuit.Allow()
	if err != nil {
		return nil, &Held{Cause: IsFailing, After: b.settings.Open}
	}
	return func(failed bool) {
		if failed {
			done(errFailed)
		} else {
			done(nil)
		}
	}, nil
}

// IsOpen reports whether the target is left alone for its failures.
func (p *Pacer) IsOpen() bool {
	return p != nil && p.breaker != nil && p.breaker.circuit.State() == gobreaker.StateOpen
}
