package attr

import (
	"scimshim/config/tree"
	"scimshim/rewrite"
	"scimshim/rules/kind"
)

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
	step.New = func(b *kind.Build) rewrite.Rule { return newEcho(b, n) }
	b.Put(step)
}
