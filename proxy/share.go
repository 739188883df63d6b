package proxy

import (
	"time"
	"unsafe"
)

// What the rules need to work on a body, in bytes for each byte of it, as measured between
// the rules of the packs (TestWorkingSpace of package rules): 31 at most, for a request of
// many short elements each of which becomes an operation. A small body brings it along. A
// large one, of which the bounds of elements leave less, has it only while it has its turn:
// that is set aside for each turn.
const (
	requestWork = 32
	answerWork  = 4
	largeWork   = 3
)

// shareOfRequest is what is reserved for a request's body of n bytes: as it came and as
// it is sent, and what the rules need where it brings that along.
func shareOfRequest(n int64) int64 {
	if n > largeBody {
		return 2 * n
	}
	return requestWork * n
}

// shareOfAnswer is what is reserved for an answer's body of n bytes.
func shareOfAnswer(n int64) int64 {
	if n > largeBody {
		return n
	}
	return answerWork * n
}

// hold reserves n bytes more for a body of the exchange. It reports false if there was no
// room for them in time. They are returned when the reply has left.
func (x *exchange) hold(n int64, large bool, wait time.Duration) bool {
	if n <= 0 {
		return true
	}
	if !x.proxy.budget.take(n, large, wait) {
		return false
	}
	x.share += n
	return true
}

// letGo returns all that is reserved for the exchange but what its reply takes, which is
// returned when that has left.
func (x *exchange) letGo(reply int) {
	b := x.proxy.budget
	if x.client == nil || reply <= smallReply {
		reply = 0
	}
	b.add(int64(reply) - x.share)
	x.share = 0
	if reply > 0 {
		x.proxy.unsent.add(x.client, int64(reply))
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
