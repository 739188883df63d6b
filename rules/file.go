package rules

import (
	"cmp"
	"errors"
	"maps"
	"regexp"
	"slices"
	"strings"

	"scimshim/config/tree"
	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rules/kind"
)

// names are what files, rules and parameters may be called: they become the
// labels of metrics.
var (
	fileName  = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,63}$`)
	paramName = regexp.MustCompile(`^[a-z][a-z0-9_]{0,63}$`)
)

// file reads one rule file, twice: its parameters, and then its rules with the
// parameters' values in place. It returns all faults, in the order of the text.
func (c *compiler) file(s Source) tree.Errors {
	var ps params
	faults := ps.read(s)
	c.unstated = append(c.unstated, ps.unstated(s)...)
	err := tree.ReadWith(s.File, s.Data, c.options(&ps, s), func(root *tree.Node) {
		faults = append(faults, c.root(root, &ps, s)...)
	})
	var more tree.Errors
	if errors.As(err, &more) {
		faults = append(faults, more...)
	}
	slices.SortStableFunc(faults, func(a, b tree.Error) int {
		return cmp.Or(cmp.Compare(a.Pos.Line, b.Pos.Line), cmp.Compare(a.Pos.Column, b.Pos.Column))
	})
	return slices.Compact(faults) // a file that is no YAML is so twice
}

// options are how a rule file is read.
func (c *compiler) options(ps *params, s Source) tree.Options {
	return tree.Options{Expand: ps.value, Define: "define", Asked: s.Asked}
}

// root reads the top of a rule file, and returns the faults of the pack that it extends.
func (c *compiler) root(root *tree.Node, ps *params, s Source) tree.Errors {
	name := root.Need("name")
	file := name.String()
	switch {
	case file == "":
	case !fileName.MatchString(file):
		name.Errorf("a name is made of small letters, digits and hyphens, at most 64 of them")
	case slices.ContainsFunc(c.files, func(f ruleFile) bool { return f.name == file }):
		name.Errorf("a file of this name was read before; rules are told apart by it")
	}
	c.files = append(c.files, fileOfRules(root, file, s))
	c.pack, c.alone = s.Pack, c.alone || s.Alone
	headOf(root)
	root.Key("params") // read before the rest
	c.attributes(root.Key("attributes"))
	rules := root.Key("rules")
	faults := c.blocks(file, root, ps)
	for _, n := range rules.All() {
		if !refuseFormer(n) {
			c.rule(file, n, ps)
		}
	}
	c.locations()
	c.overrides(root.Key("overrides"), ps)
	unknown := len(root.Unknown()) > 0
	root.Rest()
	if !unknown && !slices.ContainsFunc(root.Keys(), says) {
		root.Errorf("the file says nothing; expected a kind such as normalize, a section (users, groups), or rules")
	}
	return faults
}

// says reports whether a key of a rule file says something of a client or a target.
func says(key string) bool {
	_, section := sections[key]
	return section || blockKinds[key].Read != nil || slices.Contains([]string{"attributes", "rules", "overrides", "extends"}, key)
}

// rule reads one rule.
func (c *compiler) rule(file string, n *tree.Node, ps *params) {
	at, name := c.place(file, n)
	b := &kind.Build{Name: name, When: when(n.Key("when")), Types: c.types, Prefixes: c.prefixes}
	mode := modes[0]
	if m := n.Key("mode"); m != nil {
		mode = m.OneOf(modes...)
	}
	wanted := ps.allow(n.Key("if"))
	n.Key("says").NonEmpty()
	r := compiled{
		info: Info{Name: name, Pos: n.Pos(), When: b.When, Endpoints: endpointsOf(n.Key("when")), Pack: c.pack},
		off:  mode == "off" || !wanted, unwanted: !wanted, flat: true,
	}
	if mode == "shadow" {
		r.info.Mode = rewrite.Shadow
	}
	r.info.Kind = kindOf(n)
	if k := kinds[r.info.Kind]; k != nil {
		r.rule = k(b, n.Key(r.info.Kind))
		r.takes(b)
	} else if n.Has("override") {
		r = c.modeAlone(n, at, r)
	} else if tree.SuggestAny(n.Unknown(), Kinds()) == "" {
		n.Errorf("the rule has no kind; scimshim packs --kinds lists them")
	}
	n.Rest()
	c.put(at, n.Has("override"), r)
}

// place returns the qualified name of a rule, and the place of the rule that
// it overrides, or -1.
func (c *compiler) place(file string, n *tree.Node) (at int, name string) {
	if o := n.Key("override"); o != nil {
		if n.Has("name") {
			n.Errorf("a rule has a name, or overrides another, not both")
		}
		at = c.find(o.String())
		if at < 0 {
			o.Errorf("%s", c.noSuchRule(o.String()))
		}
		return at, o.String()
	}
	own := n.Need("name")
	name = file + "/" + own.String()
	switch {
	case own.String() == "":
	case !fileName.MatchString(own.String()):
		own.Errorf("a name is made of small letters, digits and hyphens, at most 64 of them")
	case c.find(name) >= 0:
		own.Errorf("the file has another rule of this name")
	}
	return -1, name
}

// kindOf returns the key of a rule that names its kind, or "".
func kindOf(n *tree.Node) string {
	found := ""
	for _, key := range Kinds() {
		if !n.Has(key) {
			continue
		}
		if found != "" {
			n.Errorf("the rule has two kinds, %s and %s; split it", found, key)
		}
		found = key
	}
	return found
}

// modes are those of a rule, the one that holds without a word first.
var modes = []string{"enforce", "shadow", "off"}

// methods are what when may name.
var methods = []string{"GET", "POST", "PUT", "PATCH", "DELETE"}

// when reads which requests a rule is for.
func when(n *tree.Node) rewrite.Match {
	var w rewrite.Match
	if n == nil {
		return w
	}
	w.Resources = n.Key("resource").Strings()
	if m := n.Key("method"); m != nil {
		w.Methods = m.Strings()
		for _, method := range w.Methods {
			if !slices.Contains(methods, method) {
				m.Errorf("expected methods out of %s", strings.Join(methods, ", "))
			}
		}
	}
	n.Rest()
	return w
}

// attributes reads the attributes that a file declares beside those of RFC 7643. One
// without a type is a name that the client or the target has for something: it is
// known to be no mistake, and no more is said of it.
func (c *compiler) attributes(n *tree.Node) {
	if n.IsMap() {
		c.bySection(n)
		return
	}
	var added []filter.Added
	for _, item := range n.All() {
		a := filter.Added{Resource: item.Need("resource").String()}
		a.Path = tree.Parse(item.Need("path"), filter.ParsePath)
		if a.Attribute = attribute(item, a.Path); item.Has("type") {
			added = append(added, a)
		} else {
			c.named = append(c.named, a)
		}
		item.Rest()
	}
	types, err := c.types.With(added)
	if err != nil {
		n.Errorf("%v", err)
		return
	}
	c.types = types
}

// attributeTypes are the data types of RFC 7643, section 2.3.
var attributeTypes = map[string]filter.Type{
	"string": filter.TypeString, "boolean": filter.TypeBoolean,
	"integer": filter.TypeInteger, "decimal": filter.TypeDecimal,
	"dateTime": filter.TypeDateTime, "reference": filter.TypeReference,
	"binary": filter.TypeBinary, "complex": filter.TypeComplex,
}

func attribute(n *tree.Node, p filter.Path) filter.Attribute {
	a := filter.Attribute{Name: p.Name}
	if p.Sub != "" {
		a.Name = p.Sub
	}
	a.Type = attributeTypes[n.Key("type").OneOf(slices.Sorted(maps.Keys(attributeTypes))...)]
	a.Multi = n.Key("multi-valued").Bool()
	a.CaseExact = n.Key("case-exact").Bool()
	if !n.Has("type") && (n.Has("multi-valued") || n.Has("case-exact")) {
		n.Errorf("missing \"type\"; without it nothing else can be said of the attribute")
	}
	return a
}
