package wiretest

import (
	"fmt"
	"strings"

	"scimshim/proxy/proxytest"
)

// A wireRow is one message of the tables, or several on one connection.
type wireRow struct {
	name string
	raw  string
}

// rows collects wireRows. A family is a list of variants that differ in one thing.
type rows struct {
	list   []wireRow
	family string
	byName map[string]string
}

// add adds a row, named after its family and the variant.
func (r *rows) add(variant, raw string) {
	quoted := fmt.Sprintf("%+q", variant)
	name := r.family + " " + quoted[1:len(quoted)-1]
	if len(name) > 100 {
		name = fmt.Sprintf("%s~%d", name[:80], len(name))
	}
	if was, ok := r.byName[name]; ok {
		if was != raw {
			panic("two rows are named " + name)
		}
		return
	}
	r.byName[name] = raw
	r.list = append(r.list, wireRow{name, raw})
}

const (
	wireUsers   = "/scim/v2/Users"
	wireAuth    = "Authorization: Bearer " + proxytest.ClientToken + "\r\n"
	wireHost    = "Host: scim.example.com\r\n" + wireAuth
	wireJSON    = "Content-Type: application/scim+json\r\n"
	wireChunked = "Transfer-Encoding: chunked\r\n"
)

// wireNext is a sound request that follows a row on its connection. Wherever the row's
// own end is misread, this one is misread with it.
const wireNext = "GET /scim/v2/Users/next HTTP/1.1\r\n" + wireHost + "\r\n"

// wireLength is the Content-Length field of a user.
var wireLength = fmt.Sprintf("Content-Length: %d\r\n", len(proxytest.UserBody))

// get is a sound GET with further fields, and what follows it.
func wireGet(fields string) string {
	return "GET " + wireUsers + " HTTP/1.1\r\n" + wireHost + fields + "\r\n" + wireNext
}

// wirePost is a POST with fields and what comes after the header.
func wirePost(fields, body string) string {
	return "POST " + wireUsers + " HTTP/1.1\r\n" + wireHost + wireJSON + fields + "\r\n" + body + wireNext
}

// wireChunks is a user as one chunk.
func wireChunks() string {
	return fmt.Sprintf("%x\r\n%s\r\n0\r\n\r\n", len(proxytest.UserBody), proxytest.UserBody)
}

// wireLine is a GET with another request line.
func wireLine(line string) string { return line + "\r\n" + wireHost + "\r\n" + wireNext }

// wireRequests returns the table of requests.
func wireRequests() []wireRow {
	r := &rows{byName: map[string]string{}}
	for _, add := range []func(*rows){
		addSound, addKnown, addLengths, addCodings, addTogether, addChunks, addTrailers, addLineEnds, addPreambles,
		addNames, addValues, addFolds, addRequestLines, addMethods, addVersions, addTargets, addIDs, addQueries,
		addHosts, addExpectations, addTwice, addHops, addTypes, addSizes, addPipelines, addStrangers,
	} {
		add(r)
	}
	return r.list
}

// each adds a row for each variant.
func (r *rows) each(family string, variants []string, raw func(string) string) {
	r.family = family
	for _, v := range variants {
		r.add(v, raw(v))
	}
}

// addKnown adds the requests of TestRequests, which says what becomes of each.
func addKnown(r *rows) {
	r.family = "known:"
	for _, c := range requestCases() {
		r.add(c.name, c.raw)
	}
}

// addSound adds sound requests: the table must not be all refusals.
func addSound(r *rows) {
	r.family = "sound"
	r.add("GET", wireGet(""))
	r.add("POST", wirePost(wireLength, proxytest.UserBody))
	r.add("POST in chunks", wirePost(wireChunked, wireChunks()))
	for _, method := range []string{"PUT", "PATCH"} {
		body := map[string]string{"PUT": `{"schemas":[],"userName":"a"}`, "PATCH": proxytest.PatchBody}[method]
		r.add(method, proxytest.WithBody(method, wireUsers+"/1", body)+wireNext)
	}
	r.add("DELETE", proxytest.Head("DELETE", wireUsers+"/1")+"\r\n"+wireNext)
	r.add("a filter of Entra", wireLine("GET "+wireUsers+"?filter=userName+eq+%22anna%40example.com%22 HTTP/1.1"))
	r.add("a tenant URL with a flag", wireLine("GET /scim/v2?aadOptscim062020/Users?count=1 HTTP/1.1"))
	r.add("attributes", wireLine("GET "+wireUsers+"/1?attributes=userName,emails.value&excludedAttributes=x HTTP/1.1"))
	r.add("If-Match", "DELETE "+wireUsers+"/1 HTTP/1.1\r\n"+wireHost+"If-Match: W/\"1\"\r\n\r\n"+wireNext)
	r.add("Schemas", wireLine("GET /scim/v2/Schemas/urn:ietf:params:scim:schemas:core:2.0:User HTTP/1.1"))
}

// addStrangers adds requests of somebody without the token.
func addStrangers(r *rows) {
	r.family = "stranger"
	for _, path := range []string{"/scim/v2/Users", "/scim/v2/Users/1", "/scim/v2/Bulk", "/scim/v2/..;/x", "/scim/v2/%2e%2e/x",
		"/scim/v2/Users?_method=DELETE", "/", "/elsewhere", "/healthz", "/metrics", "/-/reload"} {
		r.add(path, "GET "+path+" HTTP/1.1\r\nHost: x\r\n\r\n"+wireNext)
	}
	for _, credential := range []string{"", "Bearer", "Bearer ", "Bearer  x", "Basic " + proxytest.ClientToken, "Bearer " + proxytest.ClientToken + "x",
		"Bearer " + proxytest.ClientToken[1:], "Bearer x, Bearer " + proxytest.ClientToken, "Bearer " + proxytest.ClientToken + ",", "Bearer\t" + proxytest.ClientToken,
		"Bearer " + proxytest.ClientToken + "\x00", "Bearer " + strings.ToUpper(proxytest.ClientToken), "Bearer\u00a0" + proxytest.ClientToken,
		"Digest " + proxytest.ClientToken, "Bearer " + proxytest.TargetToken, proxytest.TargetToken} {
		r.add("Authorization: "+strings.NewReplacer(proxytest.ClientToken, "TOKEN", proxytest.TargetToken, "TARGET").Replace(credential),
			"POST /scim/v2/Users HTTP/1.1\r\nHost: x\r\nAuthorization: "+credential+"\r\n"+wireJSON+wireLength+"\r\n"+proxytest.UserBody+wireNext)
	}
}

// addPipelines adds several requests on one connection, of which one is malformed.
func addPipelines(r *rows) {
	r.family = "pipeline"
	sound := []string{wireNext, proxytest.Head("DELETE", wireUsers+"/1") + "\r\n", proxytest.WithBody("POST", wireUsers, proxytest.UserBody),
		proxytest.Head("POST", wireUsers) + wireJSON + wireChunked + "\r\n" + wireChunks()}
	broken := []string{
		"GET / HTTP/1.1\r\n\r\n", "\x16\x03\x01", "GET", "\r\n", "{}", proxytest.Head("GET", wireUsers) + "X y: z\r\n\r\n",
		proxytest.Head("POST", wireUsers) + wireChunked + "Content-Length: 4\r\n\r\n0\r\n\r\n", proxytest.Head("GET", wireUsers) + "Content-Length: 5\r\n\r\nab",
		proxytest.Head("GET", wireUsers) + "Connection: close\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
		proxytest.Head("POST", wireUsers) + wireJSON + wireChunked + "\r\n5\r\nab", proxytest.Head("TRACE", wireUsers) + "\r\n",
	}
	for i, a := range sound {
		for j, b := range sound {
			r.add(fmt.Sprintf("sound %d, sound %d", i, j), a+b+wireNext)
		}
		for j, b := range broken {
			r.add(fmt.Sprintf("sound %d, broken %d", i, j), a+b+wireNext)
		}
	}
	r.add("100 at once", strings.Repeat(wireNext, 100))
}

// addSizes adds messages at the limits.
func addSizes(r *rows) {
	r.family = "size"
	for _, n := range []int{97, 98, 99, 100, 101, 300} {
		r.add(fmt.Sprintf("%d fields", n), wireGet(strings.Repeat("X-F: 1\r\n", n-2)))
	}
	for _, n := range []int{1, 4, 8, 16, 30, 31, 32, 33, 64} {
		r.add(fmt.Sprintf("a field of %d KiB", n), wireGet("X-F: "+strings.Repeat("a", n<<10)+"\r\n"))
		r.add(fmt.Sprintf("a name of %d KiB", n), wireGet(strings.Repeat("a", n<<10)+": 1\r\n"))
		r.add(fmt.Sprintf("a query of %d KiB", n), wireLine("GET "+wireUsers+"?filter=userName+eq+%22"+strings.Repeat("a", n<<10)+
			"%22 HTTP/1.1"))
		r.add(fmt.Sprintf("an id of %d KiB", n), wireLine("GET "+wireUsers+"/"+strings.Repeat("a", n<<10)+" HTTP/1.1"))
		r.add(fmt.Sprintf("a method of %d KiB", n), wireLine(strings.Repeat("G", n<<10)+" "+wireUsers+" HTTP/1.1"))
	}
	for _, n := range []int{63 << 10, 64 << 10, 65 << 10, 1<<20 - 1, 1 << 20, 1<<20 + 1, 2 << 20} {
		body := proxytest.UserBody + strings.Repeat(" ", n-len(proxytest.UserBody))
		r.add(fmt.Sprintf("a body of %d bytes", n), wirePost(fmt.Sprintf("Content-Length: %d\r\n", n), body))
		if n < 1<<20 {
			r.add(fmt.Sprintf("chunks of %d bytes", n), wirePost(wireChunked, fmt.Sprintf("%x\r\n%s\r\n0\r\n\r\n", n, body)))
		}
	}
	var each strings.Builder
	for i := range proxytest.UserBody {
		fmt.Fprintf(&each, "1\r\n%s\r\n", proxytest.UserBody[i:i+1])
	}
	r.add("a chunk for each byte", wirePost(wireChunked, each.String()+"0\r\n\r\n"))
	r.add("a chunk extension of 1 KiB", wirePost(wireChunked, "0;"+strings.Repeat("a", 1<<10)+"\r\n\r\n"))
	r.add("a chunk extension of 64 KiB", wirePost(wireChunked, "0;"+strings.Repeat("a", 64<<10)+"\r\n\r\n"))
}
