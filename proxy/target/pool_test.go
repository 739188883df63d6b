package target

import (
	"errors"
	"testing"
	"time"
)

// A connection that cannot be made takes no place from those that can.
func TestFailedDialKeepsItsPlace(t *testing.T) {
	down := errors.New("down")
	p := makePool(1, ReuseNever, new(conduct), PoolEvents{}, func(time.Time) (*Conn, error) { return nil, down })
	for range 3 {
		if _, err := p.Take(soon()); !errors.Is(err, down) {
			t.Fatal(err)
		}
	}
}
