package apply

import (
	"fmt"

	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
)

// An Operation is one of a PATCH.
type Operation struct {
	Op      string        // add, remove or replace, in any case
	HasPath bool          // whether there is a path
	Target  filter.Target // what the path points at
	Value   string        // a JSON text without space around it; empty without value
}

// An Error says why a PATCH cannot be carried out. It holds no value of the message.
type Error struct {
	Operation int    // which operation, from 1
	ScimType  string // RFC 7644, table 9
	Detail    string
}

// Error returns the sentence, with the number of the operation.
func (e *Error) Error() string { return fmt.Sprintf("operation %d: %s", e.Operation, e.Detail) }

// What a PATCH may cost. The work is counted in bytes that are looked at; a second has more of it.
const (
	maxWork   = 128 << 20
	maxGrowth = 8 << 20
)

// Patch carries out the operations on a resource of an endpoint, in their order, and returns what
// becomes of it: the same text if that is what it says already. Either all are carried out or none.
func Patch(types *filter.Types, endpoint, resource string, ops []Operation) (string, *Error) {
	p := &patcher{types: types, endpoint: endpoint, root: parse(resource, nil), work: maxWork, growth: maxGrowth}
	p.judge = filter.NewJudge(filter.Scope{Types: types, Resource: endpoint})
	for i, op := range ops {
		if err := p.operation(op); err != nil {
			err.Operation = i + 1
			return "", err
		}
		if p.work < 0 || p.growth < 0 || p.judge.Spent() {
			return "", &Error{i + 1, "", "the PATCH is too much work for one request; send fewer operations at once, " +
				"and select values by value eq"}
		}
	}
	return p.root.print(), nil
}

// A patcher carries out operations on one resource.
type patcher struct {
	types    *filter.Types
	endpoint string
	root     *node
	judge    *filter.Judge
	work     int // that is left
	growth   int // likewise, of the resource
}

// faulty returns an error of a type about what a path names.
func (p *patcher) faulty(scimType string, at place, format string, args ...any) *Error {
	name := p.types.ShapePath(p.endpoint, at.path)
	return &Error{ScimType: scimType, Detail: name + " " + fmt.Sprintf(format, args...)}
}

// A verb is what an operation does.
type verb byte

const (
	add verb = iota
	replace
	remove
)

// operation carries out one operation.
func (p *patcher) operation(op Operation) *Error {
	var v verb
	switch {
	case filter.Fold(op.Op, "add"):
	case filter.Fold(op.Op, "replace"):
		v = replace
	case filter.Fold(op.Op, "remove"):
		v = remove
	default:
		return &Error{ScimType: "invalidSyntax", Detail: "op is neither add nor remove nor replace"}
	}
	if v != remove && op.Value == "" {
		return &Error{ScimType: "invalidValue", Detail: "there is no value, which add and replace need"}
	}
	if !op.HasPath || p.isCore(op.Target) {
		return p.pathless(v, op.Value)
	}
	at, err := p.placeOf(op.Target)
	if err != nil {
		return err
	}
	return p.at(v, at, op.Value)
}

// at carries out an operation at a place.
func (p *patcher) at(v verb, at place, value string) *Error {
	switch {
	case at.isSchemas() && v == remove:
		return p.faulty("mutability", at, "is required, and cannot be removed")
	case at.isSchemas():
		return nil
	case at.where != nil:
		return p.selected(v, at, value)
	case at.sub != "":
		return p.part(v, at, value)
	case at.isExtension:
		return p.extension(v, at, value)
	case v == remove:
		return p.removeWhole(at, value)
	}
	return p.write(v, at, value)
}

// pathless adds or replaces what the value has (section 3.5.2.1 and 3.5.2.3).
func (p *patcher) pathless(v verb, value string) *Error {
	switch {
	case v == remove:
		return &Error{ScimType: "noTarget", Detail: "a remove needs a path"}
	case value[0] != '{':
		return &Error{ScimType: "invalidValue", Detail: "without a path the value must be an object of attributes"}
	}
	for m := range json.Members(value) {
		if err := p.member(v, m); err != nil {
			return err
		}
	}
	return nil
}

// member adds or replaces what one member of a value without path has: an attribute, or an extension.
func (p *patcher) member(v verb, m json.Member) *Error {
	path := filter.Path{Name: m.Name}
	if isURN(m.Name) {
		path = splitURN(m.Name)
	}
	if p.isCore(filter.Target{Path: path}) {
		return p.pathless(v, m.Value)
	}
	at, err := p.placeIn(path)
	switch {
	case err != nil:
		return err
	case path.Schema != "" && !at.isExtension:
		return p.faulty("invalidPath", at, "is in a schema, whose URN is a member of its own, and its attributes are "+
			"in that")
	case at.def.Mutability == filter.ReadOnly:
		return p.unwritten(at, m.Value)
	}
	return p.at(v, at, m.Value)
}

// unwritten leaves alone what only the target writes, if it is as it is declared.
func (p *patcher) unwritten(at place, value string) *Error {
	if value == "null" || at.def.Multi {
		return nil
	}
	_, err := p.single(at, at.def, value)
	return err
}

// extension writes or removes all of an extension (section 3.5.2, on paths that are a URN).
func (p *patcher) extension(v verb, at place, value string) *Error {
	switch {
	case v == remove || value == "null":
		p.root.drop(at.name)
		p.undeclare(at.name)
		return nil
	case value[0] != '{':
		return p.faulty("invalidValue", at, "is a schema, of which the value must be an object")
	}
	for m := range json.Members(value) {
		inner, err := p.placeIn(filter.Path{Schema: at.name, Name: m.Name})
		if err != nil {
			return err
		}
		if inner.def.Mutability == filter.ReadOnly {
			continue
		}
		if err := p.at(v, inner, m.Value); err != nil {
			return err
		}
	}
	return nil
}

// spend notes work.
func (p *patcher) spend(n int) { p.work -= n }

// grow notes that so many bytes are added, and reports whether that may be.
func (p *patcher) grow(text string) bool {
	p.growth -= len(text)
	p.work -= len(text)
	return p.growth >= 0
}
