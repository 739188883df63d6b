package upgrade

import (
	"errors"
	"regexp"

	"scimshim/config/layout"
	"scimshim/config/tree"
)

// Config returns a configuration of which the parameters of packs have their new values.
func Config(file string, data []byte) Result {
	root, err := layout.Read(file, data)
	var faults tree.Errors
	if errors.As(err, &faults) {
		return Result{Faults: faults}
	}
	for _, route := range at(root, "routes").Items() {
		for _, source := range at(route.Value, "rules").Items() {
			for _, given := range at(source.Value, "with").Items() {
				if given.Value.IsScalar() && given.Value.Value == "count" {
					given.Value = layout.Text("warn")
				}
			}
		}
	}
	return Result{Text: root.Bytes()}
}

var counted = regexp.MustCompile(`(?m)^([a-z0-9_.-]+=)count$`)

// Values returns the section set of a case with the new values of parameters.
func Values(text string) string { return counted.ReplaceAllString(text, "${1}warn") }
