package patch

import (
	"cmp"
	"slices"
	"strings"

	"scimshim/config/tree"
	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
	"scimshim/rules/kind"
	"scimshim/rules/part"
)

// patchLimits refuses PATCH requests that hold a form of operation which the
// target does not take, or takes for something else. It stands after the rules
// that rewrite such forms, and refuses what they left:
//
//	patch-limits: [filtered-add, filtered-replace, remove-value, flat-keys, empty-value]
//
// The forms are filtered-add, filtered-replace and filtered-remove (a filter in
// the path), remove-value (a remove with a value), remove-all and replace-all (a
// remove or replace of a whole attribute of several values), empty-object (an object
// of nothing, of which nobody knows whether it is to clear), flat-keys (a value without path
// whose keys are paths: name.givenName), empty-value (null, {}, [] or "", also as
// a member of an object), missing-value (an add or replace without value),
// missing-path (a remove without path), foreign-member (a member that is not op,
// path or value), not-object (a value without path that is no object), core-urn
// (a path with the URN of the core schema) and element-type (a value of a
// multi-valued attribute that is no list, or one with an element that says
// nothing), value-type (a value that is not of the type that the schema of its
// attribute declares), every-element (a path to a part of all values, as
// emails.value), extension (a path that is the URN of an extension and nothing
// else, of which some servers take the end for an attribute), and nested-filter (a
// filter on a sub-attribute, of which RFC 7643, section 2.3.8, lets none have
// elements).
//
// With otherwise: drop such operations are taken out, and counted, and the rest of the
// PATCH goes on; refuse is meant if nothing is said. That is for what a target has no
// form for, where it would cost all else that the PATCH says, and not for a filter on a
// sub-attribute, which is no mapping's doing:
//
//	patch-limits: {refuse: [filtered-add, filtered-replace, filtered-remove], except: [emails], otherwise: drop}
//
// A PATCH that disables a user loses such operations in any case, but for those that
// write active themselves, rather than fail and leave the leaver active (Q74). With
// leaver: only, that is all that happens, and other requests are left alone: for forms
// that the target takes or not, depending on what it has. With except, operations with a
// path to one of the attributes named are left alone. With says, that is told to the
// administrator in place of the sentence of the form.
type patchLimits struct {
	kind.RequestOnly
	forms  []patchForm
	action kind.Action // refuse if there is none
	only   bool        // whether requests that disable nobody are left alone
	except []filter.Path
	says   string
}

// A patchForm is a form of operation, and what to tell who sends it.
type patchForm struct {
	name string
	is   func(m *rewrite.Message, op rewrite.Op) bool
	says string
}

var patchForms = []patchForm{
	{"filtered-add", isFilteredAdd, "the target takes no add with a filter in the path; take the attribute out of " +
		"the identity provider's mapping, or add an upsert rule for it"},
	{"filtered-replace", isFilteredReplace, "the target takes no replace with a filter in the path unless the " +
		"element exists, which the proxy does not know; take the attribute out of the identity provider's mapping, " +
		"or add an upsert rule for it"},
	{"filtered-remove", isFilteredRemove, "the target takes no remove with a filter in the path; take the attribute " +
		"out of the identity provider's mapping"},
	{"remove-value", isRemoveValue, "a remove takes no value, and a target that ignores it would remove all there is " +
		"(RFC 7644, section 3.5.2.2); say in the path what to remove"},
	{"remove-all", isRemoveAll, "the target would remove all values at once"},
	{"replace-all", isReplaceAll, "the target does not replace all values at once; add and remove them one by one"},
	{"flat-keys", isFlatKeys, "the target takes no paths as the keys of a value; send each with a path of its own"},
	{"empty-value", isEmptyValue, "the target takes no empty value"},
	{"empty-object", isEmptyObject, "an empty object says nothing; remove the attribute, or leave it out"},
	{"missing-value", isMissingValue, "an add or a replace needs a value (RFC 7644, section 3.5.2)"},
	{"missing-path", isMissingPath, "a remove needs a path (RFC 7644, section 3.5.2.2)"},
	{"foreign-member", isForeign, "an operation has op, path and value, and nothing else"},
	{"not-object", isNotObject, "a value without path must be an object of attributes"},
	{"core-urn", isCoreURN, "the target takes a path with the URN of the core schema for something else; leave the " +
		"URN out"},
	{"value-type", isOtherType, "the value is not of the type that the schema declares (RFC 7643, section 2.3)"},
	{"nested-filter", isNestedFilter, "a sub-attribute has no elements that a filter could select (RFC 7643, " +
		"section 2.3.8)"},
	{"element-type", isNoList, "the values of a multi-valued attribute must be a list, of which none is empty"},
	{"every-element", isEveryElement, "the target takes no path to a part of all values; say by a filter which of " +
		"them is meant, as in emails[type eq \"work\"].value"},
	{"extension", isExtensionPath, "the target takes no path that is the URN of an extension alone; send an " +
		"operation for each of its attributes"},
}

func newPatchLimits(b *kind.Build, n *tree.Node) rewrite.Rule {
	var names []string
	for _, f := range patchForms {
		names = append(names, f.name)
	}
	r, list := &patchLimits{}, n
	if n.IsMap() {
		list = n.Need("refuse")
		if leaver := n.Key("leaver"); leaver != nil {
			r.only = leaver.OneOf("only") == "only"
		}
		if otherwise := n.Key("otherwise"); otherwise != nil {
			r.action = kind.Action(otherwise.OneOf("refuse", "drop"))
		}
		r.except = kind.Paths(n.Key("except"), b.Path)
		if says := n.Key("says"); says != nil {
			r.says = strings.TrimSuffix(says.NonEmpty(), ".")
		}
		n.Rest()
	}
	for _, item := range list.All() {
		name := item.OneOf(names...)
		if i := slices.Index(names, name); i >= 0 {
			r.forms = append(r.forms, patchForms[i])
		}
	}
	return r
}

// Limits returns a rule of the kind patch-limits that refuses forms of operations, by their
// names. Without message each is refused with the sentence of its form.
func Limits(message string, names ...string) rewrite.Rule {
	r := &patchLimits{says: strings.TrimSuffix(message, ".")}
	for _, name := range names {
		i := slices.IndexFunc(patchForms, func(f patchForm) bool { return f.name == name })
		r.forms = append(r.forms, patchForms[i])
	}
	return r
}

func (r *patchLimits) Request(m *rewrite.Message) error {
	if r.only && !m.Deactivates() {
		return nil
	}
	drop := r.action == kind.Drop
	return m.MapOps(func(op rewrite.Op, emit func(rewrite.Op)) error {
		i := slices.IndexFunc(r.forms, func(f patchForm) bool { return f.is(m, op) })
		switch {
		case i < 0, r.only && writesActive(m, op), drop && isNestedFilter(m, op), r.excepts(m, op):
			emit(op)
		case r.action == kind.Warn:
			m.Warn()
			emit(op)
		case !drop || writesActive(m, op):
			return rewrite.Refuse(rewrite.RuleRefused, "invalidValue", "%s %s: %s",
				strings.ToLower(op.Name), subject(op), r.sentence(r.forms[i], op))
		}
		return nil
	})
}

// sentence returns what to tell of an operation. A remove of all that has a value is meant to
// remove that: whoever wrote the rule's own sentence had the other in mind.
func (r *patchLimits) sentence(form patchForm, op rewrite.Op) string {
	if form.name == "remove-all" && op.Value != "" {
		return "the target would remove all values at once, and not the one in the value; list the client's pack, " +
			"which says in the path what to remove, before the target's"
	}
	return cmp.Or(r.says, form.says)
}

// excepts reports whether an operation is on an attribute that is left alone.
func (r *patchLimits) excepts(m *rewrite.Message, op rewrite.Op) bool {
	return op.HasPath && slices.ContainsFunc(r.except, func(p filter.Path) bool { return m.Covers(p, op.At()) })
}

// writesActive reports whether an operation is on active, or has it in its value.
func writesActive(m *rewrite.Message, op rewrite.Op) bool {
	if op.HasPath {
		return m.Same(filter.Path{Schema: op.Target.Path.Schema, Name: op.Target.Path.Name}, part.Active)
	}
	return part.Mentions(m, op.Value, part.Active)
}

// subject names what an operation is about, without the values in its path.
func subject(op rewrite.Op) string {
	if !op.HasPath {
		return "without path"
	}
	p := op.Target.Path.String()
	if op.Target.Where != nil {
		p += "[...]"
	}
	if op.Target.Sub != "" {
		p += "." + op.Target.Sub
	}
	return p
}

func isFilteredAdd(_ *rewrite.Message, op rewrite.Op) bool {
	return op.Is("add") && op.Target.Where != nil
}

func isFilteredReplace(_ *rewrite.Message, op rewrite.Op) bool {
	return op.Is("replace") && op.Target.Where != nil
}

func isFilteredRemove(_ *rewrite.Message, op rewrite.Op) bool {
	return op.Is("remove") && op.Target.Where != nil
}

func isRemoveValue(_ *rewrite.Message, op rewrite.Op) bool {
	return op.Is("remove") && op.Value != ""
}

func isRemoveAll(m *rewrite.Message, op rewrite.Op) bool {
	return op.Is("remove") && op.Target.Where == nil && part.IsMulti(m, op.At())
}

// isReplaceAll reports whether all values of an attribute are replaced, also as one
// of those that a value without path has.
func isReplaceAll(m *rewrite.Message, op rewrite.Op) bool {
	if !op.Is("replace") || op.Target.Where != nil {
		return false
	}
	if op.HasPath {
		return part.IsMulti(m, op.At())
	}
	for member := range json.Members(op.Value) {
		p, err := filter.ParsePath(member.Name)
		if err == nil && part.IsMulti(m, m.Unqualified(p)) {
			return true
		}
	}
	return false
}

func isFlatKeys(_ *rewrite.Message, op rewrite.Op) bool {
	if op.HasPath {
		return false
	}
	for member := range json.Members(op.Value) {
		urn := len(member.Name) > 4 && filter.Fold(member.Name[:4], "urn:")
		if strings.ContainsAny(member.Name, ".[") && !urn || urn && !json.IsObject(member.Value) {
			return true
		}
	}
	return false
}

func isEmptyValue(_ *rewrite.Message, op rewrite.Op) bool {
	return op.Value != "" && holdsEmpty(op.Value)
}

func isEmptyObject(_ *rewrite.Message, op rewrite.Op) bool {
	if op.Value == "" || op.Value[0] != '{' {
		return false
	}
	for member := range json.Members(op.Value) {
		if !op.HasPath && part.IsURN(member.Name) && (member.Value == "null" || json.IsEmpty(member.Value)) {
			return true
		}
	}
	return json.IsEmpty(op.Value)
}

// holdsEmpty reports whether a value is empty, or an object with a member that
// is, by which the client means to clear that one. What is empty in an element of
// a list, as Entra's "$ref": null, clears nothing.
func holdsEmpty(value string) bool {
	if json.SaysNothing(value) {
		return true
	}
	for member := range json.Members(value) {
		if holdsEmpty(member.Value) {
			return true
		}
	}
	return false
}

// isEveryElement reports whether an operation is on a part of all values of an
// attribute.
func isEveryElement(m *rewrite.Message, op rewrite.Op) bool {
	at := op.At()
	return op.HasPath && op.Target.Where == nil && at.Sub != "" && part.IsMulti(m, at)
}

func isExtensionPath(m *rewrite.Message, op rewrite.Op) bool {
	_, whole := m.Types().Extension(m.Resource, op.At())
	return op.HasPath && whole
}

func isNestedFilter(_ *rewrite.Message, op rewrite.Op) bool {
	return op.Target.Where != nil && op.Target.Path.Sub != ""
}

func isMissingValue(_ *rewrite.Message, op rewrite.Op) bool {
	return !op.Is("remove") && op.Value == ""
}

func isMissingPath(_ *rewrite.Message, op rewrite.Op) bool {
	return op.Is("remove") && !op.HasPath
}

func isForeign(_ *rewrite.Message, op rewrite.Op) bool { return op.Foreign() }

func isNotObject(_ *rewrite.Message, op rewrite.Op) bool {
	return !op.HasPath && op.Value != "" && !json.IsObject(op.Value)
}

func isCoreURN(m *rewrite.Message, op rewrite.Op) bool {
	core := m.Types().CoreURN(m.Resource)
	if op.HasPath || core == "" {
		return op.Core()
	}
	for member := range json.Members(op.Value) {
		if len(member.Name) >= len(core) && filter.Fold(member.Name[:len(core)], core) {
			return true
		}
	}
	return op.Core()
}

// anyWritten reports whether is holds for an operation, or for what each attribute of a
// value without path would be with a path of its own.
func anyWritten(op rewrite.Op, is func(rewrite.Op) bool) bool {
	if op.HasPath {
		return is(op)
	}
	for member := range json.Members(op.Value) {
		if strings.ContainsAny(member.Name, ".[:") {
			continue // a path, which is flat-keys
		}
		if is(op.Made(filter.Target{Path: filter.Path{Name: member.Name}}, member.Value)) {
			return true
		}
	}
	return false
}

func isNoList(m *rewrite.Message, op rewrite.Op) bool {
	return anyWritten(op, func(op rewrite.Op) bool { return writesNoList(m, op) })
}

func writesNoList(m *rewrite.Message, op rewrite.Op) bool {
	if op.Is("remove") || !op.HasPath || op.Target.Where != nil || op.Target.Path.Sub != "" || op.Value == "" {
		return false
	}
	t, known := m.Types().Find(m.Resource, op.Target.Path)
	if !known || !t.Multi || op.Value[0] != '[' {
		return known && t.Multi
	}
	for element := range json.Elements(op.Value) {
		if element == "null" || json.IsEmpty(element) || t.Type == filter.TypeComplex && !json.IsObject(element) {
			return true
		}
	}
	return false
}
