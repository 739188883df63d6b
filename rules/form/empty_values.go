package form

import (
	"scimshim/rewrite"
	"scimshim/rewrite/json"
	"scimshim/rules/kind"
	"scimshim/rules/part"
)

// EmptyValues takes out of requests what says nothing, and what a client may not say.
//
// Members and values that are null are taken out of created resources (Q36). A null in
// a replaced resource and in a PATCH means that the attribute is to be unassigned (RFC
// 7643, section 2.5), and stays, but for one in an element of a list, or in the object
// that an add writes, which has nothing to unassign (Q86).
//
// Lists and objects of nothing are taken out of created resources (Q35), and so is an
// operation that adds them. Elsewhere they may be meant to clear something.
//
// Attributes and sub-attributes that their schema calls readOnly, such as id, meta,
// groups and manager.displayName, are taken out of bodies and of PATCH operations (Q34,
// Q78).
//
// An operation of which nothing is left is dropped, and counted. The attribute active is
// left alone.
func EmptyValues() rewrite.Rule { return emptyValues{} }

type emptyValues struct{ kind.RequestOnly }

func (emptyValues) Request(m *rewrite.Message) error {
	if m.Odd(rewrite.OddReadOnly) {
		if err := pruneReadOnly(m); err != nil {
			return err
		}
	}
	if m.Odd(rewrite.OddNull) {
		if err := pruneNulls(m); err != nil {
			return err
		}
	}
	if !m.Odd(rewrite.OddEmpty) {
		return nil
	}
	switch m.Method {
	case "PATCH":
		return m.MapOps(addsSomething)
	case "POST":
		return m.MapAttributes(pruneEmpty)
	}
	return nil
}

// pruneEmpty takes out lists and objects of nothing.
func pruneEmpty(a rewrite.Attr) (rewrite.Edit, error) {
	if a.Level != rewrite.Root && json.IsEmpty(a.Value) && !a.Path.Is(part.Active) {
		return rewrite.Drop, nil
	}
	return rewrite.Keep, nil
}

// addsSomething emits an operation unless it adds nothing.
func addsSomething(op rewrite.Op, emit func(rewrite.Op)) error {
	if !op.Is("add") || op.Value == "" || !json.IsEmpty(op.Value) || op.At().Is(part.Active) {
		emit(op)
	}
	return nil
}

// pruneReadOnly takes out what only the target may write.
func pruneReadOnly(m *rewrite.Message) error {
	return m.MapAttributes(func(a rewrite.Attr) (rewrite.Edit, error) {
		if a.Level > rewrite.Extension && onlyRead(m, a.Path) {
			return rewrite.Drop, nil
		}
		return rewrite.Keep, nil
	})
}
