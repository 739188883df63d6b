package store

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"scimshim/config/tree"
	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
	"scimshim/rules/kind"
	"scimshim/rules/part"
)

// limit says which texts a target takes for an attribute of one value, by their
// length in characters, or by a regular expression that they match, or both:
//
//	limit:
//	  attribute: userName
//	  longest: 20
//	  otherwise: refuse
//	  says: Slack takes no userName of more than 20 characters
//	limit:
//	  attribute: displayName
//	  fits: '^[^@]*$'
//	  otherwise: count
//	  says: Slack takes no at sign in a displayName
//
// A request that writes another text is refused, and says is told to the
// administrator; with otherwise: count it is sent as it is, with a warning. A PATCH
// or PUT that disables the user is neither, since a leaver goes first: what it writes
// to the attribute is dropped.
//
// A filter that compares the attribute with such a text is refused in any case. No
// resource has it, but what a target answers that cannot read the filter is not
// "nobody", and a client would create a duplicate.
//
// With in: filters only filters are looked at, for a target that stores what it
// cannot be asked for. Empty texts and what is no text are left alone, and so are
// answers. The attribute active is no text.
type limit struct {
	kind.RequestOnly
	path    filter.Path
	longest int            // 0 for any length
	fits    *regexp.Regexp // nil for any text
	filters bool           // whether only filters are looked at
	refuse  bool
	says    string
}

func newLimit(b *kind.Build, n *tree.Node) rewrite.Rule {
	at := n.Need("attribute")
	r := &limit{path: b.Path(at)}
	t, known := b.Types.Find(b.Scope().Resource, r.path)
	switch {
	case at == nil:
	case known && (t.Multi || t.Type != filter.TypeString), r.path.Sub != "" && b.Multi(r.path):
		at.Errorf("%s is no single text", r.path)
	}
	if l := n.Key("longest"); l != nil {
		r.longest = l.IntIn(1, 1_000_000)
	}
	if f := n.Key("fits"); f != nil {
		r.fits = tree.Parse(f, kind.Regexp)
	}
	if !n.Has("longest") && !n.Has("fits") {
		n.Errorf("expected longest, a number of characters, or fits, a regular expression")
	}
	if in := n.Key("in"); in != nil {
		r.filters = in.OneOf("filters") == "filters"
	} else {
		r.refuse = n.Need("otherwise").OneOf("refuse", "count") == "refuse"
	}
	r.says = strings.TrimSuffix(n.Need("says").NonEmpty(), ".")
	n.Rest()
	return r
}

func (r *limit) Request(m *rewrite.Message) error {
	if err := r.asked(m); err != nil || r.filters {
		return err
	}
	found := false
	disables := m.Deactivates()
	err := m.MapAttributes(func(a rewrite.Attr) (rewrite.Edit, error) {
		text, ok := json.Text(a.Value)
		switch {
		case !ok || !part.IsNamed(a) || !m.Same(a.Path, r.path) || r.takes(text):
			return rewrite.Keep, nil
		case disables:
			return rewrite.Drop, nil
		case r.refuse:
			return rewrite.Keep, rewrite.Refuse(rewrite.RuleRefused, "invalidValue", "%s: %s", r.path, r.says)
		}
		found = true
		return rewrite.Keep, nil
	})
	if found && err == nil {
		m.Warn()
	}
	return err
}

// asked refuses a filter that compares the attribute with a text that the target
// does not take.
func (r *limit) asked(m *rewrite.Message) error {
	e, err := m.Filter()
	if e == nil || err != nil {
		return err
	}
	filter.Walk(e, func(x filter.Expr) {
		c, ok := x.(*filter.Compare)
		if !ok || !m.Same(c.Path, r.path) {
			return
		}
		if text, ok := c.Value.Text(); ok && !r.takes(text) {
			err = rewrite.Refuse(rewrite.FilterUnsupported, "invalidFilter",
				"the target cannot be asked for this value of %s: %s", r.path, r.says)
		}
	})
	return err
}

// takes reports whether the target takes a text, as it does an empty one.
func (r *limit) takes(text string) bool {
	if text == "" {
		return true
	}
	return (r.longest == 0 || utf8.RuneCountInString(text) <= r.longest) && (r.fits == nil || r.fits.MatchString(text))
}
