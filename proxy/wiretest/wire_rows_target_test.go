package wiretest

import (
	"fmt"
	"strings"

	"scimshim/proxy/proxytest"
)

// addRequestLines adds request lines whose parts are parted by something else.
func addRequestLines(r *rows) {
	blanks := []string{"  ", "\t", " \t", "\v", "\f", "\r", "\x00", "\xa0", "\u00a0", "\u2003", "", "\n", "%20"}
	r.each("after the method", blanks, func(v string) string { return wireLine("GET" + v + wireUsers + " HTTP/1.1") })
	r.each("after the target", blanks, func(v string) string { return wireLine("GET " + wireUsers + v + "HTTP/1.1") })
	r.each("after the version", blanks, func(v string) string { return wireLine("GET " + wireUsers + " HTTP/1.1" + v) })
	r.each("before the method", blanks, func(v string) string { return wireLine(v + "GET " + wireUsers + " HTTP/1.1") })
	r.each("request line", []string{"GET", "GET ", "GET " + wireUsers, " ", wireUsers, "HTTP/1.1", "GET  HTTP/1.1", wireUsers + " HTTP/1.1",
		"GET " + wireUsers + " HTTP/1.1 HTTP/1.1", "GET " + wireUsers + " x HTTP/1.1", "GET GET " + wireUsers + " HTTP/1.1", "HTTP/1.1 200 OK",
		"GET: " + wireUsers, "GET " + wireUsers + " HTTP/1.1\rX: y", "\"GET\" " + wireUsers + " HTTP/1.1"}, wireLine)
}

// addMethods adds methods, without and with a body.
func addMethods(r *rows) {
	methods := []string{"HEAD", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "PROPPATCH", "MKCOL", "COPY", "MOVE", "LOCK", "UNLOCK", "SEARCH", "QUERY",
		"REPORT", "LINK", "UNLINK", "PURGE", "BIND", "ACL", "PRI", "DEBUG", "TRACK", "get", "Get", "post", "gET", "GETX", "XGET", "GE", "G@T", "G T", "GET,", "GET;",
		"G\u00c9T", "GET\x00", "\x00GET", "GET/", "_GET", "GET_", "-", "!", "PO\u017fT", "PUT POST", "DELETE%20", "%47ET"}
	r.each("method", methods, func(v string) string { return wireLine(v + " " + wireUsers + " HTTP/1.1") })
	r.each("method with a body", methods, func(v string) string {
		return strings.Replace(wirePost(wireLength, proxytest.UserBody), "POST", v, 1)
	})
	for _, at := range []string{"/Users", "/Users/1", "/Schemas", "/Groups"} {
		r.each("method at "+at, methodsOfSCIM(), func(v string) string {
			return v + " /scim/v2" + at + " HTTP/1.1\r\n" + wireHost + wireJSON + "\r\n" + wireNext
		})
		r.each("method with a body at "+at, methodsOfSCIM(), func(v string) string {
			return v + " /scim/v2" + at + " HTTP/1.1\r\n" + wireHost + wireJSON + wireLength + "\r\n" + proxytest.UserBody + wireNext
		})
	}
}

func methodsOfSCIM() []string { return []string{"GET", "POST", "PUT", "PATCH", "DELETE"} }

// addVersions adds versions of HTTP.
func addVersions(r *rows) {
	versions := []string{"HTTP/1.0", "HTTP/1.1", "HTTP/0.9", "HTTP/1.2", "HTTP/1.9", "HTTP/2.0", "HTTP/2", "HTTP/3", "HTTP/9.9", "HTTP/1", "HTTP/1.", "HTTP/.1",
		"HTTP/1.10", "HTTP/01.1", "HTTP/1.01", "HTTP/11", "HTTP/1,1", "HTTP/1.1x", "HTTP/1.1.1", "HTTP/-1.1", "HTTP/+1.1", "HTTP/1.-1", "HTTP/\uff11.1", "http/1.1", "Http/1.1",
		"HTTP 1.1", "HTTP\\1.1", "HTTPS/1.1", "HTP/1.1", "HTTP1.1", "ICY", "RTSP/1.0", "HTTP/", "HTTP/x.y", "HTTP/1.1;", "\"HTTP/1.1\"", "HTTP/1.\x31\x00"}
	r.each("version", versions, func(v string) string { return wireLine("GET " + wireUsers + " " + v) })
	r.each("version, kept alive", versions, func(v string) string {
		return wireLine("GET " + wireUsers + " " + v + "\r\nConnection: keep-alive")
	})
	r.each("version of a POST", versions[:8], func(v string) string {
		return strings.Replace(wirePost(wireLength+"Connection: keep-alive\r\n", proxytest.UserBody), "HTTP/1.1", v, 1)
	})
	r.each("version of a POST without a length", versions[:8], func(v string) string {
		return strings.Replace(wirePost("Connection: keep-alive\r\n", proxytest.UserBody), "HTTP/1.1", v, 1)
	})
	r.family = "HTTP/1.0"
	for _, fields := range []string{"Connection: close", "Connection: Keep-Alive", "Connection: keep-alive, close", "Connection: x", "Keep-Alive: 300",
		"Proxy-Connection: keep-alive", "Connection: keep-alive\r\nConnection: x", "Connection: \u212aeep-alive"} {
		r.add(fields, wireLine("GET "+wireUsers+" HTTP/1.0\r\n"+fields))
	}
	r.add("without a Host", "GET "+wireUsers+" HTTP/1.0\r\n"+wireAuth+"\r\n")
}

// addTargets adds targets that are no path, or a path that may lead elsewhere.
func addTargets(r *rows) {
	target := func(v string) string { return wireLine("GET " + v + " HTTP/1.1") }
	r.each("target", []string{"*", "", "/", "//", "///", "/.", "/..", "scim/v2/Users", "./scim/v2/Users", "../scim/v2/Users", "http://scim.example.com" + wireUsers,
		"http://evil.example" + wireUsers, "http://admin:pw@evil.example" + wireUsers, "https://evil.example" + wireUsers, "HTTP://evil.example" + wireUsers,
		"ftp://evil.example" + wireUsers, "file://" + wireUsers, "javascript:alert(1)", "http:" + wireUsers, "http:/" + wireUsers, "http://" + wireUsers, "http://",
		"ws://evil.example" + wireUsers, "evil.example:443", "scim.example.com" + wireUsers, "//evil.example" + wireUsers, "///evil.example" + wireUsers,
		"//evil.example" + wireUsers + "?u=x://y", "/\\evil.example" + wireUsers, "/@evil.example" + wireUsers, "@evil.example" + wireUsers, ":80" + wireUsers,
		"?x" + wireUsers, "#" + wireUsers, "/?" + wireUsers, "//scim/v2/Users", "/scim//v2/Users", "/scim/v2//Users", "/scim/v2/Users//", "/scim/v2/Users//1",
		"/SCIM/v2/Users", "/scim/V2/Users", "/scim/v2/users", "/scim/v2/USERS", "/scim/v2/Users/", "/scim/v2/Users/1/", "/scim/v2/Users/1/x", "/scim/v2/Users/1//",
		"/scim/v2", "/scim/v2/", "/scim/v2?x", "/scim/v2/?x", "/scim/v2.", "/scim/v2x/Users", "/scim/v2%2fUsers", "/scim%2fv2/Users", "/%73cim/v2/Users", "/scim/v%32/Users",
		"/scim/v2/%55sers", "/scim/v2/Users%2f1", "/scim/v2/Users%00", "/scim/v2/Users%20", "/scim/v2/Users.json", "/scim/v2/Users;a=b", "/scim;a/v2/Users",
		"/scim/v2;a/Users", "/scim/v2/Users/1;a=b", "/scim/v2/Bulk", "/scim/v2/Me", "/scim/v2/.search", "/scim/v2/Users/.search", "/scim/v2/-/reload", "/metrics", "/healthz",
		"/scim/v2?aadOptscim062020/Users", "/scim/v2?aadOptscim062020/../x", "/scim/v2?aadOptscim062020//evil/Users", "/scim/v2?aadOptscim062020/Users/%2e%2e",
		"/scim/v2?aadOptscim062020=1/Users", "/scim/v2?aadOptscim062020&/Users", "/scim/v2/Users?aadOptscim062020?count=1", "/favicon.ico", "/scim/v2/Users/null",
		"/scim/v2/Users/undefined", "/scim/v2/%", "/scim/v2/%zz", "/scim/v2/%2", "/scim/v2/Users#x", "/scim/v2/Users?#x", "/scim/v2/Users?x#y", "/scim/v2/Users/a b"}, target)
	ups := []string{"..", "../..", "../../api/now/table/sys_user", "%2e%2e", "%2e%2e/%2e%2e/api", "%2E%2E/x", ".%2e/x", "%2e./x", "..%2f..%2fapi", "..%2F..%2Fapi",
		"%2e%2e%2f%2e%2e%2fapi", "..%252f..%252fapi", "%252e%252e/x", "%25252e%25252e/x", "..;/..;/api", "..;x=1/api", ".%2e;/x", "%2e%2e;/x", "..%3b/x", "..\\..\\api",
		"..%5c..%5capi", "..%255c..%255capi", "%c0%ae%c0%ae/api", "%c0%2e%c0%2e/api", "%e0%80%ae%e0%80%ae/api", "\uff0e\uff0e/api", "%ef%bc%8e%ef%bc%8e/api", "..%c0%af..%c0%afapi",
		"..%ef%bc%8f..%ef%bc%8fapi", "..%u2215api", "%u002e%u002e/api", "...", "....", "..../..", ".", "./x", "%2e", "%2e/x", "..%00/x", "..%0d%0a/x", "..%09/x", "..%20/x", "%20../x",
		"..%20", "..+", "..%a0", "..%c2%a0", "..%e2%80%8b", "..?/../x", "..#/x", "x/..", "x/../../x", "x/%2e%2e/%2e%2e/x", "x/..;/..;/x", "~/x", "~root", "%7e/x", "@/x", ":/x",
		"http://evil.example/", "http:%2f%2fevil.example", "\\\\evil.example\\x", "%5c%5cevil.example", "%2f%2fevil.example", "..%e2%81%84x", "..%ef%bc%8f", "%ff", "%fe%fe/%fe"}
	r.each("up below the base", ups, func(v string) string { return target("/scim/v2/" + v) })
	r.each("up below an endpoint", ups, func(v string) string { return target(wireUsers + "/" + v) })
	r.each("up from the root", ups[:24], func(v string) string { return target("/" + v + wireUsers) })
	r.each("up of a DELETE", ups, func(v string) string { return wireLine("DELETE " + wireUsers + "/" + v + " HTTP/1.1") })
}

// addIDs adds ids with an odd byte, as it is, encoded, and encoded twice.
func addIDs(r *rows) {
	at := func(id string) string { return wireLine("GET " + wireUsers + "/" + id + " HTTP/1.1") }
	r.each("byte in an id", oddBytes(), func(v string) string { return at("a" + v + "b") })
	r.each("encoded byte in an id", oddBytes(), func(v string) string { return at(fmt.Sprintf("a%%%02xb", v[0])) })
	r.each("twice encoded byte in an id", oddBytes()[:48], func(v string) string { return at(fmt.Sprintf("a%%25%02xb", v[0])) })
	r.each("id", []string{"2819c223-7f76-453a-919d-413861904646", "jos%C3%A9", "jose%CC%81", "auth0%7c5f", "CN%3DAnna%2COU%3DX", "CN=Anna,OU=X", "100%25", "a+b", "a%2Bb",
		"anna@example.com", "%F0%9F%98%80", "%ED%A0%80", "%C3", "%C3%28", "%EF%BB%BFa", "%E2%80%AEa", "a%E2%80%A6b", "a%CD%BEb", strings.Repeat("a", 512),
		strings.Repeat("a", 513), strings.Repeat("%41", 512), strings.Repeat("%C3%A9", 256)}, at)
}

// addQueries adds queries with an odd byte, and parameters that SCIM does not know.
func addQueries(r *rows) {
	at := func(q string) string { return wireLine("GET " + wireUsers + "?" + q + " HTTP/1.1") }
	filter := func(v string) string { return at("filter=userName+eq+%22a" + v + "b%22") }
	r.each("byte in a filter", oddBytes(), filter)
	r.each("encoded byte in a filter", oddBytes(), func(v string) string { return filter(fmt.Sprintf("%%%02x", v[0])) })
	r.each("query", []string{"", "&", "&&", "=", "=x", "x", "x=", "x=1", "_method=DELETE", "method=PUT", "format=xml", "callback=x", "filter", "filter=", "filter=&filter=",
		"filter=a+pr&filter=b+pr", "filter=a+pr&FILTER=b+pr", "FILTER=userName+pr", "f%69lter=userName+pr", "%66ilter=userName+pr", "filter%3duserName+pr", "filter=userName+pr;count=1",
		"filter=userName+pr%26count=1", "count=1", "count=1&count=2", "count=-1", "count=1%00", "count=", "startIndex=1&count=10", "sortBy=userName&sortOrder=ascending", "cursor=x",
		"attributes=userName&attributes=id", "attributes=userName&excludedAttributes=id", "filter=%", "filter=%2", "filter=%zz", "filter=%c0%af", "filter=%ed%a0%80", "filter=%ff",
		"filter=\xff", "filter=%00", "filter=%0d%0aX:%20y", "?filter=userName+pr", "filter=userName+pr?count=1", "filter=userName+pr#count=1", "/../x", "filter=a[b+eq+%22c%22]",
		"filter=emails[type+eq+\"work\"]", "filter=userName%20eq%20\"x\"", "count=1&", "&count=1", "count=1&&startIndex=1", "count==1", "aadOptscim062020", "aadOptscim062020=x&count=1",
		"aadOptscim062020?count=1", "AzureAdScimPatch2017&count=1", "count[]=1", "count%5b%5d=1", "filter=\u212a+pr", "\u212a=1", "count=\uff11"}, at)
}

// addHosts adds what is odd about Host.
func addHosts(r *rows) {
	with := func(fields string) string {
		return "GET " + wireUsers + " HTTP/1.1\r\n" + fields + wireAuth + "\r\n" + wireNext
	}
	r.each("Host", []string{"", " ", "scim.example.com", "SCIM.EXAMPLE.COM", "scim.example.com.", "scim.example.com:443", "scim.example.com:", "a:0", "a:65536", "a:99999999", "a:-1", "a:xx", "a:80:80",
		":80", "10.0.0.1", "0x7f.1", "[::1]", "[::1]:80", "[::1", "::1", "[::1]x", "[fe80::1%25eth0]", "[]", "a:b@x", "admin:pw@evil.example", "a@b", "a@b:80", "a/b", "a\\b", "a?b", "a#b", "a, b",
		"a,b", "a b", "a;b", "a%00b", "a%2fb", "a\x00b", "b\u00fccher.example", "xn--bcher-kva.example", "http://a", "*", "a*", "<a>", "\"a\"", "a_b", "-a", ".a", "a..b", "localhost",
		"127.0.0.1", strings.Repeat("a", 300), "a\xa0", "a\tb", "\x7f", "(a)", "a'b", "a!b", "a~b", "a=b", "a&b", "$a"}, func(v string) string { return with("Host: " + v + "\r\n") })
	r.each("Hosts", []string{"", "Host: a\r\nHost: b\r\n", "Host: a\r\nHost: a\r\n", "Host: a\r\nhost: a\r\n", "Host: a\r\nHost: \r\n", "Host: a\r\n Host: b\r\n", "Host : a\r\n", "Host\t: a\r\n",
		" Host: a\r\n", "Ho_st: a\r\n", "Host: a\r\nX-Host: b\r\n", "HOST: a\r\n", "hOsT:a\r\n", "Host: a\nHost: b\r\n", "Host: a\rHost: b\r\n", "Host: a\r\nH\u00f6st: b\r\n", "Host:\r\n a\r\n",
		"X: y\r\nHost: a\r\n", "Host:a\r\n", "Host: a \r\n", "Ho\u017ft: a\r\n"}, with)
}
