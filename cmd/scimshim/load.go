package main

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"scimshim/config"
	"scimshim/config/tree"
	"scimshim/rules"
)

// A ruleFlags holds the flags by which most commands are told their rules.
type ruleFlags struct {
	names, sets []string
	file, route string // a configuration, and which of its routes is meant; empty for names
}

func (f *ruleFlags) add(c *cobra.Command) {
	addRuleFlags(c, &f.names, &f.sets)
}

// addRuleFlags adds --rules and --set. The value of a parameter may hold commas.
func addRuleFlags(c *cobra.Command, names, sets *[]string) {
	c.Flags().StringSliceVar(names, "rules", nil, "packs and rule files, in their order, joined by commas")
	c.Flags().StringArrayVar(sets, "set", nil, "a value for a parameter, `PACK.PARAM=VALUE`; may be repeated")
}

// addConfig adds --config and --route, for commands that look at the rules of one route.
func (f *ruleFlags) addConfig(c *cobra.Command) {
	c.Flags().StringVar(&f.file, "config", "", "the configuration `FILE` that has the rules")
	c.Flags().StringVar(&f.route, "route", "", "the `NAME` of the route of the configuration")
}

// chosen returns the route that the flags stand for, or choose. What is wrong with the
// flags is a usageError.
func (f *ruleFlags) chosen() (*config.Route, error) {
	switch {
	case f.file == "" && f.route != "":
		return nil, usagef("--route goes with --config, which has routes")
	case f.file == "":
		c, err := f.config()
		if err != nil {
			return nil, err
		}
		return &c.Routes[0], nil
	case len(f.names)+len(f.sets) > 0:
		return nil, usagef("--rules and --set go without --config; the file has the rules and their parameters")
	}
	c, err := readConfig(f.file)
	if err != nil {
		return nil, err
	}
	return f.pick(c)
}

// pick returns the route that is named, or the only one.
func (f *ruleFlags) pick(c *config.Config) (*config.Route, error) {
	var names []string
	for i, r := range c.Routes {
		if names = append(names, r.Name); r.Name == f.route {
			return &c.Routes[i], nil
		}
	}
	switch {
	case f.route != "":
		return nil, usagef("%s has no route %q; %s", f.file, f.route, tree.Instead(f.route, names))
	case len(names) > 1:
		return nil, usagef("%s has several routes; say by --route which of them: %s", f.file, strings.Join(names, ", "))
	}
	return &c.Routes[0], nil
}

// anyTarget stands for the target where only the rules matter.
const anyTarget = "https://target.example.com"

// config returns the flags as the configuration of a route. What is wrong with
// them is a usageError.
func (f *ruleFlags) config() (*config.Config, error) {
	c, err := config.ForTarget(config.ServeFlags{Target: anyTarget, Rules: f.names, Set: f.sets})
	if err != nil {
		return nil, usageError{err}
	}
	return c, nil
}

// loadRules compiles packs and rule files, given as to the flags --rules and --set. The
// error is tree.Errors: all faults of all of them. It is a usageError if the names
// themselves are wrong.
func loadRules(names []string, sets ...string) (*rules.Set, error) {
	c, err := (&ruleFlags{names: names, sets: sets}).config()
	if err != nil {
		return nil, err
	}
	return compile(c.Routes[0].Rules)
}

// compile compiles the rules of a route. The error is tree.Errors: all faults.
func compile(list []config.RuleSource) (*rules.Set, error) {
	var sources []rules.Source
	var faults tree.Errors
	for _, from := range list {
		s, err := open(from)
		if err != nil {
			faults = append(faults, tree.Error{Pos: from.Pos, Msg: err.Error()})
			continue
		}
		sources = append(sources, s)
	}
	set, err := rules.Compile(sources...)
	faults = append(faults, faultsOf(err)...)
	if len(faults) > 0 {
		return nil, faults
	}
	return set, nil
}

// open reads a pack or a rule file.
func open(from config.RuleSource) (rules.Source, error) {
	s := rules.Source{File: from.Name}
	var err error
	if from.IsFile {
		s.Data, err = os.ReadFile(from.Name)
	} else if s, err = rules.Open(from.Name); err != nil {
		err = fmt.Errorf("%s: %w", from.Name, err)
	}
	s.At, s.Alone, s.Unstated = from.Pos, from.Alone, from.Alone
	for _, p := range from.With {
		s.Given = append(s.Given, rules.Given{Name: p.Name, Value: p.Value, Place: place(p.Pos)})
	}
	return s, err
}

// faultsOf returns the faults that an error of a reader is; none if it is nil.
func faultsOf(err error) tree.Errors {
	var faults tree.Errors
	if err != nil && !errors.As(err, &faults) {
		panic("BUG: faults without a place: " + err.Error())
	}
	return faults
}
