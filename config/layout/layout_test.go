package layout_test

import (
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"scimshim/config/layout"
	"scimshim/rewrite/racetest"
)

// files returns the YAML files of the module that are not of several documents, and the rule
// files in its cases.
func files(t *testing.T) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := filepath.WalkDir("../..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data := func() string {
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			return string(text)
		}
		switch filepath.Ext(path) {
		case ".yaml", ".yml":
			if text := data(); !strings.Contains("\n"+text, "\n---\n") {
				all[path] = text
			}
		case ".txtar":
			for section := range strings.SplitSeq(data(), "\n-- ") {
				name, text, _ := strings.Cut(section, " --\n")
				if strings.HasPrefix(name, "rule file ") {
					all[path+" "+name] = text + "\n"
				}
			}
		}
		return nil
	})
	if err != nil || len(all) < 100 {
		t.Fatalf("%d files, %v", len(all), err)
	}
	return all
}

// Every file of the module can be formatted, says the same then, and is in its style.
func TestFormatFiles(t *testing.T) {
	all := files(t)
	for _, name := range racetest.Some(slices.Sorted(maps.Keys(all))) {
		text := all[name]
		once, err := layout.Format(name, []byte(text))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		twice, err := layout.Format(name, once)
		if err != nil || string(twice) != string(once) {
			t.Errorf("%s: %v\nonce\n%s\ntwice\n%s", name, err, once, twice)
		}
	}
}
