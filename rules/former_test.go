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
		"{name: a, only: {attribute: emails}}": "own.yaml:2:13: the list of rules is the old format; instead of " +
			"only write stores: {ATTRIBUTE: {elements: FILTER}}; scimshim fmt --upgrade converts the file",
		"{override: a/b, mode: off}": "own.yaml:2:4: override is the old format; write overrides: [{step: ..., " +
			"mode: ...}]; scimshim fmt --upgrade converts the file",
		"{name: a, onyl: x}": "own.yaml:2:3: the list of rules is the old format; write blocks; scimshim packs " +
			"--kinds lists their kinds",
	} {
		_, err := Compile(Source{File: "own.yaml", Data: []byte("rules:\n- " + text + "\nname: own\n")})
		if err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%s: %v\nwant %s", text, err, want)
		}
	}
}
