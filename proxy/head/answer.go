package head

import (
	"bufio"
	"bytes"
	"errors"
	"io"

	"github.com/valyala/fasthttp"

	"scimshim/proxy/ascii"
)

// errNoStatus says that an answer has the status 000, which fasthttp takes for 200.
var errNoStatus = errors.New("the answer has no status")

// IsSound reports whether the header of the answer that is coming, and of those that
// announce it, can be read in one way only. Where it cannot, another reader may see the
// end of the answer in another place than fasthttp does, so that the connection is not
// used again; what the answer says is judged as any other. Nothing is taken out of the
// buffer. What a plain one says is in a.
func IsSound(br *bufio.Reader, a *Answer) (sound bool, err error) {
	a.reset()
	for start, seen := 0, 0; ; {
		b, _ := br.Peek(br.Buffered()) // no more is asked for than there is
		end := headEnd(b, max(start, seen-2))
		if end < 0 {
			if begin := b[start:]; len(begin) > 4 && string(begin[:5]) != "HTTP/" {
				return false, nil // nor is more of it waited for
			}
			seen = len(b)
			if _, err := br.Peek(len(b) + 1); err != nil {
				return false, ignoreEnd(err)
			}
			continue
		}
		a.raw = append(a.raw[:0], b[start:end]...)
		line, fields, _ := bytes.Cut(a.raw, []byte("\r\n"))
		status, sound := readStatusLine(line)
		switch {
		case string(status) == "000":
			return false, errNoStatus
		case !sound || !a.isSound(line, fields):
			return false, nil
		case status[0] != '1':
			if start == 0 {
				a.read(line, status)
			}
			return true, nil
		}
		start = end
	}
}

// ignoreEnd returns the errors of reading a header that fasthttp does not meet again:
// it tells itself of a header that is not whole, or too large.
func ignoreEnd(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, bufio.ErrBufferFull) {
		return nil
	}
	return err
}

// headEnd returns where the first empty line of b ends that begins at an offset or
// later, or -1.
func headEnd(b []byte, from int) int {
	for {
		i := bytes.IndexByte(b[from:], '\n')
		if i < 0 {
			return -1
		}
		from += i + 1
		switch rest := b[from:]; {
		case bytes.HasPrefix(rest, []byte("\n")):
			return from + 1
		case bytes.HasPrefix(rest, []byte("\r\n")):
			return from + 2
		}
	}
}

// readStatusLine returns the three digits of the status. sound says whether the line is
// one of RFC 9112, section 4; many servers leave out the blank before a reason that is
// empty.
func readStatusLine(line []byte) (status []byte, sound bool) {
	const version, digits = len("HTTP/1.1 "), len("HTTP/1.1 200")
	if len(line) < digits {
		return nil, false
	}
	status = line[version:digits]
	known := string(line[:version]) == "HTTP/1.1 " || string(line[:version]) == "HTTP/1.0 "
	reason := line[digits:]
	return status, known && ascii.IsDigits(status) && '1' <= status[0] && status[0] <= '5' &&
		(len(reason) == 0 || reason[0] == ' ') && ascii.IsFieldValue(reason)
}

// IsClosing reports whether the target may close the connection: it says so,
// or says anything about it but keep-alive. fasthttp overlooks a close in a
// list.
func IsClosing(h *fasthttp.ResponseHeader) bool {
	v := h.Peek("Connection")
	return h.ConnectionClose() || len(v) > 0 && !ascii.Equal(v, "keep-alive")
}
