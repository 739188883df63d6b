package attr

import (
	"slices"

	"scimshim/config/tree"
	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
	"scimshim/rules/kind"
	"scimshim/rules/part"
)

// echo gives values in the answers to POST, PUT and PATCH back as the client wrote
// them, where the target writes the same value in another way. Entra compares
// what it gets back with what it sent, and sends it again in each cycle where the
// two differ (Q13, Q45, Q115):
//
//	echo:
//	  attributes: [userName, emails.value, phoneNumbers.value]
//	  equal: [case, phone, trim]
//
// Two texts are the same value if they are equal without regard to case, in any
// alphabet (case); without the spaces around them (trim); or if both are phone
// numbers of the same digits, the + in front of them and the extension behind
// ;ext= (phone, for phoneNumbers only). A value that the target has cut, replaced
// or lost stays visible as it is, and so does anything that is no text.
//
// Values of a multi-valued attribute are told apart by their type, or by the filter
// in the path of a PATCH operation that wrote them; of one without either, the
// value itself decides. case is refused for attributes to which case matters.
//
// Put it first in the file of the client: it remembers the request as the client
// sent it, and is the last to see the answer. A later GET is answered as the target
// writes the values.
type echo struct {
	paths []filter.Path
	equal echoEqual
}

func newEcho(b *kind.Build, n *tree.Node) rewrite.Rule {
	r := &echo{}
	words := n.Need("equal").Strings()
	for _, word := range words {
		if !slices.Contains(echoWords, word) {
			n.Key("equal").Errorf("expected words out of case, phone, trim")
		}
	}
	r.equal = echoEqual{anyCase: slices.Contains(words, "case"), trim: slices.Contains(words, "trim")}
	phone := slices.Contains(words, "phone")
	list := n.Need("attributes")
	for _, item := range list.All() {
		p := b.Path(item)
		r.checkPath(b, item, p)
		r.paths = append(r.paths, p)
		r.equal.phones = append(r.equal.phones, phone && p.Schema == "" && filter.Fold(p.Name, "phoneNumbers"))
	}
	if list != nil && len(r.paths) == 0 {
		list.Errorf("expected at least one attribute")
	}
	if phone && !slices.Contains(r.equal.phones, true) {
		n.Key("equal").Errorf("phone is for phoneNumbers, and none of the attributes is one of them")
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
		item.Errorf("%s is the target's to say", p)
	case known && a.CaseExact && r.equal.anyCase:
		item.Errorf("to %s case matters; put it into a rule without the word case", p)
	case known && a.Type != filter.TypeString && a.Type != filter.TypeReference:
		item.Errorf("%s is no text; name a sub-attribute, such as emails.value", p)
	}
}

func (r *echo) Request(m *rewrite.Message) error {
	sent, err := r.sent(m)
	if err == nil && len(sent.values) > 0 {
		m.Remember(sent)
	}
	return err
}

func (r *echo) Response(m *rewrite.Message) error {
	sent, ok := m.Remembered().(*echoSent)
	if !ok || m.Local() {
		return nil
	}
	return m.MapAttributes(func(a rewrite.Attr) (rewrite.Edit, error) {
		switch {
		case a.Level != rewrite.Whole && a.Level != rewrite.Element:
		case json.IsObject(a.Value):
			return r.inElement(m, sent, a)
		case a.Level == rewrite.Whole:
			if i := r.index(m, a.Path); i >= 0 {
				return sent.spelling(i, a.Value, func(echoValue) bool { return true }, ""), nil
			}
		}
		return rewrite.Keep, nil
	})
}

// index returns which of the rule's attributes p is, or -1.
func (r *echo) index(m *rewrite.Message, p filter.Path) int {
	return slices.IndexFunc(r.paths, func(q filter.Path) bool { return m.Same(p, q) })
}

// holds reports whether one of the rule's attributes is a sub-attribute of p.
func (r *echo) holds(m *rewrite.Message, p filter.Path) bool {
	return slices.ContainsFunc(r.paths, func(q filter.Path) bool { return q.Sub != "" && m.Same(p, whole(q)) })
}

// whole returns the attribute that holds p.
func whole(p filter.Path) filter.Path { return filter.Path{Schema: p.Schema, Name: p.Name} }

// inElement gives the values in an object their spelling.
func (r *echo) inElement(m *rewrite.Message, sent *echoSent, a rewrite.Attr) (rewrite.Edit, error) {
	if !r.holds(m, a.Path) {
		return rewrite.Keep, nil
	}
	selected := func(v echoValue) bool { return v.where == nil || part.Satisfies(m, a.Value, a.Path, v.where) }
	text, err := rewrite.MapMembers(a.Value, a.Path, func(s rewrite.Attr) (rewrite.Edit, error) {
		if i := r.index(m, s.Path); i >= 0 {
			return sent.spelling(i, s.Value, selected, echoType(a.Value)), nil
		}
		return rewrite.Keep, nil
	})
	return rewrite.Set(text), err
}
