package wiretest

import (
	"fmt"
	"slices"
	"strings"

	"scimshim/proxy/proxytest"
)

// sizeSpellings are ways to write a number n, sound and odd.
func sizeSpellings(n string) []string {
	list := []string{"", "0", "-1", "18446744073709551616", "18446744073709551615", "9223372036854775807", "9223372036854775808",
		"4294967296", "1e2", "NaN", "inf", "99999999999999999999999999999999"}
	for _, form := range []string{"%s", "+%s", "-%s", "0%s", "00000000000000000000%s", "0x%s", "0o%s", "%s.0", "%s,", ",%s", "%s,%[1]s",
		"%s, %[1]s", "%s;", "%s ;a", "%s %[1]s", "%s\t", "\t%s", "%s ", " %s", "%s\v", "\v%s", "\f%s", "%s\f", "%s\x00", "\x00%s",
		"%s\x85", "%s\u00a0", "\u00a0%s", "%s_", "_%s", "'%s'", "\"%s\"", "(%s)", "%s#", "%s\r", "\r%s", "%s\n", "\u0660%s",
		"%s\u2028", "%sl", "%sg", "%s-1", "%s+1", "\x1b%s"} {
		list = append(list, fmt.Sprintf(form, n))
	}
	return list
}

// fieldSpellings are ways to write a field, sound and odd.
func fieldSpellings(name, value string) []string {
	dash := strings.Index(name, "-")
	first, rest := name[:dash], name[dash+1:]
	line := func(name, sep, value string) string { return name + sep + value + "\r\n" }
	return []string{
		line(name, ":", value), line(name, ":\t", value), line(name, ": ", value+" "), line(strings.ToLower(name), ": ", value),
		line(strings.ToUpper(name), ": ", value), line(name, " : ", value), line(name, "\t: ", value), line(name, "\v: ", value),
		line(name, ":: ", value), line(name, " ", value), line(name, "= ", value), line(name, "\r: ", value), line(name, "\x00: ", value),
		line(name, "\u00a0: ", value), line(" "+name, ": ", value), line("\t"+name, ": ", value), line("\x00"+name, ": ", value),
		line("\ufeff"+name, ": ", value), line(first+"_"+rest, ": ", value), line(first+" "+rest, ": ", value), line(first+rest, ": ", value),
		line(first+"--"+rest, ": ", value), line(first+"\u2010"+rest, ": ", value), line(first+"-\r\n "+rest, ": ", value),
		line(first+".", rest+": ", value), line("\""+name+"\"", ": ", value), line(name, ":\r\n ", value), line(name, ":\n ", value),
		line(name, ": ", value+"\r\n "), line("X: y\r\n "+name, ": ", value), line("X: y\n"+name, ": ", value),
		line("X: y\r"+name, ": ", value), line("X: y\x00"+name, ": ", value), line("X: y\v"+name, ": ", value),
		line("X: y\\r\\n"+name, ": ", value), line("X: y%0d%0a"+name, ": ", value), line("X\r\n"+name, ": ", value),
		line(":\r\n"+name, ": ", value), line("HTTP-"+name, ": ", value), line(name+"-X", ": ", value),
	}
}

// addLengths adds what is odd about Content-Length.
func addLengths(r *rows) {
	n := fmt.Sprint(len(proxytest.UserBody))
	r.each("length of a POST", sizeSpellings(n), func(v string) string { return wirePost("Content-Length: "+v+"\r\n", proxytest.UserBody) })
	r.each("length of a GET", sizeSpellings("2"), func(v string) string {
		return "GET " + wireUsers + " HTTP/1.1\r\n" + wireHost + "Content-Length: " + v + "\r\n\r\n{}" + wireNext
	})
	r.each("length as", fieldSpellings("Content-Length", n), func(v string) string { return wirePost(v, proxytest.UserBody) })
	r.each("length as, beside another", fieldSpellings("Content-Length", "0"), func(v string) string {
		return wirePost(v+wireLength, proxytest.UserBody)
	})
	r.family = "length wrong by"
	for _, d := range []int{-len(proxytest.UserBody), -2, -1, 1, 2, len(wireNext), len(wireNext) + 1} {
		r.add(fmt.Sprint(d), wirePost(fmt.Sprintf("Content-Length: %d\r\n", len(proxytest.UserBody)+d), proxytest.UserBody))
	}
	r.family = "lengths"
	for _, pair := range [][2]string{{n, n}, {n, "0"}, {"0", n}, {n, "+" + n}, {n, ""}, {"", n}, {n, "x"}, {n, n + ", " + n}} {
		r.add(pair[0]+" and "+pair[1], wirePost("Content-Length: "+pair[0]+"\r\nX: y\r\ncontent-length: "+pair[1]+"\r\n", proxytest.UserBody))
	}
}

// codings are values of Transfer-Encoding, sound and odd.
var codings = []string{"chunked", "Chunked", "CHUNKED", "chunked ", "\tchunked", "chunked\t", "\vchunked", "chunked\v", "\fchunked",
	"\x00chunked", "chunked\x00", "chunked,", "chunked, ", ",chunked", "chunked,chunked", "chunked, chunked", "chunked, identity",
	"identity", "identity, chunked", "gzip", "gzip, chunked", "chunked, gzip", "deflate, chunked", "compress", "x", "xchunked",
	"chunkedx", "x-chunked", "chunk", "\"chunked\"", "'chunked'", "chunked;q=1", "chunked; a=b", "chunked;", "chunked\r", "chun\rked",
	"chun\u212aed", "\u017fchunked", "chunked\u00a0", "\u00a0chunked", "chunked\xa0", "chunked\x85", "", " ", "trailers", "chunked#",
	"chunked\n", "ch unked", "chunked chunked", "chunked\x7f", "%63hunked", "c\\hunked", "identity, identity", "identity, chunked, identity"}

// addCodings adds what is odd about Transfer-Encoding.
func addCodings(r *rows) {
	field := func(v string) string { return "Transfer-Encoding: " + v + "\r\n" }
	r.each("coding", codings, func(v string) string { return wirePost(field(v), wireChunks()) })
	r.each("coding of a GET", codings[:24], func(v string) string {
		return "GET " + wireUsers + " HTTP/1.1\r\n" + wireHost + field(v) + "\r\n0\r\n\r\n" + wireNext
	})
	r.each("coding as", fieldSpellings("Transfer-Encoding", "chunked"), func(v string) string { return wirePost(v, wireChunks()) })
	for _, second := range []string{"chunked", "identity", "gzip", ""} {
		r.each("coding twice, the second "+second, []string{"chunked", "identity", "gzip", ""}, func(v string) string {
			return wirePost(field(v)+field(second), wireChunks())
		})
	}
	r.each("coding in HTTP/1.0", []string{"chunked", "identity", "x", ""}, func(v string) string {
		return strings.Replace(wirePost(field(v)+"Connection: keep-alive\r\n", wireChunks()), "HTTP/1.1", "HTTP/1.0", 1)
	})
}

// addTogether adds requests with both fields: the body is a whole one by either.
func addTogether(r *rows) {
	body := wireChunks()
	length := fmt.Sprintf("Content-Length: %d\r\n", len(body))
	field := func(v string) string { return "Transfer-Encoding: " + v + "\r\n" }
	r.each("length, then coding", codings, func(v string) string { return wirePost(length+field(v), body) })
	r.each("coding, then length", codings, func(v string) string { return wirePost(field(v)+length, body) })
	r.each("a length that is short, and a coding as", fieldSpellings("Transfer-Encoding", "chunked"), func(v string) string {
		return wirePost("Content-Length: 4\r\n"+v, body)
	})
	r.each("a coding, and a length as", fieldSpellings("Content-Length", "4"), func(v string) string { return wirePost(wireChunked+v, body) })
}

// addChunks adds what is odd about the lines of a chunked body.
func addChunks(r *rows) {
	n := fmt.Sprintf("%x", len(proxytest.UserBody))
	sizes := append(sizeSpellings(n), strings.ToUpper(n), n+";", n+";a", n+";a=b", n+"; a=b", n+" ;a=b", n+";a =b", n+";a= b", n+";a=b;c=d",
		n+";;", n+";=b", n+";a=", n+";a=\"b;c\"", n+";a=\"\\\"\"", n+";a=\"b", n+";a=b\"", n+";a=\x00", n+";\x7f", n+";a=\xff", n+";a=\nb",
		n+";a\n", n+";a\rb", n+";a\r", n+";a=\""+"\r\n\"", n+"\r\n", "fffffffffffffffff", "7fffffffffffffff", "80000000", "ffffffff"+n,
		"100000000"+n, "0000000000000"+n, "00000000000000"+n, "g", ":", n+":", n+"=", n+"h", "\\x"+n, n+";a=b c")
	r.each("chunk size", slices.Compact(sizes), func(v string) string { return wirePost(wireChunked, v+"\r\n"+proxytest.UserBody+"\r\n0\r\n\r\n") })
	ends := []string{"\r\n", "\n", "\r", "", "\r\r\n", "\n\r", "\r\n\r\n", "x\r\n", "  ", "\r\nx", "\x00\x00", "\n\n", " \r\n", "\r\n\n"}
	r.each("chunk ends in", ends, func(v string) string { return wirePost(wireChunked, n+"\r\n"+proxytest.UserBody+v+"0\r\n\r\n") })
	r.each("chunk size ends in", ends, func(v string) string { return wirePost(wireChunked, n+v+proxytest.UserBody+"\r\n0\r\n\r\n") })
	last := []string{"0\r\n\r\n", "0\n\n", "0\r\n\n", "0\n\r\n", "00\r\n\r\n", "000000000000000000\r\n\r\n", "0;a\r\n\r\n", "0 \r\n\r\n", "-0\r\n\r\n",
		"+0\r\n\r\n", "0x0\r\n\r\n", "0\r\r\n\r\n", "0\r\n\r\r\n", "0\r\n \r\n", "0\r\nX\r\n\r\n", "0\r\n\x00\r\n", "0.0\r\n\r\n", "\r\n0\r\n\r\n", "\r\n\r\n",
		"0,0\r\n\r\n", "0 0\r\n\r\n", "0\r\n\r\n\r\n", "0\r\n\r\n0\r\n\r\n"}
	r.each("last chunk", last, func(v string) string { return wirePost(wireChunked, n+"\r\n"+proxytest.UserBody+"\r\n"+v) })
	r.family = "chunks cut off after"
	whole := proxytest.Head("POST", wireUsers) + wireJSON + wireChunked + "\r\n" + wireChunks()
	for i := 1; i <= 12; i++ {
		r.add(fmt.Sprintf("%d bytes before the end", i), whole[:len(whole)-i])
	}
	r.family = "body cut off after"
	whole = proxytest.WithBody("POST", wireUsers, proxytest.UserBody)
	for _, i := range []int{1, 2, len(proxytest.UserBody) - 1, len(proxytest.UserBody), len(proxytest.UserBody) + 1, len(proxytest.UserBody) + 2, len(proxytest.UserBody) + 10} {
		r.add(fmt.Sprintf("%d bytes before the end", i), whole[:len(whole)-i])
	}
	r.family = "chunk size wrong by"
	for _, d := range []int{-2, -1, 1, 2, 3} {
		r.add(fmt.Sprint(d), wirePost(wireChunked, fmt.Sprintf("%x\r\n%s\r\n0\r\n\r\n", len(proxytest.UserBody)+d, proxytest.UserBody)))
	}
}

// addTrailers adds fields behind a chunked body, announced and not.
func addTrailers(r *rows) {
	trailers := []string{"X-T: 1\r\n", "Authorization: Bearer x\r\n", "Host: x\r\n", "Content-Length: 5\r\n", "Transfer-Encoding: chunked\r\n",
		"If-Match: *\r\n", "Content-Type: text/plain\r\n", "Trailer: X\r\n", "Connection: close\r\n", "Expect: 100-continue\r\n", "Cookie: a=b\r\n",
		"Accept: application/json\r\n", "nonsense\r\n", " X: y\r\n", "X : y\r\n", "X: a\x00b\r\n", "X: a\nb\r\n", "X: a\r\n b\r\n", "X: a\rb\r\n",
		": x\r\n", "X: y\n", "X_T: 1\r\n", "Content_Length: 5\r\n", strings.Repeat("X-T: 1\r\n", 200), "X-T: " + strings.Repeat("a", 64<<10) + "\r\n"}
	body := strings.TrimSuffix(wireChunks(), "\r\n")
	short := func(v string) string { return v[:min(len(v), 24)] }
	r.family = "trailer"
	for _, v := range trailers {
		r.add(short(v), wirePost(wireChunked, body+v+"\r\n"))
	}
	r.family = "announced trailer"
	for _, v := range trailers[:14] {
		name, _, _ := strings.Cut(v, ":")
		r.add(short(v), wirePost(wireChunked+"Trailer: "+strings.TrimSpace(name)+"\r\n", body+v+"\r\n"))
	}
	r.each("Trailer", []string{"", "X-T", "Content-Length", "Host, X-T", "*", "x y"}, func(v string) string {
		return wirePost(wireLength+"Trailer: "+v+"\r\n", proxytest.UserBody)
	})
}
