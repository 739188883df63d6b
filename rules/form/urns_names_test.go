package form

import "testing"

// Names and URNs are ASCII (RFC 7643, section 2.1): the Kelvin sign, whose lower case is
// a k to Unicode, is none in them.
func TestNamesAreASCII(t *testing.T) {
	n := urnNames{}
	if err := n.add("urn:example:2.0:Workday"); err != nil {
		t.Fatal(err)
	}
	for name, has := range map[string]bool{
		"URN:EXAMPLE:2.0:WORKDAY": true, "urn:example:2.0:wor\u212aday": false, "urn:example:2.0:workday\u017f": false,
	} {
		if n.has(name) != has {
			t.Errorf("%+q: %t", name, !has)
		}
	}
}
