package patch

import (
	"slices"
	"strings"

	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
	"scimshim/rules/part"
)

// A patchForm is a form of operation, and what to tell who sends it.
type patchForm struct {
	word string
	has  traits // of each operation that has the form
	is   func(m *rewrite.Message, op *rewrite.Op) bool
	says string
}

// traits are what can be seen of an operation at once, so that few of many forms are asked for it.
type traits byte

const (
	removes traits = 1 << iota
	writes
	pathed
	pathless
	selects // elements, by a filter in its path
	valued
)

func traitsOf(op *rewrite.Op) traits {
	t := writes
	if op.Is("remove") {
		t = removes
	}
	if op.HasPath {
		t |= pathed
	} else {
		t |= pathless
	}
	if op.Target.Where != nil {
		t |= selects
	}
	if op.Value != "" {
		t |= valued
	}
	return t
}

var patchForms = []patchForm{
	{"filtered_add", writes | selects, isFilteredAdd,
		"the target takes no add with a filter in the path; take the attribute out of the identity " +
			"provider's mapping, or say in patch how its elements are written"},
	{"filtered_replace", writes | selects, isFilteredReplace,
		"the target takes no replace with a filter in the path unless the element exists, which the proxy " +
			"does not know; take the attribute out of the identity provider's mapping, or say in patch how its " +
			"elements are written"},
	{"filtered_remove", removes | selects, isFilteredRemove,
		"the target takes no remove with a filter in the path; take the attribute out of the identity " +
			"provider's mapping"},
	{"remove_with_value", removes | valued, isRemoveValue,
		"a remove takes no value, and a target that ignores it would remove all " +
			"there is (RFC 7644, section 3.5.2.2); say in the path what to remove"},
	{"remove_all", removes, isRemoveAll, "the target would remove all values at once"},
	{"replace_all", writes, isReplaceAll,
		"the target does not replace all values at once; add and remove them one by one"},
	{"flat_keys", pathless, isFlatKeys,
		"the target takes no paths as the keys of a value; send each with a path of its own"},
	{"empty_value", valued, isEmptyValue, "the target takes no empty value"},
	{"empty_object", valued, isEmptyObject, "an empty object says nothing; remove the attribute, or leave it out"},
	{"missing_value", writes, isMissingValue, "an add or a replace needs a value (RFC 7644, section 3.5.2)"},
	{"missing_path", removes | pathless, isMissingPath, "a remove needs a path (RFC 7644, section 3.5.2.2)"},
	{"foreign_member", 0, isForeign, "an operation has op, path and value, and nothing else"},
	{"not_object", pathless | valued, isNotObject, "a value without path must be an object of attributes"},
	{"core_urn", 0, isCoreURN,
		"the target takes a path with the URN of the core schema for something else; leave the " +
			"URN out"},
	{"value_type", writes, isOtherType,
		"the value is not of the type that the schema declares (RFC 7643, section 2.3)"},
	{"nested_filter", selects, isNestedFilter,
		"a sub-attribute has no elements that a filter could select (RFC 7643, " +
			"section 2.3.8)"},
	{"element_type", writes, isNoList, "the values of a multi-valued attribute must be a list, of which none is empty"},
	{"every_element", pathed, isEveryElement,
		"the target takes no path to a part of all values; say by a filter which of " +
			"them is meant, as in emails[type eq \"work\"].value"},
	{"extension", pathed, isExtensionPath, "the target takes no path that is the URN of an extension alone; send an " +
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

func isFilteredAdd(_ *rewrite.Message, op *rewrite.Op) bool {
	return op.Is("add") && op.Target.Where != nil
}

func isFilteredReplace(_ *rewrite.Message, op *rewrite.Op) bool {
	return op.Is("replace") && op.Target.Where != nil
}

func isFilteredRemove(_ *rewrite.Message, op *rewrite.Op) bool {
	return op.Is("remove") && op.Target.Where != nil
}

func isRemoveValue(_ *rewrite.Message, op *rewrite.Op) bool {
	return op.Is("remove") && op.Value != ""
}

func isRemoveAll(m *rewrite.Message, op *rewrite.Op) bool {
	return op.Is("remove") && op.Target.Where == nil && part.IsMulti(m, op.At())
}

// isReplaceAll reports whether all values of an attribute are replaced, also as one
// of those that a value without path has.
func isReplaceAll(m *rewrite.Message, op *rewrite.Op) bool {
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

func isFlatKeys(_ *rewrite.Message, op *rewrite.Op) bool {
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

func isEmptyValue(_ *rewrite.Message, op *rewrite.Op) bool {
	return op.Value != "" && holdsEmpty(op.Value)
}

func isEmptyObject(_ *rewrite.Message, op *rewrite.Op) bool {
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
func isEveryElement(m *rewrite.Message, op *rewrite.Op) bool {
	return op.HasPath && op.Target.Where == nil && op.Target.Path.Sub != "" && part.IsMulti(m, op.Target.Path)
}

func isExtensionPath(m *rewrite.Message, op *rewrite.Op) bool {
	if !op.HasPath || op.Target.Path.Schema == "" {
		return false
	}
	_, whole := m.Types().Extension(m.Resource, op.At())
	return whole
}

func isNestedFilter(_ *rewrite.Message, op *rewrite.Op) bool {
	return op.Target.Where != nil && op.Target.Path.Sub != ""
}

func isMissingValue(_ *rewrite.Message, op *rewrite.Op) bool {
	return !op.Is("remove") && op.Value == ""
}

func isMissingPath(_ *rewrite.Message, op *rewrite.Op) bool {
	return op.Is("remove") && !op.HasPath
}

func isForeign(_ *rewrite.Message, op *rewrite.Op) bool { return op.Foreign() }

func isNotObject(_ *rewrite.Message, op *rewrite.Op) bool {
	return !op.HasPath && op.Value != "" && !json.IsObject(op.Value)
}

func isCoreURN(m *rewrite.Message, op *rewrite.Op) bool {
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

// anyWritten reports whether is holds for what an operation writes, and where: for its path and its value,
// or for each attribute of a value without path.
func anyWritten(m *rewrite.Message, op *rewrite.Op, is func(filter.Target, json.Value) bool) bool {
	return !op.Is("remove") && m.AnyOf(op, func(value json.Value) bool { return anyWrittenIn(value, op, is) })
}

func anyWrittenIn(value json.Value, op *rewrite.Op, is func(filter.Target, json.Value) bool) bool {
	if op.HasPath {
		return value.Exists() && is(op.Target, value)
	}
	for name, member := range value.Members() {
		if rewrite.PathByte(name) >= 0 {
			continue // a path, which is flat_keys
		}
		if is(filter.Target{Path: filter.Path{Name: name}}, member) {
			return true
		}
	}
	return false
}

func isNoList(m *rewrite.Message, op *rewrite.Op) bool {
	if op.HasPath {
		t := listedAt(m, op)
		return t != nil && !op.Is("remove") && op.Value != "" &&
			m.AnyOf(op, func(v json.Value) bool { return isNoListOf(t, v) })
	}
	return anyWritten(m, op, func(at filter.Target, v json.Value) bool {
		t, known := m.Types().Find(m.Resource, at.Path)
		return known && t.Multi && isNoListOf(&t, v)
	})
}

// listedAt returns the attribute of several values that an operation is on as a whole, or nil.
func listedAt(m *rewrite.Message, op *rewrite.Op) *filter.Attribute {
	if op.Target.Where != nil || op.Target.Path.Sub != "" {
		return nil
	}
	if t := m.Definition(op); t != nil && t.Multi {
		return t
	}
	return nil
}

// isNoListOf reports whether a value is no list of values of an attribute that all say something.
func isNoListOf(t *filter.Attribute, v json.Value) bool {
	if v.Kind() != '[' {
		return true
	}
	for element := range v.Elements() {
		if element.Null() || element.Empty() || t.Type == filter.TypeComplex && element.Kind() != '{' {
			return true
		}
	}
	return false
}
