package e2e

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"

	"scimshim/config"
	"scimshim/rules/packs"
)

// lines returns the lines of the log that are about requests, and fails the test if the
// log holds what is a value of a message.
func (f *front) lines(t *testing.T, canaries ...string) (all []map[string]any) {
	t.Helper()
	for line := range strings.Lines(f.log.String()) {
		var fields map[string]any
		if err := json.Unmarshal([]byte(line), &fields); err != nil {
			t.Fatalf("%v in %s", err, line)
		}
		if fields["msg"] == "request" {
			all = append(all, fields)
		}
		for _, canary := range canaries {
			if strings.Contains(strings.ToLower(line), strings.ToLower(canary)) {
				t.Errorf("the log holds %s: %s", canary, line)
			}
		}
	}
	return all
}

// The values of the requests below, whose parts nobody may find in a log.
var canaryValues = []string{"ada.canary", "Canary Lovelace", "8d3c7f1e-cafe", "K4711canary", "canary"}

// canaryTarget refuses whatever it is sent, with words that hold what it was sent.
func canaryTarget(t *testing.T, scimType string) string {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		said, _ := json.Marshal("ada.canary@example.com: " + r.URL.String() + string(body))
		w.Header().Set("Content-Type", "application/scim+json")
		w.WriteHeader(http.StatusBadRequest)
		io.WriteString(w, `{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"400","scimType":"`+
			scimType+`","detail":`+string(said)+`}`)
	}))
	t.Cleanup(s.Close)
	return s.URL + "/scim"
}

// foreignTarget refuses whatever it is sent in one of the shapes that are not SCIM's,
// with words that hold what it was sent, and with each status in turn.
func foreignTarget(t *testing.T) string {
	shapes := []string{
		`{"error":{"message":%,"code":409}}`, `{"errors":[{"description":%}]}`, `{"message":%}`, `{"response":{"detail":%}}`,
		`<html><title>%</title></html>`, `%`, `[%]`, ``, `{"Errors":{"code":"400","description":%}}`,
	}
	statuses := []int{400, 404, 409, 422, 403, 405, 429, 500, 503, 200}
	n := 0
	var mu sync.Mutex
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		said, _ := json.Marshal("Canary Lovelace, ada.canary@example.com: " + r.URL.String() + string(body))
		mu.Lock()
		n++
		shape, status := shapes[n%len(shapes)], statuses[n%len(statuses)]
		mu.Unlock()
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		io.WriteString(w, strings.Replace(shape, "%", string(said), 1))
	}))
	t.Cleanup(s.Close)
	return s.URL + "/scim"
}

// A PATCH that the target refuses is explained by its line in the log alone: the rules,
// what was asked and what was sent, the target's status and type, a sentence, and the id
// that the client was shown.
func TestRefusedPatchIsExplained(t *testing.T) {
	proxy := serveFront(t, config.ServeFlags{Target: canaryTarget(t, "invalidPath"), Rules: []string{"entra", "servicenow"}})
	status, body := proxy.do(ask{method: "PATCH", path: "/Users/8d3c7f1e-cafe", body: `{"schemas":` +
		`["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"Replace","path":"active","value":"False"},` +
		`{"op":"Add","path":"emails[type eq \"work\"].value","value":"ada.canary@example.com"},` +
		`{"op":"Replace","path":"name.familyName","value":"Canary Lovelace"}]}`})
	lines := proxy.lines(t, canaryValues...)
	if status != 400 || len(lines) != 1 {
		t.Fatalf("answered with %d %s, and %d lines", status, body, len(lines))
	}
	line := lines[0]
	for field, want := range map[string]string{
		"level": "WARN", "method": "PATCH", "resource": "Users", "scim_type": "invalidPath",
		"shape": `Replace active: text; Add emails[type eq "work"].value: text; Replace name.familyName: text`,
	} {
		if line[field] != want {
			t.Errorf("%s is %v, want %s", field, line[field], want)
		}
	}
	for field, want := range map[string]string{
		"rules":  "entra/normalize.op_case changed; entra/normalize.booleans changed",
		"sent":   "replace active: boolean; ",
		"detail": "the target refused the request with 400 invalidPath: it does not know the path of an operation",
	} {
		if text, _ := line[field].(string); !strings.Contains(text, want) {
			t.Errorf("%s is %v, want %s in it", field, line[field], want)
		}
	}
	if line["code"] != 400.0 || line["target_status"] != 400.0 {
		t.Errorf("got %v", line)
	}
	var e struct{ Detail string }
	id, _ := line["request_id"].(string)
	if err := json.Unmarshal([]byte(body), &e); err != nil || !strings.HasSuffix(e.Detail, " (request "+id+")") {
		t.Errorf("the client was answered %s, the id is %s", body, id)
	}
}

// canaryAsks are requests with values in every place, most of which some pack or target
// refuses.
func canaryAsks() []ask {
	patch := func(ops string) ask {
		return ask{method: "PATCH", path: "/Users/8d3c7f1e-cafe", body: `{"schemas":` +
			`["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[` + ops + `]}`}
	}
	const person = `"userName":"ada.canary@example.com","externalId":"K4711canary","title":"Canary Lovelace",` +
		`"name":{"givenName":"Canary Lovelace"},"emails":[{"type":"canary","value":"ada.canary@example.com"}],` +
		`"phoneNumbers":[{"type":"canary","value":"canary"}],"roles":["canary"],"x509Certificates":"canary"`
	list := []ask{
		{method: "POST", path: "/Users", body: `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],` + person + `}`},
		{method: "PUT", path: "/Users/8d3c7f1e-cafe", body: `{` + person + `,"active":"canary"}`},
		{method: "POST", path: "/Users", body: `{"userName":"ada.canary@example.com","userName":"canary"}`},
		{method: "POST", path: "/Users", body: `{"userName":"ada.canary@example.com",canary}`},
		{method: "POST", path: "/Groups", body: `{"displayName":"Canary Lovelace","members":[{"value":"8d3c7f1e-cafe"}]}`},
		patch(`{"op":"canary","path":"title","value":"canary"}`),
		patch(`{"op":"replace","path":"active","value":"canary"}`),
		patch(`{"op":"replace","path":"Canary Lovelace","value":"x"}`),
		patch(`{"op":"remove","path":"emails[value eq \"ada.canary@example.com\"]"}`),
		patch(`{"op":"replace","path":"emails[type eq \"canary\"].value","value":"ada.canary@example.com"}`),
		patch(`{"op":"add","path":"manager","value":"8d3c7f1e-cafe"},{"op":"add","value":{"ada.canary@example.com":"x"}}`),
		patch(`{"op":"replace","value":{"userName":"ada.canary@example.com","name.givenName":"Canary Lovelace"}}`),
		patch(`{"op":"add","path":"members[value eq \"8d3c7f1e-cafe\"].display","value":"Canary Lovelace"}`),
		{method: "GET", path: "/Users/8d3c7f1e-cafe"}, {method: "DELETE", path: "/Users/8d3c7f1e-cafe"},
	}
	for _, filter := range []string{
		`userName eq "ada.canary@example.com"`, `userName eq ada.canary@example.com`, `title eq "Canary Lovelace`,
		`displayName eq "x" or displayName eq "Canary Lovelace"`, `emails[type eq "canary"].value eq "canary"`,
		`externalId co "K4711canary" and not (title eq "canary")`, `Canary Lovelace eq "x"`, `id eq "8d3c7f1e-cafe"`,
		`active eq "canary"`, `manager eq "8d3c7f1e-cafe" and meta.created gt "canary"`,
	} {
		list = append(list, ask{path: "/Users?filter=" + url.QueryEscape(filter)},
			ask{path: "/Groups?attributes=members&filter=" + url.QueryEscape(filter)})
	}
	return list
}

// Whatever is asked and whatever the target says, no line and no metric of any pack
// holds a value.
func TestLogHoldsNoValues(t *testing.T) {
	t.Parallel()
	clients := []string{"entra", "okta", "onelogin", "jumpcloud", "pingone", "sailpoint"}
	for _, target := range []string{canaryTarget(t, "ada.canary"), foreignTarget(t)} {
		for _, pack := range packs.Names() {
			if !slices.Contains(clients, pack) {
				serveFront(t, config.ServeFlags{Target: target, Rules: []string{"entra", pack}}).tellsNoValue(t, pack)
			}
		}
	}
}

// tellsNoValue asks for what holds canaries, and looks for them where they must not be.
func (f *front) tellsNoValue(t *testing.T, pack string) {
	t.Helper()
	asks := canaryAsks()
	for _, a := range asks {
		f.do(a)
	}
	if lines := f.lines(t, canaryValues...); len(lines) != len(asks) {
		t.Errorf("%s: %d lines for %d requests", pack, len(lines), len(asks))
	}
	req, err := http.NewRequest(http.MethodGet, f.admin+"/metrics", nil)
	if err != nil {
		t.Fatal(err)
	}
	_, metrics := f.send(req)
	for _, canary := range canaryValues {
		if strings.Contains(strings.ToLower(metrics), strings.ToLower(canary)) {
			t.Errorf("%s: the metrics hold %s", pack, canary)
		}
	}
}
