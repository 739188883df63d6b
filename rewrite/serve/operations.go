package serve

import (
	"strconv"
	"strings"

	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
)

// prefix is what a reference to a resource that the same bulk creates begins with.
const prefix = "bulkId:"

// A reference is a text of the data that stands for the id of a resource to be created. One
// in the path of the operation has no place.
type reference struct {
	name     string
	from, to int // where it is in the data, with its quotes
}

// read reads the body of a bulk request, and returns after how many errors it ends; 0 for never.
func (b *Bulk) read(body string) (most int, err error) {
	if err := json.Check(body); err != nil {
		return 0, badSearch("the request's %v", err)
	}
	if !json.IsObject(body) {
		return 0, badSearch("the request's body is JSON but no object")
	}
	ops := ""
	for member := range json.Members(body) {
		switch {
		case filter.Fold(member.Name, "Operations"):
			ops = member.Value
		case filter.Fold(member.Name, "failOnErrors") && !json.SaysNothing(member.Value):
			if most, err = strconv.Atoi(member.Value); err != nil || most < 0 {
				return 0, badSearch("failOnErrors is no whole number")
			}
		}
	}
	if !strings.HasPrefix(ops, "[") {
		return 0, badSearch("a bulk needs Operations, a list")
	}
	return most, b.readOps(ops)
}

func (b *Bulk) readOps(ops string) error {
	b.byName = map[string]int{}
	for text := range json.Elements(ops) {
		if len(b.ops) == maxOperations {
			r := badSearch("the bulk has more than %d operations; send fewer at once", maxOperations)
			r.Status, r.ScimType, r.Reason = 413, "", rewrite.BodySize
			return r
		}
		o, err := readOp(text)
		if err != nil {
			return err
		}
		if o.name != "" && o.method == "POST" {
			if _, ok := b.byName[o.name]; ok {
				return badSearch("two operations of the bulk have the same bulkId")
			}
			b.byName[o.name] = len(b.ops)
		}
		b.ops = append(b.ops, o)
	}
	return nil
}

// readOp reads an operation. What is wrong with one alone is said in its own status.
func readOp(text string) (operation, error) {
	if !json.IsObject(text) {
		return operation{}, badSearch("an operation of the bulk is no object")
	}
	var o operation
	for member := range json.Members(text) {
		value, _ := json.Text(member.Value)
		switch {
		case filter.Fold(member.Name, "method"):
			o.method = strings.ToUpper(value)
		case filter.Fold(member.Name, "path"):
			o.path = value
		case filter.Fold(member.Name, "bulkId"):
			o.name = value
		case filter.Fold(member.Name, "version"):
			o.version = value
		case filter.Fold(member.Name, "data") && member.Value != "null":
			o.data = member.Value
		}
	}
	o.refers = references(o.data)
	if _, name, ok := strings.Cut(o.path, prefix); ok {
		o.refers = append(o.refers, reference{name: name, from: -1})
	}
	o.fault = o.check()
	return o, nil
}

// check says why an operation cannot be carried out, whatever the others are.
func (o *operation) check() *rewrite.Refusal {
	switch o.method {
	case "POST":
		if o.name == "" {
			return badSearch("a POST in a bulk needs a bulkId (RFC 7644, section 3.7)")
		}
	case "PUT", "PATCH", "DELETE":
	default:
		r := badSearch("the method of an operation is POST, PUT, PATCH or DELETE")
		o.method = "unknown"
		return r
	}
	if o.method != "DELETE" && !json.IsObject(o.data) {
		return badSearch("the operation needs data, an object")
	}
	if strings.ContainsFunc(o.version, isControl) || len(o.version) > 1024 {
		return badSearch("the version of the operation is no entity tag")
	}
	return nil
}

// references returns the references in a sound JSON text.
func references(text string) []reference {
	if !strings.Contains(text, prefix) {
		return nil
	}
	var list []reference
	for at := 0; at < len(text); at++ {
		if text[at] != '"' {
			continue
		}
		end := json.End(text, at)
		if value, ok := json.Text(text[at:end]); ok && !isName(text, end) {
			if name, is := strings.CutPrefix(value, prefix); is {
				list = append(list, reference{name, at, end})
			}
		}
		at = end - 1
	}
	return list
}

// isName reports whether the string that ends at a place is the name of a member.
func isName(text string, end int) bool {
	rest := strings.TrimLeft(text[end:], " \t\r\n")
	return strings.HasPrefix(rest, ":")
}

// resolve returns data with the ids of resources in place of the references to them.
func (b *Bulk) resolve(data string, refers []reference) string {
	var out []byte
	at := 0
	for _, ref := range refers {
		if ref.from >= 0 {
			out = append(out, data[at:ref.from]...)
			out = json.AppendQuoted(out, b.ops[b.byName[ref.name]].id)
			at = ref.to
		}
	}
	if at == 0 {
		return data
	}
	return string(append(out, data[at:]...))
}
