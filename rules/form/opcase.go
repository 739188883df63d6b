package form

import (
	"strings"

	"scimshim/config/tree"
	"scimshim/rewrite"
	"scimshim/rules/kind"
)

// opCase writes the op of each PATCH operation in lower case, as RFC 7644,
// section 3.5.2, has it. Entra sends Add, Replace and Remove (Q50, Q51):
//
//	op-case: lower
type opCase struct{ kind.RequestOnly }

func newOpCase(_ *kind.Build, n *tree.Node) rewrite.Rule {
	n.OneOf("lower")
	return opCase{}
}

// LowerOps returns a rule of the kind op-case.
func LowerOps() rewrite.Rule { return opCase{} }

// Forestalls says that the same once more changes nothing.
func (r opCase) Forestalls(later rewrite.Rule, _ []rewrite.Step) string {
	if later == rewrite.Rule(r) {
		return kind.Again
	}
	return ""
}

func (opCase) Request(m *rewrite.Message) error {
	return m.MapOps(func(op rewrite.Op, emit func(rewrite.Op)) error {
		if lower := strings.ToLower(op.Name); lower != op.Name {
			op = op.Named(lower)
		}
		emit(op)
		return nil
	})
}
