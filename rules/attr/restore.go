package attr

import (
	_ "embed" // the source has the manual
	"slices"

	"scimshim/config/tree"
	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rules/kind"
	"scimshim/rules/part"
)

//go:embed restore.go
var restoreSource string

// restore gives values in the answers to POST, PUT and PATCH back as the client wrote them,
// where the target writes the same value in another way. Entra compares what it gets back with
// what it sent, and sends it again in each cycle where the two differ (Q13, Q45, Q115):
//
//	restore:
//	  attributes: [userName, emails.value, phoneNumbers.value]
//	  equal: [case, phone, trim]
//
// Two texts are the same value if they are equal without regard to case, in any alphabet
// (case); without the spaces around them (trim); or if both are phone numbers of the same
// digits, the + in front of them and the extension behind ;ext= (phone, for phoneNumbers only).
// A value that the target has cut, replaced or lost stays visible as it is, and so does
// anything that is not text.
//
// Values of a multi-valued attribute are told apart by their type, or by the filter in the path
// of a PATCH operation that wrote them; of one without either, the value itself decides. case
// is refused for attributes to which case matters. A later GET is answered as the target
// writes the values.
func restore(b *kind.Block, n *tree.Node) {
	step := kind.Step{At: n, Methods: kind.Writes}
	step.New = func(b *kind.Build) rewrite.Rule { return restoreOf(b, n) }
	b.Put(step)
}

// restoreOf reads which values get their spelling back.
func restoreOf(b *kind.Build, n *tree.Node) rewrite.Rule {
	r := &echo{}
	words := n.Need("equal").Strings()
	for _, word := range words {
		if !slices.Contains(echoWords, word) {
			n.Key("equal").Errorf("expected some of case, phone, trim")
		}
	}
	r.equal = echoEqual{anyCase: slices.Contains(words, "case"), trim: slices.Contains(words, "trim")}
	phone := slices.Contains(words, "phone")
	list := n.Need("attributes")
	for _, item := range list.All() {
		p := b.Path(item)
		r.checkPath(b, item, p)
		r.paths, r.extended = append(r.paths, p), r.extended || p.Schema != ""
		r.equal.phones = append(r.equal.phones, phone && p.Schema == "" && filter.Fold(p.Name, "phoneNumbers"))
	}
	if list != nil && len(r.paths) == 0 {
		list.Errorf("expected at least one attribute")
	}
	if phone && !slices.Contains(r.equal.phones, true) {
		n.Key("equal").Errorf("phone is for phoneNumbers, which is not among the attributes")
	}
	n.Rest()
	return r
}

// echoWords are the ways in which two values may be equal.
var echoWords = []string{"case", "phone", "trim"}

// checkPath refuses attributes of which a value in another spelling is another
// value.
func (r *echo) checkPath(b *kind.Build, item *tree.Node, p filter.Path) {
	a, known := b.Types.Find(b.Scope().Resource, p)
	switch {
	case p.Is(filter.Path{Name: "id"}), p.Is(part.Schemas), filter.Fold(p.Name, "meta"):
		item.Errorf("only the target decides %s", p)
	case known && a.CaseExact && r.equal.anyCase:
		item.Errorf("%s is case-sensitive; put it in a block without the word case", p)
	case known && a.Type != filter.TypeString && a.Type != filter.TypeReference:
		item.Errorf("%s is not text; name a sub-attribute, such as emails.value", p)
	}
}
