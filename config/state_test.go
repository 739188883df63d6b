package config_test

import (
	"reflect"
	"strings"
	"testing"

	"scimshim/config"
)

// stated returns a configuration that keeps its state as state says.
func stated(state string) string {
	return "state: " + state + "\n" + paced("null")
}

func TestLoadState(t *testing.T) {
	for state, want := range map[string]config.State{
		"null": {Entries: config.DefaultStateEntries, Bytes: config.DefaultStateBytes},
		"{max_entries: 1000, max_bytes: 1048576}": {Entries: 1000, Bytes: 1 << 20},
		"{file: s.db, key_file: /run/key}": {File: "conf/s.db", Key: config.Secret{File: "/run/key"},
			Entries: config.DefaultStateEntries, Bytes: config.DefaultStateBytes},
	} {
		got := load(t, stated(state)).State
		got.FilePos, got.Key.Pos = want.FilePos, want.Key.Pos
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %+v", state, got)
		}
	}
}

func TestLoadStateFaults(t *testing.T) {
	for state, want := range map[string]string{
		"{file: s.db}":                        `missing "key_file"`,
		"{key_file: k}":                       "a key is for a file",
		"{file: s.db, key_file: k, key: x}":   "expected exactly one of: key_file, key",
		"{file: '', key_file: k}":             "expected",
		"{max_entries: 1}":                    "expected a whole number from 1000",
		"{max_bytes: 1}":                      "expected a whole number from 1048576",
		"{max_entries: 1000, path: /var/lib}": "path",
		"memory":                              "expected",
	} {
		if _, err := config.Load("conf/c.yaml", []byte(stated(state)), env); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", state, err)
		}
	}
}
