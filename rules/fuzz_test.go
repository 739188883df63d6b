package rules_test

import (
	"errors"
	"testing"

	"scimshim/config/tree"
	"scimshim/rules"
	"scimshim/rules/packs"
)

// FuzzCompile reads any bytes as a rule file: no crash, and each fault has a
// place.
func FuzzCompile(f *testing.F) {
	for _, name := range packs.Names() {
		s, _ := rules.Pack(name)
		f.Add(s.Data)
	}
	f.Add([]byte("name: a\nparams: {x: {type: boolean, default: true, says: y}}\n" +
		"users: {filter: {if: {x: true}, match: 'a eq {v}', to: 'b eq {v}', assume: complete}}\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		set, err := rules.Compile(rules.Source{File: "f.yaml", Data: data})
		if err == nil {
			if set.Chain == nil || len(set.Infos) != len(set.Chain.Steps) {
				t.Fatal("a set without a chain, or with rules that are not in it")
			}
			return
		}
		var faults tree.Errors
		if !errors.As(err, &faults) || len(faults) == 0 {
			t.Fatalf("not a list of faults: %T", err)
		}
		for _, e := range faults {
			if e.Pos.Line < 1 || e.Pos.Column < 1 || e.Msg == "" {
				t.Errorf("a fault without a place or a sentence: %+v", e)
			}
		}
	})
}
