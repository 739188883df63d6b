package wiretest

import (
	"fmt"
	"strings"

	"scimshim/proxy/proxytest"
)

const (
	wireOK   = "HTTP/1.1 200 OK\r\n"
	wireType = "Content-Type: application/scim+json\r\n"
)

// okLength is the Content-Length field of OKBody.
var okLength = fmt.Sprintf("Content-Length: %d\r\n", len(proxytest.OKBody))

// okChunks is OKBody as one chunk.
func okChunks() string {
	return fmt.Sprintf("%x\r\n%s\r\n0\r\n\r\n", len(proxytest.OKBody), proxytest.OKBody)
}

// okWith is a sound answer with further fields.
func okWith(fields string) string {
	return wireOK + wireType + fields + okLength + "\r\n" + proxytest.OKBody
}

// okSized is an answer with fields that say how long it is.
func okSized(fields, body string) string { return wireOK + wireType + fields + "\r\n" + body }

// wireAnswers returns the table of answers of a target.
func wireAnswers() []wireRow {
	r := &rows{byName: map[string]string{}}
	for _, add := range []func(*rows){
		addSoundAnswers, addKnownAnswers, addAnswerLengths, addAnswerCodings, addAnswerChunks, addStatusLines, addAnswerLines,
		addAnswerFields, addAnswerBodies, addStrayBytes, addCutAnswers, addAnswerSizes,
	} {
		add(r)
	}
	return r.list
}

func addSoundAnswers(r *rows) {
	r.family = "sound"
	r.add("by length", okWith(""))
	r.add("in chunks", okSized(wireChunked, okChunks()))
	r.add("to the end", okSized("Connection: close\r\n", proxytest.OKBody))
	r.add("closing", okWith("Connection: close\r\n"))
	r.add("HTTP/1.0", strings.Replace(okWith(""), "1.1", "1.0", 1))
	r.add("HTTP/1.0 kept alive", strings.Replace(okWith("Connection: keep-alive\r\n"), "1.1", "1.0", 1))
	r.add("204", "HTTP/1.1 204 No Content\r\n\r\n")
	r.add("no reason", strings.Replace(okWith(""), "200 OK", "200 ", 1))
	r.add("an error", proxytest.HTTPAnswer(404, `{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"404"}`))
}

func addKnownAnswers(r *rows) {
	r.family = "known:"
	for _, c := range answerCases() {
		r.add(c.name, c.raw)
	}
}

func addAnswerLengths(r *rows) {
	n := fmt.Sprint(len(proxytest.OKBody))
	r.each("length", sizeSpellings(n), func(v string) string { return okSized("Content-Length: "+v+"\r\n", proxytest.OKBody) })
	r.each("length as", fieldSpellings("Content-Length", n), func(v string) string { return okSized(v, proxytest.OKBody) })
	r.each("length as, beside another", fieldSpellings("Content-Length", "3"), func(v string) string { return okSized(v+okLength, proxytest.OKBody) })
	r.family = "length wrong by"
	for _, d := range []int{-len(proxytest.OKBody), -10, -1, 1, 10} {
		r.add(fmt.Sprint(d), okSized(fmt.Sprintf("Content-Length: %d\r\n", len(proxytest.OKBody)+d), proxytest.OKBody))
	}
}

func addAnswerCodings(r *rows) {
	field := func(v string) string { return "Transfer-Encoding: " + v + "\r\n" }
	body := okChunks()
	length := fmt.Sprintf("Content-Length: %d\r\n", len(body))
	r.each("coding", codings, func(v string) string { return okSized(field(v), body) })
	r.each("coding as", fieldSpellings("Transfer-Encoding", "chunked"), func(v string) string { return okSized(v, body) })
	r.each("coding and length", codings, func(v string) string { return okSized(field(v)+length, body) })
	r.each("length and coding", codings[:20], func(v string) string { return okSized(length+field(v), body) })
	for _, second := range []string{"chunked", "identity", "gzip"} {
		r.each("coding twice, the second "+second, []string{"chunked", "identity", "gzip", ""}, func(v string) string {
			return okSized(field(v)+field(second), body)
		})
	}
}

func addAnswerChunks(r *rows) {
	n := fmt.Sprintf("%x", len(proxytest.OKBody))
	sizes := append(sizeSpellings(n), n+";a", n+";a=b", n+" ;a", n+"; a", n+";", n+";a=\"b;c\"", n+";a=\nb", n+";a\rb", n+";a=\x00", "fffffffffffffffff",
		"7fffffffffffffff", "80000000", "ffffffff"+n, "0000000000000"+n, "g", n+":")
	r.each("chunk size", sizes, func(v string) string { return okSized(wireChunked, v+"\r\n"+proxytest.OKBody+"\r\n0\r\n\r\n") })
	ends := []string{"\r\n", "\n", "\r", "", "\r\r\n", "\n\r", "\r\n\r\n", "x\r\n", "  ", "\r\nx", "\x00\x00", " \r\n"}
	r.each("chunk ends in", ends, func(v string) string { return okSized(wireChunked, n+"\r\n"+proxytest.OKBody+v+"0\r\n\r\n") })
	r.each("chunk size ends in", ends, func(v string) string { return okSized(wireChunked, n+v+proxytest.OKBody+"\r\n0\r\n\r\n") })
	r.each("last chunk", []string{"0\r\n\r\n", "0\n\n", "0\r\n\n", "00\r\n\r\n", "0;a\r\n\r\n", "0 \r\n\r\n", "-0\r\n\r\n", "0x0\r\n\r\n", "0\r\nX: y\r\n\r\n",
		"0\r\nX\r\n\r\n", "0\r\nContent-Length: 3\r\n\r\n", "0\r\nSet-Cookie: a=b\r\n\r\n", "0\r\nLocation: http://x\r\n\r\n", "0\r\nX: a\nb\r\n\r\n", "0\r\n X: y\r\n\r\n", "\r\n\r\n",
		"0\r\n", "0", "", "0\r\n\r"}, func(v string) string { return okSized(wireChunked, n+"\r\n"+proxytest.OKBody+"\r\n"+v) })
}

func addStatusLines(r *rows) {
	r.each("status line", []string{"", "200", "HTTP/1.1", "HTTP/1.1 ", "HTTP/1.1 OK", "HTTP/1.1  200 OK", "HTTP/1.1\t200 OK", "HTTP/1.1 200\tOK", "HTTP/1.1 200  OK", " HTTP/1.1 200 OK",
		"\tHTTP/1.1 200 OK", "HTTP/1.1200 OK", "HTTP/1.1 200OK", "HTTP/1.1 200\x00OK", "HTTP/1.1 200 O\x00K", "HTTP/1.1 200 O\rK", "HTTP/1.1 200 \xff", "HTTP/1.1 200 " + strings.Repeat("a", 8<<10),
		"HTTP/0.9 200 OK", "HTTP/1.2 200 OK", "HTTP/1.10 200 OK", "HTTP/2.0 200 OK", "HTTP/2 200 OK", "HTTP/3 200 OK", "HTTP/1 200 OK", "HTTP/x.y 200 OK", "http/1.1 200 OK", "HTTPS/1.1 200 OK",
		"HTP/1.1 200 OK", "ICY 200 OK", "SIP/2.0 200 OK", "RTSP/1.0 200 OK", "GET / HTTP/1.1", "HTTP/1.1 200 OK HTTP/1.1 500 X", "\ufeffHTTP/1.1 200 OK"},
		func(v string) string { return strings.Replace(okWith(""), "HTTP/1.1 200 OK", v, 1) })
	r.each("status", []string{"-1", "0", "00", "000", "1", "20", "099", "100", "101", "102", "103", "199", "201", "202", "203", "204", "205", "206", "207", "208", "226", "299", "300", "301", "302",
		"303", "304", "305", "307", "308", "399", "400", "401", "402", "403", "404", "405", "407", "408", "409", "410", "412", "413", "418", "421", "425", "426", "429", "431", "451", "499", "500", "501",
		"502", "503", "504", "505", "511", "599", "600", "999", "1000", "2000", "0200", "+200", "-200", "200.0", "2OO", "0xc8", "\uff12\uff10\uff10", "2e2", "200,", "200;", "20 0", "18446744073709551816"},
		func(v string) string { return strings.Replace(okWith(""), "200", v, 1) })
	for _, status := range []string{"100 Continue", "102 Processing", "103 Early Hints", "101 Switching Protocols", "199 X"} {
		r.family = "first " + status
		for _, fields := range []string{"", "Link: x\r\n", okLength, wireChunked, "Connection: close\r\n"} {
			r.add(fields, "HTTP/1.1 "+status+"\r\n"+fields+"\r\n"+okWith(""))
		}
		r.add("without an answer", "HTTP/1.1 "+status+"\r\n\r\n")
		r.add("five times", strings.Repeat("HTTP/1.1 "+status+"\r\n\r\n", 5)+okWith(""))
	}
}

func addAnswerLines(r *rows) {
	ends := []string{"\n", "\r", "\r\r\n", "\n\r\n", "\r\n\r\n", " \r\n", "\t\r\n", "\v\r\n", "\x00\r\n", "\x85", "\r\n\n", ""}
	lines := []string{"HTTP/1.1 200 OK", strings.TrimSpace(wireType), strings.TrimSpace(okLength), "X-A: 1", ""}
	for i, line := range []string{"status line", "Content-Type", "Content-Length", "a last field", "the empty line"} {
		r.each(line+" ends in", ends, func(v string) string { return lineEnds(lines, i, v) + proxytest.OKBody })
	}
	r.each("all lines end in", []string{"\n", "\r", "\r\r\n"}, func(v string) string { return strings.ReplaceAll(okWith("X-A: 1\r\n"), "\r\n", v) })
	r.each("preamble", []string{"\r\n", "\r\n\r\n", "\n", "\r", " ", "\x00", "\ufeff", "x", "x\r\n", "{}", "\x15\x03\x03\x00\x02\x02\x28", "220 smtp.example.com ESMTP\r\n", "SSH-2.0-x\r\n",
		"PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r\n", "0\r\n\r\n", proxytest.OKBody}, func(v string) string { return v + okWith("") })
}

func addAnswerFields(r *rows) {
	r.each("byte in a name", oddBytes(), func(v string) string { return okWith("X" + v + "Y: z\r\n") })
	r.each("byte in a value", oddBytes(), func(v string) string { return okWith("X-A: a" + v + "b\r\n") })
	r.each("field", []string{"nonsense\r\n", ": x\r\n", "X: a\r\n b\r\n", "X: a\r\n\tb\r\n", " X: a\r\n", "X : a\r\n", "X\t: a\r\n", "X:\r\n", "X\r\n: y\r\n", "X: a\nY: b\r\n", "X: a\rY: b\r\n",
		"Connection: close\r\n", "Connection: Close\r\n", "Connection: x, close\r\n", "Connection: keep-alive\r\n", "Connection: keep-alive, close\r\n", "Connection: upgrade\r\nUpgrade: h2c\r\n",
		"Connection: close\r\nConnection: keep-alive\r\n", "Connection: clo\u017fe\r\n", "Keep-Alive: timeout=0\r\n", "Proxy-Connection: close\r\n", "Content-Encoding: gzip\r\n", "Content-Encoding: identity\r\n",
		"Content-Encoding: br\r\n", "Content-Encoding: \r\n", "Content-Encoding: identity, gzip\r\n", "Content-Encoding: identity\r\nContent-Encoding: gzip\r\n", "Content-Range: bytes 0-1/2\r\n", "Location: http://10.0.0.1/x\r\n",
		"Location: //evil.example/\r\n", "Location: javascript:x\r\n", "Location: a\x00b\r\n", "Location: x\r\nLocation: y\r\n", "ETag: \"1\"\r\n", "ETag: \"\xe9\"\r\n", "ETag: x\r\nETag: y\r\n", "ETag: " + strings.Repeat("a", 4<<10) + "\r\n",
		"Retry-After: x\r\n", "Set-Cookie: a=b\r\n", "Server: x\r\n", "Via: 1.1 x\r\n", "Www-Authenticate: Basic\r\n", "Proxy-Authenticate: Basic\r\n", "Trailer: X\r\n", "Transfer_Encoding: chunked\r\n", "Content_Length: 3\r\n",
		"Date: x\r\n", "Date: x\r\nDate: y\r\n", "Vary: *\r\n", "Alt-Svc: h3=\":443\"\r\n", "Refresh: 0; url=//evil.example\r\n", "Content-Type: text/html\r\n", "Access-Control-Allow-Origin: *\r\n", "X-Request-Id: 1\r\n",
		"Cache-Control: public\r\n", "X-Accel-Redirect: /x\r\n", "X-Sendfile: /etc/passwd\r\n", "Status: 500\r\n", "HTTP/1.1 500 X\r\n"}, okWith)
	r.each("Content-Type", []string{"", "application/json", "application/scim+json; charset=utf-16", "text/html", "text/plain", "application/octet-stream", "multipart/mixed; boundary=x", "x", "application/xml", "\xff"},
		func(v string) string {
			return wireOK + "Content-Type: " + v + "\r\n" + okLength + "\r\n" + proxytest.OKBody
		})
	r.each("redirect", []string{"301", "302", "303", "307", "308"}, func(v string) string {
		return "HTTP/1.1 " + v + " X\r\nLocation: /api/now/scim/Users/2\r\nContent-Length: 0\r\n\r\n"
	})
}

func addAnswerBodies(r *rows) {
	r.each("body", []string{"", " ", "{", "}", "[]", "{}", "null", "true", "1", "\"x\"", "\"OK\"", "OK", "<html>", "<?xml version=\"1.0\"?>", proxytest.OKBody + "x", proxytest.OKBody + proxytest.OKBody, proxytest.OKBody + "\n", "\n" + proxytest.OKBody, proxytest.OKBody + "\x00", "\ufeff" + proxytest.OKBody,
		"\xff\xfe{\x00}\x00", `{"id":"1","schemas":[],}`, `{"id":"1","schemas":[],"id":"2"}`, `{"id":"1","ID":"2","schemas":[]}`, `{"id":"1","\u0069d":"2","schemas":[]}`, `{"id":"1","schemas":[],"x":"\ud800"}`,
		`{"id":"1","schemas":[],"x":"` + "\xff" + `"}`, `{"id":"1","schemas":[],"x":"` + "\n" + `"}`, `{"id":"1","schemas":[],"x":"` + "\x00" + `"}`, `{"id":"1","schemas":[],"x":NaN}`, `{"id":"1","schemas":[],"x":010}`, `{"id":"1","schemas":[],"x":+1}`,
		`{"id":"1","schemas":[],"x":1e999}`, `{id:"1"}`, `{'id':'1'}`, `{"id":"1"/**/,"schemas":[]}`, `{"id":1,"schemas":[]}`, `{"id":"2","schemas":[]}`, `{"id":"","schemas":[]}`, `{"id":null,"schemas":[]}`, `{"id":["1"],"schemas":[]}`, `{"id":" 1 ","schemas":[]}`,
		`{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"404"}`, `{"error":"x"}`, `{"totalResults":1,"Resources":[{"id":"1"}]}`, `[{"id":"1"}]`, strings.Repeat("[", 100), strings.Repeat("[", 100000), `{"id":"1","schemas":[],"x":` + strings.Repeat("[", 32) + strings.Repeat("]", 32) + "}",
		`{"id":"1","schemas":[],"x":"` + strings.Repeat("a", 1<<20) + `"}`},
		func(v string) string { return okSized(fmt.Sprintf("Content-Length: %d\r\n", len(v)), v) })
}

func addStrayBytes(r *rows) {
	stray := []string{"x", "\r\n", "\n", " ", "\x00", "0\r\n\r\n", okWith(""), "HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n", "HTTP/1.1 100 Continue\r\n\r\n", "HTTP/1.1 200 OK\r\n", "{}"}
	r.each("after an answer by length", stray, func(v string) string { return okWith("") + v })
	r.each("after an answer in chunks", stray, func(v string) string { return okSized(wireChunked, okChunks()) + v })
	r.each("after 204", stray, func(v string) string { return "HTTP/1.1 204 No Content\r\n\r\n" + v })
	r.each("after an error", stray, func(v string) string {
		return proxytest.HTTPAnswer(409, `{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"409"}`) + v
	})
	for _, status := range []string{"204 No Content", "304 Not Modified", "205 Reset Content", "101 X", "100 X"} {
		r.family = "body on " + status
		r.add("by length", "HTTP/1.1 "+status+"\r\n"+okLength+"\r\n"+proxytest.OKBody)
		r.add("in chunks", "HTTP/1.1 "+status+"\r\n"+wireChunked+"\r\n"+okChunks())
		r.add("length 0", "HTTP/1.1 "+status+"\r\nContent-Length: 0\r\n\r\n")
		r.add("length and nothing", "HTTP/1.1 "+status+"\r\n"+okLength+"\r\n")
	}
}

func addCutAnswers(r *rows) {
	cut := func(family, whole string) {
		r.family = family
		for i := 0; i < len(whole); i += 7 {
			r.add(fmt.Sprintf("%d bytes", i), whole[:i])
		}
	}
	cut("cut off, by length, after", okWith(""))
	cut("cut off, in chunks, after", okSized(wireChunked, okChunks()))
}

func addAnswerSizes(r *rows) {
	r.family = "size"
	for _, n := range []int{10, 99, 100, 101, 1000} {
		r.add(fmt.Sprintf("%d fields", n), okWith(strings.Repeat("X-F: 1\r\n", n)))
	}
	for _, n := range []int{1, 10, 31, 33, 64, 200} {
		r.add(fmt.Sprintf("a field of %d KiB", n), okWith("X-F: "+strings.Repeat("a", n<<10)+"\r\n"))
		r.add(fmt.Sprintf("a name of %d KiB", n), okWith(strings.Repeat("a", n<<10)+": 1\r\n"))
	}
	for _, n := range []string{"8388608", "8388609", "2147483647", "2147483648", "4294967296", "1099511627776", "9223372036854775807"} {
		r.add("a length of "+n, okSized("Content-Length: "+n+"\r\n", proxytest.OKBody))
	}
	var each strings.Builder
	for i := range proxytest.OKBody {
		fmt.Fprintf(&each, "1\r\n%s\r\n", proxytest.OKBody[i:i+1])
	}
	r.add("a chunk for each byte", okSized(wireChunked, each.String()+"0\r\n\r\n"))
	r.add("a chunk extension of 64 KiB", okSized(wireChunked, "0;"+strings.Repeat("a", 64<<10)+"\r\n\r\n"))
}
