package rulestest

import (
	"fmt"
	"testing"

	"scimshim/rules"
)

// Compile compiles rule files, given as text.
func Compile(t testing.TB, files ...string) *rules.Set {
	t.Helper()
	var sources []rules.Source
	for i, text := range files {
		sources = append(sources, rules.Source{File: fmt.Sprintf("f%d.yaml", i+1), Data: []byte(text)})
	}
	return CompileSources(t, sources...)
}

// Packs compiles packs that ship with the program.
func Packs(t testing.TB, names ...string) *rules.Set {
	t.Helper()
	return CompileSources(t, PackSources(t, names...)...)
}

// PacksGiven compiles packs, the last of them with a value for a parameter.
func PacksGiven(t testing.TB, given rules.Given, names ...string) *rules.Set {
	t.Helper()
	sources := PackSources(t, names...)
	last := &sources[len(sources)-1]
	last.Given = append(last.Given, given)
	return CompileSources(t, sources...)
}

// StatedPack returns a pack with the statement that the tests' directories satisfy: the
// e-mail is the userName.
func StatedPack(t testing.TB, name string) rules.Source {
	t.Helper()
	s, ok := rules.Pack(name)
	if !ok {
		t.Fatalf("no pack %s", name)
	}
	list, err := rules.Params(s)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range list {
		if p.Name == "match_email" {
			s.Given = []rules.Given{{Name: p.Name, Value: "username"}}
		}
	}
	return s
}

// CompileSources compiles rule files. A parameter without default need not be given.
func CompileSources(t testing.TB, sources ...rules.Source) *rules.Set {
	t.Helper()
	for i := range sources {
		sources[i].Unstated = true
	}
	set, err := rules.Compile(sources...)
	if err != nil {
		t.Fatal(err)
	}
	return set
}

// Fault checks what is wrong with a rule file: one fault, with its place.
func Fault(t *testing.T, text, want string) {
	t.Helper()
	_, err := rules.Compile(rules.Source{File: "f1.yaml", Data: []byte(text)})
	switch {
	case err == nil:
		t.Errorf("no fault, want %s", want)
	case err.Error() != want:
		t.Errorf("got %v\nwant %s", err, want)
	}
}

// PackSources returns packs, with the statements that the tests' directories satisfy.
func PackSources(t testing.TB, names ...string) []rules.Source {
	t.Helper()
	var sources []rules.Source
	for _, name := range names {
		sources = append(sources, StatedPack(t, name))
	}
	return sources
}

// CoreUser is the URN of the schema of users.
const CoreUser = "urn:ietf:params:scim:schemas:core:2.0:User"

// Enterprise is the URN of the Enterprise extension of users.
const Enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"

// SnowUser is the URN of the extension of users that ServiceNow has.
const SnowUser = "urn:ietf:params:scim:schemas:extension:servicenow:2.0:User"
