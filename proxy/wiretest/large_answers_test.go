package wiretest

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"scimshim/proxy"
	"scimshim/proxy/proxytest"
	"scimshim/rewrite"
	"scimshim/rewrite/filter"
)

// Large answers are read and edited in rooms that other exchanges have had, and will have while a client still
// reads: each client gets its own all the same, however slowly it reads, and whoever goes away in the middle.
func TestLargeAnswers(t *testing.T) {
	target := proxytest.StartTarget(t, func(c net.Conn, r *proxytest.Seen) bool {
		answer := proxytest.HTTPAnswer(200, largeList(r.URL.Query().Get("count"), "nickName"))
		if strings.HasSuffix(r.URL.Query().Get("count"), "1") {
			head, body, _ := strings.Cut(answer, "\r\n\r\n")
			head = head[:strings.Index(head, "Content-Length")] + "Transfer-Encoding: chunked"
			answer = fmt.Sprintf("%s\r\n\r\n%x\r\n%s\r\n0\r\n\r\n", head, len(body), body)
		}
		_, err := io.WriteString(c, answer)
		return err == nil
	})
	p := proxytest.Start(t, target.URL(), func(_ *proxy.Options, r *proxy.Route) {
		r.Chain = &rewrite.Chain{Steps: []rewrite.Step{{Name: "t/renames", Rule: proxytest.Rule{
			OnResponse: func(m *rewrite.Message) error {
				return m.MapAttributes(func(a rewrite.Attr) (rewrite.Edit, error) {
					if a.Path.Is(filter.Path{Name: "nickName"}) && a.Level == rewrite.Whole {
						return rewrite.Rename("title"), nil
					}
					return rewrite.Keep, nil
				})
			},
		}}}}
	})
	var all sync.WaitGroup
	for client := range 8 {
		all.Go(func() {
			for i := range 12 {
				if err := askForList(p, fmt.Sprint(100+client*7+i*31), time.Duration(client%3)*time.Millisecond, i%5 == 4); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
}

// largeList returns a list of users all of whose values are a mark; how many there are it says, too.
func largeList(mark, name string) string {
	var users []string
	for i := range len(mark) * 40 * int(mark[0]-'0') {
		users = append(users, fmt.Sprintf(`{"id":"%d","userName":"%s","%s":"%s"}`, i, mark, name, strings.Repeat(mark, 20)))
	}
	return fmt.Sprintf(`{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":%d,"Resources":[%s]}`,
		len(users), strings.Join(users, ","))
}

// askForList asks twice on a connection for lists of a mark, and reads the answers slowly or goes away.
func askForList(p *proxytest.Running, mark string, pause time.Duration, leaves bool) error {
	c := p.Dial(proxytest.Head("GET", "/scim/v2/Users?count="+mark) + "\r\n" +
		proxytest.Head("GET", "/scim/v2/Users?count="+mark) + "\r\n")
	defer c.Close()
	br := bufio.NewReader(c)
	for range 2 {
		resp, err := http.ReadResponse(br, nil)
		if err != nil {
			return err
		}
		var body strings.Builder
		for err == nil && !leaves {
			_, err = io.CopyN(&body, resp.Body, 20<<10)
			time.Sleep(pause)
		}
		switch {
		case leaves:
			return nil
		case body.String() != largeList(mark, "title"):
			return fmt.Errorf("the answer to %s is not that of its target", mark)
		}
	}
	return nil
}
