package query

import (
	"regexp"
	"slices"
	"strings"

	"scimshim/config/tree"
	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rules/kind"
	"scimshim/rules/part"
)

// A valueLimit refuses filters that compare an attribute with what the target cannot be
// asked for.
type valueLimit struct {
	kind.RequestOnly
	part.TextLimit
}

// Touches returns the name of the attribute, as rewrite.Toucher has it.
func (r *valueLimit) Touches() []string { return rewrite.TouchedBy(r.Path) }

func (r *valueLimit) Request(m *rewrite.Message) error { return r.Asked(m) }

// values reads what attributes can be asked for.
func (q *asking) values(n *tree.Node) {
	for key, at := range n.Entries() {
		name := n.KeyNode(key)
		q.put(kind.Step{Key: "values." + q.NameIn(name), At: at, New: func(b *kind.Build) rewrite.Rule {
			r := &valueLimit{TextLimit: part.TextLimit{Path: b.Path(name)}}
			t, known := b.Types.Find(b.Scope().Resource, r.Path)
			if known && (t.Multi || t.Type != filter.TypeString) || r.Path.Sub != "" && b.Multi(r.Path) {
				name.Errorf("%s is not a single text", r.Path)
			}
			if l := at.Key("max_length"); l != nil {
				r.Longest = l.IntIn(1, 1_000_000)
			}
			if p := at.Key("pattern"); p != nil {
				r.Fits = tree.Parse(p, kind.Regexp)
			}
			if at.IsMap() && !at.Has("max_length") && !at.Has("pattern") {
				at.Errorf("expected pattern, a regular expression, or max_length, a number of characters")
			}
			r.Says = strings.TrimSuffix(at.Need("message").NonEmpty(), ".")
			return r
		}})
	}
}

// A textLimit refuses filters that compare any attribute with a text which the target does
// not take.
type textLimit struct {
	kind.RequestOnly
	refuse *regexp.Regexp
	except []filter.Path
	says   string
}

// texts reads what no attribute can be asked for.
func (q *asking) texts(n *tree.Node) {
	q.put(kind.Step{Key: "texts", At: n, Methods: reads, New: func(b *kind.Build) rewrite.Rule {
		r := &textLimit{except: distinct(n.Key("except"), b.Path)}
		if refuse := n.Need("refuse"); refuse != nil {
			r.refuse = tree.Parse(refuse, kind.Regexp)
		}
		r.says = strings.TrimSuffix(n.Need("message").NonEmpty(), ".")
		return r
	}})
}

// Occasions says what is looked at, as rewrite.Occasional has it.
func (*textLimit) Occasions() rewrite.Occasions {
	return rewrite.Occasions{Request: rewrite.OnFilter}
}

func (r *textLimit) Request(m *rewrite.Message) error {
	e, err := m.Filter()
	if e == nil || err != nil {
		return err
	}
	part.Compared(e, func(p filter.Path, value filter.Literal) {
		text, isText := value.Text()
		spared := slices.ContainsFunc(r.except, func(q filter.Path) bool { return rewrite.Covers(q, p) })
		if err == nil && isText && !spared && r.refuse.MatchString(text) {
			err = rewrite.Refuse(rewrite.FilterUnsupported, "invalidFilter", "the filter on %s: %s",
				part.SafeName(p), r.says)
		}
	})
	return err
}
