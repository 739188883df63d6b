package proxy

import (
	"testing"

	"github.com/valyala/fasthttp"
)

// What is reserved for a body that is never served is returned when the time to send it is
// over, and when its header is used again.
func TestIncoming(t *testing.T) {
	b := newBudget(100)
	r := newIncoming(b, 0)
	b.take(30, false, 0)
	h := new(fasthttp.RequestHeader)
	r.begin(h, incomingBody{share: 30})
	b.take(20, false, 0)
	r.begin(h, incomingBody{share: 20})
	if n := b.used.Load(); n != 20 {
		t.Errorf("%d reserved", n)
	}
	r.clean()
	if n := b.used.Load(); n != 0 || r.end(h).share != 0 || len(r.all)+len(r.order) > 0 {
		t.Errorf("%d reserved, %d known", n, len(r.all))
	}
	r.within = never
	b.take(10, false, 0)
	r.begin(h, incomingBody{share: 10})
	r.clean()
	if got := r.end(h); got.share != 10 || b.used.Load() != 10 {
		t.Errorf("%+v, %d reserved", got, b.used.Load())
	}
}
