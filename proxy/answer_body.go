package proxy

import (
	"bufio"
	"errors"
	"io"
	"time"

	"github.com/valyala/fasthttp"

	"scimshim/proxy/head"
	"scimshim/proxy/limit"
	"scimshim/rewrite/json"
)

// maxInterim is how many answers of the kind 1xx may come before the answer.
const maxInterim = 100

// errInterim says that a target does not come to its answer.
var errInterim = errors.New("too many interim answers")

// readAnswer reads an answer whose first byte has come, and reports whether the connection
// may be used again as far as its header shows.
func (x *exchange) readAnswer(br *bufio.Reader) (keep bool, err error) {
	x.answerBody = ""
	a := &x.answered
	sound, err := head.IsSound(br, a)
	switch {
	case err != nil:
		return false, err
	case a.Size > 0:
		if _, err := br.Discard(a.Size); err != nil {
			return false, err
		}
		return a.Keep, x.readBody(br, a.Length)
	}
	err = x.readOther(br)
	return sound && !head.IsClosing(&x.in.Header), err
}

// readOther reads first the header of an answer that is not plain, then its body.
func (x *exchange) readOther(br *bufio.Reader) error {
	in, n := &x.in, 0
	in.Reset()
	for ; ; n++ {
		if err := in.Header.Read(br); err != nil {
			return err
		}
		if s := in.StatusCode(); s < 100 || s > 199 || s == fasthttp.StatusSwitchingProtocols {
			break
		}
		if n >= maxInterim {
			return errInterim
		}
	}
	x.answered.Adopt(&in.Header)
	return x.readBody(br, in.Header.ContentLength())
}

// readBody reads the body of an answer, for each byte of which room is reserved before it is
// read. A size less than 0 is not known.
func (x *exchange) readBody(br *bufio.Reader, size int) error {
	switch {
	case hasNoBody(x.answered.Status):
		return nil
	case size > x.proxy.options.MaxAnswer:
		return fasthttp.ErrBodyTooLarge
	case size >= 0:
		return x.readSized(br, size)
	}
	return x.readUnsized(br)
}

// hasNoBody reports whether answers of a status have no body (RFC 9112, section 6.3).
func hasNoBody(status int) bool { return status < 200 || status == 204 || status == 304 }

// readSized reads a body of known size.
func (x *exchange) readSized(br *bufio.Reader, size int) error {
	if err := x.holdAnswer(limit.ShareOfAnswer(int64(size)), size > limit.Large); err != nil {
		return err
	}
	body := x.roomFor(size)
	if _, err := io.ReadFull(br, body); err != nil {
		if errors.Is(err, io.EOF) {
			err = io.ErrUnexpectedEOF
		}
		return err
	}
	x.answerBody = textOf(body)
	return nil
}

// roomFor returns room for the body of an answer, as it was read or as rules have edited it, which is taken
// back after the exchange. What an index has seen it may keep, and so may who asked without a client.
func (x *exchange) roomFor(size int) []byte {
	if x.ctx == nil || x.lane.Index != nil {
		return make([]byte, size)
	}
	return x.space.Take(size)
}

// readUnsized reads a body that is chunked, or ends with the connection. Its room grows
// with it, piece by piece.
func (x *exchange) readUnsized(br *bufio.Reader) error {
	in, most := &x.in, x.proxy.options.MaxAnswer
	in.StreamBody = true
	if err := in.ReadBody(br, most); err != nil {
		return err
	}
	defer func() { _ = in.CloseBodyStream() }()
	var full [][]byte // pieces of the body before the last
	var piece []byte
	from, room, size, held := in.BodyStream(), 0, 0, int64(0)
	for {
		if len(piece) == cap(piece) {
			if piece != nil {
				full = append(full, piece)
			}
			next := min(max(room, 2<<10), mostPiece)
			room += next
			share := limit.ShareOfAnswer(int64(room))
			if err := x.holdAnswer(share-held, room > limit.Large); err != nil {
				return err
			}
			held = max(held, share)
			piece = make([]byte, 0, next)
		}
		n, err := from.Read(piece[len(piece):cap(piece)])
		piece, size = piece[:len(piece)+n], size+n
		switch {
		case size > most:
			return fasthttp.ErrBodyTooLarge
		case errors.Is(err, io.EOF):
			x.answerBody = x.joined(full, piece, size)
			return nil
		case err != nil:
			return err
		}
	}
}

// mostPiece bounds by how much a body grows at once: one that is doubled and copied takes
// three times its size.
const mostPiece = 256 << 10

// joined returns the body of a size that came in pieces.
func (x *exchange) joined(full [][]byte, last []byte, size int) string {
	if len(full) == 0 {
		return textOf(last)
	}
	body := x.roomFor(size)[:0]
	for _, piece := range full {
		body = append(body, piece...)
	}
	return textOf(append(body, last...))
}

// holdTape reserves room for the tape of a large answer, if it has so many values that its turn
// has too little. They are counted if each byte could be one and that were too many.
func (x *exchange) holdTape() error {
	largest := max(x.proxy.options.MaxBody, x.proxy.options.MaxAnswer)
	if limit.Beyond(len(x.answerBody)+1, json.BytesOfValue, largest) == 0 {
		return nil
	}
	return x.holdAnswer(limit.Beyond(json.MostValues(x.answerBody), json.BytesOfValue, largest), true)
}

// holdAnswer reserves room for an answer. What was only read can be read again, and waits
// no longer than a request does. What the target has carried out waits as long as it may,
// and so does what no client waits for.
func (x *exchange) holdAnswer(n int64, large bool) error {
	wait := limit.Patience
	if x.out.Method != "GET" || x.ctx == nil {
		wait = time.Until(x.deadline)
	}
	if x.hold(n, large, wait) {
		return nil
	}
	detail := "the target has answered, but the proxy holds as many bytes of bodies as its memory allows; "
	if status := x.answered.Status; wait != limit.Patience && status < 300 {
		return x.busy(shedMemory, detail+carriedOut)
	}
	return x.busy(shedMemory, detail+"try again later, or ask for less at once")
}
