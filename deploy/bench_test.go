package deploy

import (
	"os"
	"path/filepath"
	"testing"
)

// What the load harness runs is a configuration that compiles.
func TestBench(t *testing.T) {
	files := map[string]string{}
	for _, name := range []string{"phone.yaml", "legacy.yaml"} {
		text, err := os.ReadFile(filepath.Join("bench", name))
		if err != nil {
			t.Fatal(err)
		}
		files[name] = string(text)
	}
	text, err := os.ReadFile("bench/scimshim.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if c := sound(t, "bench/scimshim.yaml", string(text), nil, files); len(c.Routes) != 2 {
		t.Errorf("%d routes", len(c.Routes))
	}
}
