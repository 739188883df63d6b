package wiretest

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"strings"
	"testing"

	"scimshim/proxy/proxytest"
)

// The answers of public servers, and those that are refused, come to the client over
// HTTP as the judge has them; the connection of a refused one is not used again.
func TestAnswersOfServers(t *testing.T) {
	file, err := os.Open("../../rewrite/testdata/answers.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var row struct {
		ID, Request, Body, Location, Answer string
		Status, Want                        int
		Read                                *string
	}
	target := proxytest.StartTarget(t, func(c net.Conn, r *proxytest.Seen) bool {
		if strings.HasSuffix(r.URL.Path, "/canary") {
			return proxytest.AnswerSCIM(c, r)
		}
		answer := fmt.Sprintf("HTTP/1.1 %d X\r\nContent-Length: %d\r\n", row.Status, len(row.Answer))
		if row.Status == 204 {
			answer = "HTTP/1.1 204 X\r\n"
		}
		if row.Location != "" {
			answer += "Location: " + row.Location + "\r\n"
		}
		answer += "\r\n" + row.Answer
		if row.Read != nil && r.Method == "GET" {
			answer = proxytest.HTTPAnswer(200, *row.Read)
		}
		io.WriteString(c, answer)
		return true
	})
	p := proxytest.Start(t, target.URL())
	for lines := bufio.NewScanner(file); lines.Scan(); {
		row.Body, row.Location, row.Read = "", "", nil
		if err := json.Unmarshal(lines.Bytes(), &row); err != nil {
			t.Fatal(err)
		}
		a := p.Ask(rawRequest(row.Request, row.Body))
		requests := 1
		if row.Read != nil {
			requests++
		}
		if got := target.Took(); a.Code != row.Want || len(got) != requests {
			t.Errorf("%s %s: the client gets %d %s after %d requests, want %d", row.ID, row.Request, a.Code, a.Body, len(got), row.Want)
		}
		if a.Code > 299 {
			a.IsError(t, a.Code)
		}
		if a := p.Ask(proxytest.Head("GET", "/scim/v2/Users/canary") + "\r\n"); a.Code != 200 || !strings.Contains(a.Body, "canary") {
			t.Errorf("%s: the next request gets %d %s", row.ID, a.Code, a.Body)
		}
		target.Took()
	}
}

// rawRequest returns a request, its query in plain text, as a client sends it.
func rawRequest(request, body string) string {
	method, path, _ := strings.Cut(request, " ")
	path, query, _ := strings.Cut(path, "?")
	for pair := range strings.SplitSeq(query, "&") {
		if name, value, ok := strings.Cut(pair, "="); ok {
			text, _ := url.QueryUnescape(value)
			path += string("?&"[min(strings.Count(path, "="), 1)]) + name + "=" + url.QueryEscape(text)
		}
	}
	if body == "" {
		return proxytest.Head(method, "/scim/v2"+path) + "\r\n"
	}
	return proxytest.WithBody(method, "/scim/v2"+path, body)
}
