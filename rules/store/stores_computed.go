package store

import (
	"scimshim/config/tree"
	"scimshim/rewrite/filter"
	"scimshim/rules/kind"
)

// computed notes that the block set of the file gives a value to an attribute that is described
// as one which is never written, or never written again.
func (s *stores) computed(b *kind.Build, d *description, path filter.Path) {
	never := d.unwritten()
	if never == "" || !s.Wanted(d.n) {
		return
	}
	for _, block := range s.Beside("set") {
		for key, options := range block.Node.Entries() {
			p, err := filter.ParsePath(b.Prefixes.Long(key))
			if err != nil || !b.Types.Canonical(b.Scope().Resource, p).Is(path) || !block.Wanted(options) {
				continue
			}
			if never != "immutable" && options.IsMap() && !options.Has("in") || isSetAnew(options) {
				d.n.ErrorKey(never, "set gives it a value; remove it there or here")
			}
		}
	}
}

// unwritten returns the option by which an attribute is never written, or never again.
func (d *description) unwritten() string {
	for _, word := range []string{"immutable", "read_only"} {
		if n := d.n.Key(word); n != nil && n.Bool() {
			return word
		}
	}
	if n := d.n.Key("stored"); n.IsScalar() && !n.Bool() {
		return "stored"
	}
	return ""
}

// isSetAnew reports whether a value is set whatever there is, in requests that change a
// resource.
func isSetAnew(options *tree.Node) bool {
	if !options.IsMap() {
		return false
	}
	if m := options.Key("methods"); m != nil && len(without([]string{"PUT", "PATCH"}, m.Strings())) == 2 {
		return false
	}
	when := options.Key("when")
	return when != nil && when.String() == "always"
}
