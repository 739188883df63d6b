package setup

import (
	"errors"
	"fmt"
	"os"

	"scimshim/config"
	"scimshim/config/tree"
	"scimshim/rules"
)

// Rules compiles the rules of a route. The error is tree.Errors: all faults.
func Rules(list []config.RuleSource) (*rules.Set, error) {
	var sources []rules.Source
	var faults tree.Errors
	for _, from := range list {
		s, err := Source(from)
		if err != nil {
			faults = append(faults, tree.Error{Pos: from.Pos, Msg: err.Error()})
			continue
		}
		sources = append(sources, s)
	}
	set, err := rules.Compile(sources...)
	faults = append(faults, Faults(err)...)
	if len(faults) > 0 {
		return nil, faults
	}
	return set, nil
}

// Source reads a pack or a rule file, with the parameters that are given to it.
func Source(from config.RuleSource) (rules.Source, error) {
	s := rules.Source{File: from.Name}
	var err error
	if from.IsFile {
		s.Data, err = os.ReadFile(from.Name)
	} else if s, err = rules.Open(from.Name); err != nil {
		err = fmt.Errorf("%s: %w", from.Name, err)
	}
	s.At, s.Alone, s.Unstated = from.Pos, from.Alone, from.Alone
	for _, p := range from.With {
		s.Given = append(s.Given, rules.Given{Name: p.Name, Value: p.Value, Place: p.Pos.String()})
	}
	return s, err
}

// Faults returns the faults that an error of this package, or of a reader of files, is; none
// if it is nil.
func Faults(err error) tree.Errors {
	var faults tree.Errors
	if err != nil && !errors.As(err, &faults) {
		panic("BUG: faults without a place: " + err.Error())
	}
	return faults
}
