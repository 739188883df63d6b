package form

import (
	"slices"
	"strings"

	"scimshim/config/tree"
	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
	"scimshim/rules/kind"
	"scimshim/rules/part"
)

// JSONTexts makes objects of texts that hold the JSON of one. Entra's function
// AppRoleAssignmentsComplex writes a role as the text of an object, and a server
// takes the text for the role's name (Q43, Q68); Keycloak writes the value of an
// operation without path so.
//
// An element of one of the attributes that is such a text, or has one for its
// value, becomes the object, with what else the element has. So does the value of a
// PATCH operation whose path selects elements; one that is on their value becomes
// one operation for each member. Of the object stays what the schema knows, spelled
// as there, and displayName becomes display where the schema has that name only.
// What the schema does not know, as the id of a role, is counted as dropped.
// The text that is the value of an add or a replace without path becomes the object
// it holds.
//
// A text that is no JSON of an object, has a member twice, or nothing that the
// schema knows, is left alone, and so is one that has no value where the schema has.
// The attributes have to be declared, with sub-attributes. Answers are left alone.
func JSONTexts(b *kind.Build, attributes *tree.Node) rewrite.Rule {
	return &jsonTexts{attributes: textAttributes(b, attributes)}
}

type jsonTexts struct {
	kind.RequestOnly
	attributes []filter.Path
}

// textAttributes reads the attributes of which a text may be an element.
func textAttributes(b *kind.Build, n *tree.Node) []filter.Path {
	var list []filter.Path
	for _, item := range n.All() {
		p := b.Path(item)
		list = append(list, p)
		if def, ok := b.Types.Find(b.Scope().Resource, p); p.Name != "" && (!ok || len(def.Subs) == 0) {
			item.Errorf("%s is not declared as an attribute with sub-attributes", p)
		}
	}
	return list
}

func (r *jsonTexts) Request(m *rewrite.Message) error {
	err := m.MapSomeOps(mayBeText, func(op rewrite.Op, emit func(rewrite.Op)) error { r.op(m, op, emit); return nil })
	if err != nil {
		return err
	}
	some := func(p filter.Path) bool {
		return m.Names(p.Name) && (m.Method == "PATCH" || m.AnyValue(p, hasObjectText))
	}
	if !slices.ContainsFunc(r.attributes, some) {
		return nil
	}
	return m.MapAmong(func(a rewrite.Attr) (rewrite.Edit, error) {
		if a.Level != rewrite.Element && (a.Level != rewrite.Whole || strings.HasPrefix(a.Value, "[")) {
			return rewrite.Keep, nil
		}
		if text, ok := r.element(m, a.Path, a.Value); ok {
			return rewrite.Set(text), nil
		}
		return rewrite.Keep, nil
	}, r.attributes...)
}

// hasObjectText reports whether an element of a value may be the text of an object, or have
// one for its value.
func hasObjectText(v json.Value) bool {
	if v.Kind() != '[' {
		return isObjectText(v)
	}
	for element := range v.Elements() {
		if isObjectText(element) {
			return true
		}
	}
	return false
}

func isObjectText(element json.Value) bool {
	if element.Kind() == '{' {
		element = element.Get("value")
	}
	return element.Kind() == '"' && mayHoldObject(element.Text())
}

// mayHoldObject reports whether an object may stand in a JSON string.
func mayHoldObject(text string) bool {
	return strings.IndexByte(text, '{') >= 0 || strings.IndexByte(text, '\\') >= 0
}

// mayBeText reports whether the value of an operation may be the text of an object.
func mayBeText(op *rewrite.Op) bool {
	return op.Value != "" && op.Value[0] == '"' && mayHoldObject(op.Value) &&
		(!op.HasPath || filter.Fold(op.At().Sub, "value"))
}

// op parses the value of an operation without path, or of one on the value of
// elements.
func (r *jsonTexts) op(m *rewrite.Message, op rewrite.Op, emit func(rewrite.Op)) {
	text, isText := json.Text(op.Value)
	switch {
	case !isText || op.Is("remove"):
	case !op.HasPath:
		if object, ok := parsedObject(text); ok {
			op = op.Valued(object)
		}
	case filter.Fold(op.At().Sub, "value"):
		p := op.At()
		p.Sub = ""
		if _, known := m.Types().Find(m.Resource, op.At()); !known {
			break
		}
		if element, ok := r.element(m, p, op.Value); ok {
			emitMembers(op, element, emit)
			return
		}
	}
	emit(op)
}

// emitMembers emits an operation for each member of what was the value of elements:
// that of their value last, since a filter in the path may select them by it.
func emitMembers(op rewrite.Op, element string, emit func(rewrite.Op)) {
	last := ""
	for member := range json.Members(element) {
		if filter.Fold(member.Name, "value") {
			last = member.Value
			continue
		}
		t := op.Target
		if t.Where == nil {
			t.Path.Sub = member.Name
		} else {
			t.Sub = member.Name
		}
		emit(op.Made(t, member.Value))
	}
	emit(op.Valued(last))
}

// element returns what an element is if it is parsed, until that is no text.
func (r *jsonTexts) element(m *rewrite.Message, p filter.Path, element string) (string, bool) {
	def, known := r.definition(m, p)
	if !known {
		return "", false
	}
	done := false
	for {
		next, lost, ok := parsedElement(def, element)
		if !ok {
			return element, done
		}
		m.CountDropped(lost)
		element, done = next, true
	}
}

// definition returns that of p, if p is one of the attributes.
func (r *jsonTexts) definition(m *rewrite.Message, p filter.Path) (filter.Attribute, bool) {
	for _, a := range r.attributes {
		if m.Same(a, p) {
			return m.Types().Find(m.Resource, a)
		}
	}
	return filter.Attribute{}, false
}

// parsedElement returns the element that the text of an object stands for, alone or
// as the value of an element, with the other members of that, and how many members
// are lost.
func parsedElement(def filter.Attribute, element string) (object string, lost int, ok bool) {
	text, ok := part.MemberValue(element)
	if !ok {
		return "", 0, false
	}
	parsed, ok := parsedObject(text)
	if !ok {
		return "", 0, false
	}
	members, lost := knownMembers(def, parsed)
	known := len(members)
	if _, needed := subOf(def, "value"); needed && !part.HasMember(members, "value") || known == 0 {
		return "", 0, false
	}
	for other := range json.Members(element) {
		switch {
		case filter.Fold(other.Name, "value"):
		case !part.HasMember(members[:known], other.Name):
			members = append(members, other)
		case !slices.Contains(members[:known], other) && !json.SaysNothing(other.Value):
			lost++
		}
	}
	return json.Object(members...), lost, true
}

// knownMembers returns the members of an object that are sub-attributes, by the
// names that they have in the schema, and how many others say something.
func knownMembers(def filter.Attribute, object string) (members []json.Member, lost int) {
	label := ""
	for member := range json.Members(object) {
		if name, ok := subOf(def, member.Name); ok {
			members = append(members, json.Member{Name: name, Value: member.Value})
			continue
		}
		if filter.Fold(member.Name, "displayName") {
			label = member.Value
		}
		if !json.SaysNothing(member.Value) {
			lost++
		}
	}
	if name, ok := subOf(def, "display"); ok && label != "" && !part.HasMember(members, name) {
		members = append(members, json.Member{Name: name, Value: label})
		if !json.SaysNothing(label) {
			lost--
		}
	}
	return members, lost
}

// subOf returns the name that a sub-attribute has in its schema.
func subOf(def filter.Attribute, name string) (string, bool) {
	for _, sub := range def.Subs {
		if filter.Fold(sub.Name, name) {
			return sub.Name, true
		}
	}
	return "", false
}

// What is around a text in a request, at most: the body, a list of operations, one
// of them, its value, an extension in that, and a list of elements. No text brings
// the body beyond the levels that json.Check allows.
const (
	textBefore = `[[[[[[`
	textBehind = `]]]]]]`
)

// parsedObject returns the JSON object that a text is, without the white space
// around it.
func parsedObject(text string) (string, bool) {
	text = strings.Trim(text, " \t\r\n")
	if !json.IsObject(text) || json.Check(textBefore+text+textBehind) != nil {
		return "", false
	}
	return text, !json.IsEmpty(text)
}
