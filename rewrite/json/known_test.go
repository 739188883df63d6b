package json

import (
	"fmt"
	"strings"
	"testing"
)

// Names that differ in a few digits, as rules may have them by the hundred, have slots of their own.
func TestNamesAlike(t *testing.T) {
	for _, form := range []string{"c%d", "custom%d", "absent%dattribute", "urn:example:params:scim:custom:%d:User"} {
		var list []string
		for i := range 1000 {
			list = append(list, fmt.Sprintf(form, i))
		}
		n := NewNames(list)
		steps := 0
		for _, name := range list {
			at := nameHash(name) & uint(len(n.table)-1)
			steps += int((n.slot(nameHash(name), name) - at) & uint(len(n.table)-1))
			if n.ID(name) != n.ID(strings.ToUpper(name)) || n.ID(name) == 0 {
				t.Fatalf("%s is not found in capitals", name)
			}
		}
		if steps > len(list)/2 {
			t.Errorf("%s: %d steps for %d names", form, steps, len(list))
		}
	}
}
