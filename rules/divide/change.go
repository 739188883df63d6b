package divide

import (
	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
	"scimshim/rules/part"
)

// members is the attribute of a group that has its members.
var members = filter.Path{Name: "members"}

// An effect is what a change does to the members of a group.
type effect byte

const (
	none     effect = iota // it is about something else
	adds                   // it adds one
	removes                // it removes one, or those that a filter selects, or all
	replaces               // it replaces all
)

// A change is what a PATCH does to one member of a group, or an operation that is not taken
// apart.
type change struct {
	effect  effect
	id      string // of the member, where there is one
	value   string // of the members that replace all
	text    string // of the operation; empty for an element of a list
	element string // of the list
	list    *list  // that the element is of; nil for an operation
}

// A list is an operation without the elements of its value.
type list struct{ head, tail string }

// listOf returns an operation whose value is a list, without its elements.
func listOf(op rewrite.Op, key string) *list {
	value := "[]"
	if key != "" {
		value = json.Single(key, value)
	}
	text := op.Valued(value).JSON()
	at := len(text) - len(`]}`)
	if key != "" {
		at--
	}
	return &list{text[:at], text[at:]}
}

// changesOf returns the changes that a PATCH makes, in its order.
func changesOf(m *rewrite.Message) ([]change, error) {
	ops, err := m.Ops()
	if err != nil {
		return nil, err
	}
	var all []change
	for _, op := range ops {
		all = appendChanges(all, m, op)
	}
	return all, nil
}

// appendChanges appends the changes that one operation makes.
func appendChanges(all []change, m *rewrite.Message, op rewrite.Op) []change {
	switch {
	case !op.HasPath:
		return appendMembers(all, m, op)
	case op.Target.Sub != "" || !m.Same(op.Target.Path, members):
		return append(all, change{text: m.TextOf(op)})
	case op.Target.Where != nil:
		return appendSelected(all, m, op)
	}
	return appendElements(all, effectOf(op), listOf(op, ""), m.TextOf(op), op.Value)
}

// effectOf returns what an operation on all members does to them.
func effectOf(op rewrite.Op) effect {
	switch {
	case op.Is("add"):
		return adds
	case op.Is("remove"):
		return removes
	}
	return replaces
}

// appendElements appends a change for each element of a value. A value that is no list stays
// the operation that it is in, as does the empty one: a remove without value is of all members.
func appendElements(all []change, e effect, of *list, text, value string) []change {
	if e == replaces {
		return append(all, change{effect: e, text: text, value: value})
	}
	if value == "" || value[0] != '[' || json.IsEmpty(value) {
		id, _ := part.MemberValue(value)
		return append(all, change{effect: e, id: id, text: text})
	}
	for element := range json.Elements(value) {
		id, _ := part.MemberValue(element)
		all = append(all, change{effect: e, id: id, element: element, list: of})
	}
	return all
}

// appendMembers appends the changes of an operation without path. What it says beside the
// members is an operation of its own.
func appendMembers(all []change, m *rewrite.Message, op rewrite.Op) []change {
	if effectOf(op) == removes || !json.IsObject(op.Value) {
		return append(all, change{text: m.TextOf(op)})
	}
	var own, others []json.Member
	for member := range json.Members(op.Value) {
		if filter.Fold(member.Name, members.Name) {
			own = append(own, member)
		} else {
			others = append(others, member)
		}
	}
	if len(own) == 0 {
		return append(all, change{text: m.TextOf(op)})
	}
	if len(others) > 0 {
		all = append(all, change{text: op.Valued(json.Object(others...)).JSON()})
	}
	for _, member := range own {
		text := op.Valued(json.Object(member)).JSON()
		all = appendElements(all, effectOf(op), listOf(op, member.Name), text, member.Value)
	}
	return all
}

// appendSelected appends the changes of an operation with a filter: a removal for each value
// that it names, or the operation.
func appendSelected(all []change, m *rewrite.Message, op rewrite.Op) []change {
	if !op.Is("remove") {
		return append(all, change{text: m.TextOf(op)})
	}
	or, ok := op.Target.Where.(*filter.Or)
	if !ok {
		id, _ := part.SelectedValue(op.Target.Where)
		return append(all, change{effect: removes, id: id, text: m.TextOf(op)})
	}
	each := make([]change, 0, len(or.List))
	for _, where := range or.List {
		id, ok := part.SelectedValue(where)
		if !ok {
			return append(all, change{effect: removes, text: m.TextOf(op)})
		}
		text := op.Made(filter.Target{Path: op.Target.Path, Where: where}, "").JSON()
		each = append(each, change{effect: removes, id: id, text: text})
	}
	return append(all, each...)
}

// values returns how many members a change names.
func (c change) values() int {
	if c.effect == replaces {
		n := 0
		for range json.Elements(c.value) {
			n++
		}
		return n
	}
	return 1
}

// size returns how many bytes a change takes in the body of a PATCH, after another one.
func (c change) size(before *change) int {
	switch {
	case c.list == nil:
		return len(c.text) + 1
	case before != nil && before.list == c.list:
		return len(c.element) + 1
	}
	return len(c.list.head) + len(c.element) + len(c.list.tail) + 1
}

// operations returns the text of the operations that make changes. Elements of one operation
// that follow each other are of one again.
func operations(changes []change) string {
	var b []byte
	for i, c := range changes {
		switch {
		case c.list == nil:
			b = append(b, c.text...)
		case i > 0 && changes[i-1].list == c.list:
			b = append(b, c.element...)
		default:
			b = append(append(b, c.list.head...), c.element...)
		}
		last := i == len(changes)-1
		if c.list != nil && (last || changes[i+1].list != c.list) {
			b = append(b, c.list.tail...)
		}
		if !last {
			b = append(b, ',')
		}
	}
	return string(b)
}
