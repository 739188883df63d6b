// Package blocktest plays cases with blocks of rule files, and has blocks refused, for tests of
// kinds.
package blocktest

import (
	"strings"
	"testing"

	"scimshim/rules"
)

func compile(file string) (*rules.Set, error) {
	return rules.Compile(rules.Source{File: "own.yaml", Data: []byte("name: own\n" + file + "\n")})
}

// Refuses fails the test unless a file, without its name, is refused with an error that begins
// so. The first line of the text is the second of the file own.yaml.
func Refuses(t *testing.T, file, want string) {
	t.Helper()
	if _, err := compile(file); err == nil || !strings.HasPrefix(err.Error(), want) {
		t.Errorf("got %v\nwant %s", err, want)
	}
}

// Compiles returns what is wrong with a file, without its name.
func Compiles(file string) error {
	_, err := compile(file)
	return err
}
