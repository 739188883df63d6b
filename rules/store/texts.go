package store

import (
	"regexp"
	"slices"
	"strings"

	"scimshim/config/tree"
	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
	"scimshim/rules/kind"
	"scimshim/rules/part"
)

// texts refuses requests that write a text which the target does not take, where
// that says only that something is wrong, and not where:
//
//	texts:
//	  refuse: '[<>;:%\p{Cc}\p{Cf}]'
//	  except: [profileUrl]
//	  says: "AWS takes none of < > ; : % in an attribute; replace them in the attribute mapping"
//
// refuse is a regular expression, found anywhere in a text; '^$' is the empty one.
// All attributes are looked at, in whatever form a request writes them, but for
// those in except, or with attributes in its place, those named there alone:
//
//	texts: {refuse: '\s', attributes: [userName], says: a userName has no space}
//
// The sentence says is told to the administrator, with the name of the attribute
// and never the text. schemas, id and meta are left alone, as are filters: no
// text is changed, so that what is looked up is what was written. With filters: true
// the texts are looked at that a filter compares, id included, for a target that says
// of a filter no better what it does not take:
//
//	texts: {refuse: '^$', filters: true, says: an empty text is no value}
type texts struct {
	kind.RequestOnly
	refuse     *regexp.Regexp
	except     []filter.Path
	attributes []filter.Path
	says       string
	filters    bool // whether filters are looked at, too
}

func newTexts(b *kind.Build, n *tree.Node) rewrite.Rule {
	r := &texts{}
	if refuse := n.Need("refuse"); refuse != nil {
		r.refuse = tree.Parse(refuse, regexp.Compile)
	}
	r.except, r.attributes = kind.Paths(n.Key("except"), b.Path), kind.Paths(n.Key("attributes"), b.Path)
	if n.Has("except") && n.Has("attributes") {
		n.Errorf("expected except or attributes, and not both")
	}
	r.filters = n.Key("filters").Bool()
	r.says = strings.TrimSuffix(n.Need("says").NonEmpty(), ".")
	n.Rest()
	return r
}

func (r *texts) Request(m *rewrite.Message) error {
	if r.filters {
		if err := r.inFilter(m); err != nil {
			return err
		}
	}
	return m.MapAttributes(func(a rewrite.Attr) (rewrite.Edit, error) {
		text, isText := json.Text(a.Value)
		if !isText || a.Path.Name == "" || !r.looksAt(a.Path) || !r.refuse.MatchString(text) {
			return rewrite.Keep, nil
		}
		return rewrite.Keep, rewrite.Refuse(rewrite.RuleRefused, "invalidValue", "%s: %s",
			part.SafeName(a.Path), r.says)
	})
}

// looksAt reports whether the rule is for the texts of an attribute.
func (r *texts) looksAt(p filter.Path) bool {
	covers := func(q filter.Path) bool { return rewrite.Covers(q, p) }
	if len(r.attributes) > 0 {
		return slices.ContainsFunc(r.attributes, covers)
	}
	return !slices.ContainsFunc(part.TargetsOwn, covers) && !slices.ContainsFunc(r.except, covers)
}
