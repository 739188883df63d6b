// Package packs has the packs that ship with the program: for each client and each target a
// rule file, and the list of the cases that show them at work. It knows nothing of rules but
// their text.
package packs

import (
	"embed"
	"io/fs"
	"slices"
	"strings"
)

//go:embed *.yaml
var files embed.FS

// Names returns the names of the packs, sorted.
func Names() []string {
	entries, err := fs.ReadDir(files, ".")
	if err != nil {
		panic("BUG: no packs: " + err.Error())
	}
	var names []string
	for _, e := range entries {
		names = append(names, strings.TrimSuffix(e.Name(), ".yaml"))
	}
	slices.Sort(names) // a hyphen comes before the dot, and after the end
	return names
}

// Rules returns the rule file of a pack, and whether there is one of that name.
func Rules(name string) ([]byte, bool) {
	data, err := files.ReadFile(name + ".yaml")
	return data, err == nil
}

// Pair returns the names of the two packs that the name of a folder of cases
// is made of, as entra-servicenow is, the client's pack first.
func Pair(folder string) ([]string, bool) {
	names := Names()
	for i, c := range folder {
		if c != '-' {
			continue
		}
		pair := []string{folder[:i], folder[i+1:]}
		if slices.Contains(names, pair[0]) && slices.Contains(names, pair[1]) {
			return pair, true
		}
	}
	return nil, false
}
