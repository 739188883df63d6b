package main

import (
	"path/filepath"
	"strings"

	"scimshim/cmd/scimshim/setup"
	"scimshim/config/tree"
	"scimshim/rules"
)

// A caseRules finds the rules that cases are played with: those of the flags,
// or else of the two packs that the name of a case's folder is made of.
type caseRules struct {
	ruleFlags
	read map[string]*baseRules // by the names of packs and files
}

// baseRules are the rule files that cases are played with, before those that a
// case brings along.
type baseRules struct {
	sources   []rules.Source
	set       *rules.Set // of these alone
	endpoints []string   // of the route
}

// of returns the rules for the case in a file.
func (r *caseRules) of(file string) (*baseRules, error) {
	flags := r.ruleFlags
	if len(flags.names) == 0 && flags.file == "" {
		dir, err := filepath.Abs(filepath.Dir(file))
		if err != nil {
			return nil, err
		}
		pair, ok := rules.PairOf(filepath.Base(dir))
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
		r.read = map[string]*baseRules{}
	}
	r.read[key] = base
	return base, nil
}

// base reads and compiles the packs and files of a route. The error is tree.Errors, or
// one of the flags.
func (f *ruleFlags) base() (*baseRules, error) {
	route, err := f.chosen()
	if err != nil {
		return nil, err
	}
	base := &baseRules{endpoints: route.Endpoints()}
	var faults tree.Errors
	for _, from := range route.Rules {
		s, err := setup.Source(from)
		if err != nil {
			faults = append(faults, tree.Error{Pos: from.Pos, Msg: setup.Sentence(err)})
			continue
		}
		s.Unstated = true // a play serves nobody
		base.sources = append(base.sources, s)
	}
	base.set, err = rules.Compile(base.sources...)
	return base, append(faults, setup.Faults(err)...).Err()
}

// with returns the rules, and behind them those that a case brings along.
func (b *baseRules) with(c *rules.Case) (*rules.Set, error) {
	if c.IsPlain() {
		return b.set, nil
	}
	sources, err := c.Give(b.sources)
	if err != nil {
		return nil, err
	}
	return rules.Compile(sources...)
}
