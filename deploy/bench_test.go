package deploy

import (
	"path/filepath"
	"strings"
	"testing"
)

// What the load harness runs are configurations that compile once their placeholders are filled: each
// has the two routes that the harness asks.
func TestBench(t *testing.T) {
	files := map[string]string{}
	for _, name := range []string{"phone.yaml", "legacy.yaml"} {
		files[name] = text(t, "bench/rules/"+name)
	}
	confs, err := filepath.Glob("bench/*.conf")
	if err != nil || len(confs) != 3 {
		t.Fatalf("%q, %v", confs, err)
	}
	for _, file := range confs {
		filled := strings.NewReplacer("{{PORT}}", "9400", "{{UP}}", "127.0.0.1:19100", "{{CONTENDERS}}", ".").
			Replace(text(t, file))
		c := sound(t, file, filled, nil, files)
		if len(c.Routes) != 2 || c.Routes[0].Path != "/scim/v2" || c.Routes[1].Path != "/legacy/v2" {
			t.Errorf("%s: %d routes, of which the harness asks /scim/v2 and /legacy/v2", file, len(c.Routes))
		}
	}
}
