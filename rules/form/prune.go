package form

import (
	"scimshim/config/tree"
	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
	"scimshim/rules/kind"
	"scimshim/rules/part"
)

// prune takes out of requests what says nothing, or nothing that a client may say:
//
//	prune: [nulls, empty, read-only, foreign]
//
// With nulls, members and values that are null are taken out of created resources
// (Q36). A null in a replaced resource and in a PATCH means that the attribute is to be
// unassigned (RFC 7643, section 2.5), and stays, but for one in an element of a list, or
// in the object that an add writes, which has nothing to unassign (Q86).
//
// With empty, lists and objects of nothing are taken out of created resources (Q35),
// and so is an operation that adds them. Elsewhere they may be meant to clear something.
// With answers in addition, extensions of nothing are taken out of answers, with the URNs
// of known extensions that are declared and not there (Q112).
//
// With read-only, attributes and sub-attributes that their schema calls readOnly, such as
// id, meta, groups and manager.displayName, are taken out of bodies and of PATCH
// operations (Q34, Q78). With foreign, members that RFC 7644 does not know are taken out
// of PATCH operations and of what is around them (Q75).
//
// An operation of which nothing is left is dropped, and counted. The attribute active is
// left alone.
type prune struct{ nulls, empty, readOnly, foreign, answers bool }

func newPrune(_ *kind.Build, n *tree.Node) rewrite.Rule {
	r := prune{}
	some := false
	for _, item := range n.All() {
		some = true
		switch item.OneOf("nulls", "empty", "read-only", "foreign", "answers") {
		case "nulls":
			r.nulls = true
		case "empty":
			r.empty = true
		case "read-only":
			r.readOnly = true
		case "foreign":
			r.foreign = true
		case "answers":
			r.answers = true
		}
	}
	if !some {
		n.Errorf("expected at least one of: nulls, empty, read-only, foreign")
	}
	if r.answers && !r.empty {
		n.Errorf("answers says where else empty is done; list empty, too")
	}
	return r
}

// ForeignMembers returns a rule of the kind prune for what RFC 7644 does not know.
func ForeignMembers() rewrite.Rule { return prune{foreign: true} }

// EmptyValues returns a rule of the kind prune for what says nothing, and what only the
// target may say.
func EmptyValues() rewrite.Rule { return prune{nulls: true, empty: true, readOnly: true} }

// EmptyExtensions returns a rule of the kind prune for extensions of nothing in answers.
func EmptyExtensions() rewrite.Rule { return prune{answers: true} }

func (r prune) Request(m *rewrite.Message) error {
	if r.foreign && m.Method == "PATCH" {
		if err := pruneForeign(m); err != nil {
			return err
		}
	}
	if r.readOnly {
		if err := pruneReadOnly(m); err != nil {
			return err
		}
	}
	if r.nulls {
		if err := pruneNulls(m); err != nil {
			return err
		}
	}
	switch {
	case r.empty && m.Method == "PATCH":
		return m.MapOps(addsSomething)
	case !r.empty || m.Method != "POST":
		return nil
	}
	return m.MapAttributes(func(a rewrite.Attr) (rewrite.Edit, error) {
		if a.Level != rewrite.Root && json.IsEmpty(a.Value) && !a.Path.Is(part.Active) {
			return rewrite.Drop, nil
		}
		return rewrite.Keep, nil
	})
}

// addsSomething emits an operation unless it adds nothing.
func addsSomething(op rewrite.Op, emit func(rewrite.Op)) error {
	if !op.Is("add") || op.Value == "" || !json.IsEmpty(op.Value) || op.At().Is(part.Active) {
		emit(op)
	}
	return nil
}

func (r prune) Response(m *rewrite.Message) error {
	if !r.answers {
		return nil
	}
	declared := "" // the list schemas of the resource, without what is not there
	return m.MapAttributes(func(a rewrite.Attr) (rewrite.Edit, error) {
		switch {
		case a.Level == rewrite.Root:
			declared = declaredAndThere(m, a.Value)
		case a.Level == rewrite.Extension && json.IsEmpty(a.Value):
			return rewrite.Drop, nil
		case a.Level == rewrite.Whole && a.Path.Is(part.Schemas) && declared != "":
			return rewrite.Set(declared), nil
		}
		return rewrite.Keep, nil
	})
}

// declaredAndThere returns the list schemas of a resource without the known extensions
// that it has nothing of, or nothing if it is no list or none would be left.
func declaredAndThere(m *rewrite.Message, resource string) string {
	list, _ := rewrite.Lookup(resource, part.Schemas)
	if list == "" || list[0] != '[' {
		return ""
	}
	var kept []string
	all := 0
	var there map[string]bool // made when it is needed
	for element := range json.Elements(list) {
		all++
		urn, _ := json.Text(element)
		if isExtensionURN(m, urn) {
			if there == nil {
				there = extensionsIn(resource)
			}
			if !there[filter.Lower(urn)] {
				continue
			}
		}
		kept = append(kept, element)
	}
	if len(kept) == all || len(kept) == 0 {
		return ""
	}
	return json.Array(kept...)
}

// isExtensionURN reports whether a text is the URN of a known extension.
func isExtensionURN(m *rewrite.Message, text string) bool {
	p, err := filter.ParsePath(text)
	if err != nil {
		return false
	}
	_, ok := m.Types().Extension(m.Resource, p)
	return ok
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

// pruneForeign takes out the members of a PATCH that RFC 7644, section 3.5.2, does not
// know.
func pruneForeign(m *rewrite.Message) error {
	err := m.MapOps(func(op rewrite.Op, emit func(rewrite.Op)) error {
		emit(op.Bare())
		return nil
	})
	if err != nil {
		return err
	}
	known := func(name string) bool {
		return filter.Fold(name, "schemas") || filter.Fold(name, "Operations")
	}
	for member := range json.Members(m.Body) {
		if !known(member.Name) {
			return m.KeepMembers(known)
		}
	}
	return nil
}
