package proxy

import (
	"time"
	"unsafe"

	"scimshim/proxy/listen"
)

// hold reserves n bytes more for a body of the exchange. It reports false if there was no
// room for them in time. They are returned when the reply has left.
func (x *exchange) hold(n int64, large bool, wait time.Duration) bool {
	if n <= 0 {
		return true
	}
	if !x.proxy.budget.Take(n, large, wait) {
		return false
	}
	x.share += n
	return true
}

// letGo returns all that is reserved for the exchange but what its reply takes, which is
// returned when that has left.
func (x *exchange) letGo(reply int) {
	b := x.proxy.budget
	if x.client == nil || reply <= listen.SmallReply {
		reply = 0
	}
	b.Add(int64(reply) - x.share)
	x.share = 0
	if reply > 0 {
		x.proxy.unsent.Add(x.client, int64(reply))
	}
}

// leaveBounds returns what the exchange holds of the bounds over all requests.
func (x *exchange) leaveBounds() {
	x.leaveTurn()
	x.leavePlace()
	x.letGo(x.replied)
}

// textOf returns the text of bytes that nobody changes any more, without a copy.
func textOf(b []byte) string {
	return unsafe.String(unsafe.SliceData(b), len(b)) //nolint:gosec // nobody else has the bytes
}

// bytesOf returns the bytes of a text for who only reads them, without a copy.
func bytesOf(s string) []byte {
	return unsafe.Slice(unsafe.StringData(s), len(s)) //nolint:gosec // fasthttp does not write into a raw body
}
