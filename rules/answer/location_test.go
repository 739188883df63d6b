package answer_test

import (
	"strings"
	"testing"

	"scimshim/rewrite"
	"scimshim/rules/cases"
	"scimshim/rules/rulestest"
)

// A URL of the target's host never reaches a client, and those below its base
// become those of the route.
func TestLocationInAnswers(t *testing.T) {
	set := rulestest.Compile(t, rulestest.File("for: target\nusers: {drop: [nickName]}"))
	const gone = ""
	f := func(url, want string) {
		t.Helper()
		answer := `{"id":"1","meta":{"location":` + rulestest.Quoted(url) + `,"version":"1"},` +
			`"groups":[{"$ref":` + rulestest.Quoted(url) + `,"value":"g"}],"manager":{"$ref":` + rulestest.Quoted(url) + `}}`
		r := rulestest.Do(t, set, "GET /Users/1", "200\nLocation: "+url+"\n\n"+answer)
		if r.Err != nil {
			t.Fatal(r.Err)
		}
		q := rulestest.Quoted(want)
		wantBody := `{"id":"1","meta":{"location":` + q + `,"version":"1"},"groups":[{"$ref":` + q + `,"value":"g"}],"manager":{"$ref":` + q + `}}`
		if want == gone {
			wantBody = `{"id":"1","meta":{"version":"1"},"groups":[{"value":"g"}]}`
		}
		if r.Message.Location != want || r.Message.Body != wantBody {
			t.Errorf("%s\n got %q %s\nwant %q %s", url, r.Message.Location, r.Message.Body, want, wantBody)
		}
		if url != want && strings.Contains(strings.ToLower(r.Message.Location+r.Message.Body), "target.example.com") {
			t.Errorf("%s leaks", url)
		}
	}
	base := cases.Route.Public
	f("https://target.example.com/scim/Users/1", base+"/Users/1")
	f("https://target.example.com/scim", base)
	f("https://target.example.com/scim?x=1", base+"?x=1")
	f("HTTPS://Target.Example.Com/scim/Users/1", base+"/Users/1")
	f("https://target.example.com:443/scim/Users/1", base+"/Users/1")
	f("http://target.example.com/scim/Users/1", base+"/Users/1")
	f("http://target.example.com:8080/scim/Users/1", base+"/Users/1")
	f("//target.example.com/scim/Users/1", base+"/Users/1")
	f("https://target.example.com./scim/Users/1", base+"/Users/1")
	f("https://joe@target.example.com/scim/Users/1", base+"/Users/1")
	f("https://target.example.com/scimother/Users/1", gone)
	f("https://target.example.com/", gone)
	f("https://target.example.com", gone)
	f("https://target.example.com/admin", gone)
	f("https://target.example.com/scim/../admin", gone)
	f(`https:\\target.example.com\admin`, gone)
	f("//target.example.com/admin", gone)
	f("ftp://target.example.com:21/x", gone)
	f("/scim/Users/1", base+"/Users/1")
	f("/scim?x=1", base+"?x=1")
	f("https://other.example.com/scim/Users/1", "https://other.example.com/scim/Users/1")
	f("https://nottarget.example.com/x", "https://nottarget.example.com/x")
}

// A relative Location is one seen from the URL of the request (RFC 9110, section 10.2.2; T6).
func TestRelativeLocation(t *testing.T) {
	set := rulestest.Compile(t, rulestest.File("for: target\nusers: {drop: [nickName]}"))
	f := func(request, location, want string) {
		t.Helper()
		r := rulestest.Do(t, set, request, "201\nLocation: "+location+"\n\n"+`{"id":"7"}`)
		if r.Err != nil || r.Message.Location != want {
			t.Errorf("%s, %s: %v, %q, want %q", request, location, r.Err, r.Message.Location, want)
		}
	}
	base := cases.Route.Public
	f("POST /Users\n\n{}", "/scim/Users/7", base+"/Users/7")
	f("POST /Users\n\n{}", "Users/7", base+"/Users/7")
	f("POST /Users\n\n{}", "./Users/7", base+"/Users/7")
	f("POST /Users\n\n{}", "../scim/Users/7?x=1", base+"/Users/7?x=1")
	f("PUT /Users/7\n\n{}", "7", base+"/Users/7")
	f("PUT /Users/7\n\n{}", "../Users/7", base+"/Users/7")
	f("POST /Users\n\n{}", "/admin", "")
	f("POST /Users\n\n{}", "../../admin", "")
	f("POST /Users\n\n{}", "//other.example.com/scim/Users/7", "//other.example.com/scim/Users/7")
}

// Relative URLs in bodies are relative to the service (RFC 7643, section 2.3.7). Where the
// proxy does not know its own URL, what has to be one is left out.
func TestLocationsInBodies(t *testing.T) {
	set := rulestest.Compile(t, rulestest.File("for: target\nusers: {drop: [nickName]}"))
	f := func(public, url, want string) {
		t.Helper()
		m, err := cases.ParseRequest("GET /Users/1")
		if err != nil {
			t.Fatal(err)
		}
		if public != "" {
			m.Route.Public = public
		}
		var trace rewrite.Trace
		err = set.Chain.Do(m, &trace, func(m *rewrite.Message) error {
			m.Answer(200, url, `{"id":"1","meta":{"location":`+rulestest.Quoted(url)+`,"version":"1"}}`)
			return nil
		})
		body := `{"id":"1","meta":{"location":` + rulestest.Quoted(want) + `,"version":"1"}}`
		if want == "" {
			body = `{"id":"1","meta":{"version":"1"}}`
		}
		if err != nil || m.Body != body {
			t.Errorf("%s: %v\n got %s\nwant %s", url, err, m.Body, body)
		}
	}
	f("", "Users/1", "Users/1")
	f("", "../Users/1", "../Users/1")
	f("", "/scim/Users/1", cases.Route.Public+"/Users/1")
	f("", "/other/Users/1", "/other/Users/1")
	const path = "/scim/v2"
	f(path, "https://target.example.com/scim/Users/1", "")
	f(path, "/scim/Users/1", "")
	f(path, "../Users/1", "../Users/1")
	f(path, "https://other.example.com/Users/1", "https://other.example.com/Users/1")
	f(path, "https://target.example.com/admin", "")
}

// What is left as it is keeps its bytes; in requests the way is the other.
func TestLocationInRequests(t *testing.T) {
	set := rulestest.Compile(t, rulestest.File("for: target\nusers: {drop: [nickName]}"))
	r := rulestest.Do(t, set, "PATCH /Groups/1\n\n"+`{"Operations":[{"op":"add","path":"members","value":[`+
		`{"$ref":"https:\/\/scim.example.com/scim/v2/Users/7","value":"7"},{"$ref": "../Users/8"}]}]}`, "204")
	want := `{"Operations":[{"op":"add","path":"members","value":[` +
		`{"$ref":"https://target.example.com/scim/Users/7","value":"7"},{"$ref": "../Users/8"}]}]}`
	if r.Err != nil || r.Sent.Body != want {
		t.Errorf("%v %s", r.Err, r.Sent.Body)
	}
}

// A route without public URL has a path for its base, which is mapped, too.
func TestLocationWithoutPublicURL(t *testing.T) {
	set := rulestest.Compile(t, rulestest.File("for: target\nusers: {drop: [nickName]}"))
	m := &rewrite.Message{Method: "POST", Resource: "Groups",
		Body:  `{"displayName":"a","members":[{"value":"7","$ref":"/scim/v2/Users/7"}]}`,
		Route: rewrite.Route{Public: "/scim/v2", Target: "https://target.example.com/scim"}}
	var trace rewrite.Trace
	sent := ""
	err := set.Chain.Do(m, &trace, func(m *rewrite.Message) error {
		sent = m.Body
		return rulestest.ErrUnanswered
	})
	if !strings.Contains(sent, `"$ref":"https://target.example.com/scim/Users/7"`) {
		t.Errorf("sent %s (%v)", sent, err)
	}
}

// In shadow the rule works on a copy, of which it does not know what a request names beside its body.
func TestLocationInShadow(t *testing.T) {
	set := rulestest.Compile(t, rulestest.File("for: target\nusers: {drop: [nickName]}\n"+
		"overrides: [{step: t/locations, mode: shadow}]"))
	for _, request := range []string{"GET /Users/1", "POST /Users\n\n" + `{"userName":"a"}`} {
		r := rulestest.Do(t, set, request, "200\n\n"+`{"id":"1","userName":"a"}`)
		if got := r.Outcome(set, "t/locations"); r.Err != nil || got != "kept" {
			t.Errorf("%s: %v, %s", request, r.Err, got)
		}
	}
}

// Locations in a list become the client's, wherever they stand in a resource, and those that clients may
// not know are taken out.
func TestLocationsInLists(t *testing.T) {
	set := rulestest.Compile(t, rulestest.File("for: target\nusers: {drop: [nickName]}"))
	const core, base = "urn:ietf:params:scim:schemas:core:2.0:User", "https://target.example.com/"
	at := func(url string) string { return `"meta":{"version":"1","location":"` + url + `"}` }
	f := func(answered, shown string) {
		t.Helper()
		r := rulestest.Do(t, set, "GET /Users", rulestest.List("2", answered, `{"id":"2",`+at("/scim/Users/2")+`}`))
		_, want, _ := strings.Cut(rulestest.List("2", shown, `{"id":"2",`+at(cases.Route.Public+"/Users/2")+`}`), "\n\n")
		if r.Err != nil || r.Message.Body != want {
			t.Errorf("%v\n got %s\nwant %s", r.Err, r.Message.Body, want)
		}
	}
	f(`{"id":"1"}`, `{"id":"1"}`)
	f(`{"id":"1",`+at("https://other.example.com/1")+`}`, `{"id":"1",`+at("https://other.example.com/1")+`}`)
	f(`{`+at(base+"scim/Users/1")+`,"id":"1"}`, `{`+at(cases.Route.Public+"/Users/1")+`,"id":"1"}`)
	f(`{"id":"1",`+at(base+"admin")+`}`, `{"id":"1","meta":{"version":"1"}}`)
	f(`{"id":"1","meta":[{"location":"`+base+`scim/1"},{"location":7}]}`,
		`{"id":"1","meta":[{"location":"`+cases.Route.Public+`/1"},{"location":7}]}`)
	f(`{"id":"1",`+at(base+"scim/Users/1")+`,"`+core+`":{`+at(base+"scim/Users/3")+`}}`,
		`{"id":"1",`+at(cases.Route.Public+"/Users/1")+`,"`+core+`":{`+at(cases.Route.Public+"/Users/3")+`}}`)
}
