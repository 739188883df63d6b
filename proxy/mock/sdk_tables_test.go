package mock

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// table reads a tab-separated file of testdata into one map a row, by column name.
func table(t *testing.T, name string) []map[string]string {
	t.Helper()
	f, err := os.Open(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	var columns []string
	var rows []map[string]string
	for lines.Scan() {
		cells := strings.Split(lines.Text(), "\t")
		if columns == nil {
			columns = cells
			continue
		}
		row := map[string]string{}
		for i, column := range columns {
			row[column] = cells[i]
		}
		rows = append(rows, row)
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	if len(rows) == 0 {
		t.Fatalf("%s has no rows", name)
	}
	return rows
}

// unquoted reads a cell that is a JSON string.
func unquoted(t *testing.T, cell string) string {
	t.Helper()
	var s string
	if err := json.Unmarshal([]byte(cell), &s); err != nil {
		t.Fatalf("%s: %v", cell, err)
	}
	return s
}

// sdkText undoes the escapes of a table's cell and cuts Jackson's own words off, which differ between its
// versions.
func sdkText(cell string) string {
	text := strings.NewReplacer(`\n`, "\n", `\t`, "\t").Replace(cell)
	const marker = "Invalid comparison value at position "
	before, after, found := strings.Cut(text, marker)
	if !found {
		return text
	}
	position, _, _ := strings.Cut(after, ":")
	return before + marker + position
}

// TestFilterGrammar holds the filter parser against what the UnboundID SDK answered: verdict, normal form,
// error text.
func TestFilterGrammar(t *testing.T) {
	rows := table(t, "unboundid-filters.tsv")
	for _, row := range rows {
		text := unquoted(t, row["filter_json"])
		f, err := parseSDKFilter(text)
		want := row["normalised_or_error_detail"]
		switch row["sdk_verdict_2.3.8"] {
		case "ACCEPT":
			if err != nil {
				t.Errorf("row %s: %s: refused: %v", row["n"], text, err)
			} else if got := f.String(); got != want {
				t.Errorf("row %s: %s: read as %s, want %s", row["n"], text, got, want)
			}
		case "REJECT":
			compareError(t, row["n"], err, "invalidFilter", want)
		case "CRASH":
			if e, ok := err.(*sdkError); !ok || !e.crash {
				t.Errorf("row %s: %s: got %v, want a crash", row["n"], text, err)
			}
		default:
			t.Errorf("row %s: unknown verdict %s", row["n"], row["sdk_verdict_2.3.8"])
		}
	}
	t.Logf("%d filters compared", len(rows))
}

func compareError(t *testing.T, row string, err error, kind, want string) {
	t.Helper()
	e, ok := err.(*sdkError)
	if !ok {
		t.Errorf("row %s: accepted or another error (%v), want %s", row, err, want)
		return
	}
	if got := sdkText(e.detail); e.kind != kind || got != sdkText(want) {
		t.Errorf("row %s: %s %q, want %s %q", row, e.kind, got, kind, sdkText(want))
	}
}

// TestPaths holds the path parser against the SDK's verdicts.
func TestPaths(t *testing.T) {
	rows := table(t, "unboundid-paths.tsv")
	for _, row := range rows {
		text := unquoted(t, row["path_json"])
		p, err := parseSDKPath(text)
		if row["verdict_2.3.8"] == "REJECT" {
			compareError(t, row["n"], err, "invalidPath", row["normalised_or_error_detail"])
			continue
		}
		if err != nil {
			t.Errorf("row %s: %s: refused: %v", row["n"], text, err)
			continue
		}
		if got, want := p.String(), row["normalised_or_error_detail"]; got != want {
			t.Errorf("row %s: %s: printed as %s, want %s", row["n"], text, got, want)
		}
		if got, want := elements(p), row["elements"]; got != want {
			t.Errorf("row %s: %s: %s, want %s", row["n"], text, got, want)
		}
	}
	t.Logf("%d paths compared", len(rows))
}

func elements(p sdkPath) string {
	urn := p.urn
	if urn == "" {
		urn = "null"
	}
	var b strings.Builder
	b.WriteString("urn=" + urn + " elements=")
	for _, e := range p.elements {
		b.WriteString("{" + e.name)
		if e.filter != nil {
			b.WriteString(" | " + e.filter.String())
		}
		b.WriteString("}")
	}
	return b.String()
}
