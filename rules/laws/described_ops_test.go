package laws_test

import (
	"fmt"
	"slices"
	"strings"
)

// ops returns operations on elements, as clients send them beside those of their mappings: on
// whole elements, on their parts, several on one, and on all values of an attribute.
func (d *described) ops(c *patchClient) []string {
	var ops []string
	for range 1 + d.r.IntN(3) {
		k := pickOf(d.r, listKinds...)
		where := fmt.Sprintf("%s[type eq %q]", k.name, pickOf(d.r, k.types...))
		part := pickOf(d.r, k.parts...)
		for part == "type" {
			part = pickOf(d.r, k.parts...)
		}
		op := pickOf(d.r, "add", "replace", "Replace")
		switch d.r.IntN(7) {
		case 6: // one element in several steps, of which the middle one takes back the first
			ops = append(ops, operation(op, where+"."+part, c.quotedText()),
				pickOf(d.r, operation("remove", where, ""), operation("replace", where, d.object(c, k.parts, 1))),
				operation(op, where+"."+k.parts[len(k.parts)-1], c.quotedText()))
		case 0:
			ops = append(ops, operation("remove", where, ""))
		case 1:
			ops = append(ops, operation("remove", where+"."+part, ""))
		case 2:
			ops = append(ops, operation(op, where, d.object(c, k.parts, 1+d.r.IntN(3))))
		case 3:
			ops = append(ops, operation(op, where+"."+part, c.quotedText()), operation(op, where+"."+part, c.quotedText()))
		case 4:
			ops = append(ops, d.all(c, k))
		default:
			ops = append(ops, operation(op, where+"."+part, c.quotedText()))
		}
	}
	return ops
}

// all returns an operation on all values of an attribute. An add to one of which the target
// stores one value has no meaning that it could have.
func (d *described) all(c *patchClient, k describedList) string {
	element := func(t string) string {
		return `{"type":"` + t + `",` + strings.TrimPrefix(d.object(c, k.parts, 2), "{")
	}
	for _, l := range d.lists {
		if l.name == k.name && !l.one && d.chance(40) {
			return operation("add", k.name, "["+element("own")+"]")
		}
	}
	switch d.r.IntN(4) {
	case 3:
		return operation("replace", k.name, "["+element(k.types[0])+","+element(k.types[0])+"]")
	case 0:
		return operation("remove", k.name, "")
	case 1:
		return operation("replace", k.name, pickOf(d.r, "[]", "["+element(k.types[0])+"]"))
	}
	return operation("replace", k.name, "["+element(k.types[0])+","+element(k.types[1])+"]")
}

// object returns an element with some of its parts, but for its type.
func (d *described) object(c *patchClient, parts []string, n int) string {
	var members []string
	for i := range n {
		if part := parts[(i+n)%len(parts)]; part != "type" {
			members = append(members, fmt.Sprintf("%q:%s", part, c.quotedText()))
		}
	}
	if len(members) == 0 {
		members = []string{fmt.Sprintf("%q:%s", parts[len(parts)-1], c.quotedText())}
		if parts[len(parts)-1] == "type" {
			members = []string{`"value":` + c.quotedText()}
		}
	}
	return "{" + strings.Join(members, ",") + "}"
}

func operation(op, path, value string) string {
	if value != "" {
		value = `,"value":` + value
	}
	return fmt.Sprintf(`{"op":%q,"path":%q%s}`, op, path, value)
}

// taken returns operations on elements that the target takes by its description, whatever the
// forms in which clients send them; none where it takes none for sure.
func (d *described) taken(c *patchClient, user map[string]any) []string {
	var lists []*describedList
	for _, l := range d.lists {
		if l.write != nil {
			lists = append(lists, l)
		}
	}
	if len(lists) == 0 {
		return nil
	}
	l := pickOf(d.r, lists...)
	t := pickOf(d.r, l.types...)
	element := elementOf(user, l, t)
	there := element != nil
	where := fmt.Sprintf("%s[type eq %q]", l.name, t)
	anew := l.write[0] != "in_place"
	if anew && element["display"] != nil { // which is lost where the element is written anew
		return []string{operation(pickOf(d.r, "remove", "Remove"), where, "")}
	}
	inPlace := there && slices.Contains(l.write, "in_place")
	write := func(part string) string {
		return operation(pickOf(d.r, "add", "replace", "Replace", "Add"), where+"."+part, c.quotedText())
	}
	switch d.r.IntN(6) {
	case 0:
		return []string{operation("replace", l.name, "[]")}
	case 1:
		return []string{operation(pickOf(d.r, "remove", "Remove"), where, "")}
	case 2:
		if anew {
			return []string{operation(pickOf(d.r, "add", "replace"), where, d.whole(c, l))}
		}
	case 3:
		if anew && l.name != "addresses" {
			return []string{operation("remove", where, ""), write("value")}
		}
		if anew { // of what is removed nothing comes back with the part that is written then
			return []string{operation("add", where, d.whole(c, l)), operation("remove", where, ""), write("locality")}
		}
	case 4:
		if anew && !l.one && l.name != "addresses" && len(l.types) > 1 {
			other := operation("replace", fmt.Sprintf("%s[type eq %q].value", l.name, without(l.types, t)[0]), c.quotedText())
			return []string{write("value"), other, write("value")}
		}
	}
	if l.name != "addresses" && (anew || inPlace) {
		return slices.Repeat([]string{write("value")}, 1+d.r.IntN(2))
	}
	if inPlace {
		return []string{write("locality"), write("region")}
	}
	return nil
}

// elementOf returns the element of a type; nil if there is none.
func elementOf(user map[string]any, l *describedList, kind string) map[string]any {
	for _, e := range user[strings.ToLower(l.name)].([]any) {
		if element := e.(map[string]any); element["type"] == kind {
			return element
		}
	}
	return nil
}

// without returns a list without one of its items.
func without(list []string, item string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(s string) bool { return s == item })
}

// whole returns an element with all parts that the target stores but for its type.
func (d *described) whole(c *patchClient, l *describedList) string {
	var members []string
	for _, part := range listKinds[slices.IndexFunc(listKinds, func(k describedList) bool { return k.name == l.name })].parts {
		if part != "type" {
			members = append(members, fmt.Sprintf("%q:%s", part, c.quotedText()))
		}
	}
	return "{" + strings.Join(members, ",") + "}"
}
