package wiretest

import (
	"fmt"
	"strings"
	"testing"

	"scimshim/proxy/proxytest"
)

// requestCases are odd and malformed requests, as they were tried on other
// proxies: what the client gets, one code a request, and what the target gets.
// The smuggled request of a case must never be served.
func requestCases() []requestCase {
	const (
		users    = "/scim/v2/Users"
		smuggled = "GET /scim/v2/Users/SMUGGLED HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + proxytest.ClientToken + "\r\n\r\n"
		get      = "GET /api/now/scim/Users"
		post     = "POST /api/now/scim/Users"
		ct       = "Content-Type: application/scim+json\r\n"
		te       = "Transfer-Encoding: chunked\r\n"
	)
	h := func(method string, fields string, body string) string {
		return proxytest.Head(method, users) + fields + "\r\n" + body
	}
	n := fmt.Sprintf("%x", len(proxytest.UserBody))
	cl := fmt.Sprintf("Content-Length: %d\r\n", len(proxytest.UserBody))
	chunked := n + "\r\n" + proxytest.UserBody + "\r\n0\r\n\r\n"
	sized := func(fields string) string { return h("POST", ct+fields, proxytest.UserBody) }
	chunk := func(body string) string { return h("POST", ct+te, body) }
	line := func(first string) string {
		return first + "\r\nHost: scim.example.com\r\nAuthorization: Bearer " + proxytest.ClientToken + "\r\n\r\n"
	}
	return []requestCase{
		{"plain GET", h("GET", "", ""), "200", get},
		{"plain POST", sized(cl), "201", post},
		{"chunked POST", chunk(chunked), "201", post},
		{"two pipelined", h("GET", "", "") + proxytest.Head("GET", users+"/B") + "\r\n", "200 200", get + ", " + get + "/B"},
		{"CL then TE, smuggled tail", h("POST", ct+"Content-Length: 4\r\n"+te, "0\r\n\r\n"+smuggled), "400", ""},
		{"TE then CL, smuggled tail", h("POST", ct+te+"Content-Length: 4\r\n", "0\r\n\r\n"+smuggled), "400", ""},
		{"CL twice, same", sized(cl + cl), "400", ""},
		{"CL twice, different", sized(cl + "Content-Length: 3\r\n"), "400", ""},
		{"CL list", sized("Content-Length: 5, 5\r\n"), "400", ""},
		{"CL plus", sized("Content-Length: +5\r\n"), "400", ""},
		{"CL minus", sized("Content-Length: -1\r\n"), "400", ""},
		{"CL hex", sized("Content-Length: 0x5\r\n"), "400", ""},
		{"CL underscore digits", sized("Content-Length: 0_5\r\n"), "400", ""},
		{"CL leading zeros", sized(fmt.Sprintf("Content-Length: 00%d\r\n", len(proxytest.UserBody))), "201", post},
		{"CL overflow", sized("Content-Length: 18446744073709551621\r\n"), "400", ""},
		{"CL empty", sized("Content-Length: \r\n"), "400", ""},
		{"CL vertical tab", sized("Content-Length: \v5\r\n"), "400", ""},
		{"CL space before colon", sized("Content-Length : 5\r\n"), "400", ""},
		{"CL tab before colon", sized("Content-Length\t: 5\r\n"), "400", ""},
		{"CL folded", sized("Content-Length:\r\n " + fmt.Sprint(len(proxytest.UserBody)) + "\r\n"), "400", ""},
		{"CL alias", sized("Content_Length: 5\r\n" + cl), "400", ""},
		{"TE space before colon", h("POST", ct+"Transfer-Encoding : chunked\r\n", chunked), "400", ""},
		{"TE leading tab", h("POST", ct+"Transfer-Encoding:\tchunked\r\n", chunked), "201", post},
		{"TE trailing tab", h("POST", ct+"Transfer-Encoding: chunked\t\r\n", chunked), "201", post},
		{"TE mixed case", h("POST", ct+"Transfer-Encoding: ChUnKeD\r\n", chunked), "201", post},
		{"TE identity", h("POST", ct+"Transfer-Encoding: identity\r\n", ""), "400", ""},
		{"TE identity and CL", sized("Transfer-Encoding: identity\r\n" + cl), "400", ""},
		{"TE gzip, chunked", h("POST", ct+"Transfer-Encoding: gzip, chunked\r\n", chunked), "400", ""},
		{"TE chunked, identity", h("POST", ct+"Transfer-Encoding: chunked, identity\r\n", chunked), "400", ""},
		{"TE xchunked and CL", sized("Transfer-Encoding: xchunked\r\n" + cl), "400", ""},
		{"TE quoted", h("POST", ct+"Transfer-Encoding: \"chunked\"\r\n", chunked), "400", ""},
		{"TE twice", h("POST", ct+te+te, chunked), "400", ""},
		{"TE chunked and identity", h("POST", ct+te+"Transfer-Encoding: identity\r\n", chunked), "400", ""},
		{"TE on HTTP/1.0", strings.Replace(chunk(chunked), "HTTP/1.1", "HTTP/1.0", 1), "400", ""},
		{"TE folded", h("POST", ct+"Transfer-Encoding:\r\n chunked\r\n", chunked), "400", ""},
		{"TE hidden in a fold", h("POST", ct+"X: a\r\n Transfer-Encoding: chunked\r\n"+cl, proxytest.UserBody), "400", ""},
		{"TE vertical tab", h("POST", ct+"Transfer-Encoding: chunked\v\r\n", chunked), "400", ""},
		{"TE empty and CL", sized("Transfer-Encoding: \r\n" + cl), "400", ""},
		{"TE alias", sized("Transfer_Encoding: chunked\r\n" + cl), "400", ""},
		{"TE hidden behind a LF", h("POST", ct+"X: y\nTransfer-Encoding: chunked\r\n", chunked), "400", ""},
		{"TE hidden behind a CR", h("POST", ct+"X: y\rTransfer-Encoding: chunked\r\n", chunked), "400", ""},
		{"GET with a body", h("GET", "Content-Length: 2\r\n", "{}"), "400", ""},
		{"GET with a chunked body", h("GET", te, chunked), "400", ""},
		{"GET with a request as body", h("GET", fmt.Sprintf("Content-Length: %d\r\n", len(smuggled)), smuggled), "400", ""},
		{"GET with an empty body", h("GET", "Content-Length: 0\r\n", ""), "200", get},
		{"HEAD with a body", h("HEAD", "Content-Length: 2\r\n", "{}"), "405", ""},
		{"DELETE with a body", proxytest.Head("DELETE", users+"/1") + "Content-Length: 2\r\n\r\n{}", "400", ""},
		{"POST without length, tail", h("POST", ct, "") + h("GET", "", ""), "400 200", get},
		{"body shorter than CL", h("POST", ct+"Content-Length: 10\r\n", "{}"), "400", ""},
		{"chunk extension", chunk(n + ";a=b\r\n" + proxytest.UserBody + "\r\n0\r\n\r\n"), "201", post},
		{"chunk extension quoted", chunk(n + ";a=\"x;y\"\r\n" + proxytest.UserBody + "\r\n0\r\n\r\n"), "201", post},
		{"chunk extension with LF", chunk(n + ";a=\n\r\n" + proxytest.UserBody + "\r\n0\r\n\r\n"), "400", ""},
		{"chunk extension with CR", chunk(n + ";a=\rb\r\n" + proxytest.UserBody + "\r\n0\r\n\r\n"), "400", ""},
		{"space before chunk extension", chunk(n + " ;a\r\n" + proxytest.UserBody + "\r\n0\r\n\r\n"), "400", ""},
		{"space behind chunk size", chunk(n + " \r\n" + proxytest.UserBody + "\r\n0\r\n\r\n"), "201", post},
		{"space before chunk size", chunk(" " + n + "\r\n" + proxytest.UserBody + "\r\n0\r\n\r\n"), "400", ""},
		{"chunk size leading zeros", chunk("000" + n + "\r\n" + proxytest.UserBody + "\r\n0\r\n\r\n"), "201", post},
		{"chunk size many zeros", chunk(strings.Repeat("0", 20) + n + "\r\n" + proxytest.UserBody + "\r\n0\r\n\r\n"), "400", ""},
		{"chunk size 0x", chunk("0x" + n + "\r\n" + proxytest.UserBody + "\r\n0\r\n\r\n"), "400", ""},
		{"chunk size negative", chunk("-5\r\n" + proxytest.UserBody + "\r\n0\r\n\r\n"), "400", ""},
		{"chunk size underscore", chunk("0_5\r\n" + proxytest.UserBody + "\r\n0\r\n\r\n"), "400", ""},
		{"chunk size overflow", chunk("10000000000000005\r\n" + proxytest.UserBody + "\r\n0\r\n\r\n"), "400", ""},
		{"chunk size largest", chunk("7FFFFFFFFFFFFFFF\r\n" + proxytest.UserBody + "\r\n0\r\n\r\n"), "400|413", ""},
		{"chunk lines with LF only", chunk(n + "\n" + proxytest.UserBody + "\n0\n\n"), "400", ""},
		{"chunk without CRLF", chunk(n + "\r\n" + proxytest.UserBody + "0\r\n\r\n"), "400", ""},
		{"chunk data ends in LF", chunk(n + "\r\n" + proxytest.UserBody + "\n0\r\n\r\n"), "400", ""},
		{"last CRLF is LF", chunk(n + "\r\n" + proxytest.UserBody + "\r\n0\r\n\n"), "400", ""},
		{"trailer X-T", chunk(n + "\r\n" + proxytest.UserBody + "\r\n0\r\nX-T: 1\r\n\r\n"), "400", ""},
		{"trailer Authorization", chunk(n + "\r\n" + proxytest.UserBody + "\r\n0\r\nAuthorization: Bearer x\r\n\r\n"), "400|201", "?"},
		{"trailer If-Match", chunk(n + "\r\n" + proxytest.UserBody + "\r\n0\r\nIf-Match: *\r\n\r\n"), "400", ""},
		{"trailer announced", h("POST", ct+te+"Trailer: X-T\r\n", n+"\r\n"+proxytest.UserBody+"\r\n0\r\nX-T: 1\r\n\r\n"), "400", ""},
		{"end before the last chunk", chunk(n + "\r\n" + proxytest.UserBody + "\r\n"), "|400", ""},
		{"end within the last chunk", chunk(n + "\r\n" + proxytest.UserBody + "\r\n0\r\n"), "|400", ""},
		{"all lines LF", strings.ReplaceAll(h("GET", "", ""), "\r\n", "\n"), "|400", ""},
		{"one header ends in LF", strings.Replace(h("GET", "X: y\r\n", ""), "X: y\r\n", "X: y\n", 1), "400", ""},
		{"LF blank line, then a tail", proxytest.Head("GET", users) + "X: y\r\n\n" + smuggled, "400", ""},
		{"request line ends in LF", strings.Replace(h("GET", "", ""), "HTTP/1.1\r\n", "HTTP/1.1\n", 1), "200", get},
		{"CR in a value", h("GET", "X: a\rb\r\n", ""), "400", ""},
		{"CR CR LF", h("GET", "X: a\r\r\n", ""), "400", ""},
		{"NUL in a value", h("GET", "X: a\x00b\r\n", ""), "400", ""},
		{"NUL in a name", h("GET", "X\x00Y: a\r\n", ""), "400", ""},
		{"space in a name", h("GET", "Foo Bar: x\r\n", ""), "400", ""},
		{"space in a name like TE", h("GET", "Transfer-Encoding x: chunked\r\n", ""), "400", ""},
		{"no colon", h("GET", "nonsense\r\n", ""), "400", ""},
		{"empty name", h("GET", ": x\r\n", ""), "400", ""},
		{"folded field", h("GET", "X: a\r\n b\r\n", ""), "400", ""},
		{"folded Authorization", line("GET " + users + " HTTP/1.1\r\nAuthorization: Bearer\r\n x"), "400", ""},
		{"first field begins with a space", "GET " + users + " HTTP/1.1\r\n Host: x\r\n\r\n", "400", ""},
		{"leading CRLFs", "\r\n\r\n\r\n" + h("GET", "", ""), "200", get},
		{"non-ASCII name", h("GET", "Fo\xc3\xb6: x\r\n", ""), "400", ""},
		{"Latin-1 in a value", h("GET", "X-Name: Ren\xe9\r\n", ""), "200", get},
		{"Latin-1 in If-Match", proxytest.Head("DELETE", users+"/1") + "If-Match: \"\xe9\"\r\n\r\n", "400", ""},
		{"9 KB header", h("GET", "X: "+strings.Repeat("a", 9<<10)+"\r\n", ""), "200", get},
		{"40 KB header", h("GET", "X: "+strings.Repeat("a", 40<<10)+"\r\n", ""), "431", ""},
		{"300 fields", h("GET", strings.Repeat("X-Field: 1\r\n", 300), ""), "431", ""},
		{"6 KB filter", line("GET " + users + "?filter=userName+eq+%22" + strings.Repeat("a", 6<<10) + "%22 HTTP/1.1"), "200",
			get + "?filter=userName%20eq%20%22" + strings.Repeat("a", 6<<10) + "%22"},
		{"9 KB filter", line("GET " + users + "?filter=userName+eq+%22" + strings.Repeat("a", 9<<10) + "%22 HTTP/1.1"), "400", ""},
		{"absolute-form, other host", line("GET http://evil.example/scim/v2/Users HTTP/1.1"), "400", ""},
		{"absolute-form with a password", line("GET http://admin:pw@evil.example/scim/v2/Users HTTP/1.1"), "400", ""},
		{"absolute-form https", line("GET https://evil.example/scim/v2/Users HTTP/1.1"), "400", ""},
		{"absolute-form ftp", line("GET ftp://evil.example/scim/v2/Users HTTP/1.1"), "400", ""},
		{"two slashes and a host", line("GET //evil.example/scim/v2/Users?u=x://y HTTP/1.1"), "400|404", ""},
		{"two slashes", line("GET //scim/v2/Users HTTP/1.1"), "404", ""},
		{"no slash", line("GET scim/v2/Users HTTP/1.1"), "400", ""},
		{"CONNECT", line("CONNECT evil.example:443 HTTP/1.1"), "405|400", ""},
		{"OPTIONS *", line("OPTIONS * HTTP/1.1"), "405", ""},
		{"GET *", line("GET * HTTP/1.1"), "400|404", ""},
		{"TRACE", line("TRACE " + users + " HTTP/1.1"), "405", ""},
		{"HEAD", line("HEAD " + users + " HTTP/1.1"), "405", ""},
		{"http/1.1", line("GET " + users + " http/1.1"), "400", ""},
		{"HTTP/1.2", line("GET " + users + " HTTP/1.2"), "505", ""},
		{"HTTP/2.0", line("GET " + users + " HTTP/2.0"), "505", ""},
		{"HTTP/1.10", line("GET " + users + " HTTP/1.10"), "400", ""},
		{"HTTP/1.0", line("GET " + users + " HTTP/1.0"), "200", get},
		{"HTTP/1.0 kept alive", line("GET " + users + " HTTP/1.0\r\nConnection: keep-alive"), "200", get},
		{"no version", line("GET " + users), "400", ""},
		{"HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "505|405|400", ""},
		{"two spaces", line("GET  " + users + " HTTP/1.1"), "400", ""},
		{"tabs", line("GET\t" + users + "\tHTTP/1.1"), "400", ""},
		{"space behind the version", line("GET " + users + " HTTP/1.1 "), "400", ""},
		{"space in the target", line("GET " + users + "?filter=a eq b HTTP/1.1"), "400", ""},
		{"lower-case method", line("get " + users + " HTTP/1.1"), "405", ""},
		{"malformed method", line("G@T " + users + " HTTP/1.1"), "400", ""},
		{"unknown method", line("FOO " + users + " HTTP/1.1"), "405", ""},
		{"no Host", "GET " + users + " HTTP/1.1\r\nAuthorization: Bearer " + proxytest.ClientToken + "\r\n\r\n", "400", ""},
		{"two Hosts", h("GET", "Host: other.example\r\n", ""), "400", ""},
		{"empty Host", "GET " + users + " HTTP/1.1\r\nHost:\r\nAuthorization: Bearer " + proxytest.ClientToken + "\r\n\r\n", "400", ""},
		{"Host with a password", "GET " + users + " HTTP/1.1\r\nHost: admin:pw@evil.example\r\nAuthorization: Bearer " +
			proxytest.ClientToken + "\r\n\r\n", "400", ""},
		{"Host with a slash", "GET " + users + " HTTP/1.1\r\nHost: a/b\r\nAuthorization: Bearer " + proxytest.ClientToken + "\r\n\r\n", "400", ""},
		{"Host list", "GET " + users + " HTTP/1.1\r\nHost: a, b\r\nAuthorization: Bearer " + proxytest.ClientToken + "\r\n\r\n", "400", ""},
		{"Host with a bad port", "GET " + users + " HTTP/1.1\r\nHost: a:xx\r\nAuthorization: Bearer " + proxytest.ClientToken + "\r\n\r\n", "400", ""},
		{"Connection lists a field", h("GET", "Connection: X-Secret, close\r\nX-Secret: 1\r\n", smuggled), "200", get},
		{"Connection lists Authorization", h("GET", "Connection: Authorization\r\n", ""), "200", get},
		{"hop-by-hop fields", h("GET", "Proxy-Authorization: Basic eDp5\r\nTE: trailers\r\nKeep-Alive: timeout=1\r\n", ""), "200", get},
		{"Upgrade h2c", h("GET", "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: x\r\n", ""), "200", get},
		{"Upgrade websocket", h("GET", "Connection: Upgrade\r\nUpgrade: websocket\r\n", ""), "200", get},
		{"method override", h("GET", "X-HTTP-Method-Override: DELETE\r\n", ""), "200", get},
		{"method override by parameter", line("GET " + users + "?_method=DELETE HTTP/1.1"), "400", ""},
		{"forwarded fields", h("GET", "X-Forwarded-Host: evil\r\nForwarded: host=evil\r\nX-Original-URL: /\r\n", ""), "200", get},
		{"two Authorizations", h("GET", "Authorization: Bearer other\r\n", ""), "400", ""},
		{"Authorization alias", h("GET", "AUTHORI_ZATION: x\r\n", ""), "200", get},
		{"If-Match alias", h("GET", "If_Match: *\r\n", ""), "400", ""},
		{"no Authorization", "GET " + users + " HTTP/1.1\r\nHost: x\r\n\r\n", "401", ""},
		{"wrong token", "GET " + users + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer x\r\n\r\n", "401", ""},
		{"Basic with the token", "GET " + users + " HTTP/1.1\r\nHost: x\r\nAuthorization: Basic " + proxytest.ClientToken + "\r\n\r\n", "401", ""},
		{"bearer in lower case", "GET " + users + " HTTP/1.1\r\nHost: x\r\nAuthorization: bearer " + proxytest.ClientToken + "\r\n\r\n", "200", get},
		{"token without Bearer", "GET " + users + " HTTP/1.1\r\nHost: x\r\nAuthorization: " + proxytest.ClientToken + "\r\n\r\n", "200", get},
		{"Expect 100-continue", h("POST", ct+cl+"Expect: 100-continue\r\n", proxytest.UserBody), "100 201", post},
		{"Expect other", h("POST", ct+cl+"Expect: foo\r\n", proxytest.UserBody), "417", ""},
		{"Expect twice", h("POST", ct+cl+"Expect: 100-continue\r\nExpect: 100-continue\r\n", proxytest.UserBody), "100 400", ""},
		{"no Content-Type", h("POST", cl, proxytest.UserBody), "201", post},
		{"application/json", h("POST", "Content-Type: application/json; charset=\"UTF-8\"\r\n"+cl, proxytest.UserBody), "201", post},
		{"Entra's Content-Type", h("POST", "Content-Type: application/scim+json; charset=utf-8\r\n"+cl, proxytest.UserBody), "201", post},
		{"charset Latin-1", h("POST", "Content-Type: application/json; charset=iso-8859-1\r\n"+cl, proxytest.UserBody), "415", ""},
		{"text/json", h("POST", "Content-Type: text/json\r\n"+cl, proxytest.UserBody), "415", ""},
		{"two Content-Types", sized(ct + cl), "400", ""},
		{"Content-Encoding", sized("Content-Encoding: gzip\r\n" + cl), "415", ""},
		{"multipart", h("POST", "Content-Type: multipart/form-data; boundary=x\r\n"+cl, proxytest.UserBody), "415", ""},
		{"form", h("POST", "Content-Type: application/x-www-form-urlencoded\r\n"+cl, proxytest.UserBody), "415", ""},
		{"odd cookie", h("GET", "Cookie: a; =b; ;;\r\n", ""), "200", get},
		{"5 MB body", h("POST", ct+"Content-Length: 5242880\r\n", strings.Repeat(" ", 1<<10)), "413", ""},
		{"5 MB body of a stranger", "POST " + users + " HTTP/1.1\r\nHost: x\r\nContent-Length: 5242880\r\n\r\n", "401", ""},
		{"100 KB body of a stranger", "POST " + users + " HTTP/1.1\r\nHost: x\r\nContent-Length: 102400\r\n\r\n", "401", ""},
		{"empty body", h("POST", ct+"Content-Length: 0\r\n", ""), "400", ""},
		{"empty chunked body", chunk("0\r\n\r\n"), "400", ""},
		{"POST at a resource", proxytest.Head("POST", users+"/1") + ct + cl + "\r\n" + proxytest.UserBody, "405", ""},
		{"PATCH at an endpoint", proxytest.Head("PATCH", users) + ct + cl + "\r\n" + proxytest.UserBody, "405", ""},
		{"DELETE at an endpoint", proxytest.Head("DELETE", users) + "\r\n", "405", ""},
		{"POST at Schemas", proxytest.Head("POST", "/scim/v2/Schemas") + ct + cl + "\r\n" + proxytest.UserBody, "405", ""},
	}
}

type requestCase struct {
	name, raw string
	codes     string // of the answers, in their order; alternatives are parted by |
	target    string // what the target gets; ? for either
}

func TestRequests(t *testing.T) {
	target := proxytest.StartTarget(t, nil)
	p := proxytest.Start(t, target.URL())
	cases := requestCases()
	if len(cases) < 100 {
		t.Fatalf("only %d cases", len(cases))
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) { checkRequest(t, p, target, c) })
	}
}

func checkRequest(t *testing.T, p *proxytest.Running, target *proxytest.Target, c requestCase) {
	answers := p.Raw(c.raw)
	var codes []string
	for _, a := range answers {
		codes = append(codes, fmt.Sprint(a.Code))
		if a.Code >= 400 && !strings.HasPrefix(c.raw, "HEAD") {
			a.IsError(t, a.Code)
		}
	}
	got := strings.Join(codes, " ")
	if !contains(strings.Split(c.codes, "|"), got) {
		t.Errorf("the client got %q, want %q", got, c.codes)
	}
	reached := strings.Join(target.Lines(), ", ")
	if c.target != "?" && reached != c.target || strings.Contains(reached, "SMUGGLED") {
		t.Errorf("the target got %q, want %q", reached, c.target)
	}
	if a := p.Ask(proxytest.Head("GET", "/scim/v2/Users/canary") + "\r\n"); a.Code != 200 {
		t.Errorf("a sound request afterwards got %d", a.Code)
	}
	if got := target.Lines(); len(got) != 1 || got[0] != "GET /api/now/scim/Users/canary" {
		t.Errorf("a sound request afterwards reached the target as %q", got)
	}
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}
