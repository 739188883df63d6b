package patch

import (
	"cmp"
	"slices"
	"strings"

	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
	"scimshim/rules/kind"
	"scimshim/rules/part"
)

// patchLimits refuses PATCH requests that hold a form of operation which the target does not
// take, or takes for something else, or does with such operations what action says.
//
// A PATCH that disables a user loses such operations in any case, but for those that
// write active themselves, rather than fail and leave the leaver active (Q74). Dropped are
// operations that a target has no form for, where they would cost all else that the PATCH
// says, and never those with a filter on a sub-attribute, which is no mapping's doing.
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
	word string
	is   func(m *rewrite.Message, op rewrite.Op) bool
	says string
}

var patchForms = []patchForm{
	{"filtered_add", isFilteredAdd, "the target takes no add with a filter in the path; take the attribute out of " +
		"the identity provider's mapping, or say in patch how its elements are written"},
	{"filtered_replace", isFilteredReplace, "the target takes no replace with a filter in the path unless the " +
		"element exists, which the proxy does not know; take the attribute out of the identity provider's mapping, " +
		"or say in patch how its elements are written"},
	{"filtered_remove", isFilteredRemove, "the target takes no remove with a filter in the path; take the attribute " +
		"out of the identity provider's mapping"},
	{"remove_with_value", isRemoveValue, "a remove takes no value, and a target that ignores it would remove all " +
		"there is (RFC 7644, section 3.5.2.2); say in the path what to remove"},
	{"remove_all", isRemoveAll, "the target would remove all values at once"},
	{"replace_all", isReplaceAll, "the target does not replace all values at once; add and remove them one by one"},
	{"flat_keys", isFlatKeys, "the target takes no paths as the keys of a value; send each with a path of its own"},
	{"empty_value", isEmptyValue, "the target takes no empty value"},
	{"empty_object", isEmptyObject, "an empty object says nothing; remove the attribute, or leave it out"},
	{"missing_value", isMissingValue, "an add or a replace needs a value (RFC 7644, section 3.5.2)"},
	{"missing_path", isMissingPath, "a remove needs a path (RFC 7644, section 3.5.2.2)"},
	{"foreign_member", isForeign, "an operation has op, path and value, and nothing else"},
	{"not_object", isNotObject, "a value without path must be an object of attributes"},
	{"core_urn", isCoreURN, "the target takes a path with the URN of the core schema for something else; leave the " +
		"URN out"},
	{"value_type", isOtherType, "the value is not of the type that the schema declares (RFC 7643, section 2.3)"},
	{"nested_filter", isNestedFilter, "a sub-attribute has no elements that a filter could select (RFC 7643, " +
		"section 2.3.8)"},
	{"element_type", isNoList, "the values of a multi-valued attribute must be a list, of which none is empty"},
	{"every_element", isEveryElement, "the target takes no path to a part of all values; say by a filter which of " +
		"them is meant, as in emails[type eq \"work\"].value"},
	{"extension", isExtensionPath, "the target takes no path that is the URN of an extension alone; send an " +
		"operation for each of its attributes"},
}

// formWords are the words of the forms of operations.
var formWords = wordsOf(patchForms)

func wordsOf(forms []patchForm) []string {
	var words []string
	for _, f := range forms {
		words = append(words, f.word)
	}
	return words
}

// formsNamed returns the forms that words name.
func formsNamed(words []string) []patchForm {
	var list []patchForm
	for _, word := range words {
		list = append(list, patchForms[slices.Index(formWords, word)])
	}
	return list
}

// Limits refuses forms of operations, by their words. Without message each is refused with
// the sentence of its form.
func Limits(message string, words ...string) rewrite.Rule {
	return &patchLimits{forms: formsNamed(words), says: strings.TrimSuffix(message, ".")}
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
	if form.word == "remove_all" && op.Value != "" {
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
			continue // a path, which is flat_keys
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
