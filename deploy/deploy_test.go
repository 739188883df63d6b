// Package deploy holds what runs scimshim elsewhere: an image, manifests, a
// unit, alerts, a dashboard, example configurations. It has tests and no code.
package deploy

import (
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"scimshim/config/tree"
)

// text returns the content of a file.
func text(t *testing.T, file string) string {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// documents returns the documents of a YAML file.
func documents(t *testing.T, file string) []object {
	t.Helper()
	var list []object
	for _, doc := range strings.Split(text(t, file), "\n---\n") {
		var o object
		err := tree.Read(file, []byte(doc), func(root *tree.Node) {
			if err := json.Unmarshal([]byte(root.JSON()), &o); err != nil {
				t.Fatal(err)
			}
		})
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, o)
	}
	return list
}

// An object is what JSON makes of a mapping.
type object map[string]any

// get returns the value at a path of keys, nil if there is none.
func (o object) get(path string) any {
	var v any = map[string]any(o)
	for key := range strings.SplitSeq(path, ".") {
		m, _ := v.(map[string]any)
		v = m[key]
	}
	return v
}

// text returns the text at a path of keys, empty if there is none.
func (o object) text(path string) string {
	s, _ := o.get(path).(string)
	return s
}

// list returns the mappings of the list at a path of keys.
func (o object) list(path string) []object {
	var list []object
	items, _ := o.get(path).([]any)
	for _, item := range items {
		if m, ok := item.(map[string]any); ok {
			list = append(list, m)
		}
	}
	return list
}

func TestEveryYAMLFileParses(t *testing.T) {
	files := 0
	err := filepath.WalkDir(".", func(path string, _ fs.DirEntry, err error) error {
		if ext := filepath.Ext(path); ext == ".yaml" || ext == ".yml" {
			files++
			documents(t, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if files < 5 {
		t.Errorf("found %d files of YAML", files)
	}
}
