package proxy

import (
	"testing"
	"time"

	"github.com/valyala/fasthttp"

	"scimshim/proxy/limit"
)

// What is reserved for a body that is never served is returned when the time to send it is
// over, and when its header is used again.
func TestIncoming(t *testing.T) {
	b := limit.NewBudget(100)
	r := newIncoming(b, 0)
	b.Take(30, false, 0)
	h := new(fasthttp.RequestHeader)
	r.begin(h, incomingBody{share: 30})
	b.Take(20, false, 0)
	r.begin(h, incomingBody{share: 20})
	if n := b.Held(); n != 20 {
		t.Errorf("%d reserved", n)
	}
	r.clean()
	if n := b.Held(); n != 0 || r.end(h).share != 0 || len(r.all)+len(r.order) > 0 {
		t.Errorf("%d reserved, %d known", n, len(r.all))
	}
	r.within = time.Hour
	b.Take(10, false, 0)
	r.begin(h, incomingBody{share: 10})
	r.clean()
	if got := r.end(h); got.share != 10 || b.Held() != 10 {
		t.Errorf("%+v, %d reserved", got, b.Held())
	}
}
