// Package sdktest reads the tables of what the library answered.
package sdktest

import (
	"bufio"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"scimshim/proxy/mock/kit/ordered"
)

// Table reads a tab-separated file into one map a row, by column name.
func Table(t *testing.T, path string) []map[string]string {
	t.Helper()
	f, err := os.Open(path)
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
		t.Fatalf("%s has no rows", path)
	}
	return rows
}

// Unquoted reads a cell that is a JSON string.
func Unquoted(t *testing.T, cell string) string {
	t.Helper()
	var s string
	if err := json.Unmarshal([]byte(cell), &s); err != nil {
		t.Fatalf("%s: %v", cell, err)
	}
	return s
}

// Object reads a JSON object.
func Object(t *testing.T, text string) *ordered.Object {
	t.Helper()
	o, err := ordered.Decode([]byte(text))
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return o
}
