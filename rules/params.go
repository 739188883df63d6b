package rules

import (
	"cmp"
	"errors"
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"

	"scimshim/config/tree"
)

// A Param is a typed parameter that a rule file declares.
type Param struct {
	Name    string
	Type    string   // boolean, string or integer
	OneOf   []string // what a string may be; none means anything
	Default string
	Says    string // what it means, for people

	// Required says that there is no default, since none would be right: whoever
	// serves the file must give a value. Where it is only played, Unstated is taken,
	// by which nothing is stated.
	Required bool
	Unstated string
	Gone     string // what to give in its place, of one that an earlier version had
}

// params are the parameters of one file, with their values.
type params struct {
	list   []Param
	values map[string]string
	places map[string]tree.Position // of the declarations
}

// read reads the declarations of a file, and the values given to it.
func (ps *params) read(f *tree.File, s Source) tree.Errors {
	ps.values, ps.places = make(map[string]string), make(map[string]tree.Position)
	var faults tree.Errors
	err := f.Read(tree.Options{Asked: s.Asked}, func(root *tree.Node) {
		decl := root.Key("params")
		for name, n := range decl.Entries() {
			if !paramName.MatchString(name) {
				n.Errorf("a parameter's name consists of lower-case letters, digits and underscores")
			}
			ps.list, ps.places[name] = append(ps.list, declaration(name, n)), n.Pos()
		}
	})
	if errors.As(err, &faults) {
		return faults
	}
	for _, p := range ps.list {
		ps.values[p.Name] = cmp.Or(p.Default, p.Unstated)
	}
	return append(ps.give(s), ps.missing(s)...)
}

// missing returns a fault for each parameter that has no default and was not given.
func (ps *params) missing(s Source) tree.Errors {
	var faults tree.Errors
	for _, p := range ps.list {
		given := func(g Given) bool { return g.Name == p.Name }
		if !p.Required || s.Unstated || slices.ContainsFunc(s.Given, given) {
			continue
		}
		at := ps.places[p.Name]
		if s.At.Line > 0 {
			at = s.At
		}
		faults = append(faults, tree.Error{Pos: at, Msg: fmt.Sprintf("%s.%s has no default: %s; set it with "+
			"--set %s.%s=%s, or in a configuration with: {%s: %s}", s.called(), p.Name, p.Says, s.called(), p.Name,
			strings.Join(p.OneOf, "|"), p.Name, strings.Join(p.OneOf, "|"))})
	}
	return faults
}

// unstated returns the parameters without default that were not given, with what they
// are played with, as --set gives them.
func (ps *params) unstated(s Source) []string {
	var list []string
	for _, p := range ps.list {
		if p.Required && !slices.ContainsFunc(s.Given, func(g Given) bool { return g.Name == p.Name }) {
			list = append(list, s.called()+"."+p.Name+"="+p.Unstated)
		}
	}
	return list
}

// called returns the name by which a value for a parameter names the file.
func (s Source) called() string {
	base := path.Base(s.File)
	return strings.TrimSuffix(base, path.Ext(base))
}

// declaration reads the declaration of one parameter.
func declaration(name string, n *tree.Node) Param {
	p := Param{Name: name}
	if gone := n.Key("gone"); gone != nil {
		p.Gone = gone.NonEmpty()
		n.Rest()
		return p
	}
	p.OneOf = n.Key("one_of").Strings()
	p.Says = n.Need("says").String()
	d := n.Key("unstated")
	if p.Required = d != nil; !p.Required {
		d = n.Need("default")
	}
	p.Type = typeOf(n, d)
	switch p.Type {
	case "boolean":
		p.Default = strconv.FormatBool(d.Bool())
	case "integer":
		p.Default = strconv.Itoa(d.Int())
	default:
		p.Default = d.String()
	}
	if p.Required {
		p.Unstated, p.Default = p.Default, ""
	}
	if err := p.check(cmp.Or(p.Default, p.Unstated)); d != nil && err != nil {
		d.Errorf("%v", err)
	}
	n.Rest()
	return p
}

// typeOf returns the type of a parameter, which is that of its value d unless it is stated.
func typeOf(n, d *tree.Node) string {
	switch {
	case n.Has("type"):
		return n.Key("type").OneOf("boolean", "string", "integer")
	case d.IsBool():
		return "boolean"
	case d.IsNumber():
		return "integer"
	}
	return "string"
}

// give sets the values given to the file, and notes those that do not fit.
func (ps *params) give(s Source) tree.Errors {
	var faults tree.Errors
	for _, g := range s.Given {
		i := slices.IndexFunc(ps.list, func(p Param) bool { return p.Name == g.Name })
		var err error
		switch {
		case i < 0:
			err = ps.unknown(g.Name)
		case ps.list[i].Gone != "":
			err = errors.New("it no longer exists; " + ps.list[i].Gone)
		default:
			err = ps.list[i].check(g.Value)
		}
		if err != nil {
			faults = append(faults, tree.Error{Pos: tree.Position{File: cmp.Or(g.Place, s.File)},
				Msg: "parameter " + strconv.Quote(g.Name) + " of " + s.File + ": " + err.Error()})
			continue
		}
		ps.values[g.Name] = g.Value
	}
	return faults
}

func (ps *params) unknown(name string) error {
	var names []string
	for _, p := range ps.list {
		if p.Gone == "" {
			names = append(names, p.Name)
		}
	}
	if len(names) == 0 {
		return errors.New("the file has no parameters")
	}
	if near := tree.Suggest(name, names); near != "" {
		return errors.New("unknown; did you mean " + near + "?")
	}
	return errors.New("unknown; expected one of: " + strings.Join(names, ", "))
}

// check reports whether text is a value of the parameter's type.
func (p Param) check(text string) error {
	switch p.Type {
	case "boolean":
		if text != "true" && text != "false" {
			return errors.New("expected true or false")
		}
	case "integer":
		if _, err := strconv.Atoi(text); err != nil {
			return errors.New("expected a whole number")
		}
	}
	if len(p.OneOf) > 0 && !slices.Contains(p.OneOf, text) {
		return errors.New("expected one of: " + strings.Join(p.OneOf, ", "))
	}
	return nil
}

// value returns what ${name} stands for in the file.
func (ps *params) value(name string) (string, bool) {
	v, ok := ps.values[name]
	return v, ok
}

// allow reads the if of a rule: parameters and the values at which the rule is
// wanted. It reports whether all have them.
func (ps *params) allow(n *tree.Node) bool {
	wanted := true
	for name, v := range n.Entries() {
		i := slices.IndexFunc(ps.list, func(p Param) bool { return p.Name == name })
		if i < 0 {
			v.Errorf("parameter %q: %v", name, ps.unknown(name))
			continue
		}
		want := v.Literal()
		if err := ps.list[i].check(want); err != nil {
			v.Errorf("%v", err)
		}
		wanted = wanted && ps.values[name] == want
	}
	return wanted
}

// Params returns the parameters that a rule file declares.
func Params(s Source) ([]Param, error) {
	var ps params
	f := tree.Parsed(s.File, s.Data)
	if faults := ps.read(f, Source{File: s.File, Data: s.Data, Unstated: true}); len(faults) > 0 {
		return nil, faults
	}
	return slices.DeleteFunc(ps.list, func(p Param) bool { return p.Gone != "" }), nil
}

// Give returns the sources with a value for a parameter of one of them, given as the flag
// --set has it: PACK.PARAM=VALUE. Place says where it was given.
func Give(sources []Source, value, place string) ([]Source, error) {
	left, value, ok := strings.Cut(value, "=")
	file, param, dotted := strings.Cut(left, ".")
	i := slices.IndexFunc(sources, func(s Source) bool { return s.called() == file })
	if !ok || !dotted || i < 0 {
		return nil, fmt.Errorf("%s: expected PACK.PARAM=VALUE, where PACK is one of the files that the case is "+
			"played with",
			place)
	}
	sources = slices.Clone(sources)
	sources[i].Given = append(slices.Clone(sources[i].Given), Given{Name: param, Value: value, Place: place})
	return sources, nil
}
