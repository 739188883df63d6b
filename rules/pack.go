package rules

import (
	"os"
	"strings"

	"scimshim/config/tree"
	"scimshim/rules/packs"
)

// Pack returns the source of a pack that ships with the program.
func Pack(name string) (Source, bool) {
	data, ok := packs.Rules(name)
	if !ok {
		return Source{}, false
	}
	return Source{File: name + ".yaml", Data: data, Pack: true}, true
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
	if near := tree.Suggest(string(u), packs.Names()); near != "" {
		return "there is no such pack; did you mean " + near + "?"
	}
	return "there is no such pack; the packs are " + strings.Join(packs.Names(), ", ") + "; the path of a file " +
		"must begin with ./ or end in .yaml"
}
