package rules_test

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"flag"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

var beforeFrom = flag.String("before-from", "", "write testdata/before.tsv anew, from the cases below this folder")

// A hashed case is what of it may not change while rules are written in other words:
// what goes over the wire, and what the case is played with.
type hashedCase struct{ wire, given string }

// TestCasesAreAsBefore compares the cases with those from before the rules were
// written in other words (testdata/before.tsv). A case is known by the folder, which
// names the packs that it is played with, and by its file; where the folders are does
// not matter. Its title and its section rules may change. Another change needs a line
// in testdata/changed.tsv: the case, the finding that says why what came out was
// wrong, and one sentence. Where only the rule files or parameters that a case brings
// along are written in other words, "words" stands for the finding. There may be new
// cases, and no case may go.
func TestCasesAreAsBefore(t *testing.T) {
	if *beforeFrom != "" {
		writeBefore(t, hashCases(t, *beforeFrom))
	}
	before, changed, now := readBefore(t), readChanged(t), hashCases(t, ".")
	for _, id := range slices.Sorted(maps.Keys(before)) {
		c, ok := now[id]
		why, listed := changed[id]
		switch differs := differs(before[id], c); {
		case !ok:
			t.Errorf("%s is gone", id)
		case differs == "" && listed:
			t.Errorf("%s is as it was; testdata/changed.tsv lists it for %s", id, why)
		case differs != "" && !listed:
			t.Errorf("%s: %s differ from those before; testdata/changed.tsv does not list it", id, differs)
		case why == otherWords && differs == wireDiffers:
			t.Errorf("%s: %s differ from those before; other words are no reason for that", id, differs)
		}
	}
	for id := range changed {
		if _, ok := before[id]; !ok {
			t.Errorf("testdata/changed.tsv lists %s, which was no case before", id)
		}
	}
}

// What may differ, and what testdata/changed.tsv says of the latter alone.
const (
	wireDiffers  = "the requests and answers"
	givenDiffers = "the rule files and parameters"
	otherWords   = "words"
)

// differs says which sections of two cases differ.
func differs(a, b hashedCase) string {
	switch {
	case a.wire != b.wire:
		return wireDiffers
	case a.given != b.given:
		return givenDiffers
	}
	return ""
}

// hashCases returns the cases below a folder, by their ids.
func hashCases(t *testing.T, root string) map[string]hashedCase {
	t.Helper()
	cases := map[string]hashedCase{}
	err := filepath.WalkDir(root, func(path string, _ fs.DirEntry, err error) error {
		pair := filepath.Base(filepath.Dir(path))
		name, isCase := strings.CutSuffix(filepath.Base(path), ".txtar")
		if err != nil || !isCase || !strings.Contains(pair, "-") {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		id := pair + "/" + name
		if _, ok := cases[id]; ok {
			t.Errorf("two cases are called %s", id)
		}
		cases[id] = hashCase(text)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return cases
}

// hashCase hashes the sections of a case, in their order.
func hashCase(text []byte) hashedCase {
	var wire, given []byte
	for _, section := range txtar.Parse(text).Files {
		part := fmt.Appendf(nil, "-- %s --\n%s", section.Name, section.Data)
		switch section.Name {
		case "rules":
		case "request", "target request", "target response", "response":
			wire = append(wire, part...)
		default:
			given = append(given, part...)
		}
	}
	c := hashedCase{fmt.Sprintf("%x", sha256.Sum256(wire)), "-"}
	if given != nil {
		c.given = fmt.Sprintf("%x", sha256.Sum256(given))
	}
	return c
}

// writeBefore writes testdata/before.tsv.
func writeBefore(t *testing.T, cases map[string]hashedCase) {
	t.Helper()
	var b bytes.Buffer
	for _, id := range slices.Sorted(maps.Keys(cases)) {
		fmt.Fprintf(&b, "%s\t%s\t%s\n", id, cases[id].wire, cases[id].given)
	}
	if err := os.WriteFile("testdata/before.tsv", b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}

// readBefore reads testdata/before.tsv: a case, the hash of what goes over the wire,
// and that of what the case is played with.
func readBefore(t *testing.T) map[string]hashedCase {
	t.Helper()
	cases := map[string]hashedCase{}
	for _, f := range readTable(t, "testdata/before.tsv") {
		cases[f[0]] = hashedCase{f[1], f[2]}
	}
	if len(cases) < 1000 {
		t.Fatalf("only %d cases were before", len(cases))
	}
	return cases
}

// readChanged reads testdata/changed.tsv: by each case the finding, or otherWords.
func readChanged(t *testing.T) map[string]string {
	t.Helper()
	finding := regexp.MustCompile(`^([A-Z]\d+|` + otherWords + `)$`)
	changed := map[string]string{}
	for _, f := range readTable(t, "testdata/changed.tsv") {
		if !finding.MatchString(f[1]) || f[2] == "" {
			t.Errorf("testdata/changed.tsv: %s needs the id of a finding and a sentence", f[0])
		}
		changed[f[0]] = f[1]
	}
	return changed
}

// readTable reads the lines of a table of three columns. A line that begins with # is
// a comment.
func readTable(t *testing.T, name string) (rows [][]string) {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	for s := bufio.NewScanner(bytes.NewReader(text)); s.Scan(); {
		if line := s.Text(); line != "" && line[0] != '#' {
			fields := strings.Split(line, "\t")
			if len(fields) != 3 {
				t.Fatalf("%s: expected three columns: %s", name, line)
			}
			rows = append(rows, fields)
		}
	}
	return rows
}
