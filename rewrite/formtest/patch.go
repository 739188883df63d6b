package formtest

import (
	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
)

// patchURN is the schema of a PATCH (RFC 7644, section 8.2).
const patchURN = "urn:ietf:params:scim:api:messages:2.0:PatchOp"

// patchBody judges the body of a PATCH (RFC 7644, section 3.5.2).
func (f *form) patchBody(text string) {
	declared, listed := false, false
	for mem := range json.Members(text) {
		switch mem.Name {
		case "schemas":
			for element := range json.Elements(mem.Value) {
				urn, _ := json.Text(element)
				declared = declared || urn == patchURN
			}
		case "Operations":
			listed = mem.Value[0] == '[' && !json.IsEmpty(mem.Value)
			f.operations(mem.Value)
		default:
			f.say(label(mem.Name) + " is no member of a PATCH, which has schemas and Operations")
		}
	}
	if !declared {
		f.say("schemas does not declare " + patchURN)
	}
	if !listed {
		f.say("there is no list Operations with an operation in it")
	}
}

func (f *form) operations(list string) {
	for op := range json.Elements(list) {
		f.op++
		f.operation(op)
	}
	f.op = 0
}

// An opForm is an operation as it is judged.
type opForm struct {
	name, value       string
	path              string // the JSON text
	hasPath, hasValue bool
}

// operation judges one operation.
func (f *form) operation(text string) {
	if text[0] != '{' {
		f.say("an operation is an object")
		return
	}
	var op opForm
	for mem := range json.Members(text) {
		switch mem.Name {
		case "op":
			op.name, _ = json.Text(mem.Value)
		case "path":
			op.path, op.hasPath = mem.Value, true
		case "value":
			op.value, op.hasValue = mem.Value, true
		default:
			f.say(label(mem.Name) + " is no member of an operation, which has op, path and value")
		}
	}
	switch op.name {
	case "add", "replace":
		f.write(op)
	case "remove":
		f.remove(op)
	default:
		f.say("op is none of add, remove and replace")
	}
}

// write judges an add or a replace.
func (f *form) write(op opForm) {
	if !op.hasValue {
		f.say(op.name + " has no value")
		return
	}
	f.replacing = op.name == "replace"
	switch {
	case op.hasPath:
		if t, ok := f.target(op.path); ok {
			f.valueAt(t, op.value)
		}
	case op.value[0] != '{' || json.IsEmpty(op.value):
		f.say(op.name + " without path has no object with attributes for a value")
	default:
		f.members(op.value)
	}
}

// remove judges a remove.
func (f *form) remove(op opForm) {
	if op.hasValue {
		f.say("remove has a value")
	}
	if !op.hasPath {
		f.say("remove has no path")
		return
	}
	if t, ok := f.target(op.path); ok {
		f.writable(t)
	}
}

// target judges a path, and returns what it points at.
func (f *form) target(path string) (filter.Target, bool) {
	text, ok := json.Text(path)
	if !ok {
		f.say("path is no text")
		return filter.Target{}, false
	}
	t, err := filter.ParseTarget(text)
	if err != nil {
		f.say(err.Error())
		return t, false
	}
	if f.core != "" && filter.Fold(t.Path.String(), f.core) {
		f.say("path is the URN of the core schema, which is left out")
		return t, false
	}
	if t.Where == nil {
		return t, true
	}
	f.element(t.Path)
	f.terms(t.Where, t.Path)
	return t, true
}

// writable judges the name of what is written, and that it may be.
func (f *form) writable(t filter.Target) (p filter.Path, def filter.Attribute, known bool) {
	p = t.Path
	if t.Sub != "" {
		p.Sub = t.Sub
	}
	def, known = f.attribute(p)
	whole, ok := f.types.Find(f.resource, filter.Path{Schema: p.Schema, Name: p.Name})
	if known && def.Mutability == filter.ReadOnly || ok && whole.Mutability == filter.ReadOnly {
		f.fault(p, "is readOnly")
	}
	return p, def, known
}

// valueAt judges the value that is written to what a path points at.
func (f *form) valueAt(t filter.Target, text string) {
	p, def, known := f.writable(t)
	urn, extension := f.types.Extension(f.resource, p)
	switch {
	case def.Mutability == filter.ReadOnly:
	case extension:
		f.extended(urn, json.Member{Name: urn, Value: text})
	case t.Where == nil || t.Sub != "":
		f.value(p, def, known, text)
	case f.nothing(p, text):
	case known: // an element, as in a list
		f.listing = true
		f.single(p, def, text)
		f.listing = false
	default:
		f.shape(p, text)
	}
}
