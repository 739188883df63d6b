package filter

import (
	"bufio"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestCorpus holds the parser to what the grammar of RFC 7644, run by a machine,
// says of each text in the tables: the texts of other projects' tests, and edge
// cases. No row is excepted.
func TestCorpus(t *testing.T) {
	for _, table := range []struct {
		name, valid string
		unescape    *strings.Replacer
		read        reader
	}{
		{"filters.tsv", "valid", strings.NewReplacer(`\\`, `\`, `\t`, "\t", `\n`, "\n", `\r`, "\r"), readFilter},
		{"paths.tsv", "valid", strings.NewReplacer(`\\`, `\`, `\t`, "\t", `\n`, "\n", `\r`, "\r"), readTarget},
		{"ambiguity.tsv", "+", strings.NewReplacer(`\t`, "\t"), readFilter},
	} {
		rows := readCorpus(t, table.name)
		for _, row := range rows {
			text, want := table.unescape.Replace(row[0]), row[1] == table.valid
			printed, _, err := table.read(text, 0)
			if want != (err == nil) {
				t.Errorf("%s: %q: the table says %s, got error %v", table.name, text, row[1], err)
			}
			checkText(t, table.read, text, printed, err)
		}
		t.Logf("%s: %d rows", table.name, len(rows))
	}
}

// checkText checks what holds for any text, whose strict reading is printed or
// an error: what was printed is read as the same again, and a lenience was used
// only if the text needed one. What may be one value of a client that escapes no
// quotes is refused instead.
func checkText(t *testing.T, read reader, text, printed string, err error) {
	t.Helper()
	lenient, used, lenientErr := read(text, All)
	if err == nil && lenientErr != nil && strings.Contains(lenientErr.Error(), "one value whose quotes are not escaped") {
		lenient, used, lenientErr = read(text, All&^Unescaped)
	}
	if err == nil && (lenientErr != nil || used != 0 || lenient != printed) {
		t.Errorf("%q is valid, but with leniencies read as %q (%v, %v)", text, lenient, used.Names(), lenientErr)
	}
	if err != nil && lenientErr == nil && used == 0 {
		t.Errorf("%q is invalid, but read without a lenience", text)
	}
	if lenientErr != nil || len(lenient) > MaxLen {
		return
	}
	again, used, err := read(lenient, ElementCompare)
	if err != nil || again != lenient {
		t.Errorf("%q is printed as %q, and that as %q (%v, %v)", text, lenient, again, used.Names(), err)
	}
}

// A reader reads a text and prints what it read.
type reader func(text string, allow Lenience) (printed string, used Lenience, err error)

func readFilter(s string, allow Lenience) (string, Lenience, error) {
	e, used, err := ParseLenient(s, allow)
	if err != nil {
		return "", 0, err
	}
	return String(e), used, nil
}

func readTarget(s string, allow Lenience) (string, Lenience, error) {
	target, used, err := ParseTargetLenient(s, allow)
	return target.String(), used, err
}

// readCorpus returns the rows of a table, which is read where it is: the texts
// are not this project's.
func readCorpus(t *testing.T, name string) [][]string {
	t.Helper()
	folder := os.Getenv("SCIM_CORPUS")
	if folder == "" {
		folder = "../../../shared/data"
	}
	f, err := os.Open(filepath.Join(folder, name))
	if errors.Is(err, fs.ErrNotExist) {
		t.Skipf("the tables of filters are not here: set SCIM_CORPUS to the folder of %s", name)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var rows [][]string
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		row := strings.Split(lines.Text(), "\t")
		if isHeading := strings.HasPrefix(row[0], "#") || row[1] == "abnf"; !isHeading {
			rows = append(rows, row)
		}
	}
	if lines.Err() != nil {
		t.Fatal(lines.Err())
	}
	return rows
}
