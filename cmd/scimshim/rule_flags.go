package main

import (
	"strings"

	"github.com/spf13/cobra"

	"scimshim/cmd/scimshim/remark"
	"scimshim/cmd/scimshim/setup"
	"scimshim/config"
	"scimshim/config/tree"
)

// A ruleFlags holds the flags that give most commands their rules.
type ruleFlags struct {
	names, sets []string
	file, route string // a configuration, and which of its routes is meant; empty for names
}

func (f *ruleFlags) add(c *cobra.Command) {
	addRuleFlags(c, &f.names, &f.sets)
}

// addRuleFlags adds --rules and --set. The value of a parameter may hold commas.
func addRuleFlags(c *cobra.Command, names, sets *[]string) {
	c.Flags().StringSliceVar(names, "rules", nil, "packs and rule files in order, separated by commas")
	c.Flags().StringArrayVar(sets, "set", nil, "a parameter's value, `PACK.PARAM=VALUE`; can be repeated")
}

// addConfig adds --config and --route, for commands that look at the rules of one route.
func (f *ruleFlags) addConfig(c *cobra.Command) {
	c.Flags().StringVar(&f.file, "config", "", "the configuration `FILE` with the rules")
	c.Flags().StringVar(&f.route, "route", "", "the `NAME` of a route of the configuration")
}

// chosen returns the route that the flags stand for, or that they choose. What is wrong with the
// flags is a usageError.
func (f *ruleFlags) chosen() (*config.Route, error) {
	switch {
	case f.file == "" && f.route != "":
		return nil, usagef("--route needs --config")
	case f.file == "":
		c, err := f.config()
		if err != nil {
			return nil, err
		}
		return &c.Routes[0], nil
	case len(f.names)+len(f.sets) > 0:
		return nil, usagef("--rules and --set cannot be combined with --config, which has the rules and their " +
			"parameters")
	}
	c, err := setup.Read(f.file)
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
		return nil, usagef("%s has several routes; choose one with --route: %s", f.file, strings.Join(names, ", "))
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

// addFormat adds --format.
func addFormat(c *cobra.Command, f *remark.Format) {
	*f = remark.Text
	c.Flags().Var(f, "format", "how to print: "+strings.Join(remark.Formats(), ", "))
}
