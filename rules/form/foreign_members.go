package form

import (
	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rules/kind"
)

// ForeignMembers takes the members that RFC 7644, section 3.5.2, does not know out of PATCH
// operations and of what is around them (Q75).
func ForeignMembers() rewrite.Rule { return foreignMembers{} }

type foreignMembers struct{ kind.RequestOnly }

func (foreignMembers) Request(m *rewrite.Message) error {
	if m.Method != "PATCH" {
		return nil
	}
	foreign := func(op *rewrite.Op) bool { return op.Foreign() }
	err := m.MapSomeOps(foreign, func(op rewrite.Op, emit func(rewrite.Op)) error {
		emit(op.Bare())
		return nil
	})
	if err != nil {
		return err
	}
	known := func(name string) bool {
		return filter.Fold(name, "schemas") || filter.Fold(name, "Operations")
	}
	return m.KeepMembers(known)
}
