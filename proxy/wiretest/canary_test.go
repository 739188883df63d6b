package wiretest

import (
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"html"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"scimshim/proxy"
	"scimshim/proxy/proxytest"
	"scimshim/proxy/roomtest"
	"scimshim/proxy/secret"
	"scimshim/proxy/target"
	"scimshim/rewrite"
)

// The secrets of TestCanaries: of clients, and those that targets are shown. Two hold
// characters that each encoding writes in another way.
const (
	canaryClient   = "canary-client-3f9a17c2"
	canaryOther    = "canary+other/71b0=d4Zq"
	canaryPassed   = "canary-passed-8e21f0aa"
	canaryBearer   = `canary/bearer+5"c7&90<ab>`
	canaryPassword = "canary:password-44e1b8"
	canaryAccess   = "canary-access-token-6d02c9"
	canaryGrant    = "canary-grant-secret-19be73"
)

var canarySecrets = []string{canaryClient, canaryOther, canaryPassed, canaryBearer, canaryPassword, canaryAccess,
	canaryGrant, base64.StdEncoding.EncodeToString([]byte("joe:" + canaryPassword))}

// Whatever a client puts where, and in whatever shape a target quotes what it was shown:
// no secret in use leaves towards a client, the log, the metrics or the admin pages.
func TestCanaries(t *testing.T) {
	target := proxytest.StartTarget(t, (&quoting{}).answer)
	p := startCanaries(t, target.URL())
	for _, request := range quotedTraffic(4) { // the proxy gets its token
		p.Raw(request)
	}
	requests := append(canaryTraffic(), quotedTraffic(400)...)
	answers := make([][]proxytest.Answer, len(requests))
	var all sync.WaitGroup
	for worker := range 8 {
		all.Go(func() {
			for i := worker; i < len(requests); i += 8 {
				answers[i] = p.Raw(requests[i])
			}
		})
	}
	all.Wait()
	codes := map[int]int{}
	for i, list := range answers {
		for _, a := range list {
			codes[a.Code]++
			said := fmt.Sprint(a.Header)
			own := strings.Contains(requests[i], " /pass") // data go to the client that showed the credential
			if a.Code >= 400 || !own {
				said += a.Body
			}
			judgeCanaries(t, requests[i], said)
		}
	}
	if min(codes[200], codes[400], codes[401], codes[409], codes[502]) < 20 {
		t.Errorf("the answers are %v, which does not try all there is", codes)
	}
	for line := range strings.Lines(p.Logs.String()) {
		judgeCanaries(t, "the log", line)
	}
	for _, path := range []string{"/metrics", "/readyz", "/" + canaryClient} {
		_, text := p.Get(path)
		judgeCanaries(t, path, text)
	}
	resp, err := proxytest.Operator.Post("http://"+p.AdminAddr().String()+"/-/reload", "", nil)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	text, _ := io.ReadAll(resp.Body)
	if !strings.Contains(string(text), "not loaded") {
		t.Errorf("reload: %s", text)
	}
	judgeCanaries(t, "/-/reload", string(text))
}

// startCanaries starts a proxy with a route for each kind of credential.
func startCanaries(t *testing.T, to string) *proxytest.Running {
	tokens := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprintf(w, `{"access_token":%q,"token_type":"Bearer","expires_in":3600}`, canaryAccess)
	}))
	t.Cleanup(tokens.Close)
	clients := []proxy.Client{
		{Name: "one", Token: secret.FromText(canaryClient)}, {Name: "two", Token: secret.FromText(canaryOther)},
	}
	var routes []proxy.Route
	for name, c := range map[string]target.Credential{
		"bearer": target.Bearer(secret.FromText(canaryBearer)), "basic": target.Basic("joe", secret.FromText(canaryPassword)),
		"oauth": target.ClientCredentials(tokens.URL, "id", secret.FromText(canaryGrant)), "pass": target.Pass(),
	} {
		r := proxytest.Route(to)
		r.Name, r.Path, r.PublicURL, r.Clients = name, "/"+name, "", clients
		r.Target.Credential, r.Target.Timeout = c, time.Second
		r.Chain = &rewrite.Chain{Steps: []rewrite.Step{{Name: "t/talkative", Rule: talkative{}}}}
		if name == "pass" {
			r.Clients, r.NoClientAuth = nil, true
		}
		routes = append(routes, r)
	}
	p := proxytest.Start(t, to, func(o *proxy.Options, _ *proxy.Route) {
		o.Reload = func(bool) error { return errors.New("a.yaml:1:1: unknown key " + canaryBearer) }
	})
	p.Use(proxytest.Set(t, "canaries", routes...))
	return p
}

// talkative is a rule whose refusals quote the filter.
type talkative struct{}

func (talkative) Request(m *rewrite.Message) error {
	if f, ok := m.Param("filter"); ok && !strings.Contains(f, "userName") {
		return rewrite.Refuse(rewrite.RuleRefused, "invalidFilter", "the filter %s is not taken", f)
	}
	return nil
}

func (talkative) Response(*rewrite.Message) error { return nil }

// A quoting target quotes the credential that it is shown, each time in another encoding
// and another place.
type quoting struct {
	mu sync.Mutex
	n  int
}

func (q *quoting) answer(c net.Conn, r *proxytest.Seen) bool {
	q.mu.Lock()
	n := q.n
	q.n++
	q.mu.Unlock()
	field := r.Header.Get("Authorization")
	_, secret, _ := strings.Cut(field, " ")
	if pair, err := base64.StdEncoding.DecodeString(secret); err == nil && n%2 == 0 && strings.HasPrefix(field, "Basic") {
		_, secret, _ = strings.Cut(string(pair), ":")
	}
	plain := strings.HasSuffix(r.URL.Path, "/plain")
	i := n / 2 % len(roomtest.Encodings)
	if plain {
		i %= roomtest.FirstBroken
	}
	e := roomtest.Encodings[i]
	word, text := e.Write(secret), e.Write(secret)
	if !e.InJSON {
		text = strings.Trim(roomtest.Quoted(word), `"`)
	}
	text = "you sent " + text + " to " + r.URL.Path
	const scimError = `{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"409","scimType":"uniqueness","detail":"%s"}`
	answers := []string{
		proxytest.HTTPAnswer(409, fmt.Sprintf(scimError, text)),
		proxytest.HTTPAnswer(500, fmt.Sprintf(scimError, text)),
		proxytest.HTTPAnswer(401, fmt.Sprintf(scimError, text)),
		proxytest.HTTPAnswer(403, fmt.Sprintf(`{"error":{"message":"%s","code":7}}`, text)),
		proxytest.ForeignText(400, "", "bad "+word),
		proxytest.ForeignText(404, "", "<html><title>no</title><p>"+word+"</html>"),
		proxytest.ForeignText(429, "Retry-After: "+oneLine(word)+"\r\n", word),
		"HTTP/1.1 302 X\r\nLocation: https://x.example.com/" + oneLine(word) + "\r\nContent-Length: 0\r\n\r\n",
		"HTTP/1.1 200 " + oneLine(word) + "\r\nContent-Length: x" + oneLine(word) + "\r\n\r\n",
		"HTTP/1.1 401 X\r\nWWW-Authenticate: Bearer realm=" + oneLine(word) + "\r\nContent-Length: 0\r\n\r\n",
		proxytest.HTTPAnswer(200, fmt.Sprintf(`{"id":"someone else","userName":"%s"}`, text)),
	}
	body := fmt.Sprintf(`{"id":"plain","userName":"%s"}`, text)
	fields := "ETag: W/" + oneLine(word) + "\r\nLocation: http://" + r.Host + "/api/now/scim/Users/" + oneLine(word) + "\r\n"
	if plain {
		io.WriteString(c, strings.Replace(proxytest.HTTPAnswer(200, body), "\r\nContent-Length", "\r\n"+fields+"Content-Length", 1))
		return true
	}
	io.WriteString(c, answers[n%len(answers)])
	return n%len(answers) < 7
}

// fieldOf returns a text as a field's value can hold it.
func oneLine(s string) string { return strings.NewReplacer("\r", "", "\n", "").Replace(s) }

// canaryAuth are the routes, and what clients show there.
var canaryAuth = map[string]string{
	"bearer": "Bearer " + canaryClient, "basic": "Bearer " + canaryOther, "oauth": canaryClient,
	"pass": "Bearer " + canaryPassed,
}

// canaryTraffic are requests with secrets in every place, sound and broken.
func canaryTraffic() (all []string) {
	post := func(line, fields, body string) string {
		return line + " HTTP/1.1\r\nHost: x\r\n" + fields + fmt.Sprintf("Content-Length: %d\r\n\r\n%s", len(body), body)
	}
	for route, field := range canaryAuth {
		for i, secret := range canarySecrets {
			auth := "Authorization: " + field + "\r\n"
			if secret == canaryPassed && route != "pass" {
				continue // nobody knows it there
			}
			get := func(path, fields string) string {
				return "GET /" + route + path + " HTTP/1.1\r\nHost: x\r\n" + fields + "\r\n"
			}
			in, e := url.QueryEscape(secret), roomtest.Encodings[i%roomtest.FirstBroken].Write(secret)
			all = append(all,
				get("/Users/"+url.PathEscape(secret), auth),
				get("/"+url.PathEscape(secret)+"/1", auth),
				get("/Users/"+e+"/"+e, auth),
				get("/Users?filter=title+eq+%22"+in+"%22", auth),
				get("/Users?filter=title+eq+%22"+url.QueryEscape(e)+"%22", auth),
				get("/Users?filter="+in, auth),
				get("/Users?"+in+"=1&a="+in, auth),
				get("/Users?attributes="+in, auth),
				get("/Users?filter=userName+eq+%22"+strings.Repeat(in, 900)+"%22", auth),
				get("/Users/1", auth+"If-Match: "+oneLine(e)+"\r\nX-Request-Id: "+oneLine(e)+"\r\nUser-Agent: "+secret+"\r\n"),
				get("/Users/1", auth+"X: "+strings.Repeat(secret, 2000)+"\r\n"),
				get("/Users/1", auth+secret+"\r\n"),
				get("/Users/1", "Authorization: Basic "+secret+"\x01\r\n"),
				get("/Users/1", "Authorization: Bearer "+secret+"x\r\n"),
				get("/Users/1", auth+"Content-Length: "+secret+"\r\n"),
				get("/Users/1", auth+"Transfer-Encoding: "+secret+"\r\n"),
				secret+" /"+route+"/Users HTTP/1.1\r\nHost: x\r\n"+auth+"\r\n",
				"GET /"+route+"/Users HTTP/"+secret+"\r\nHost: x\r\n"+auth+"\r\n",
				post("POST /"+route+"/Users", auth, `{"userName":`+roomtest.Quoted(secret)+`}`),
				post("POST /"+route+"/Users", auth, `{"userName":`+roomtest.Quoted(secret)),
				post("POST /"+route+"/Users", auth, `{`+roomtest.Quoted(secret)+`:1,`+roomtest.Quoted(secret)+`:2}`),
				post("PUT /"+route+"/Users/1", auth+"Content-Type: "+oneLine(e)+"\r\n", `{}`),
				post("PATCH /"+route+"/Users/1", auth, `{"Operations":[{"op":`+roomtest.Quoted(e)+`,"path":`+roomtest.Quoted(secret)+`}]}`),
			)
		}
	}
	return all
}

// quotedTraffic are sound requests, to which the target answers with quotes.
func quotedTraffic(n int) (all []string) {
	methods := []string{"GET", "DELETE"}
	for i := 0; len(all) < n; i++ {
		for route, field := range canaryAuth {
			path := "/" + route + "/Users/" + [...]string{"plain", "1"}[i%2]
			method := methods[i/2%2*(i%2)]
			all = append(all, method+" "+path+" HTTP/1.1\r\nHost: x\r\nAuthorization: "+field+"\r\n\r\n")
		}
	}
	return all
}

// judgeCanaries fails the test if a text tells a secret.
func judgeCanaries(t *testing.T, from, text string) {
	t.Helper()
	text = passing.ReplaceAllString(text, "")
	if _, again := judged.LoadOrStore(text, true); again {
		return
	}
	if secret, view := tells(text, canarySecrets); secret != "" {
		t.Errorf("%.200q tells %s: %.300q, as %.100q", from, secret, text, view)
	}
}

// passing is what two texts differ in that say the same, and judged the texts that were looked at.
var (
	passing = regexp.MustCompile(`\(request [0-9a-f]{16}\)|"request_id":"[0-9a-f]{16}"|X-Request-Id:\[[0-9a-f]{16}\]|` +
		`Date:\[[^\]]{29}\]|"time":"[0-9T:.Z+-]+"|"(target_)?ms":[0-9.]+`)
	judged sync.Map
)

// tells returns which secret a text tells, and by what, or nothing. It decodes with other
// means than the proxy: whatever can be decoded in a text is, and the texts that come out
// too.
func tells(text string, secrets []string) (secret, view string) {
	seen := map[string]bool{}
	next := []string{text}
	for range 4 {
		var after []string
		for _, s := range next {
			if seen[s] {
				continue
			}
			seen[s] = true
			bones := roomtest.Bare(s)
			for _, secret := range secrets {
				if strings.Contains(bones, roomtest.Bare(secret)) {
					return secret, s
				}
			}
			for _, way := range unwritten {
				after = append(after, way(s))
			}
		}
		next = after
	}
	return "", ""
}

// unwritten are the ways to decode a text.
var unwritten = []func(string) string{
	html.UnescapeString,
	inPlace(`%[0-9A-Fa-f]{2}`, func(s string) string { return number(s[1:], 16) }),
	inPlace(`\\u[0-9A-Fa-f]{4}`, func(s string) string { return number(s[2:], 16) }),
	inPlace(`\\x[0-9A-Fa-f]{2}`, func(s string) string { return number(s[2:], 16) }),
	inPlace(`=\r?\n`, func(string) string { return "" }),
	inPlace(`=[0-9A-F]{2}`, func(s string) string { return number(s[1:], 16) }),
	inPlace(`(\b\d{2,3}[ ,]+){8,}\d{2,3}\b`, func(s string) string {
		out := ""
		for _, n := range strings.FieldsFunc(s, func(r rune) bool { return r == ' ' || r == ',' }) {
			out += number(n, 10)
		}
		return out
	}),
	inPlace(`([0-9A-Fa-f]{2}[: ]?){8,}`, func(s string) string {
		b, _ := hex.DecodeString(strings.NewReplacer(":", "", " ", "").Replace(s))
		return string(b)
	}),
	inPlace(`[A-Za-z0-9+/_-]{12,}`, func(s string) string {
		out, s := "", strings.NewReplacer("-", "+", "_", "/").Replace(s)
		for i := range 4 {
			part := s[i:]
			for len(part)%4 == 1 {
				part = part[:len(part)-1]
			}
			b, _ := base64.RawStdEncoding.DecodeString(part)
			out += string(b) + "\n"
		}
		return out
	}),
}

func inPlace(form string, decode func(string) string) func(string) string {
	re := regexp.MustCompile(form)
	return func(s string) string { return re.ReplaceAllStringFunc(s, decode) }
}

func number(s string, base int) string {
	n, err := strconv.ParseUint(s, base, 16)
	if err != nil || n > 255 {
		return " "
	}
	return string(rune(n))
}

// The judge knows every encoding that the target uses.
func TestCanaryJudge(t *testing.T) {
	for i, e := range roomtest.Encodings {
		for _, secret := range canarySecrets {
			if got, _ := tells(e.Write(secret), []string{secret}); got == "" {
				t.Errorf("encoding %d hides %s from the judge", i, secret)
			}
		}
	}
}
