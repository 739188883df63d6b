package config_test

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"scimshim/config"
	"scimshim/config/schema/schematest"
	"scimshim/config/tree"
)

// The examples are what the schema says, and with a key misspelled they are not.
func TestSchema(t *testing.T) {
	text, err := config.Schema()
	if err != nil {
		t.Fatal(err)
	}
	schema := schematest.Compile(t, text)
	for _, file := range examples(t) {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		value := schematest.Value(t, file, data)
		if err := schema.Validate(value); err != nil {
			t.Errorf("%s: %v", file, err)
		}
		tried := 0
		schematest.Misspelled(value, func(key string) {
			text, err := json.Marshal(value)
			if err != nil {
				t.Fatal(err)
			}
			var faults tree.Errors
			_, err = config.Load(file, text, nil)
			if errors.As(err, &faults); !strings.Contains(faults.Error(), `unknown key "`+key+`zz"`) {
				return
			}
			tried++
			if schema.Validate(value) == nil {
				t.Errorf("%s: the schema takes %szz", file, key)
			}
		})
		if tried < 5 {
			t.Errorf("%s: %d keys were misspelled", file, tried)
		}
	}
}

// examples returns the configurations that ship with the program.
func examples(t *testing.T) []string {
	t.Helper()
	var list []string
	for _, pattern := range []string{"../deploy/examples/*.yaml", "../cmd/scimshim/testdata/examples/scimshim.yaml"} {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: %v, %v", pattern, files, err)
		}
		list = append(list, files...)
	}
	return list
}
