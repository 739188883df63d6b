package conformance

import (
	"bufio"
	"crypto/md5"
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"scimshim/rewrite"
)

// A wildRow is a request out of the corpus.
type wildRow struct {
	ID, Client, Method, Path, Query, Resource string
	Body                                      json.RawMessage
}

// wildRows reads a file of the corpus, which lies outside of the project.
func wildRows(t *testing.T, name string) []wildRow {
	t.Helper()
	dir := os.Getenv("SCIM_CORPUS")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "..", "shared", "data")
	}
	file, err := os.Open(filepath.Join(dir, name))
	if os.IsNotExist(err) {
		t.Skipf("no corpus: %v; set SCIM_CORPUS to its folder", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var rows []wildRow
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var row wildRow
		if err := json.Unmarshal([]byte(wildFilled(lines.Text())), &row); err != nil {
			t.Fatalf("%s, row %d: %v", name, len(rows)+1, err)
		}
		if row.ID != "" {
			rows = append(rows, row)
		}
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return rows
}

// wildHole is a placeholder: {{name}} or ${name}.
var wildHole = regexp.MustCompile(`\{\{\$?\w+\}\}|\$\{[\w.]+\}`)

// wildFilled puts a value in the place of each placeholder, the same for the
// same name.
func wildFilled(line string) string {
	return wildHole.ReplaceAllStringFunc(line, func(hole string) string {
		sum := md5.Sum([]byte(hole))
		id := fmt.Sprintf("%x", sum)
		switch name := strings.ToLower(hole); {
		case strings.Contains(name, "time"), strings.Contains(name, "watermark"):
			return "2026-01-02T03:04:05Z"
		case strings.Contains(name, "username"):
			return id[:8] + "@example.com"
		}
		return id
	})
}

// message returns the request. Where its path has an id, it is one that the
// directory has.
func (r wildRow) message() *rewrite.Message {
	m := &rewrite.Message{Method: r.Method, Resource: r.Resource, Body: r.text()}
	if r.Path != "" {
		resource, id, _ := strings.Cut(strings.Trim(r.Path, "/"), "/")
		m.Resource = resource
		if id != "" {
			m.ID = wildID
		}
	}
	for pair := range strings.SplitSeq(r.Query, "&") {
		name, value, ok := strings.Cut(pair, "=")
		if !ok {
			continue
		}
		if text, err := url.QueryUnescape(value); err == nil {
			value = text
		}
		m.Query = append(m.Query, rewrite.Param{Name: name, Value: value})
	}
	return m
}

// text returns the body, of which some cannot be parsed.
func (r wildRow) text() string {
	text := string(r.Body)
	if broken := wildText(wildDecode(text), "_unparseable"); broken != "" {
		return broken
	}
	if text == "null" {
		return ""
	}
	return text
}
