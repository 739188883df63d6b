package rules_test

import (
	"encoding/json"
	"errors"
	"strings"
	"sync"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"scimshim/config/schema/schematest"
	"scimshim/config/tree"
	"scimshim/rules"
	"scimshim/rules/packs"
	"scimshim/rules/rulestest"
)

var ofRules = sync.OnceValues(rules.Schema)

func schemaOfRules(t *testing.T) *jsonschema.Schema {
	t.Helper()
	if rulestest.RaceDetector {
		t.Skip("one goroutine asks the readers, and the race detector has it take minutes")
	}
	text, err := ofRules()
	if err != nil {
		t.Fatal(err)
	}
	return schematest.Compile(t, text)
}

// Packs, the rule files of cases, and the examples of the manual are what the schema says.
func TestSchema(t *testing.T) {
	t.Parallel()
	schema := schemaOfRules(t)
	for name, data := range ruleFiles(t) {
		if err := schema.Validate(schematest.Value(t, name, data)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A key that Compile does not know is none of the schema. Of the cases' files, which are much
// alike, every fourth is tried.
func TestSchemaRefusesMisspelled(t *testing.T) {
	t.Parallel()
	schema, tried := schemaOfRules(t), 0
	for name, data := range ruleFiles(t) {
		if strings.Contains(name, "/") && len(name)%4 > 0 {
			continue
		}
		value := schematest.Value(t, name, data)
		schematest.Misspelled(value, func(key string) {
			text, err := json.Marshal(value)
			if err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(reason(rules.Source{File: name, Data: text, Unstated: true}), `unknown key "`+key+`zz"`) {
				return
			}
			tried++
			if schema.Validate(value) == nil {
				t.Errorf("%s: the schema takes %szz", name, key)
			}
		})
	}
	if tried < 100 {
		t.Errorf("%d keys were misspelled", tried)
	}
}

func reason(s rules.Source) string {
	_, err := rules.Compile(s)
	var faults tree.Errors
	errors.As(err, &faults)
	return faults.Error()
}

// ruleFiles returns the rule files that there are, by their names.
func ruleFiles(t *testing.T) map[string][]byte {
	t.Helper()
	all := map[string][]byte{}
	for _, name := range packs.Names() {
		s, _ := rules.Pack(name)
		all[name] = s.Data
	}
	for _, kind := range rules.Kinds() {
		page, _ := rules.Manual(kind)
		for i, text := range examplesIn(page) {
			all[kind+string(rune('a'+i))] = []byte("name: example\n" + paramsIn(text) + text)
		}
	}
	for file, c := range allCases(t) {
		for _, f := range c.Files() {
			all[file+" "+f.Name] = []byte(f.Text)
		}
	}
	return all
}
