package rules

import (
	"strings"
	"testing"
)

// Each kind of rule that there was has a block in its place, which is one.
func TestFormers(t *testing.T) {
	for kind, f := range formers {
		if kind == "location" {
			continue // that is nothing to write
		}
		s := Source{File: "own.yaml", Data: []byte("name: own\n" + f.example + "\n")}
		if _, err := Compile(s); err != nil {
			t.Errorf("in place of %s: %v", kind, err)
		}
		for _, word := range Kinds() {
			if strings.HasPrefix(f.block, word+":") && !strings.Contains(f.example, word+":") {
				t.Errorf("in place of %s stands %s, and the example has none: %s", kind, word, f.example)
			}
		}
	}
}

func TestFormerErrors(t *testing.T) {
	for text, want := range map[string]string{
		"{name: a, only: {attribute: emails}}": "own.yaml:2:13: rules of the kind only are written as blocks: stores: " +
			"{ATTRIBUTE: {elements: FILTER}}; scimshim fmt --upgrade does so",
		"{override: a/b, mode: off}": "own.yaml:2:4: steps are overridden by overrides: [{step: ..., mode: ...}]; scimshim fmt " +
			"--upgrade writes so",
		"{name: a, onyl: x}": "own.yaml:2:3: rules are written as blocks; scimshim packs --kinds lists their kinds",
	} {
		_, err := Compile(Source{File: "own.yaml", Data: []byte("rules:\n- " + text + "\nname: own\n")})
		if err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%s: %v\nwant %s", text, err, want)
		}
	}
}
