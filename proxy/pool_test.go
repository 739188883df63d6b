package proxy

import (
	"errors"
	"testing"
	"time"
)

// A connection that cannot be made takes no place from those that can.
func TestFailedDialKeepsItsPlace(t *testing.T) {
	down := errors.New("down")
	p := newPool(1, ReuseNever, new(conduct), poolEvents{}, func(time.Time) (*conn, error) { return nil, down })
	for range 3 {
		if _, err := p.take(soon()); !errors.Is(err, down) {
			t.Fatal(err)
		}
	}
}
