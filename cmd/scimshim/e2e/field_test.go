package e2e

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"scimshim/config"
)

// A fieldRow is an exchange out of a public bug report: what a client sent, what
// the target answered, and what would have been right.
type fieldRow struct {
	ID     string
	Rules  []json.RawMessage // names of packs, and {"local": "a rule file"}
	Set    []string
	Fault  string
	Answer *fieldAnswer `json:"target_answer"`
	Expect fieldExpect

	Request struct {
		Method, Path, Query string
		Headers             map[string]string
		Body                json.RawMessage
	}
}

type fieldAnswer struct {
	Status  int
	Headers map[string]string
	Body    json.RawMessage
}

// A fieldExpect says what is right. What it leaves out is not judged.
type fieldExpect struct {
	TargetSees     json.RawMessage `json:"target_sees"` // "GET /Users?a=b\n\nbody", or null for not asked
	TargetBody     json.RawMessage `json:"target_body"`
	TargetContains string          `json:"target_body_contains"`
	Never          string          // not in the body that the target sees
	ClientSees     string          `json:"client_sees"` // "400\n\nbody"
	ClientContains string          `json:"client_body_contains"`
	RefusalNames   string          `json:"refusal_names"`
	OrRefusalNames string          `json:"or_refusal_names"`
	Right          string          // in words
	Note           string
	Client         *fieldClient
}

type fieldClient struct {
	Status         int
	StatusClass    int `json:"status_class"`
	ScimType       string
	BodyStatus     string `json:"body_status"`
	DetailContains string `json:"detail_contains"`
	DetailNot      string `json:"detail_not"`
	TotalResults   *int
}

// fieldWords are what a sentence must have where the row says it in prose.
var fieldWords = map[string][]string{
	"F35": {"GRANT OWNERSHIP", "role"},
	"F56": {"userName", "emails", "Twilio"},
	"F64": {"externalId", "Okta"},
}

// TestField plays the public bug reports, each through the proxy as serve runs
// it: the client's request, the target's answer, which is one of several where the
// row takes several requests. All must come out right. Rows for which the report's
// target has no pack are played with the rule file that an administrator would
// write, testdata/field/ID.yaml.
func TestField(t *testing.T) {
	t.Parallel()
	for _, row := range fieldRows(t) {
		t.Run(row.ID, func(t *testing.T) {
			p := fieldPlayed(t, row)
			faults := p.faults(row)
			if target, ok := fieldTargets[row.ID]; ok {
				faults = append(faults, target.faults(t, p)...)
			}
			for _, fault := range faults {
				t.Errorf("%s\nright is: %s", fault, row.Expect.Right)
			}
			if t.Failed() {
				t.Logf("the target saw %s\nthe client saw %d %s", strings.Join(p.asked, "\n"), p.status, p.body)
			}
		})
	}
}

func fieldRows(t *testing.T) []fieldRow {
	t.Helper()
	dir := os.Getenv("SCIM_CORPUS")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "..", "shared", "data")
	}
	file, err := os.Open(filepath.Join(dir, "field.jsonl"))
	if os.IsNotExist(err) {
		t.Skipf("no corpus: %v; set SCIM_CORPUS to its folder", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var rows []fieldRow
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var row fieldRow
		if err := json.Unmarshal(lines.Bytes(), &row); err != nil {
			t.Fatalf("row %d: %v", len(rows)+1, err)
		}
		rows = append(rows, row)
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return rows
}

// A fieldPlay is what came of a row.
type fieldPlay struct {
	mu     sync.Mutex
	asked  []string // requests that the target saw, as method, path and body
	bodies []string
	status int
	body   string
}

// fieldPlayed sends a row's request through the proxy to a target that gives the
// row's answer.
func fieldPlayed(t *testing.T, row fieldRow) *fieldPlay {
	t.Helper()
	p := &fieldPlay{}
	target := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p.note(r)
		row.answer(w, r)
	}))
	t.Cleanup(target.Close)
	front := serveFront(t, config.ServeFlags{Target: target.URL + "/scim", Rules: row.files(t), Set: row.Set})
	a := ask{method: row.Request.Method, path: row.Request.Path, body: string(row.Request.Body)}
	if row.Request.Query != "" {
		a.path += "?" + row.Request.Query
	}
	if a.body == "null" {
		a.body = ""
	}
	p.status, p.body = front.do(a)
	return p
}

// note keeps what the target saw.
func (p *fieldPlay) note(r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	r.Body = io.NopCloser(strings.NewReader(string(body)))
	at := r.Method + " " + strings.TrimPrefix(r.URL.Path, "/scim")
	if q, err := url.QueryUnescape(r.URL.RawQuery); err == nil && q != "" {
		at += "?" + q
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.asked = append(p.asked, strings.TrimRight(at+"\n\n"+string(body), "\n"))
	p.bodies = append(p.bodies, string(body))
}

// files returns the row's rules: packs, and its own rule file, which is the
// project's where it keeps one and the row's, written out, otherwise.
func (row fieldRow) files(t *testing.T) []string {
	t.Helper()
	own := filepath.Join("testdata", "field", row.ID+".yaml")
	_, err := os.Stat(own)
	kept := err == nil
	var list []string
	for _, r := range row.Rules {
		var name string
		var local struct{ Local string }
		switch {
		case json.Unmarshal(r, &name) == nil:
			list = append(list, name)
		case json.Unmarshal(r, &local) != nil:
			t.Fatalf("neither a pack nor a rule file: %s", r)
		case !kept:
			file := filepath.Join(t.TempDir(), "local.yaml")
			if err := os.WriteFile(file, []byte(local.Local), 0o600); err != nil {
				t.Fatal(err)
			}
			list = append(list, file)
		}
	}
	if kept {
		list = append(list, own)
	}
	return list
}

// answer gives the row's answer, or a success that fits the request where the row
// has none.
func (row fieldRow) answer(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/scim+json")
	if target, ok := fieldTargets[row.ID]; ok {
		body, _ := io.ReadAll(r.Body)
		if status, text := target.answer(r.Method, string(body)); status != 0 {
			w.WriteHeader(status)
			_, _ = io.WriteString(w, text)
			return
		}
	}
	if a := row.Answer; a != nil {
		for name, value := range a.Headers {
			w.Header().Set(name, value)
		}
		w.WriteHeader(a.Status)
		var text string
		if json.Unmarshal(a.Body, &text) == nil {
			_, _ = io.WriteString(w, text)
			return
		}
		_, _ = w.Write(a.Body)
		return
	}
	var sent map[string]any
	_ = json.NewDecoder(r.Body).Decode(&sent)
	switch r.Method {
	case http.MethodGet:
		_, _ = io.WriteString(w, `{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":0,`+
			`"startIndex":1,"itemsPerPage":0,"Resources":[]}`)
	case http.MethodPost:
		sent["id"] = "new-1"
		w.WriteHeader(http.StatusCreated)
		_ = json.NewEncoder(w).Encode(sent)
	case http.MethodPut:
		sent["id"] = strings.Split(r.URL.Path, "/")[3]
		_ = json.NewEncoder(w).Encode(sent)
	default:
		w.WriteHeader(http.StatusNoContent)
	}
}

// faults says what is not as the row has it.
func (p *fieldPlay) faults(row fieldRow) (faults []string) {
	e := row.Expect
	add := func(format string, args ...any) { faults = append(faults, fmt.Sprintf(format, args...)) }
	refused := len(p.asked) == 0 && p.status >= 400
	if e.OrRefusalNames != "" && refused {
		return p.unnamed(row.ID, e.OrRefusalNames)
	}
	if e.RefusalNames != "" {
		if !refused {
			add("it is not refused")
		}
		faults = append(faults, p.unnamed(row.ID, e.RefusalNames)...)
	}
	switch sees := fieldText(e.TargetSees); {
	case len(e.TargetSees) == 0:
	case sees == "" && len(p.asked) > 0:
		add("the target is asked")
	case sees != "" && (len(p.asked) != 1 || !fieldSame(sees, p.asked[0])):
		add("the target should see\n%s", sees)
	}
	sent := strings.Join(p.bodies, "\n")
	if len(e.TargetBody) > 0 && !fieldSameJSON(string(e.TargetBody), sent) {
		add("the target's body should be %s", e.TargetBody)
	}
	if e.TargetContains != "" && !fieldHas(sent, fieldAlternatives(e.TargetContains)...) {
		add("the target's body should have %s", e.TargetContains)
	}
	if e.Never != "" && strings.Contains(sent, e.Never) {
		add("the target's body must not have %s", e.Never)
	}
	if e.ClientSees != "" && !fieldSame(e.ClientSees, fmt.Sprintf("%d\n\n%s", p.status, p.body)) {
		add("the client should see\n%s", e.ClientSees)
	}
	if e.ClientContains != "" && !fieldHas(p.body, e.ClientContains) {
		add("the client should see %s", e.ClientContains)
	}
	return append(faults, p.clientFaults(row)...)
}

// clientFaults holds the answer against the members that a row names.
func (p *fieldPlay) clientFaults(row fieldRow) (faults []string) {
	want := row.Expect.Client
	if want == nil {
		return nil
	}
	var got struct {
		Status       any
		ScimType     string
		Detail       string
		TotalResults *int
	}
	_ = json.Unmarshal([]byte(p.body), &got)
	if want.Status != 0 && want.Status != p.status {
		faults = append(faults, fmt.Sprintf("the status should be %d", want.Status))
	}
	if want.StatusClass != 0 && want.StatusClass != p.status/100 {
		faults = append(faults, fmt.Sprintf("the status should be %dxx", want.StatusClass))
	}
	if want.DetailNot != "" && strings.Contains(got.Detail, want.DetailNot) {
		faults = append(faults, fmt.Sprintf("the detail should not say %q", want.DetailNot))
	}
	if want.ScimType != "" && want.ScimType != got.ScimType {
		faults = append(faults, "the scimType should be "+want.ScimType)
	}
	if want.BodyStatus != "" && want.BodyStatus != got.Status {
		faults = append(faults, "the status in the body should be the text "+want.BodyStatus)
	}
	if want.DetailContains != "" {
		faults = append(faults, p.unnamed(row.ID, want.DetailContains)...)
	}
	if n := want.TotalResults; n != nil && (got.TotalResults == nil || *got.TotalResults != *n) {
		faults = append(faults, fmt.Sprintf("totalResults should be %d", *n))
	}
	return faults
}

// unnamed says which words the answer's sentence should have and has not.
func (p *fieldPlay) unnamed(id, words string) (faults []string) {
	var got struct{ Detail string }
	_ = json.Unmarshal([]byte(p.body), &got)
	list := fieldWords[id]
	if list == nil {
		list = []string{words}
	}
	for _, word := range list {
		if !strings.Contains(got.Detail, word) {
			faults = append(faults, fmt.Sprintf("the detail should say %q", word))
		}
	}
	return faults
}

// fieldText returns the text of a JSON text; empty for null.
func fieldText(raw json.RawMessage) (text string) {
	_ = json.Unmarshal(raw, &text)
	return text
}

// fieldAlternatives returns what "a or its servicenow counterpart" stands for.
func fieldAlternatives(words string) []string {
	if head, _, ok := strings.Cut(words, " or its servicenow counterpart"); ok {
		return []string{head, strings.Replace(head, "enterprise", "servicenow", 1)}
	}
	return []string{words}
}

// fieldHas reports whether text has one of several parts, spaces aside.
func fieldHas(text string, parts ...string) bool {
	bare := strings.NewReplacer(" ", "", "\n", "")
	return slices.ContainsFunc(parts, func(part string) bool {
		return strings.Contains(bare.Replace(text), bare.Replace(part))
	})
}

// fieldSame reports whether two messages have the same first line and equal JSON.
// The request id that the proxy puts behind a detail is not the report's.
func fieldSame(want, got string) bool {
	wantHead, wantBody, _ := strings.Cut(want, "\n\n")
	gotHead, gotBody, _ := strings.Cut(got, "\n\n")
	return wantHead == gotHead && fieldSameJSON(wantBody, gotBody)
}

func fieldSameJSON(want, got string) bool {
	if want == "" || got == "" {
		return want == got
	}
	var a, b any
	if json.Unmarshal([]byte(want), &a) != nil || json.Unmarshal([]byte(got), &b) != nil {
		return false
	}
	return fieldEqual(a, b)
}

// fieldEqual compares decoded JSON. Text of a detail may go on behind what is
// wanted.
func fieldEqual(want, got any) bool {
	switch w := want.(type) {
	case map[string]any:
		g, ok := got.(map[string]any)
		return ok && maps.EqualFunc(w, g, func(a, b any) bool {
			s, isText := a.(string)
			more, isText2 := b.(string)
			return fieldEqual(a, b) || isText && isText2 && strings.HasPrefix(more, s+" (request ")
		})
	case []any:
		g, ok := got.([]any)
		return ok && slices.EqualFunc(w, g, fieldEqual)
	}
	return want == got
}
