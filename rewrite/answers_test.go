package rewrite

import (
	"bufio"
	"encoding/json"
	"net/url"
	"os"
	"strings"
	"testing"
)

// An answerRow is an answer of a server, and what the client must get for it.
type answerRow struct {
	ID       string  `json:"id"`
	Kind     string  `json:"kind"` // healthy, contradiction or malformed
	Rule     string  `json:"rule"` // of JUDGE.md
	Source   string  `json:"source"`
	Request  string  `json:"request"`
	Body     string  `json:"body"`
	Status   int     `json:"status"`
	Location string  `json:"location"`
	Answer   string  `json:"answer"`
	Read     *string `json:"read"` // the answer to the read that settles a doubt
	Want     int     `json:"want"`
}

func answerRows(t *testing.T) []answerRow {
	t.Helper()
	f, err := os.Open("testdata/answers.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var rows []answerRow
	for lines := bufio.NewScanner(f); lines.Scan(); {
		var r answerRow
		d := json.NewDecoder(strings.NewReader(lines.Text()))
		if err := d.Decode(&r); err != nil {
			t.Fatalf("after %d rows: %v", len(rows), err)
		}
		rows = append(rows, r)
	}
	return rows
}

// message returns the request of a row.
func (r *answerRow) message(t *testing.T) *Message {
	t.Helper()
	method, target, _ := strings.Cut(r.Request, " ")
	path, query, _ := strings.Cut(strings.TrimPrefix(target, "/"), "?")
	resource, id, _ := strings.Cut(path, "/")
	m := &Message{Method: method, Resource: resource, Body: r.Body, Route: Route{OwnCredential: true}}
	var err error
	if m.ID, err = url.PathUnescape(id); err != nil {
		t.Fatal(err)
	}
	for pair := range strings.SplitSeq(query, "&") {
		if name, value, ok := strings.Cut(pair, "="); ok {
			text, err := url.QueryUnescape(value)
			if err != nil {
				t.Fatal(err)
			}
			m.Query = append(m.Query, Param{name, text})
		}
	}
	return m
}

// Healthy answers of public servers pass, and what contradicts or is no SCIM does
// not. A write is sent once, and of each there is at most one read.
func TestAnswersOfServers(t *testing.T) {
	kinds := map[string]int{}
	for _, r := range answerRows(t) {
		kinds[r.Kind]++
		t.Run(r.ID, func(t *testing.T) { r.play(t) })
	}
	if kinds["healthy"] < 60 || kinds["contradiction"] < 20 || kinds["malformed"] < 20 {
		t.Errorf("there are %v", kinds)
	}
}

func (r *answerRow) play(t *testing.T) {
	m := r.message(t)
	asked := 0
	var trace Trace
	err := chainOf(funcs{}).Do(m, &trace, func(m *Message) error {
		switch asked++; {
		case asked == 1:
			m.Answer(r.Status, r.Location, r.Answer)
		case asked == 2 && r.Read != nil && m.Method == "GET" && m.ID != "":
			m.Answer(200, "", *r.Read)
		default:
			t.Errorf("request %d is a %s of %q", asked, m.Method, m.ID)
		}
		return nil
	})
	got := m.Status
	if err != nil {
		got = refusal(t, err).Status
	}
	if got != r.Want || r.Read != nil && asked != 2 {
		t.Errorf("%s answered %d %s: the client gets %d after %d requests, want %d: %v", r.Request, r.Status, r.Answer, got, asked,
			r.Want, err)
	}
	if r.Kind == "healthy" && !strings.HasPrefix(r.Source, "https://") {
		t.Errorf("the source is %q", r.Source)
	}
}

// The table of the rules names those that the answers try, each with what passes and
// what does not.
func TestTableOfTheJudge(t *testing.T) {
	page, err := os.ReadFile("JUDGE.md")
	if err != nil {
		t.Fatal(err)
	}
	passes, fails := map[string]int{}, map[string]int{}
	for _, r := range answerRows(t) {
		if r.Kind == "healthy" {
			passes[r.Rule]++
		} else {
			fails[r.Rule]++
		}
	}
	for line := range strings.Lines(string(page)) {
		rule, rest, ok := strings.Cut(strings.TrimPrefix(line, "| `"), "` | ")
		if !ok || !strings.HasPrefix(line, "| `") {
			continue
		}
		cells := strings.Split(rest, " | ")
		if len(cells) != 3 || fails[rule] == 0 || passes[rule] == 0 && rule != "scim" && rule != "success" {
			t.Errorf("%s: %d cells, %d answers pass and %d do not", rule, len(cells), passes[rule], fails[rule])
		}
		delete(passes, rule)
		delete(fails, rule)
	}
	if len(passes)+len(fails) > 0 {
		t.Errorf("the table lacks %v %v", passes, fails)
	}
}
