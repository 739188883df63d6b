package workload

import (
	"os"
	"strings"
	"testing"
)

// A Table is a committed file of lines that a chain, a workload and some columns make.
type Table struct {
	file  string
	head  string
	lines map[string]string // what is committed, by chain and workload
	now   []string          // what was found now
}

// NewTable reads a table.
func NewTable(t *testing.T, file string, columns ...string) *Table {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	b := &Table{file: file, head: strings.Join(columns, "\t"), lines: map[string]string{}}
	for line := range strings.Lines(string(text)) {
		cells := strings.SplitN(strings.TrimSuffix(line, "\n"), "\t", 3)
		if len(cells) == 3 {
			b.lines[cells[0]+"\t"+cells[1]] = cells[2]
		}
	}
	return b
}

// At notes what was found for a chain and a workload, and returns what is committed for them. What is
// usual has no line.
func (b *Table) At(found, usual, chain, workload string) string {
	key := chain + "\t" + workload
	if found != usual {
		b.now = append(b.now, key+"\t"+found)
	}
	if committed, ok := b.lines[key]; ok {
		return committed
	}
	return usual
}

// Write writes the table anew as it was found, if asked to.
func (b *Table) Write(t *testing.T, asked bool) {
	t.Helper()
	if !asked {
		return
	}
	text := b.head + "\n" + strings.Join(b.now, "\n") + "\n"
	if err := os.WriteFile(b.file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
