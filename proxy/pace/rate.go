package pace

import (
	"slices"
	"time"

	"golang.org/x/time/rate"
)

// A Rate is how many requests, or bytes of their bodies, there may be in a time.
type Rate struct {
	Requests  int // exactly one of the two is set
	Bytes     int
	Per       time.Duration
	Burst     int      // how many may come at once; 0 for those of one time
	Methods   []string // the requests that count; none for all
	Resources []string // likewise, by their endpoint
}

// A limiter is a Rate in use.
type limiter struct {
	Rate
	bucket *rate.Limiter
}

func (r Rate) limiter() limiter {
	n := max(r.Requests, r.Bytes)
	burst := r.Burst
	if burst == 0 {
		burst = n
	}
	return limiter{r, rate.NewLimiter(rate.Limit(float64(n)/r.Per.Seconds()), burst)}
}

// counts returns how much of the bucket a request takes.
func (l *limiter) counts(r Request) int {
	switch {
	case len(l.Methods) > 0 && !slices.Contains(l.Methods, r.Method),
		len(l.Resources) > 0 && !slices.Contains(l.Resources, r.Resource):
		return 0
	case l.Bytes > 0:
		return min(r.Bytes, l.bucket.Burst()) // more than the bucket holds waits for a full one
	}
	return 1
}

// reserve takes what a request needs of all buckets, and returns when it has it. If that
// is too late nothing is taken.
func (p *Pacer) reserve(r Request, latest time.Time) (time.Time, error) {
	now := time.Now()
	var taken []*rate.Reservation
	at := now
	for i := range p.rates {
		n := p.rates[i].counts(r)
		if n == 0 {
			continue
		}
		got := p.rates[i].bucket.ReserveN(now, n)
		taken = append(taken, got)
		if t := now.Add(got.DelayFrom(now)); t.After(at) {
			at = t
		}
	}
	if !at.After(now) || !at.After(latest) {
		return at, nil
	}
	for _, got := range taken {
		got.CancelAt(now)
	}
	return at, &Held{Cause: OfRate, After: at.Sub(now)}
}
