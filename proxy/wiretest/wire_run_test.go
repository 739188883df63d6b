package wiretest

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"scimshim/proxy/fault"
	"scimshim/proxy/proxytest"
)

// A strictTarget reads what the proxy sends with the second reader, and keeps it. A
// request that cannot be read in one way only ends its connection.
type strictTarget struct {
	ln     net.Listener
	answer func(m *strictMessage) (raw string, keep bool)

	mu     sync.Mutex
	took   []*strictMessage
	conns  []int // on which connection each came
	faults []string
	open   map[net.Conn]bool
}

func startStrictTarget(t *testing.T, answer func(*strictMessage) (string, bool)) *strictTarget {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ln.Close() })
	s := &strictTarget{ln: ln, answer: answer, open: map[net.Conn]bool{}}
	go func() {
		for n := 0; ; n++ {
			c, err := ln.Accept()
			if err != nil {
				return
			}
			s.begin(c)
			go s.serve(c, n)
		}
	}()
	return s
}

func (s *strictTarget) begin(c net.Conn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.open[c] = true
}

func (s *strictTarget) end(c net.Conn) {
	c.Close()
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.open, c)
}

func (s *strictTarget) serve(c net.Conn, n int) {
	defer s.end(c)
	var b []byte
	chunk := make([]byte, 64<<10)
	for {
		m, rest, err := readStrictRequest(string(b))
		switch {
		case errors.Is(err, errIncomplete):
			got, err := c.Read(chunk)
			if b = append(b, chunk[:got]...); err != nil && got == 0 {
				return
			}
			continue
		case err != nil:
			s.note(nil, n, fmt.Sprintf("%v in %.80q", err, b))
			return
		}
		b = []byte(rest)
		s.note(m, n, "")
		raw, keep := s.answer(m)
		if _, err := io.WriteString(c, raw); err != nil || !keep {
			return
		}
	}
}

func (s *strictTarget) note(m *strictMessage, conn int, fault string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if m != nil {
		s.took, s.conns = append(s.took, m), append(s.conns, conn)
	}
	if fault != "" {
		s.faults = append(s.faults, fault)
	}
}

// take returns what came since the last call, on which connections, and what could not
// be read.
func (s *strictTarget) take() (all []*strictMessage, conns []int, faults []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	all, conns, faults = s.took, s.conns, s.faults
	s.took, s.conns, s.faults = nil, nil, nil
	return all, conns, faults
}

func (s *strictTarget) url() string { return "http://" + s.ln.Addr().String() + testBase }

// answerStrictly answers as a SCIM service does.
func answerStrictly(m *strictMessage) (raw string, keep bool) {
	code, body := 200, proxytest.ListBody
	path, _, _ := strings.Cut(strings.TrimPrefix(strings.TrimPrefix(m.target, testBase+"/"), "/scim/v2/"), "?")
	_, id, _ := strings.Cut(path, "/")
	switch {
	case m.method == "POST":
		code, body = 201, `{"id":"2819c223",`+strings.TrimPrefix(m.body, "{")
	case m.method == "DELETE":
		code, body = 204, ""
	case id != "":
		decoded, _ := url.PathUnescape(id)
		shown, _ := json.Marshal(decoded)
		body = `{"id":` + string(shown) + `}`
	}
	return proxytest.HTTPAnswer(code, body), !m.closes
}

// A wireWorker is a proxy and its target, through which one row at a time is sent.
type wireWorker struct {
	address string
	target  *strictTarget
}

// sendRaw writes bytes to an address, ends its side of the connection, and returns all
// that comes back until the other side is closed as well.
func sendRaw(address, raw string) (string, error) {
	c, err := net.Dial("tcp", address)
	if err != nil {
		return "", err
	}
	defer c.Close()
	if err := c.SetDeadline(time.Now().Add(20 * time.Second)); err != nil {
		return "", err
	}
	_, _ = io.WriteString(c, raw) // the other side may have closed by now
	_ = c.(*net.TCPConn).CloseWrite()
	b, err := io.ReadAll(c)
	if fault.IsTimeout(err) {
		return string(b), errors.New("the connection stays open")
	}
	return string(b), nil
}

// inParallel calls do for each of n rows, on some workers at once.
func inParallel[W any](workers []W, n int, do func(w W, i int)) {
	next := make(chan int)
	var all sync.WaitGroup
	for _, w := range workers {
		all.Go(func() {
			for i := range next {
				do(w, i)
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	all.Wait()
}
