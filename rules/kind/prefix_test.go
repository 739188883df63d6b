package kind

import (
	"errors"
	"testing"

	"scimshim/rewrite/filter"
)

var somePrefixes = Prefixes{"enterprise": "urn:example:schemas:enterprise:2.0:User", "own": "urn:example:own:2.0:User"}

func TestPrefixes(t *testing.T) {
	for text, want := range map[string]string{
		"enterprise.department":                        "urn:example:schemas:enterprise:2.0:User:department",
		"own.manager.value":                            "urn:example:own:2.0:User:manager.value",
		"enterprise":                                   "urn:example:schemas:enterprise:2.0:User",
		"userName":                                     "userName",
		"enterprises.x":                                "enterprises.x",
		"roles.enterprise":                             "roles.enterprise",
		"urn:x:enterprise.department":                  "urn:x:enterprise.department",
		`own.a eq "own.a" and (enterprise.b pr)`:       `urn:example:own:2.0:User:a eq "own.a" and (urn:example:schemas:enterprise:2.0:User:b pr)`,
		`userName eq "\"own.a" or own.b eq {value}`:    `userName eq "\"own.a" or urn:example:own:2.0:User:b eq {value}`,
		`emails[type eq "work" and value eq {own.of}]`: `emails[type eq "work" and value eq {urn:example:own:2.0:User:of}]`,
		`not (own.manager[value eq "x"]) and own.é pr`: `not (urn:example:own:2.0:User:manager[value eq "x"]) and urn:example:own:2.0:User:é pr`,
	} {
		if got, _ := somePrefixes.long(text); got != want {
			t.Errorf("%s is read as %s, want %s", text, got, want)
		}
	}
}

// The column of an error is that in the text of the file.
func TestPrefixesKeepColumns(t *testing.T) {
	for text, want := range map[string]int{
		"own.a eq":                  9,
		"own.a xx 1":                7,
		"own.a pr and own.b xx 1":   20,
		"own.a pr and enterprise":   24,
		`own.a eq "é" and b xx "1"`: 20,
	} {
		long, growth := somePrefixes.long(text)
		_, err := filter.Parse(long)
		var c interface{ Col() int }
		if !errors.As(shorter(err, growth), &c) || c.Col() != want {
			t.Errorf("%s: %v, want column %d", text, shorter(err, growth), want)
		}
	}
}
