package apply_test

import (
	"strings"
	"testing"

	"scimshim/rewrite/apply"
	"scimshim/rewrite/filter"
	checked "scimshim/rewrite/json"
)

// FuzzBetween gives the package two resources of any kind: what is to be done is JSON, and so is what
// is left of one without what only the target writes.
func FuzzBetween(f *testing.F) {
	f.Add(person, `{"emails":[{"value":"w0"}],"name":{"givenName":"x"}}`)
	f.Add(`{"members":[1,null,{"value":"a"},[]],"name":[]}`, `{"members":["a",{}],"name":{"formatted":null}}`)
	f.Add(`{"urn:a:b":{"c":1},"emails":{}}`, `{"urn:a:b":null,"emails":[],"urn:x":{"y":{"z":1}}}`)
	f.Fuzz(func(t *testing.T, is, wanted string) {
		is, wanted = strings.TrimSpace(is), strings.TrimSpace(wanted)
		if checked.Check(is) != nil || is[0] != '{' || checked.Check(wanted) != nil || wanted[0] != '{' {
			return
		}
		for _, endpoint := range []string{"Users", "Groups"} {
			for _, clear := range []bool{false, true} {
				ops, e := apply.Between(filter.Core(), endpoint, is, wanted, clear)
				if e != nil {
					continue
				}
				if err := checked.Check(apply.Body(ops)); err != nil {
					t.Fatalf("%v: %s", err, apply.Body(ops))
				}
			}
			if shown := apply.Writable(filter.Core(), endpoint, is); checked.Check(shown) != nil {
				t.Fatalf("%s: %s", is, shown)
			}
		}
	})
}
