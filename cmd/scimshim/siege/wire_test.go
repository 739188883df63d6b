//go:build siege

package siege

import (
	"bufio"
	"bytes"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"time"
)

// A wire is a client's connection to the proxy, on which requests are sent as they are
// written. It costs little, so that the proxy has the processor.
type wire struct {
	net.Conn
	br *bufio.Reader
}

// A reply is what came on a wire.
type reply struct {
	status  int
	retry   bool // whether it says when to try again
	closing bool
	body    []byte // until the next reply
}

var errWire = errors.New("the reply is not well formed")

// dialFrom connects from an address of the loopback network.
func dialFrom(source, addr string, secure bool, patience time.Duration) (*wire, error) {
	d := net.Dialer{Timeout: patience}
	if source != "" {
		d.LocalAddr = &net.TCPAddr{IP: net.ParseIP(source)}
	}
	c, err := d.Dial("tcp", addr)
	if err != nil {
		return nil, err
	}
	if secure {
		c = tls.Client(c, &tls.Config{InsecureSkipVerify: true}) // the certificate is the test's own
	}
	return &wire{c, bufio.NewReader(c)}, nil
}

// ask sends a request and reads its reply.
func (w *wire) ask(request []byte, patience time.Duration) (reply, error) {
	w.SetDeadline(time.Now().Add(patience))
	if _, err := w.Write(request); err != nil {
		return reply{}, err
	}
	return w.read()
}

// read reads a reply.
func (w *wire) read() (r reply, err error) {
	line, err := w.br.ReadSlice('\n')
	if err != nil {
		return r, err
	}
	if len(line) < 13 || !bytes.HasPrefix(line, []byte("HTTP/1.1 ")) {
		return r, errWire
	}
	if r.status, err = strconv.Atoi(string(line[9:12])); err != nil {
		return r, errWire
	}
	size := 0
	for {
		line, err := w.br.ReadSlice('\n')
		if err != nil {
			return r, err
		}
		if len(line) == 2 {
			break
		}
		name, value, _ := bytes.Cut(line[:len(line)-2], []byte(": "))
		switch {
		case bytes.EqualFold(name, []byte("Content-Length")):
			size, _ = strconv.Atoi(string(value))
		case bytes.EqualFold(name, []byte("Connection")):
			r.closing = string(value) == "close"
		case bytes.EqualFold(name, []byte("Retry-After")):
			r.retry = true
		}
	}
	r.body, err = w.body(size)
	return r, err
}

// body reads a body. One that fits is not copied out of the buffer.
func (w *wire) body(size int) ([]byte, error) {
	if size > w.br.Size() {
		b := make([]byte, size)
		_, err := io.ReadFull(w.br, b)
		return b, err
	}
	b, err := w.br.Peek(size)
	w.br.Discard(len(b))
	return b, err
}

// requestHead returns the header of a request that the proxy takes, without the empty line.
func requestHead(method, path, token string) string {
	return method + " /scim/v2" + path + " HTTP/1.1\r\nHost: scim.example.com\r\nAuthorization: Bearer " + token + "\r\n"
}

// getRequest returns a whole request without a body.
func getRequest(path, token string) []byte { return []byte(requestHead("GET", path, token) + "\r\n") }

// writeRequest returns a whole request with a body.
func writeRequest(method, path, token, body string) []byte {
	return fmt.Appendf(nil, "%sContent-Type: application/scim+json\r\nContent-Length: %d\r\n\r\n%s",
		requestHead(method, path, token), len(body), body)
}
