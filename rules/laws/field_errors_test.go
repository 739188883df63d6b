package laws_test

import (
	"bufio"
	"cmp"
	"encoding/json"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"scimshim/rewrite"
	"scimshim/rules"
	"scimshim/rules/cases"
	"scimshim/rules/rulestest"
)

// A fieldError is an error that a target answered in a public report.
type fieldError struct {
	ID      string
	Rules   []any
	Request struct {
		Method, Path, Query string
		Body                json.RawMessage
	}
	Answer *struct {
		Status  int
		Headers map[string]string
		Body    json.RawMessage
	} `json:"target_answer"`
	Expect struct {
		Client struct {
			Status   int
			ScimType string
			Contains string `json:"detail_contains"`
		}
	}
}

func fieldErrors(t *testing.T) (list []fieldError) {
	t.Helper()
	folder := cmp.Or(os.Getenv("SCIM_CORPUS"), filepath.Join("..", "..", "..", "shared", "data"))
	file, err := os.Open(filepath.Join(folder, "field.jsonl"))
	if err != nil {
		t.Skipf("the public cases are not here: set SCIM_CORPUS to the folder of field.jsonl (%v)", err)
	}
	defer file.Close()
	for lines := json.NewDecoder(bufio.NewReader(file)); lines.More(); {
		var f fieldError
		if err := lines.Decode(&f); err != nil {
			t.Fatal(err)
		}
		if f.Answer != nil && f.Answer.Status > 399 {
			list = append(list, f)
		}
	}
	if len(list) < 10 {
		t.Fatalf("only %d errors", len(list))
	}
	return list
}

// fieldOther are the reports whose error does not reach the client with its status
// by one request: why.
var fieldOther = map[string]string{
	"F01": "the request has nothing left to send, and is answered with 204",
	"F07": "the members have to be tried one by one", "F10": "the difference of members has to be sent",
	"F15": "the replace of members is refused before it is sent",
	"F09": "a local rule makes 400 of it", "F60": "a PATCH that changes nothing is answered with 204",
	"F63": "the account has to be looked for",
}

// Every error of the public reports reaches the client as a SCIM error with its
// status and the target's sentence, whatever its shape (F12, T15); a list's never
// reads as empty.
func TestFieldErrors(t *testing.T) {
	for _, f := range fieldErrors(t) {
		t.Run(f.ID, func(t *testing.T) {
			m, sent, err := f.play(t)
			if _, other := fieldOther[f.ID]; other && !sent {
				return
			}
			detail := ""
			if r, ok := rulestest.Refused(err); ok {
				m.Status, m.Body = r.Status, r.ErrorBody()
			}
			if e, ok := m.ErrorAnswer(); ok {
				detail = e.Detail
			} else if _, other := fieldOther[f.ID]; !other {
				t.Fatalf("no SCIM error: %d %s %v", m.Status, m.Body, err)
			} else {
				return
			}
			if !strings.Contains(detail, f.words(t)) {
				t.Errorf("%q is not in %q", f.words(t), detail)
			}
			if _, other := fieldOther[f.ID]; other {
				return
			}
			f.check(t, m, detail)
		})
	}
}

func (f *fieldError) check(t *testing.T, m *rewrite.Message, detail string) {
	want := f.Expect.Client
	if m.Status != cmp.Or(want.Status, f.Answer.Status) {
		t.Errorf("%d, want %d: %s", m.Status, cmp.Or(want.Status, f.Answer.Status), detail)
	}
	e, _ := m.ErrorAnswer()
	if want.ScimType != "" && e.ScimType != want.ScimType {
		t.Errorf("scimType %q, want %q", e.ScimType, want.ScimType)
	}
	found := want.Contains == ""
	for part := range strings.SplitSeq(want.Contains, " or ") {
		found = found || strings.Contains(detail, part)
	}
	if !found {
		t.Errorf("%q is not in %q", want.Contains, detail)
	}
}

// words returns the longest sentence in the target's answer, as it is told.
func (f *fieldError) words(t *testing.T) string {
	t.Helper()
	longest := ""
	for _, found := range regexp.MustCompile(`"(?:[^"\\]|\\.)*"`).FindAllString(string(f.Answer.Body), -1) {
		var text string
		if err := json.Unmarshal([]byte(found), &text); err != nil {
			t.Fatal(err)
		}
		if strings.Contains(text, " ") && !strings.Contains(text, "urn:ietf") && len(text) > len(longest) {
			longest = text
		}
	}
	if strings.Contains(string(f.Answer.Body), "errors for additional details") {
		longest = "Request failed, see errors for additional details."
	}
	return strings.ReplaceAll(longest, `"`, "'")
}

// play takes the request to a target that answers so, and reports whether it got there.
func (f *fieldError) play(t *testing.T) (m *rewrite.Message, sent bool, err error) {
	t.Helper()
	var sources []rules.Source
	for _, r := range f.Rules {
		switch r := r.(type) {
		case string:
			sources = append(sources, rulestest.StatedPack(t, r))
		case map[string]any:
			sources = append(sources, rules.Source{File: "local.yaml", Data: []byte(r["local"].(string))})
		}
	}
	set, err := rules.Compile(sources...)
	if err != nil {
		t.Fatal(err)
	}
	resource, id, _ := strings.Cut(strings.Trim(f.Request.Path, "/"), "/")
	m = &rewrite.Message{Method: f.Request.Method, Resource: resource, ID: id, Route: cases.Route}
	if len(f.Request.Body) > 0 && string(f.Request.Body) != "null" {
		m.Body = string(f.Request.Body)
	}
	query, err := url.ParseQuery(f.Request.Query)
	if err != nil {
		t.Fatal(err)
	}
	for name := range query {
		m.Query = append(m.Query, rewrite.Param{Name: name, Value: query.Get(name)})
	}
	err = set.Chain.Do(m, new(rewrite.Trace), func(m *rewrite.Message) error {
		sent = true
		body := string(f.Answer.Body)
		var text string
		if json.Unmarshal(f.Answer.Body, &text) == nil {
			body = text
		}
		m.Answer(f.Answer.Status, "", body)
		m.Media = strings.ToLower(f.Answer.Headers["Content-Type"])
		return nil
	})
	return m, sent, err
}
