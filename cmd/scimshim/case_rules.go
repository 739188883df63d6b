package main

import (
	"path/filepath"
	"strings"

	"scimshim/cmd/scimshim/setup"
	"scimshim/config/tree"
	"scimshim/rules"
	"scimshim/rules/cases/suite"
	"scimshim/rules/packs"
)

// A caseRules finds the rules that cases are played with: those of the flags,
// or else of the two packs that the name of a case's folder is made of.
type caseRules struct {
	ruleFlags
	read map[string]*caseBase // by the names of packs and files
}

// A caseBase is the rules of a route, for plays, and the endpoints of the route.
type caseBase struct {
	*suite.Base
	endpoints []string
}

// of returns the rules for the case in a file.
func (r *caseRules) of(file string) (*caseBase, error) {
	flags := r.ruleFlags
	if len(flags.names) == 0 && flags.file == "" {
		dir, err := filepath.Abs(filepath.Dir(file))
		if err != nil {
			return nil, err
		}
		pair, ok := packs.Pair(filepath.Base(dir))
		if !ok {
			return nil, usagef("expected --rules with packs and files, --config FILE, or a case in a folder that is " +
				"named after two packs, such as entra-servicenow")
		}
		flags.names = pair
	}
	key := strings.Join(flags.names, ",")
	if base, ok := r.read[key]; ok {
		return base, nil
	}
	base, err := flags.base()
	if err != nil {
		return nil, err
	}
	if r.read == nil {
		r.read = map[string]*caseBase{}
	}
	r.read[key] = base
	return base, nil
}

// base reads and compiles the packs and files of a route. The error is tree.Errors, or
// one of the flags.
func (f *ruleFlags) base() (*caseBase, error) {
	route, err := f.chosen()
	if err != nil {
		return nil, err
	}
	var sources []rules.Source
	var faults tree.Errors
	for _, from := range route.Rules {
		s, err := setup.Source(from)
		if err != nil {
			faults = append(faults, tree.Error{Pos: from.Pos, Msg: setup.Sentence(err)})
			continue
		}
		sources = append(sources, s)
	}
	base, err := suite.NewBase(sources...)
	return &caseBase{base, route.Endpoints()}, append(faults, setup.Faults(err)...).Err()
}
