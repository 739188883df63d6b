package form_test

import (
	"testing"

	"scimshim/rules/rulestest"
)

// A form that cannot be read by any step is an error, with the one that may be meant.
func TestReadFaults(t *testing.T) {
	f := func(read, want string) {
		t.Helper()
		rulestest.Fault(t, rulestest.File("read: "+read), "f1.yaml:2:"+want)
	}
	f("[unqoted]", `8: unknown word; did you mean "unquoted"?`)
	f("element-compare", `7: unknown word; did you mean "element_compare"?`)
	f("[{form: anything}]",
		"15: expected one of: element_compare, unquoted, unescaped, plus_space, spacing, typed_path")
	f("[{source: Q07}]", `8: missing "form"`)
}
