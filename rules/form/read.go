package form

import (
	_ "embed" // the source has the manual

	"scimshim/config/tree"
	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rules/kind"
)

//go:embed read.go
var readFormsSource string

// read lets filters and PATCH paths be read that leave the grammar of RFC 7644 in the
// named ways:
//
//	read: [unquoted, {form: spacing, source: Q07}]
//
// The forms are element_compare (emails[type eq "work"].value eq "x", which means the value
// path with one more term), unquoted (userName eq joe), unescaped (a quote or backslash in a
// value without its backslash), plus_space (a plus sign for a space, in a query encoded
// twice), spacing (more, less or other white space than one space) and typed_path
// (emails.work.value, for emails[type eq "work"].value). What was read is sent on in the
// form of RFC 7644. A step counts as changing a message that could not have been read
// without it; without it the filter is refused.
func readForms(b *kind.Block, n *tree.Node) {
	for item := range kind.Each(n) {
		at := item
		if item.IsMap() {
			at = item.Need("form")
		}
		form, _ := filter.ParseLenience(at.OneOf(filter.All.Names()...))
		b.Put(kind.Step{Key: at.String(), At: item, New: func(*kind.Build) rewrite.Rule { return lenient{form: form} }})
		if item.IsMap() {
			item.Rest()
		}
	}
}

// lenient lets one form be read. Its place in the chain does not matter: reading comes
// before all rules.
type lenient struct {
	kind.Inert
	form filter.Lenience
}

func (l lenient) Lenience() filter.Lenience { return l.form }
