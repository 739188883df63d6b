package form

import (
	"scimshim/rewrite"
	"scimshim/rules/kind"
)

// LowerOps writes the op of each PATCH operation in lower case, as RFC 7644,
// section 3.5.2, has it. Entra sends Add, Replace and Remove (Q50, Q51).
func LowerOps() rewrite.Rule { return opCase{} }

type opCase struct{ kind.RequestOnly }

// Forestalls says that the same once more changes nothing.
func (r opCase) Forestalls(later rewrite.Rule, _ []rewrite.Step) string {
	if later == rewrite.Rule(r) {
		return kind.Again
	}
	return ""
}

func (opCase) Request(m *rewrite.Message) error {
	cased := func(op *rewrite.Op) bool { return lowerOp(op) != op.Name }
	return m.MapSomeOps(cased, func(op rewrite.Op, emit func(rewrite.Op)) error {
		if lower := lowerOp(&op); lower != op.Name {
			op = op.Named(lower)
		}
		emit(op)
		return nil
	})
}

// lowerOp returns the name of an operation in lower case.
func lowerOp(op *rewrite.Op) string {
	switch op.Name {
	case "add", "replace", "remove":
		return op.Name
	}
	for _, name := range [...]string{"add", "replace", "remove"} {
		if op.Is(name) {
			return name
		}
	}
	return op.Name
}
