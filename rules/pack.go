package rules

import (
	"embed"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"

	"scimshim/config/tree"
)

//go:embed packs/*.yaml
var packFiles embed.FS

// Packs returns the names of the packs that ship with the program, sorted.
func Packs() []string {
	entries, err := fs.ReadDir(packFiles, "packs")
	if err != nil {
		panic("BUG: no packs: " + err.Error())
	}
	var names []string
	for _, e := range entries {
		names = append(names, strings.TrimSuffix(e.Name(), ".yaml"))
	}
	return names
}

// Pack returns the source of a pack that ships with the program.
func Pack(name string) (Source, bool) {
	if !slices.Contains(Packs(), name) {
		return Source{}, false
	}
	file := path.Join("packs", name+".yaml")
	data, err := packFiles.ReadFile(file)
	if err != nil {
		panic("BUG: " + err.Error())
	}
	return Source{File: name + ".yaml", Data: data, Pack: true}, true
}

// PairOf returns the names of the two packs that the name of a folder of cases
// is made of, as entra-servicenow is, the client's pack first.
func PairOf(folder string) ([]string, bool) {
	packs := Packs()
	for i, c := range folder {
		if c != '-' {
			continue
		}
		pair := []string{folder[:i], folder[i+1:]}
		if slices.Contains(packs, pair[0]) && slices.Contains(packs, pair[1]) {
			return pair, true
		}
	}
	return nil, false
}

// IsFile reports whether a rule source names a file: a path that begins with
// ./, ../ or /, or a name that ends in .yaml or .yml. Otherwise it names a pack.
func IsFile(name string) bool {
	for _, start := range [...]string{"./", "../", "/"} {
		if strings.HasPrefix(name, start) {
			return true
		}
	}
	return strings.HasSuffix(name, ".yaml") || strings.HasSuffix(name, ".yml")
}

// Open returns the source that a name stands for: the pack of that name, or
// the file at that path.
func Open(name string) (Source, error) {
	if !IsFile(name) {
		if s, ok := Pack(name); ok {
			return s, nil
		}
		return Source{}, unknownPack(name)
	}
	data, err := os.ReadFile(name)
	if err != nil {
		return Source{}, err
	}
	return Source{File: name, Data: data}, nil
}

// An unknownPack is the error of a name that is no pack's.
type unknownPack string

func (u unknownPack) Error() string {
	if near := tree.Suggest(string(u), Packs()); near != "" {
		return "there is no such pack; did you mean " + near + "?"
	}
	return "there is no such pack; the packs are " + strings.Join(Packs(), ", ") +
		"; the path of a file of your own begins with ./ or ends in .yaml"
}
