package setup

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"testing"
)

// What a loaded route holds in memory, for as long as it is in force. The texts that its packs were read
// from, and what they were compiled by, are garbage by then. It is counted over several routes, and half
// as much again as was found is let pass.
func TestHeldByRoute(t *testing.T) {
	const routes = 20
	for _, route := range []struct {
		rules string
		most  int // KB
	}{
		{"entra", 51},
		{"entra, servicenow", 119},
		{"entra, {pack: atlassian, with: {match_email: username}}", 95},
	} {
		file := filepath.Join(t.TempDir(), "scimshim.yaml")
		text := fmt.Sprintf("routes:\n  - name: scim\n    path: /scim/v2\n    target: {url: \"http://127.0.0.1:1\", auth: pass}\n"+
			"    clients: {none: true}\n    rules: [%s]\n", route.rules)
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		load := func() *Setup {
			c, err := Read(file)
			if err != nil {
				t.Fatal(err)
			}
			s, err := Compile(c)
			if err != nil {
				t.Fatal(err)
			}
			return s
		}
		load() // what is made once
		all := make([]*Setup, routes)
		before := heapInUse()
		for i := range all {
			all[i] = load()
		}
		held := int(heapInUse()-before) / routes / 1000
		runtime.KeepAlive(all)
		t.Logf("%s: %d KB", route.rules, held)
		if held > route.most {
			t.Errorf("%s: a route holds %d KB, at most %d are allowed", route.rules, held, route.most)
		}
	}
}

// heapInUse returns how many bytes are in use, pools emptied.
func heapInUse() int64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.GC()
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}
