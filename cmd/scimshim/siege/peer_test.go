//go:build siege

package siege

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// A peer is a target that reads requests and writes whatever bytes its script says.
type peer struct {
	ln     net.Listener
	script func(c net.Conn, q *asked) (keep bool)
	serves sync.WaitGroup
}

// An asked is a request that came to a peer. It is valid until the next one of the connection.
type asked struct {
	method, path string // below the base URL, with the query
	token, body  []byte // of the Authorization, and all of the body
}

const peerBase = "/scim"

// startPeer starts a target. Without a script it answers as a SCIM service would.
func startPeer(t *testing.T, script func(net.Conn, *asked) bool) *peer {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &peer{ln: ln, script: script}
	if script == nil {
		p.script = answerPlainly
	}
	t.Cleanup(func() { ln.Close() })
	go func() {
		for {
			c, err := ln.Accept()
			if err != nil {
				return
			}
			p.serves.Go(func() { p.serve(c) })
		}
	}()
	return p
}

func (p *peer) url() string { return "http://" + p.ln.Addr().String() + peerBase }

func (p *peer) serve(c net.Conn) {
	defer c.Close()
	br := bufio.NewReader(c)
	var q asked
	for q.read(br) == nil && p.script(c, &q) {
	}
}

// read reads a request. The proxy's are alike: each has a Content-Length if it has a body.
func (q *asked) read(br *bufio.Reader) error {
	line, err := br.ReadSlice('\n')
	if err != nil {
		return err
	}
	part := strings.Split(string(line), " ")
	if len(part) != 3 || !strings.HasPrefix(part[1], peerBase) {
		return errWire
	}
	q.method, q.path = part[0], part[1][len(peerBase):]
	size := 0
	for {
		line, err := br.ReadSlice('\n')
		if err != nil {
			return err
		}
		if len(line) == 2 {
			break
		}
		if value, ok := bytes.CutPrefix(line, []byte("Authorization: ")); ok {
			q.token = append(q.token[:0], bytes.TrimSpace(value)...)
		}
		if value, ok := bytes.CutPrefix(line, []byte("Content-Length: ")); ok {
			if size, err = strconv.Atoi(string(bytes.TrimSpace(value))); err != nil {
				return err
			}
		}
	}
	q.body = append(q.body[:0], make([]byte, size)...)
	_, err = io.ReadFull(br, q.body)
	return err
}

// answerPlainly answers as a SCIM service would.
func answerPlainly(c net.Conn, q *asked) bool {
	id := q.path[strings.LastIndexByte(q.path, '/')+1:]
	switch {
	case q.method == "POST":
		c.Write(scimAnswer(201, `{"id":"2819c223",`+strings.TrimPrefix(string(q.body), "{")))
	case q.method == "DELETE", q.method == "PATCH":
		c.Write(scimAnswer(204, ""))
	case id == "Users":
		c.Write(scimAnswer(200, scimList("")))
	default:
		c.Write(scimAnswer(200, `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"`+id+`","active":true}`))
	}
	return true
}

// scimAnswer returns a well-formed answer.
func scimAnswer(status int, body string) []byte {
	if status == 204 {
		return []byte("HTTP/1.1 204 No Content\r\n\r\n")
	}
	return fmt.Appendf(nil, "HTTP/1.1 %d X\r\nContent-Type: application/scim+json\r\nContent-Length: %d\r\n\r\n%s",
		status, len(body), body)
}

// scimList returns a list of one resource, or of none.
func scimList(resource string) string {
	n := min(len(resource), 1)
	return fmt.Sprintf(`{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":%d,`+
		`"startIndex":1,"itemsPerPage":%d,"Resources":[%s]}`, n, n, resource)
}
